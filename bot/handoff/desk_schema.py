"""The shapes of the desk's endpoints and of its socket."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal

from pydantic import AfterValidator, Field, RootModel

from bot.handoff.conversation_schema import ConversationRow
from bot.handoff.message_schema import MessageView
from bot.handoff.need_shapes import NeedEdit
from bot.handoff.shapes import Role, Shape


def _writable(text: str) -> str:
    if not text.strip():
        raise ValueError("内容是空的")
    return text


type Written = Annotated[str, Field(max_length=4000), AfterValidator(_writable)]
type ClientId = Annotated[str, Field(min_length=1, max_length=128), AfterValidator(_writable)]
type Epoch = Annotated[int, Field(ge=0, lt=2**31)]
type Seq = Annotated[int, Field(ge=0, lt=2**31)]


class Claim(Shape):
    """``seen_epoch``: the owner_epoch that the console shows; needed to take over a colleague's."""

    seen_epoch: Epoch | None = None


class Reply(Shape):
    client_msg_id: ClientId
    text: Written


class FileQuery(Shape):
    """``name``: what the file is called; what it is, its content tells."""

    client_msg_id: ClientId
    name: str = Field("", max_length=500)


class CardReply(Shape):
    """``suggestion_id``: of a suggestion for one of the conversation's needs."""

    client_msg_id: ClientId
    suggestion_id: str = Field(max_length=64)


class NewNote(Shape):
    """``mentions``: ids of colleagues who are to read it."""

    text: Written
    client_msg_id: ClientId | None = None
    mentions: list[str] = Field(default_factory=list, max_length=20)


class NoteView(Shape):
    id: int
    staff_id: str
    author_name: str | None
    text: str
    mentions: list[str]
    created_at: datetime


class Notes(Shape):
    items: list[NoteView]


class Step(Shape):
    """``seen_epoch``: the owner_epoch that was shown when the step was chosen; where the
    conversation has changed hands since, it is refused."""

    seen_epoch: Epoch | None = None


class Transfer(Step):
    """``remark``: what the colleague should know, kept as a note that names them."""

    staff_id: str = Field(min_length=1, max_length=64)
    remark: Written | None = None


class HandBack(Step):
    """``seen_seq``: what the owner wrote behind it was not read; the bot answers that."""

    need: NeedEdit | None = None
    seen_seq: Seq | None = None


class Close(Step):
    """``seen_seq``: refused where the owner has written behind it."""

    seen_seq: Seq | None = None


class Presence(Shape):
    state: Literal["viewing", "typing", "left"]


class ViewerView(Shape):
    staff_id: str
    display_name: str
    typing: bool


class Viewers(Shape):
    items: list[ViewerView]


class ColleagueView(Shape):
    """``accepting``: conversations may be assigned to them; ``present``: gave a sign of life within
    the grace; ``attending``: conversations in hand; ``invited``: has not chosen a password yet;
    ``totp``: signs in with a second factor; ``wechat``: may sign in by WeChat, ``identity``:
    by the single sign-on."""

    id: str
    username: str
    display_name: str
    role: Role
    active: bool
    accepting: bool
    present: bool
    seen_at: datetime | None
    attending: int
    invited: bool
    totp: bool
    wechat: bool
    identity: bool


class Colleagues(Shape):
    items: list[ColleagueView]


class StaffEdit(Shape):
    """What is left out stays. Who is disabled is signed out at once."""

    display_name: Annotated[str, Field(min_length=1, max_length=64)] | None = None
    role: Role | None = None
    active: bool | None = None


class QueueView(Shape):
    """``longest_wait``: seconds. ``opens_at``: null while open."""

    waiting: int
    urgent: int
    attended: int
    longest_wait: int | None
    present: int
    open: bool
    hours: str
    opens_at: datetime | None


class HelloFrame(Shape):
    """The first one. ``ping_every``: seconds. ``now``: the clock that waits are counted on."""

    type: Literal["hello"] = "hello"
    staff_id: str
    ping_every: float
    now: datetime


class InboxFrame(Shape):
    """A conversation's row as it is now."""

    type: Literal["inbox"] = "inbox"
    conversation: ConversationRow


class MessagesFrame(Shape):
    """Rows after the last frame's. A row may come again under its ``seq`` once more is known."""

    type: Literal["messages"] = "messages"
    conversation_id: str
    messages: list[MessageView]
    last_seq: int


class PresenceFrame(Shape):
    type: Literal["presence"] = "presence"
    conversation_id: str
    viewers: list[ViewerView]


class StaleFrame(Shape):
    """That part of the conversation has changed: read it again."""

    type: Literal["stale"] = "stale"
    conversation_id: str
    part: Literal["notes", "need"]


class MentionFrame(Shape):
    """A colleague has named you in a note on this conversation."""

    type: Literal["mention"] = "mention"
    conversation_id: str


class PingFrame(Shape):
    type: Literal["ping", "pong"]


class ErrorFrame(Shape):
    type: Literal["error"] = "error"
    code: str
    detail: str


type Frame = InboxFrame | MessagesFrame | PresenceFrame | StaleFrame | MentionFrame


class SocketFrame(RootModel[HelloFrame | Frame | PingFrame | ErrorFrame]):
    """Whatever ``GET /api/v1/ws`` may send."""
