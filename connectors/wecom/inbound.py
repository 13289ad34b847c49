"""From a pulled message of 微信客服 to what the conversation hears."""

from __future__ import annotations

import hashlib
from typing import Any

from bot.conversation.phrases import SAY
from bot.messages import Attachment, Channel, Inbound
from bot.programme.locations import place_payload
from connectors.wechat.document import UNSTORABLE
from connectors.wechat.inbound import MAX_REMOTE, OWN_BUTTON, link_words
from connectors.wechat.parse import MAX_NOTE, MAX_URL
from connectors.wecom.address import make_address

CUSTOMER, SYSTEM, SERVICER = 3, 4, 5
NAMES = {
    "image": "〔图片〕", "voice": "〔语音〕", "video": "〔视频〕", "file": "〔文件〕",
    "link": "〔链接〕", "location": "〔位置〕", "business_card": "〔名片〕",
    "miniprogram": "〔小程序〕", "merged_msg": "〔聊天记录〕",
}  # fmt: skip
KEPT = frozenset({"image", "voice", "video", "file"})
# What is said to each; nothing is kept of the others, whatever they held.
PHRASES = {
    "image": "media_kept", "file": "media_kept", "voice": "voice_unclear", "video": "video_kept",
    "link": "link_kept", "location": "place_unnamed",
}  # fmt: skip
MAX_KEY = 120


def welcome_code_of(message: dict[str, Any]) -> str:
    """Of a customer who opened the chat and was not written to lately; empty for all else."""
    event = message.get("event")
    if message.get("msgtype") != "event" or not isinstance(event, dict):
        return ""
    return _text(event, "welcome_code") if event.get("event_type") == "enter_session" else ""


def to_inbound(message: dict[str, Any]) -> Inbound | None:
    """None for what no customer wrote: own sends (servicers), events; BadRequest without sender."""
    if message.get("origin") != CUSTOMER or message.get("msgtype") == "event":
        return None
    address = make_address(_text(message, "open_kfid"), _text(message, "external_userid"))
    kind = _text(message, "msgtype")
    part = message.get(kind)
    part = part if isinstance(part, dict) else {}
    key = _key(_text(message, "msgid"))
    if kind == "text":
        content, menu_id = _text(part, "content"), _text(part, "menu_id")
        if not content.strip():
            return None
        button = menu_id if OWN_BUTTON.fullmatch(menu_id) else None
        return Inbound(Channel.WECOM, address, key, text=content, button_id=button)
    return _kept(address, key, kind, part)


def _kept(address: str, key: str, kind: str, part: dict[str, Any]) -> Inbound:
    """For staff to look at; a place by its words, which the dialogue asks about."""
    meta = {"type": kind[:32]}
    place = f"{_text(part, 'address')}{_text(part, 'name')}".strip()
    if kind == "location" and place:
        place = place[:500]
        text = NAMES[kind] + place
        return Inbound(
            Channel.WECOM, address, key, text=text, payload=place_payload(place), meta=meta
        )
    return Inbound(
        Channel.WECOM, address, key,
        text=_link(part) if kind == "link" else NAMES.get(kind, "〔打不开的消息〕"),
        payload=f"{SAY}:{PHRASES.get(kind, 'unsupported')}", meta=meta,
        attachment=_attachment(kind, _text(part, "media_id")),
    )  # fmt: skip


def _link(part: dict[str, Any]) -> str:
    return link_words(
        _text(part, "title")[:MAX_NOTE],
        _text(part, "desc")[:MAX_NOTE],
        _text(part, "url")[:MAX_URL],
    )


def _attachment(kind: str, media_id: str) -> Attachment | None:
    return Attachment(kind, media_id[:MAX_REMOTE]) if kind in KEPT and media_id else None


def _key(msgid: str) -> str:
    whole = msgid.isascii() and 0 < len(msgid) <= MAX_KEY
    return msgid if whole else hashlib.sha256(msgid.encode()).hexdigest()


def _text(part: dict[str, Any], name: str) -> str:
    value = part.get(name)
    return UNSTORABLE.sub("", value) if isinstance(value, str) else ""
