"""Addresses of files that staff sent."""

from __future__ import annotations

from collections.abc import Sequence

from bot.settings import Settings
from connectors.sealing import SealedLinks, public_base

PATH = "/f/"
PURPOSE = b"qianxiao file"


def open_file_links(settings: Settings) -> FileLinks | None:
    """None where nobody could open them (no public address) or forge-proof ones cannot be made."""
    keys = (settings.wechat_aes_key, settings.wechat_aes_key_previous, settings.wecom_aes_key)
    secrets = [key.get_secret_value() for key in keys if key is not None]
    base = public_base(settings)
    return FileLinks(base, secrets) if base and secrets else None


class FileLinks(SealedLinks):
    """Of a row that staff sent a file with."""

    def __init__(self, base: str, secrets: Sequence[str]) -> None:
        super().__init__(base, secrets, PATH, PURPOSE)
