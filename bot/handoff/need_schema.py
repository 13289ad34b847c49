"""Shapes of the staff API: a need as it was collected, who stands behind it, what came of it."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, Literal

from pydantic import ConfigDict, Field

from bot.handoff.shapes import IntroductionState, NeedState, PageQuery, Shape


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
    """``title``: what is wrong, in the owner's first words, at most 28 characters; null while no
    problem is told. ``handler_id``: of the colleague who answers for it (经办人); null while nobody
    does."""

    id: str
    number: str | None
    title: str | None
    conversation_id: str
    handler_id: str | None
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
    """``actor_name``: of staff. ``data`` has the states before and after, and the reason, where
    there are such."""

    event: str
    actor: str
    actor_name: str | None = None
    data: dict[str, Any]
    at: datetime


class ScorePart(Shape):
    """``value`` times ``weight`` was added: to the score, or to the odds behind its part text."""

    of: Literal["score", "text"]
    name: str
    value: float
    weight: float


class WordLink(Shape):
    said: str
    found: str


class SuggestionView(Shape):
    """``verdict``: what staff think of it, ``verdict_reason`` and ``verdict_note`` why. ``parts``
    is what the score was made of when it was shown, ``links`` the owner's words with the words of
    the record that answered them; both are empty for what staff suggested.
    ``sent_at``: when staff sent it to the owner as a card. ``whose``: the university of a mentor,
    the owner of a patent; null where it is not looked up, or gone."""

    id: str
    need_id: str
    kind: str
    item_id: str
    title: str
    rank: int
    score: float
    reasons: list[str]
    parts: list[ScorePart]
    links: list[WordLink]
    reaction: Literal["picked", "declined", "asked_why"] | None
    shown_at: datetime
    origin: Literal["bot", "staff"]
    sent_at: datetime | None
    verdict: Literal["accepted", "rejected"] | None
    verdict_reason: str | None
    verdict_note: str | None
    whose: str | None = None


class IntroductionView(Shape):
    """``item_title``: which patent, where it is one; its receiver is the owner of many."""

    id: str
    need_id: str
    kind: str
    item_id: str
    receiver: str
    state: IntroductionState
    requested_at: datetime
    item_title: str | None = None


class ConsentView(Shape):
    id: str
    purpose: str
    receiver: str | None
    scope: list[str]
    text_version: str
    given_at: datetime
    withdrawn_at: datetime | None


class NeedFilters(Shape):
    """``q``: in the number, the problem, the public summary or the firm. ``handler``: of the
    colleague who answers for it, the id; ``me`` for the caller, ``none`` where nobody does."""

    q: str | None = Field(None, max_length=100)
    state: NeedState | None = None
    industry: str | None = Field(None, max_length=5)
    region: str | None = Field(None, max_length=6)
    handler: str | None = Field(None, max_length=64)


class NeedQuery(NeedFilters, PageQuery):
    sort: Literal["created_at", "-created_at", "updated_at", "-updated_at", "state", "-state"] = (
        "-created_at"
    )
