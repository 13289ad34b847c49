"""Addresses of sheets: the pages that hold one turn's suggestions in full, for chats without room.

An address holds the row and a seal over it, so it can be made without a write while WeChat waits,
cannot be guessed, and ends with the account's key.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
from collections.abc import Sequence

from bot.settings import Settings

PATH = "/r/"
NUMBER_BYTES, SEAL_BYTES = 8, 12
PURPOSE = b"qianxiao sheet"


def open_links(settings: Settings) -> SheetLinks | None:
    """None where nobody could open them (no public address) or forge-proof ones cannot be made."""
    keys = (settings.wechat_aes_key, settings.wechat_aes_key_previous)
    secrets = [key.get_secret_value() for key in keys if key is not None]
    base = settings.bot_public_url
    if base is None and settings.bot_sandbox:
        # The phone is a browser of this machine.
        base = f"http://127.0.0.1:{settings.bot_port}"
    return SheetLinks(base, secrets) if base and secrets else None


class SheetLinks:
    """``base``: the public address of the front door. Links are made with the first of ``secrets``
    and read with any."""

    def __init__(self, base: str, secrets: Sequence[str]) -> None:
        self._base = base.rstrip("/")
        self._keys = tuple(hmac.digest(each.encode(), PURPOSE, hashlib.sha256) for each in secrets)

    def url_of(self, message_id: int) -> str:
        """``message_id``: a row with suggestions; the sheet holds all that its turn suggested."""
        return self._base + PATH + _encoded(message_id, self._keys[0])

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


def _encoded(message_id: int, key: bytes) -> str:
    number = message_id.to_bytes(NUMBER_BYTES)
    seal = hmac.digest(key, number, hashlib.sha256)[:SEAL_BYTES]
    return base64.urlsafe_b64encode(number + seal).decode().rstrip("=")
