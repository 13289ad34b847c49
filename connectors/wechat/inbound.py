"""From a push to what the conversation hears. What calls for no answer becomes None."""

from __future__ import annotations

import hashlib
import re
from typing import Any

from bot.conversation.phrases import ASK_HUMAN, SAY
from bot.messages import Attachment, Channel, Inbound
from bot.programme.locations import place_payload
from connectors.wechat.parse import (
    MAX_NOTE,
    Event,
    Header,
    Link,
    Location,
    Media,
    Notices,
    Push,
    Text,
    Unhandled,
    Voice,
)

MAX_KEY = 120
MAX_SCENE = 64
# A media_id has some 70 characters in life.
MAX_REMOTE = 256
# The ids that this system gives its buttons: "<seq>.<index>".
OWN_BUTTON = re.compile(r"[0-9]{1,9}\.[0-9]{1,4}")
GREET = "/greet"

# A name card, a sticker, a film of 视频号, forwarded chats: instead of these an account gets a text
# that no owner wrote.
WITHHELD = re.compile(r"[【\[]收到不支持的消息类型[^】\]]{0,40}[】\]]")

MEDIA_NAMES = {"image": "〔图片〕", "video": "〔视频〕", "shortvideo": "〔小视频〕"}

# The account's menu: EventKey → what the log shows, and what it stands for.
MENU = {
    "submit_need": ("提交技术需求", "/submit_need"),
    "find_university": ("找高校", "/find_university"),
    "find_mentor": ("找技术导师", "/find_mentor"),
    "find_patent": ("找开放许可专利", "/find_patent"),
    "check_status": ("我的需求进展", "/check_status"),
    "ask_policy": ("政策咨询", "/ask_policy"),
    "help": ("使用帮助", "/help"),
    "ask_human": ("转人工", ASK_HUMAN),
}


def to_inbound(push: Push) -> Inbound | None:
    """None for what WeChat only tells us: unsubscribe, VIEW, job results."""
    inbound: Inbound | None = None
    match push:
        case Text():
            inbound = _from_text(push)
        case Voice():
            inbound = _from_voice(push)
        case Media():
            inbound = _from_media(push)
        case Location():
            inbound = _from_location(push)
        case Link():
            inbound = _from_link(push)
        case Event():
            inbound = _from_event(push)
        case Unhandled():
            inbound = _unsupported(push.header, push.kind)
        case Notices():
            inbound = None
    return inbound


def dedupe_key(header: Header, *event: str) -> str:
    """MsgId repeats across users and seconds are shared by events, so neither stands alone."""
    parts = [str(header.created), *((str(header.msg_id),) if header.msg_id else ()), *event]
    key = ":".join(parts)
    if len(key) > MAX_KEY or not key.isascii():
        return f"{header.created}:{hashlib.sha256(key.encode()).hexdigest()}"
    return key


def _from_text(push: Text) -> Inbound | None:
    if OWN_BUTTON.fullmatch(push.menu_id):
        return _inbound(push.header, push.content, button_id=push.menu_id)
    if WITHHELD.fullmatch(push.content.strip()):
        return _unsupported(push.header, "withheld")
    return _inbound(push.header, push.content) if push.content.strip() else None


def _from_voice(push: Voice) -> Inbound:
    meta, attachment = {"type": "voice"}, Attachment("voice", push.media_id[:MAX_REMOTE])
    if push.recognition:
        return _inbound(push.header, push.recognition, meta=meta, attachment=attachment)
    return _inbound(
        push.header, "〔语音〕", payload=f"{SAY}:voice_unclear", meta=meta, attachment=attachment
    )


def _from_media(push: Media) -> Inbound:
    """Nothing looks at films by itself: it is said, and that somebody will."""
    name, kind = MEDIA_NAMES[push.kind], "image" if push.kind == "image" else "video"
    phrase = "media_kept" if kind == "image" else "video_kept"
    attachment = Attachment(kind, push.media_id[:MAX_REMOTE], push.picture_url[:MAX_NOTE])
    return _inbound(
        push.header, name, payload=f"{SAY}:{phrase}", meta={"type": push.kind},
        attachment=attachment,
    )  # fmt: skip


def _from_location(push: Location) -> Inbound:
    """The label is words about a place, which the dialogue asks about; staff see where it is."""
    meta = {"type": "location", "latitude": push.latitude, "longitude": push.longitude}
    text = f"〔位置〕{push.label}（{push.latitude}, {push.longitude}）"
    payload = place_payload(push.label) if push.label else f"{SAY}:place_unnamed"
    return _inbound(push.header, text, payload=payload, meta=meta)


def _from_link(push: Link) -> Inbound:
    meta = {"type": "link", "title": push.title, "description": push.description, "url": push.url}
    text = link_words(push.title, push.description, push.url)
    return _inbound(push.header, text, payload=f"{SAY}:link_kept", meta=meta)


def link_words(title: str, description: str, url: str) -> str:
    """All that staff need to open it: the address stands on a line of its own."""
    return "\n".join(part for part in (f"〔链接〕{title}", description, url) if part)


def _unsupported(header: Header, kind: str) -> Inbound:
    meta = {"type": kind[:32]}
    return _inbound(header, "〔打不开的消息〕", payload=f"{SAY}:unsupported", meta=meta)


def _from_event(push: Event) -> Inbound | None:
    if push.name == "subscribe":
        scene = push.key.removeprefix("qrscene_") if push.key.startswith("qrscene_") else ""
        return _greeted(push, "〔关注了公众号〕", scene)
    if push.name == "scan":
        return _greeted(push, "〔扫描了二维码〕", push.key)
    if push.name == "click":
        title, payload = MENU.get(push.key, MENU["help"])
        key = dedupe_key(push.header, push.name, push.key)
        return _inbound(push.header, title, payload=payload, meta={"type": "click"}, key=key)
    return None


def _greeted(push: Event, text: str, scene: str) -> Inbound:
    meta = {"type": push.name, **({"scene": scene[:MAX_SCENE]} if scene else {})}
    key = dedupe_key(push.header, push.name, push.key)
    return _inbound(push.header, text, payload=GREET, meta=meta, key=key)


def _inbound(
    header: Header,
    text: str,
    *,
    button_id: str | None = None,
    payload: str | None = None,
    meta: dict[str, Any] | None = None,
    key: str | None = None,
    attachment: Attachment | None = None,
) -> Inbound:
    return Inbound(
        Channel.WECHAT, header.from_user, key or dedupe_key(header), text=text,
        button_id=button_id, payload=payload, meta=meta or {}, attachment=attachment,
    )  # fmt: skip
