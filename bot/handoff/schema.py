"""The staff API's shapes (DESIGN §6). The OpenAPI description is generated from these."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from bot.handoff.shapes import (
    AuthorName,
    ChannelName,
    Colour,
    DeliveryState,
    IntroductionState,
    NeedState,
    OwnerName,
    PageQuery,
    Role,
    Shape,
    TurnState,
    WaitKind,
)
from bot.store.inbox import Sort
from bot.store.inbox_views import View


class Credentials(Shape):
    """``code``: of the authenticator, where the account asks for it (second_factor_needed)."""

    username: str = Field(max_length=64)
    password: str = Field(max_length=256)
    code: str | None = Field(None, max_length=12)


class StaffView(Shape):
    id: str
    username: str
    display_name: str
    role: Role
    accepting: bool


class Availability(Shape):
    """``accepting``: whether conversations may be assigned to me."""

    accepting: bool


class SessionView(Shape):
    """``token`` may be sent as ``Authorization: Bearer`` by clients that keep no cookies."""

    token: str
    expires_at: datetime
    staff: StaffView


class Coded(Shape):
    code: str
    name: str | None


class Metric(Shape):
    text: str
    role: Literal["current", "target", "condition"]


class Budget(Shape):
    """Whole units of ``currency``; an open end is null."""

    min: int | None
    max: int | None
    currency: str
    approx: bool
    text: str | None = None


class Deadline(Shape):
    model_config = ConfigDict(populate_by_name=True, extra="forbid")

    text: str | None
    from_: date | None = Field(alias="from")
    by: date | None


class Qualification(Shape):
    name: str
    status: str


class ContactView(Shape):
    name: str | None
    phone: str | None
    email: str | None


class NeedView(Shape):
    id: str
    number: str | None
    conversation_id: str
    state: NeedState
    problem: str | None
    detail: str | None
    metrics: list[Metric]
    industry: Coded | None
    region: Coded | None
    mode: str | None
    budget: Budget | None
    deadline: Deadline | None
    company: str | None
    uscc: str | None
    qualifications: list[Qualification]
    contact: ContactView | None
    public_summary: str | None
    confidential: str | None
    skipped: list[str]
    recorded_at: datetime | None
    created_at: datetime
    updated_at: datetime


class NeedEventView(Shape):
    event: str
    actor: str
    data: dict[str, Any]
    at: datetime


class SuggestionView(Shape):
    """``verdict``: what staff think of it, ``verdict_reason`` and ``verdict_note`` why."""

    id: str
    need_id: str
    kind: str
    item_id: str
    title: str
    rank: int
    score: float
    reasons: list[str]
    reaction: Literal["picked", "declined", "asked_why"] | None
    shown_at: datetime
    origin: Literal["bot", "staff"]
    verdict: Literal["accepted", "rejected"] | None
    verdict_reason: str | None
    verdict_note: str | None


class IntroductionView(Shape):
    id: str
    need_id: str
    kind: str
    item_id: str
    receiver: str
    state: IntroductionState
    requested_at: datetime


class ConsentView(Shape):
    id: str
    purpose: str
    receiver: str | None
    scope: list[str]
    text_version: str
    given_at: datetime
    withdrawn_at: datetime | None


class TurnView(Shape):
    state: TurnState
    attempts: int
    error: str | None


class DeliveryView(Shape):
    state: DeliveryState
    via: Literal["passive", "customer_service"] | None
    reason: str | None
    sent_at: datetime | None


class ButtonView(Shape):
    title: str


class CardView(BaseModel):
    """``facts``: labels and values, both to be shown. ``demo``: made up for demonstration."""

    kind: str
    id: str
    title: str
    subtitle: str
    reasons: list[str]
    facts: dict[str, str]
    demo: bool = False
    buttons: list[ButtonView]


class PurposeView(BaseModel):
    name: str
    confidence: float


class Understanding(BaseModel):
    """Of an owner's message: the purpose it was read as first, then what else it might be."""

    model_config = ConfigDict(extra="allow")

    purposes: list[PurposeView]
    entities: dict[str, Any]


class MediumView(Shape):
    """Something that the owner sent beside words. ``state`` waiting: it is still being fetched;
    ``url``: where it is once it is kept, as a download."""

    kind: Literal["image", "voice", "video", "file"]
    state: Literal["waiting", "kept", "failed", "erased"]
    reason: str | None
    content_type: str | None
    size: int | None
    name: str
    url: str | None


class MessageView(Shape):
    """``event`` names the change of owner that a system row tells of; ``rating``, 1 to 5, what the
    owner said of the service that it closed."""

    seq: int
    rating: int | None = None
    author: AuthorName
    author_name: str | None
    event: str | None
    text: str
    client_msg_id: str | None
    buttons: list[ButtonView]
    cards: list[CardView]
    understanding: Understanding | None
    turn: TurnView | None
    delivery: DeliveryView | None
    medium: MediumView | None = None
    created_at: datetime


