"""The staff API's shapes (DESIGN §6). The OpenAPI description is generated from these."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

MAX_PAGE = 200


class Shape(BaseModel):
    model_config = ConfigDict(from_attributes=True, extra="forbid")


class Credentials(Shape):
    username: str = Field(max_length=64)
    password: str = Field(max_length=256)


class StaffView(Shape):
    id: str
    username: str
    display_name: str
    role: str


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
    state: str
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


class NeedDetail(NeedView):
    history: list[NeedEventView]
    suggestions: list[SuggestionView]
    introductions: list[IntroductionView]


class SuggestionView(Shape):
    id: str
    need_id: str
    kind: str
    item_id: str
    title: str
    rank: int
    score: float
    reasons: list[str]
    reaction: str | None
    shown_at: datetime


class IntroductionView(Shape):
    id: str
    need_id: str
    kind: str
    item_id: str
    receiver: str
    state: str
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
    state: str
    attempts: int
    error: str | None


class DeliveryView(Shape):
    state: str
    via: str | None
    reason: str | None
    sent_at: datetime | None


class ButtonView(Shape):
    title: str


class MessageView(Shape):
    """``event`` names the change of owner that a system row tells of."""

    seq: int
    author: str
    author_name: str | None
    event: str | None
    text: str
    client_msg_id: str | None
    buttons: list[ButtonView]
    cards: list[dict[str, Any]]
    understanding: dict[str, Any] | None
    turn: TurnView | None
    delivery: DeliveryView | None
    created_at: datetime


class ConversationRow(Shape):
    id: str
    channel: str
    owner: str
    owner_epoch: int
    scene: str | None
    queued_at: datetime | None
    queue_reason: str | None
    urgent: bool
    staff_id: str | None
    staff_name: str | None
    last_seq: int
    last_text: str | None
    created_at: datetime
    last_message_at: datetime | None


class UndeliveredView(Shape):
    seq: int
    reason: str


class ChannelState(Shape):
    """Of channels that must be pushed to. ``waiting``: replies that the owner has not got yet;
    ``window_open_until`` lies in the past where the window has closed."""

    window_open: bool
    window_open_until: datetime | None
    quota_left: int
    waiting: int
    last_undelivered: UndeliveredView | None


class ConversationDetail(ConversationRow):
    channel_state: ChannelState | None = None
    need: NeedView | None
    needs: list[NeedView]
    contact: ContactView | None
    consents: list[ConsentView]
    suggestions: list[SuggestionView]
    introductions: list[IntroductionView]
    messages: list[MessageView]


class UniversityView(Shape):
    id: str
    name: str
    region_code: str
    province: str
    city: str
    tags: list[str]
    disciplines: list[str]
    first_class_disciplines: list[str]
    strengths: list[str]
    is_demo: bool


class MentorView(Shape):
    id: str
    university_id: str
    name: str
    title: str
    field: str
    industry_code: str
    directions: list[str]
    keywords: list[str]
    profile: str
    modes: list[str]
    load: int
    capacity: int
    is_demo: bool


class LicenceView(Shape):
    state: str
    fee_mode: str
    fee_yuan: int | None
    royalty_percent: float | None
    royalty_base: str | None
    stages: list[Any]
    pay_after_use: bool
    text: str
    area: str
    term_from: date | None
    term_to: date | None
    source: str


class PatentView(Shape):
    id: str
    patent_no: str
    title: str
    abstract: str
    keywords: list[str]
    ipc: str
    type: str
    owner_name: str
    university_id: str | None
    industry_code: str | None
    granted_on: date | None
    is_demo: bool
    licence: LicenceView | None


class Listing[Row: BaseModel](BaseModel):
    """One page of a list; ``total`` counts all rows that match the filters."""

    items: list[Row]
    total: int
    page: int
    page_size: int


class PageQuery(Shape):
    page: int = Field(1, ge=1, le=1_000_000)
    page_size: int = Field(50, ge=1, le=MAX_PAGE)

    @property
    def offset(self) -> int:
        return (self.page - 1) * self.page_size


class ConversationQuery(PageQuery):
    owner: Literal["bot", "queue", "staff", "closed"] | None = None
    channel: Literal["webchat", "wechat", "wecom"] | None = None
    staff_id: str | None = Field(None, max_length=64)


class MessageQuery(Shape):
    after: int = Field(0, ge=0, le=2**31 - 1)
    limit: int = Field(200, ge=1, le=500)


class NeedQuery(PageQuery):
    state: str | None = None
    industry: str | None = None
    region: str | None = None
    sort: Literal["created_at", "-created_at", "updated_at", "-updated_at", "state", "-state"] = (
        "-created_at"
    )


class CatalogueQuery(PageQuery):
    """``region``: a GB/T 2260 code; a province or city code takes all below it."""

    q: str | None = Field(None, max_length=100)
    region: str | None = Field(None, pattern=r"^\d{6}$")
    demo: bool | None = None


class UniversityQuery(CatalogueQuery):
    sort: Literal["name", "-name", "region_code", "-region_code", "id"] = "name"


class MentorQuery(CatalogueQuery):
    university_id: str | None = None
    industry: str | None = None
    available: bool | None = None
    sort: Literal["name", "-name", "load", "-load", "id"] = "name"


class PatentQuery(CatalogueQuery):
    university_id: str | None = None
    industry: str | None = None
    fee_mode: str | None = None
    sort: Literal["title", "-title", "patent_no", "-patent_no", "id"] = "title"


NeedDetail.model_rebuild()
