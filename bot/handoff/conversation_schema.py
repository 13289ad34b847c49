"""Shapes of the staff API (DESIGN §6): a conversation, in a list and whole. With the other
``…schema`` rooms the OpenAPI description is generated from these."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

from pydantic import Field

from bot.handoff.message_schema import MessageView
from bot.handoff.need_schema import (
    Coded,
    ConsentView,
    ContactView,
    IntroductionView,
    NeedView,
    SuggestionView,
)
from bot.handoff.shapes import (
    AuthorName,
    ChannelName,
    Colour,
    NeedState,
    OwnerName,
    PageQuery,
    Shape,
    WaitKind,
)
from bot.store.inbox import Sort
from bot.store.inbox_views import Lateness, View, Wanted


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
    tells visitors apart. ``topic``: the need that is spoken of now. ``last_said``: what the owner
    wrote last, where the last row may be the desk's. ``seen_seq`` and ``unread`` (messages of the
    owner that the caller has not seen) are null in the socket's frames, which are the same for
    everybody."""

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
    last_said: str | None
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
    ``notices_left``: how often the owner may still be told by 订阅通知 that something waits.
    ``files``: which files the account can bring to the owner."""

    may_write: bool
    window_open: bool
    window_open_until: datetime | None
    quota_left: int
    waiting: int
    last_undelivered: UndeliveredView | None
    following: bool | None
    came_by: str | None
    notices_left: int
    files: Literal["all", "pictures", "none"] = "all"


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


class InboxFilters(Shape):
    """``label`` may be repeated: all of them. ``region``: a GB/T 2260 code, with all below it;
    ``industry``: the beginning of a GB/T 4754 code; both of any need of the conversation."""

    view: View = "all"
    owner: OwnerName | None = None
    channel: ChannelName | None = None
    staff_id: str | None = Field(None, max_length=64)
    label: list[str] = Field(default_factory=list, max_length=10)
    region: str | None = Field(None, pattern=r"^\d{6}$")
    industry: str | None = Field(None, pattern=r"^[A-T]\d{0,4}$")

    def wanted(self, viewer: str, lateness: tuple[Lateness, ...]) -> Wanted:
        return Wanted(
            viewer=viewer, view=self.view, owner=self.owner, channel=self.channel,
            staff_id=self.staff_id, label_ids=tuple(self.label), region=self.region,
            industry=self.industry, lateness=lateness,
        )  # fmt: skip


class ConversationQuery(InboxFilters, PageQuery):
    """``cursor`` reads on from an earlier answer and makes ``page`` meaningless."""

    sort: Sort | None = None
    cursor: str | None = Field(None, max_length=400)


class ConversationListing(Shape):
    """``total`` is null where a cursor was given: it was told with the first page."""

    items: list[ConversationRow]
    total: int | None
    page: int
    page_size: int
    next_cursor: str | None
