"""Addresses of sheets: pages with one turn's suggestions in full, for chats without room."""

from __future__ import annotations

from collections.abc import Sequence

from bot.settings import Settings
from connectors.sealing import SealedLinks, public_base

PATH = "/r/"
PURPOSE = b"qianxiao sheet"


def open_links(settings: Settings) -> SheetLinks | None:
    """None where nobody could open them (no public address) or forge-proof ones cannot be made."""
    keys = (settings.wechat_aes_key, settings.wechat_aes_key_previous)
    secrets = [key.get_secret_value() for key in keys if key is not None]
    base = public_base(settings)
    return SheetLinks(base, secrets) if base and secrets else None


class SheetLinks(SealedLinks):
    """Of a row with suggestions; the sheet holds all that its turn suggested."""

    def __init__(self, base: str, secrets: Sequence[str]) -> None:
        super().__init__(base, secrets, PATH, PURPOSE)
