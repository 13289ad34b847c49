"""The XML that WeChat pushes, and the XML that it takes for an answer."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from xml.etree.ElementTree import Element, ParseError

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import fromstring

from connectors.sandbox.sealing import Unreadable

# Undocumented; what users of the platform report (a text of 2,048 bytes passes, longer ones fail).
MAX_TEXT_BYTES = 2_048
MAX_ARTICLES = 8
MEDIA = {"image": "Image", "voice": "Voice", "video": "Video"}


@dataclass(frozen=True, slots=True)
class Said:
    """What the owner gets to see. ``kind`` and ``body`` as in ``platform.Bubble``."""

    kind: str
    body: dict[str, Any]


type Field = str | int | list[dict[str, str | int]]


def write_push(fields: Mapping[str, Field]) -> str:
    """Numbers stand bare, text in CDATA, a list's entries in ``List``, as Tencent writes them."""
    return f"<xml>{_elements(fields)}</xml>"


def _elements(fields: Mapping[str, Field]) -> str:
    return "".join(_element(name, value) for name, value in fields.items())


def _element(name: str, value: Field) -> str:
    if isinstance(value, list):
        return f"<{name}>{''.join(f'<List>{_elements(each)}</List>' for each in value)}</{name}>"
    if isinstance(value, int):
        return f"<{name}>{value}</{name}>"
    return f"<{name}><![CDATA[{value.replace(']]>', ']]]]><![CDATA[>')}]]></{name}>"


def write_envelope(receiver: str, encrypted: str, beside: str = "") -> str:
    """``beside``: the plain document, whose elements stand along in compatible mode."""
    inner = beside.removeprefix("<xml>").removesuffix("</xml>")
    return f"<xml>{inner or _element('ToUserName', receiver)}{_element('Encrypt', encrypted)}</xml>"


def read_envelope(document: str) -> dict[str, str]:
    """The four fields of an encrypted answer; raise Unreadable where one is missing."""
    root = _parse(document)
    fields = {child.tag: child.text or "" for child in root}
    for name in ("Encrypt", "MsgSignature", "TimeStamp", "Nonce"):
        if not fields.get(name):
            raise Unreadable(f"加密的回复缺少 {name}")
    return fields


def read_reply(document: str, openid: str, account: str, *, to_message: bool) -> Said | None:
    """None for transfer_customer_service. ``to_message``: the push was a message, not an event."""
    root = _parse(document)
    if _text(root, "ToUserName") != openid or _text(root, "FromUserName") != account:
        raise Unreadable("ToUserName 与 FromUserName 没有对调")
    if not _text(root, "CreateTime").isdigit():
        raise Unreadable("CreateTime 不是数字")
    kind = _text(root, "MsgType")
    if kind == "transfer_customer_service":
        return None
    if kind == "text":
        return _read_text(root)
    if kind == "news":
        return _read_news(root, 1 if to_message else MAX_ARTICLES)
    if kind in MEDIA:
        return _read_media(root, kind)
    if kind == "music":
        return _read_music(root)
    raise Unreadable(f"不认识的 MsgType：{kind or '（空）'}")


def _read_text(root: Element) -> Said:
    content = _text(root, "Content")
    if not content:
        raise Unreadable("Content 为空")
    if len(content.encode()) > MAX_TEXT_BYTES:
        raise Unreadable(f"文本超过 {MAX_TEXT_BYTES} 字节")
    return Said("text", {"text": content})


def _read_news(root: Element, most: int) -> Said:
    items = root.findall("Articles/item")
    if not items or _text(root, "ArticleCount") != str(len(items)):
        raise Unreadable("ArticleCount 与图文条数不符")
    articles = [
        {
            "title": _text(item, "Title"), "description": _text(item, "Description"),
            "picture": _text(item, "PicUrl"), "url": _text(item, "Url"),
        }
        for item in items[:most]
    ]  # fmt: skip
    return Said("news", {"articles": articles})


def _read_media(root: Element, kind: str) -> Said:
    part = root.find(MEDIA[kind])
    media_id = _text(part, "MediaId") if part is not None else ""
    if not media_id:
        raise Unreadable("缺少 MediaId")
    return Said(kind, {"media_id": media_id})


def _read_music(root: Element) -> Said:
    part = root.find("Music")
    if part is None:
        raise Unreadable("缺少 Music")
    url = _text(part, "MusicUrl")
    return Said("music", {"title": _text(part, "Title"), "url": url})


def _parse(document: str) -> Element:
    try:
        root: Element = fromstring(document, forbid_dtd=True)
    except (ParseError, DefusedXmlException, ValueError):
        raise Unreadable("回复不是 XML") from None
    if root.tag != "xml":
        raise Unreadable("回复的根元素不是 xml")
    names = [child.tag for child in root]
    if len(names) != len(set(names)):
        raise Unreadable("回复里有重复的元素")
    return root


def _text(parent: Element, name: str) -> str:
    found = parent.find(name)
    return (found.text or "") if found is not None else ""
