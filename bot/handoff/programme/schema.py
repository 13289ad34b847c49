"""The shapes of the programme: a need's course, challenges, bids, contracts, licences."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Any, Literal

from pydantic import AwareDatetime, Field

from bot.handoff.catalogue.schema import ExportQuery
from bot.handoff.need_schema import IntroductionView, NeedEventView, NeedView, SuggestionView
from bot.handoff.need_shapes import Edit, Name, Words
from bot.handoff.shapes import IntroductionState, NeedState, PageQuery, Shape

type Kind = Literal["university", "mentor", "patent"]
# What may be suggested; a platform has nobody of its own to be put in touch with.
type SuggestedKind = Literal["university", "mentor", "patent", "platform"]
type BidState = Literal["submitted", "shortlisted", "awarded", "rejected", "withdrawn"]
type LicenceState = Literal["wanted", "notified", "effective", "filed", "ended", "dropped"]
type Turn = Literal["desk", "owner", "receiver", "parties"]
type ContractKind = Literal["技术开发", "技术转让", "技术许可", "技术咨询", "技术服务"]
type ContractForm = Literal["委托开发", "合作开发"]
type Yuan = Annotated[int, Field(ge=0, lt=10**15)]


class MoveView(Shape):
    """A step that the caller may take. ``reason``: it must be given; ``remark``: it may be;
    ``told``: the owner reads of it in the conversation, with the reason; ``in_charge``: only
    managers and administrators take it; ``weighty``: it is public, final or hard to take back, so
    whoever takes it is asked once more; ``blocked``: what has to be done first, in words; null
    where the step can be taken now."""

    name: str
    label: str
    target: str
    reason: bool
    remark: bool
    told: bool
    in_charge: bool
    weighty: bool
    blocked: str | None = None


class MoveWish(Edit):
    """``move``: the name of one of ``moves``; ``updated_at``: of the thing as it was read."""

    move: str = Field(max_length=32)
    updated_at: AwareDatetime
    reason: Words | None = None


class HandlerWish(Edit):
    """``staff_id``: who is to answer for the need, null for nobody. ``seen``: who did when it was
    read; where that has changed since, it is refused."""

    staff_id: str | None = Field(max_length=64)
    seen: str | None = Field(max_length=64)


class ChallengeView(Shape):
    need_id: str
    title: str
    summary: str
    targets: list[str]
    reward_yuan: int | None
    ip_terms: str | None
    bids_until: date | None
    published_at: datetime | None
    announced_at: datetime | None
    updated_at: datetime


class ChallengeEdit(Edit):
    """Fields that are left out stay as they are. ``updated_at`` is that of the need."""

    updated_at: AwareDatetime
    title: Annotated[Name, Field(max_length=120)] | None = None
    summary: Words | None = None
    targets: list[Name] = Field(default_factory=list, max_length=30)
    reward_yuan: Yuan | None = None
    ip_terms: Words | None = None
    bids_until: date | None = None


class ListedChallenge(ChallengeView):
    number: str | None
    state: NeedState
    region_name: str | None
    industry_name: str | None
    bids: int


class ChallengeQuery(PageQuery):
    """``state``: of the need; without it, everything that takes or weighs bids."""

    state: NeedState | None = None


class BidView(Shape):
    id: str
    need_id: str
    university_id: str | None
    mentor_id: str | None
    bidder: str
    plan: str
    price_yuan: int | None
    months: int | None
    state: BidState
    score: float | None
    comment: str | None
    received_at: datetime
    updated_at: datetime
    moves: list[MoveView]


class BidNew(Edit):
    """By a mentor or a university of the catalogue, or by ``bidder``, whom it does not hold."""

    plan: Words
    university_id: str | None = Field(None, max_length=64)
    mentor_id: str | None = Field(None, max_length=64)
    bidder: Name | None = None
    price_yuan: Yuan | None = None
    months: int | None = Field(None, ge=1, le=120)


class BidReview(Edit):
    score: float | None = Field(None, ge=0, le=100)
    comment: Words | None = None


class Milestone(Edit):
    title: Name
    due_on: date | None = None
    done_on: date | None = None


class ContractView(Shape):
    """``company``: the firm, as the need names it."""

    need_id: str
    kind: ContractKind
    form: ContractForm | None
    title: str
    university_id: str | None
    party: str
    company: str | None
    amount_yuan: int | None
    technology_yuan: int | None
    ip_terms: str | None
    signed_on: date | None
    starts_on: date | None
    ends_on: date | None
    registration_no: str | None
    registered_on: date | None
    milestones: list[Milestone]
    result: str | None
    accepted_on: date | None
    updated_at: datetime


class ContractEdit(Edit):
    """Fields that are left out stay as they are. ``updated_at`` is that of the need."""

    updated_at: AwareDatetime
    kind: ContractKind | None = None
    form: ContractForm | None = None
    title: Name | None = None
    university_id: str | None = Field(None, max_length=64)
    party: Name | None = None
    amount_yuan: Yuan | None = None
    technology_yuan: Yuan | None = None
    ip_terms: Words | None = None
    signed_on: date | None = None
    starts_on: date | None = None
    ends_on: date | None = None
    registration_no: Annotated[Name, Field(max_length=40)] | None = None
    registered_on: date | None = None
    milestones: list[Milestone] = Field(default_factory=list, max_length=40)
    result: Words | None = None


class TakenLicence(Shape):
    """``terms``: as declared when it was asked for. ``file_by``: until when proof has to be filed
    with CNIPA, while that is still to be done. ``turn``: whom it waits for."""

    id: str
    need_id: str
    need_number: str | None
    need_title: str
    company: str | None
    conversation_id: str
    patent_id: str
    patent_no: str
    patent_title: str
    terms: dict[str, Any]
    state: LicenceState
    notified_on: date | None
    effective_on: date | None
    filed_on: date | None
    file_by: date | None
    turn: Turn | None
    created_at: datetime
    updated_at: datetime
    moves: list[MoveView]


class LicenceNew(Edit):
    patent_id: str = Field(max_length=64)


class LicenceMove(MoveWish):
    """``on``: the day it happened, where that was not today."""

    on: date | None = None


class LicenceDays(Edit):
    """Days of steps that were taken, put right; what is left out stays."""

    updated_at: AwareDatetime
    notified_on: date | None = None
    effective_on: date | None = None
    filed_on: date | None = None


class LicenceChoice(Shape):
    """``q``: in the patent's name or number, the firm or the need's number."""

    state: LicenceState | None = None
    turn: Literal["desk", "owner"] | None = None
    q: str | None = Field(None, max_length=100)
    sort: Literal["created_at", "-created_at", "updated_at", "-updated_at"] = "-created_at"


class LicenceQuery(LicenceChoice, PageQuery):
    pass


class LicenceExportQuery(LicenceChoice, ExportQuery):
    pass


class Agreement(Shape):
    """That the owner agreed to being put on the list: who noted it, and how it was said. ``by`` is
    null and ``how`` empty where the owner said so in the conversation; ``outdated``: the public
    words have changed since."""

    at: datetime
    by: str | None
    how: str
    outdated: bool


class ListQuestion(Shape):
    """That the owner was asked in the conversation, and has not agreed (yet). ``again``: whether
    the question may be put once more."""

    at: datetime
    declined: bool
    outdated: bool
    again: bool


class AgreementNew(Edit):
    """``how``: where and when the owner said so, such as 今天电话里."""

    how: Annotated[Name, Field(max_length=200)]


class ListDraft(Shape):
    """What the form of a challenge that was not written yet begins with."""

    title: str
    summary: str
    targets: list[str]


class NeedDetail(NeedView):
    """``moves``: what the caller may do with it now. ``agreement``: null where it is not on record
    that the owner agreed to its being published; ``question`` where the last word on that is the
    question, or a no; ``draft``: null once the challenge is written."""

    history: list[NeedEventView]
    suggestions: list[SuggestionView]
    introductions: list[IntroductionView]
    challenge: ChallengeView | None
    draft: ListDraft | None
    bids: list[BidView]
    contract: ContractView | None
    licences: list[TakenLicence]
    agreement: Agreement | None
    question: ListQuestion | None
    moves: list[MoveView]


class HandoverView(Shape):
    """What the owner agreed to pass on to this receiver, and no more."""

    summary: str
    name: str | None
    phone: str | None
    email: str | None


class IntroductionRow(IntroductionView):
    """``consented``: the owner's consent to this receiver stands. ``turn``: whom it waits for."""

    need_number: str | None
    need_title: str
    company: str | None
    conversation_id: str
    turn: Turn | None
    consented: bool
    updated_at: datetime
    moves: list[MoveView]


