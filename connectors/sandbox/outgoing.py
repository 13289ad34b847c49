"""Customer-service messages: read as custom/send reads them, and let through by its rules.

https://developers.weixin.qq.com/doc/service/api/customer/message/api_sendcustommessage.html
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from connectors.sandbox.documents import MAX_TEXT_BYTES, Said
from connectors.sandbox.faults import ApiFault
from connectors.sandbox.media import MediaShelf
from connectors.sandbox.platform import RECENT, TYPING_LASTS, Phone, Platform

MAX_MENU_ITEMS = 10


class Outgoing:
    def __init__(self, platform: Platform, media: MediaShelf) -> None:
        self._platform = platform
        self._media = media

    def send(self, message: dict[str, Any]) -> None:
        """Show it on the phone; raise ApiFault, in WeChat's order of checks."""
        phone = self._follower(message)
        said = self._read(message)
        verdict = phone.allowance.spend(self._platform.clock.now())
        if verdict != "open":
            raise ApiFault(45015 if verdict == "closed" else 45047)
        self._platform.show(phone, "account", said.kind, said.body, via="customer_service")

    def type(self, wish: dict[str, Any]) -> None:
        """Show or end 对方正在输入…; raise ApiFault where nobody spoke within half a minute."""
        phone, command = self._follower(wish), wish.get("command")
        if command not in ("Typing", "CancelTyping"):
            raise ApiFault(45072)
        now = self._platform.clock.now()
        if phone.spoke_at is None or now - phone.spoke_at > RECENT:
            raise ApiFault(45080)
        if command == "CancelTyping":
            phone.typing_until = None
        elif phone.typing_until is not None and now < phone.typing_until:
            raise ApiFault(45081)
        else:
            phone.typing_until = now + TYPING_LASTS
        self._platform.note_change()

    def _follower(self, message: dict[str, Any]) -> Phone:
        openid = message.get("touser")
        phone = self._platform.find_phone(openid) if isinstance(openid, str) else None
        if phone is None:
            raise ApiFault(40003)
        if not phone.following:
            raise ApiFault(43004)
        return phone

    def _read(self, message: dict[str, Any]) -> Said:
        kind = message.get("msgtype")
        reader = READERS.get(kind) if isinstance(kind, str) else None
        if reader is None:
            raise ApiFault(40008)
        part = message.get(str(kind))
        if not isinstance(part, dict):
            raise ApiFault(44004)
        said = reader(part)
        if "media_id" in said.body and self._media.find(said.body["media_id"]) is None:
            raise ApiFault(40007)
        return said


def _read_text(part: dict[str, Any]) -> Said:
    content = part.get("content")
    if not isinstance(content, str) or not content:
        raise ApiFault(44004)
    if len(content.encode()) > MAX_TEXT_BYTES:
        raise ApiFault(45002)
    return Said("text", {"text": content})


def _read_news(part: dict[str, Any]) -> Said:
    articles = part.get("articles")
    if not isinstance(articles, list) or not articles or not isinstance(articles[0], dict):
        raise ApiFault(44004)
    if len(articles) > 1:
        raise ApiFault(45008)
    names = {"title": "title", "description": "description", "picurl": "picture", "url": "url"}
    article = {ours: str(articles[0].get(theirs, "")) for theirs, ours in names.items()}
    return Said("news", {"articles": [article]})


def _read_msgmenu(part: dict[str, Any]) -> Said:
    items = part.get("list")
    if not isinstance(items, list) or not 1 <= len(items) <= MAX_MENU_ITEMS:
        raise ApiFault(47001)
    if not all(isinstance(item, dict) and item.get("content") for item in items):
        raise ApiFault(47001)
    shown = [{"id": str(item.get("id", "")), "content": str(item["content"])} for item in items]
    head, tail = str(part.get("head_content", "")), str(part.get("tail_content", ""))
    return Said("msgmenu", {"head": head, "items": shown, "tail": tail})


def _read_media(kind: str) -> Callable[[dict[str, Any]], Said]:
    def read(part: dict[str, Any]) -> Said:
        return Said(kind, {"media_id": str(part.get("media_id", ""))})

    return read


def _read_music(part: dict[str, Any]) -> Said:
    title, url = str(part.get("title", "")), str(part.get("musicurl", ""))
    return Said("music", {"title": title, "url": url})


READERS: dict[str, Callable[[dict[str, Any]], Said]] = {
    "text": _read_text,
    "news": _read_news,
    "msgmenu": _read_msgmenu,
    "image": _read_media("image"),
    "voice": _read_media("voice"),
    "video": _read_media("video"),
    "music": _read_music,
}
