"""What WeChat pushed, as frozen facts. A type that is not known here is ``Unhandled``."""

from __future__ import annotations

import re
from dataclasses import dataclass

from bot.errors import BadRequest
from connectors.wechat.document import Document

# 28 characters in life; the column holds 128.
OPENID = re.compile(r"[\x21-\x7e]{1,64}")
NUMBER = re.compile(r"[0-9]{1,20}")
TEMPLATE = re.compile(r"[\x21-\x7e]{1,64}")
MAX_NOTE = 500
# Half an address leads nowhere; those of articles have some hundreds of characters.
MAX_URL = 2_048
# Event → where its entries say what became of them.
NOTICE_EVENTS = {
    "subscribe_msg_popup_event": "SubscribeStatusString",
    "subscribe_msg_change_event": "SubscribeStatusString",
    "subscribe_msg_sent_event": "ErrorStatus",
}


@dataclass(frozen=True, slots=True)
class Header:
    """``created`` is WeChat's CreateTime in Unix seconds; ``msg_id`` is None on events."""

    to_user: str
    from_user: str
    created: int
    msg_id: int | None = None


@dataclass(frozen=True, slots=True)
class Text:
    """``menu_id`` is set where the owner pressed an item of a msgmenu."""

    header: Header
    content: str
    menu_id: str = ""


@dataclass(frozen=True, slots=True)
class Voice:
    """``recognition`` is empty where WeChat heard nothing, or does not transcribe."""

    header: Header
    media_id: str
    format: str
    recognition: str


@dataclass(frozen=True, slots=True)
class Media:
    """``kind``: image, video or shortvideo."""

    header: Header
    kind: str
    media_id: str
    picture_url: str


@dataclass(frozen=True, slots=True)
class Location:
    header: Header
    latitude: str
    longitude: str
    label: str


@dataclass(frozen=True, slots=True)
class Link:
    header: Header
    title: str
    description: str
    url: str


@dataclass(frozen=True, slots=True)
class Event:
    """``name`` is in lower case: WeChat itself is not consistent."""

    header: Header
    name: str
    key: str


@dataclass(frozen=True, slots=True)
class NoticeEntry:
    """``status``: accept, reject, or (of a notice that was sent) what became of it."""

    template_id: str
    status: str


@dataclass(frozen=True, slots=True)
class Notices:
    """订阅通知: the owner allowed or refused some, or one that was sent came to its end."""

    header: Header
    name: str
    entries: tuple[NoticeEntry, ...]


@dataclass(frozen=True, slots=True)
class Unhandled:
    header: Header
    kind: str


Push = Text | Voice | Media | Location | Link | Event | Notices | Unhandled


def parse_push(document: Document) -> Push:
    """Raise BadRequest where sender, time, type or id are missing, doubled or not of their kind."""
    kind = document.get("MsgType")
    if not kind:
        raise BadRequest("缺少 MsgType")
    header = _header(document)
    if kind == "event":
        return _event(header, document)
    reader = READERS.get(kind)
    if reader is None:
        return Unhandled(header, kind)
    if header.msg_id is None:
        raise BadRequest("缺少 MsgId")
    return reader(header, document)


def _header(document: Document) -> Header:
    to_user, from_user = document.get("ToUserName"), document.get("FromUserName")
    if not OPENID.fullmatch(from_user) or not OPENID.fullmatch(to_user):
        raise BadRequest("FromUserName 或 ToUserName 有误")
    msg_id = document.get("MsgId")
    return Header(
        to_user,
        from_user,
        _number(document.get("CreateTime"), "CreateTime"),
        _number(msg_id, "MsgId") if msg_id else None,
    )


def _number(text: str, name: str) -> int:
    if not NUMBER.fullmatch(text):
        raise BadRequest(f"{name} 不是数字")
    return int(text)


def _event(header: Header, document: Document) -> Event | Notices:
    name = document.get("Event").lower()
    if name not in NOTICE_EVENTS:
        return Event(header, name, document.get("EventKey"))
    entries = (
        NoticeEntry(each["TemplateId"], each.get(NOTICE_EVENTS[name], ""))
        for each in document.records
        if TEMPLATE.fullmatch(each.get("TemplateId", ""))
    )
    return Notices(header, name, tuple(entries))


def _text(header: Header, document: Document) -> Push:
    return Text(header, document.get("Content"), document.get("bizmsgmenuid"))


def _voice(header: Header, document: Document) -> Push:
    return Voice(
        header,
        document.get("MediaId"),
        document.get("Format"),
        document.get("Recognition").strip(),
    )


def _media(header: Header, document: Document) -> Push:
    return Media(
        header,
        document.get("MsgType"),
        document.get("MediaId"),
        document.get("PicUrl"),
    )


def _location(header: Header, document: Document) -> Push:
    return Location(
        header,
        document.get("Location_X"),
        document.get("Location_Y"),
        document.get("Label").strip()[:MAX_NOTE],
    )


def _link(header: Header, document: Document) -> Push:
    return Link(
        header,
        document.get("Title").strip()[:MAX_NOTE],
        document.get("Description").strip()[:MAX_NOTE],
        document.get("Url").strip()[:MAX_URL],
    )


READERS = {
    "text": _text,
    "voice": _voice,
    "image": _media,
    "video": _media,
    "shortvideo": _media,
    "location": _location,
    "link": _link,
}