class IntroductionDetail(IntroductionRow):
    """``handover`` is null where no consent stands. Reading it is audited. ``said``: what the
    other side answered."""

    handover: HandoverView | None
    said: str | None


class IntroductionChoice(Shape):
    """``q``: in the receiver, the firm or the need's number."""

    state: IntroductionState | None = None
    kind: Kind | None = None
    turn: Turn | None = None
    q: str | None = Field(None, max_length=100)
    sort: Literal["requested_at", "-requested_at", "updated_at", "-updated_at"] = "-requested_at"


class IntroductionQuery(IntroductionChoice, PageQuery):
    pass


class IntroductionExportQuery(IntroductionChoice, ExportQuery):
    pass


class VerdictEdit(Edit):
    """``objection``: why not, of a rejection. ``note``: more about it, for colleagues."""

    verdict: Literal["accepted", "rejected"]
    objection: (
        Literal["off_topic", "too_general", "too_far", "too_dear", "unavailable", "known", "other"]
        | None
    ) = None
    note: Annotated[Name, Field(max_length=500)] | None = None


class CandidateQuery(Shape):
    """``q``: a name, a number or technical words; without it, what fits the need."""

    q: str = Field("", max_length=100)
    kind: SuggestedKind | None = None


class CandidateView(Shape):
    """A record of the catalogue. ``reasons``: the matcher's, for this need; ``suggested``: it is
    among the need's suggestions."""

    kind: SuggestedKind
    item_id: str
    title: str
    subtitle: str
    reasons: list[str]
    facts: dict[str, str]
    demo: bool
    suggested: bool


class Candidates(Shape):
    items: list[CandidateView]


class SuggestionNew(Edit):
    """``reasons``: as the owner is to read them."""

    kind: SuggestedKind
    item_id: str = Field(max_length=64)
    reasons: list[Name] = Field(min_length=1, max_length=5)
