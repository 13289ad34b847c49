"""What travels between the rooms: messages in, messages out. Frozen, no platform words inside."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any


class Author(StrEnum):
    USER = "user"
    BOT = "bot"
    STAFF = "staff"
    SYSTEM = "system"


class Owner(StrEnum):
    """Who answers a conversation now. Every change raises the conversation's ``owner_epoch``."""

    BOT = "bot"
    QUEUE = "queue"
    STAFF = "staff"
    CLOSED = "closed"


class Channel(StrEnum):
    WEBCHAT = "webchat"
    WECHAT = "wechat"
    WECOM = "wecom"


# The web reads the log itself; these must be sent to.
PUSHED = frozenset({Channel.WECHAT, Channel.WECOM})


@dataclass(frozen=True, slots=True)
class Attachment:
    """Something that is no text: ``kind`` image, voice, video or file.

    It lies with the platform under ``remote_id`` (``url`` is a public address of it, where the
    platform named one), or it came whole: then ``data`` is what it is.
    """

    kind: str
    remote_id: str
    url: str = ""
    name: str = ""
    content_type: str = ""
    data: bytes = b""

    @property
    def described(self) -> dict[str, Any]:
        """What the log tells of one that came whole (``meta["file"]``)."""
        return {
            "kind": self.kind, "name": self.name, "size": len(self.data),
            "content_type": self.content_type,
        }  # fmt: skip


@dataclass(frozen=True, slots=True)
class Inbound:
    """One thing an owner did, already verified and parsed by a connector.

    ``address`` names the person on the channel (openid, visitor id). ``client_msg_id`` is the
    sender's or platform's idempotency key: the same key in one conversation is one message.
    Exactly one of ``text`` and ``button_id`` carries the content. ``payload`` is issued by the
    connector itself (a menu key, a greeting); ``text`` is then only what the log shows.
    """

    channel: Channel
    address: str
    client_msg_id: str
    text: str = ""
    button_id: str | None = None
    meta: dict[str, Any] = field(default_factory=dict)
    payload: str | None = None
    attachment: Attachment | None = None


@dataclass(frozen=True, slots=True)
class Button:
    """``payload`` stays on the server; clients see ``id`` and ``title`` only (DESIGN §4 rule 6)."""

    title: str
    payload: str


@dataclass(frozen=True, slots=True)
class Card:
    """A suggestion or a need, shown as a card. ``facts`` maps a label to a value, both shown."""

    kind: str
    id: str
    title: str
    subtitle: str = ""
    reasons: tuple[str, ...] = ()
    facts: dict[str, str] = field(default_factory=dict)
    buttons: tuple[Button, ...] = ()
    demo: bool = False


@dataclass(frozen=True, slots=True)
class Outbound:
    """One bubble to be stored and sent. ``numbered``: the buttons are a list to choose from, so a
    channel without buttons shows them as 1, 2, 3 and a bare number is read as a press.
    ``attachment``: a picture or document, which came whole; the text stands in its place."""

    text: str
    buttons: tuple[Button, ...] = ()
    cards: tuple[Card, ...] = ()
    author: Author = Author.BOT
    numbered: bool = False
    attachment: Attachment | None = None


@dataclass(frozen=True, slots=True)
class Stamp:
    """What a stored reply carries beside its words.

    ``event`` names the change of owner that a system line tells of: claimed, assigned, transferred,
    released, abandoned, handed_back, closed.
    """

    reply_to: int | None = None
    staff_id: str | None = None
    client_msg_id: str | None = None
    event: str | None = None


@dataclass(frozen=True, slots=True)
class HandoffRequest:
    """The dialogue asks for a person. The front door, not the action, changes the ownership."""

    reason: str
    urgent: bool = False


@dataclass(frozen=True, slots=True)
class EngineReply:
    """What one turn of the engine produced."""

    messages: tuple[Outbound, ...]
    handoff: HandoffRequest | None = None