class LabelView(Shape):
    id: str
    name: str
    colour: Colour


class WaitView(Shape):
    """Working time only counts: ``elapsed`` and ``limit`` in seconds of it, as of ``at``.

    ``due_at`` and ``limit`` are null where no service time is set. The clock runs until
    ``pauses_at``; ``paused`` outside the working hours, it stands still until ``resumes_at``.
    """

    kind: WaitKind
    since: datetime
    at: datetime
    elapsed: int
    limit: int | None
    due_at: datetime | None
    overdue: bool
    paused: bool
    pauses_at: datetime | None
    resumes_at: datetime | None


class NeedBrief(Shape):
    id: str
    number: str | None
    title: str
    state: NeedState
    industry: Coded | None
    region: Coded | None


class ConversationRow(Shape):
    """``who``: the firm, else the name with all but its first character hidden, else a number that
    tells visitors apart. ``topic``: the need that is spoken of now. ``seen_seq`` and ``unread``
    (messages of the owner that the caller has not seen) are null in the socket's frames, which are
    the same for everybody."""

    id: str
    channel: ChannelName
    owner: OwnerName
    owner_epoch: int
    who: str
    scene: str | None
    queued_at: datetime | None
    queue_reason: str | None
    urgent: bool
    staff_id: str | None
    staff_name: str | None
    wait: WaitView | None
    labels: list[LabelView]
    topic: NeedBrief | None
    last_seq: int
    last_user_seq: int
    last_author: AuthorName | None
    last_text: str | None
    seen_seq: int | None
    unread: int | None
    failed: bool
    undelivered: bool
    created_at: datetime
    last_message_at: datetime | None


class UndeliveredView(Shape):
    seq: int
    reason: str


class ChannelState(Shape):
    """Of channels that must be pushed to. ``may_write``: whether the account may write first; where
    it may not (an unverified one), replies go out with the owner's next message. ``waiting``:
    replies that the owner has not got yet; ``window_open_until`` lies in the past where the window
    has closed. ``following`` and ``came_by`` (搜索、扫码 …) are null where they are not known;
    ``notices_left``: how often the owner may still be told by 订阅通知 that something waits."""

    may_write: bool
    window_open: bool
    window_open_until: datetime | None
    quota_left: int
    waiting: int
    last_undelivered: UndeliveredView | None
    following: bool | None
    came_by: str | None
    notices_left: int


class ConversationDetail(ConversationRow):
    """``need``: the one that is spoken of now. ``identity``: what the site around the web chat
    calls its visitor, by a token that it signed; null where no site vouches. ``read_seq``: how far
    a web visitor has read; 0 on other channels, which do not tell."""

    identity: str | None = None
    read_seq: int = 0
    channel_state: ChannelState | None = None
    need: NeedView | None
    needs: list[NeedView]
    contact: ContactView | None
    consents: list[ConsentView]
    suggestions: list[SuggestionView]
    introductions: list[IntroductionView]
    messages: list[MessageView]


class ConversationQuery(PageQuery):
    """``cursor`` reads on from an earlier answer and makes ``page`` meaningless. ``label`` may be
    repeated: all of them. ``region``: a GB/T 2260 code, with all below it; ``industry``: the
    beginning of a GB/T 4754 code; both of any need of the conversation."""

    view: View = "all"
    owner: OwnerName | None = None
    channel: ChannelName | None = None
    staff_id: str | None = Field(None, max_length=64)
    label: list[str] = Field(default_factory=list, max_length=10)
    region: str | None = Field(None, pattern=r"^\d{6}$")
    industry: str | None = Field(None, pattern=r"^[A-T]\d{0,4}$")
    sort: Sort | None = None
    cursor: str | None = Field(None, max_length=400)


class ConversationListing(Shape):
    """``total`` is null where a cursor was given: it was told with the first page."""

    items: list[ConversationRow]
    total: int | None
    page: int
    page_size: int
    next_cursor: str | None


class MessageQuery(Shape):
    """The first ``limit`` messages behind ``after``, or, with ``before``, the last before it."""

    after: int = Field(0, ge=0, le=2**31 - 1)
    before: int | None = Field(None, ge=1, le=2**31 - 1)
    limit: int = Field(200, ge=1, le=500)


class NeedQuery(PageQuery):
    state: NeedState | None = None
    industry: str | None = None
    region: str | None = None
    sort: Literal["created_at", "-created_at", "updated_at", "-updated_at", "state", "-state"] = (
        "-created_at"
    )
