"""Addresses that lead to one row of the log and cannot be guessed.

An address holds the row and a seal over it, so it can be made without a write while WeChat waits,
and ends with the account's key.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
from collections.abc import Sequence

from bot.settings import Settings

NUMBER_BYTES, SEAL_BYTES = 8, 12


class SealedLinks:
    """``base``: the public address of the front door. Links are made with the first of ``secrets``
    and read with any; ``purpose`` keeps one kind of page from opening another's links."""

    def __init__(self, base: str, secrets: Sequence[str], path: str, purpose: bytes) -> None:
        self._base = base.rstrip("/") + path
        self._keys = tuple(hmac.digest(each.encode(), purpose, hashlib.sha256) for each in secrets)

    def url_of(self, message_id: int) -> str:
        return self._base + _encoded(message_id, self._keys[0])

    def read(self, token: str) -> int | None:
        """The row's id; None for what was not made here."""
        try:
            raw = base64.urlsafe_b64decode(token + "=" * (-len(token) % 4))
        except ValueError:
            return None
        if len(raw) != NUMBER_BYTES + SEAL_BYTES or not token.isascii():
            return None
        message_id = int.from_bytes(raw[:NUMBER_BYTES])
        for key in self._keys:
            # Compared as it would be written: base64 has several spellings of the same bytes.
            if hmac.compare_digest(token.encode(), _encoded(message_id, key).encode()):
                return message_id
        return None


def public_base(settings: Settings) -> str | None:
    """Where owners' browsers reach the front door; None where nobody has said."""
    if settings.bot_public_url is None and settings.bot_sandbox:
        # The phone is a browser of this machine.
        return f"http://127.0.0.1:{settings.bot_port}"
    return settings.bot_public_url


def _encoded(message_id: int, key: bytes) -> str:
    number = message_id.to_bytes(NUMBER_BYTES)
    seal = hmac.digest(key, number, hashlib.sha256)[:SEAL_BYTES]
    return base64.urlsafe_b64encode(number + seal).decode().rstrip("=")
