"""Who is calling: WeChat proves itself by a SHA-1 over the token and what the URL carries."""

from __future__ import annotations

import hmac
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from wechatpy.utils import WeChatSigner

from bot.errors import Forbidden

# A retry comes within 15 seconds; the rest is room for clocks that differ.
FRESH_SECONDS = 300
MAX_PARAMETER = 512
MAX_DIGITS = 12


class Query(Protocol):
    """The URL's parameters with all their repetitions, as aiohttp holds them."""

    def getall(self, key: str, default: list[str], /) -> list[str]: ...


@dataclass(frozen=True, slots=True)
class Credentials:
    """What a callback URL carries. Absent optional parameters are empty."""

    timestamp: str
    nonce: str
    signature: str
    msg_signature: str
    encrypt_type: str
    echostr: str


def read_credentials(query: Query) -> Credentials:
    """Raise Forbidden where a parameter is repeated, not plain ASCII, or missing."""
    values = {name: _single(query, name) for name in Credentials.__dataclass_fields__}
    if not values["timestamp"].isdigit() or len(values["timestamp"]) > MAX_DIGITS:
        raise Forbidden
    if not values["nonce"]:
        raise Forbidden
    return Credentials(**values)


def sign(*parts: str) -> str:
    """SHA-1 over the sorted parts, in lower-case hexadecimal."""
    signer = WeChatSigner()
    signer.add_data(*parts)
    return str(signer.signature)


def check_signature(given: str, *parts: str) -> None:
    """Compare in constant time; raise Forbidden where it differs or is absent."""
    if not hmac.compare_digest(given.encode(), sign(*parts).encode()):
        raise Forbidden


def check_freshness(timestamp: str, now: datetime) -> None:
    """A recorded request must not open the door later on (nonces may repeat: retries do)."""
    if abs(int(timestamp) - now.timestamp()) > FRESH_SECONDS:
        raise Forbidden


def _single(query: Query, name: str) -> str:
    values = query.getall(name, [])
    if not values:
        return ""
    value = values[0]
    if len(values) > 1 or len(value) > MAX_PARAMETER:
        raise Forbidden
    if not (value.isascii() and value.isprintable()):
        raise Forbidden
    return value
