"""What owners ask for: enterprises, contacts, consents, needs and what was done about them."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import BigInteger, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from bot.store.models.base import Base, SerialKey, UuidKey


class Enterprise(UuidKey, Base):
    __tablename__ = "enterprises"

    # 统一社会信用代码 (GB 32100-2015): one firm is counted once by it; NULL where not given.
    uscc: Mapped[str | None] = mapped_column(String(18), unique=True)
    name: Mapped[str] = mapped_column(String(200), index=True)
    region_code: Mapped[str | None] = mapped_column(String(6))
    industry_code: Mapped[str | None] = mapped_column(String(5))
    # [{"name", "status"}]
    qualifications: Mapped[list[Any]] = mapped_column(default=list)
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime]


class Contact(UuidKey, Base):
    """Personal data; a row exists only under a recorded consent (PIPL art. 13)."""

    __tablename__ = "contacts"

    conversation_id: Mapped[str] = mapped_column(ForeignKey("conversations.id"), index=True)
    enterprise_id: Mapped[str | None] = mapped_column(ForeignKey("enterprises.id"))
    name: Mapped[str | None] = mapped_column(String(80))
    phone: Mapped[str | None] = mapped_column(String(32))
    email: Mapped[str | None] = mapped_column(String(200))
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime]


class Consent(UuidKey, Base):
    """``purpose``: store_contact | introduction. ``receiver`` names who gets the data (PIPL 23)."""

    __tablename__ = "consents"

    conversation_id: Mapped[str] = mapped_column(ForeignKey("conversations.id"), index=True)
    purpose: Mapped[str] = mapped_column(String(32))
    receiver: Mapped[str | None] = mapped_column(String(200))
    # Fields the owner allowed, e.g. ["phone"] where the name was refused.
    scope: Mapped[list[Any]] = mapped_column(default=list)
    text_version: Mapped[str] = mapped_column(String(32))
    text_hash: Mapped[str] = mapped_column(String(64))
    given_at: Mapped[datetime]
    withdrawn_at: Mapped[datetime | None]


class Need(UuidKey, Base):
    """A draft while it is collected, then a recorded need. NULL = not asked or not told."""

    __tablename__ = "needs"
    __table_args__ = (Index("ix_needs_conversation_state", "conversation_id", "state"),)

    # Human-readable number, given when recorded: QX20261122-0001.
    number: Mapped[str | None] = mapped_column(String(20), unique=True)
    conversation_id: Mapped[str] = mapped_column(ForeignKey("conversations.id"))
    enterprise_id: Mapped[str | None] = mapped_column(ForeignKey("enterprises.id"))
    contact_id: Mapped[str | None] = mapped_column(ForeignKey("contacts.id"))
    # Who of the staff answers for it (经办人); NULL while nobody does.
    handler_id: Mapped[str | None] = mapped_column(ForeignKey("staff.id"), index=True)
    # bot/programme/life.py has the states, and what leads from one to another.
    state: Mapped[str] = mapped_column(String(12), default="draft", index=True)
    problem: Mapped[str | None] = mapped_column(Text)
    # The owner's answer to the expert question: conditions, what was tried. Own words too.
    detail: Mapped[str | None] = mapped_column(Text)
    metrics: Mapped[list[Any]] = mapped_column(default=list)
    industry_code: Mapped[str | None] = mapped_column(String(5), index=True)
    industry_name: Mapped[str | None] = mapped_column(String(80))
    region_code: Mapped[str | None] = mapped_column(String(6), index=True)
    region_name: Mapped[str | None] = mapped_column(String(80))
    mode: Mapped[str | None] = mapped_column(String(16))
    # Whole units of budget_currency; an open end is NULL.
    budget_min: Mapped[int | None] = mapped_column(BigInteger)
    budget_max: Mapped[int | None] = mapped_column(BigInteger)
    budget_currency: Mapped[str | None] = mapped_column(String(3))
    budget_approx: Mapped[bool | None]
    budget_text: Mapped[str | None] = mapped_column(String(120))
    deadline_text: Mapped[str | None] = mapped_column(String(120))
    deadline_from: Mapped[date | None]
    deadline_by: Mapped[date | None]
    company: Mapped[str | None] = mapped_column(String(200))
    uscc: Mapped[str | None] = mapped_column(String(18))
    qualifications: Mapped[list[Any]] = mapped_column(default=list)
    public_summary: Mapped[str | None] = mapped_column(Text)
    confidential: Mapped[str | None] = mapped_column(Text)
    # Slots the owner chose to leave out, and slots asked so far (at most seven questions).
    skipped: Mapped[list[Any]] = mapped_column(default=list)
    asked: Mapped[list[Any]] = mapped_column(default=list)
    recorded_at: Mapped[datetime | None]
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime]


class NeedEvent(SerialKey, Base):
    """The history of a need: every change of state and every correction, with who made it."""

    __tablename__ = "need_events"

    need_id: Mapped[str] = mapped_column(ForeignKey("needs.id"), index=True)
    event: Mapped[str] = mapped_column(String(32))
    actor: Mapped[str] = mapped_column(String(64))
    data: Mapped[dict[str, Any]] = mapped_column(default=dict)
    at: Mapped[datetime]


class NeedNumber(Base):
    """The last number given on a day (Asia/Shanghai), so that numbers never repeat."""

    __tablename__ = "need_numbers"

    day: Mapped[str] = mapped_column(String(8), primary_key=True)
    last: Mapped[int]


class Suggestion(UuidKey, Base):
    """One card that was shown, with its reasons as shown and what the owner did with it."""

    __tablename__ = "suggestions"
    __table_args__ = (UniqueConstraint("need_id", "kind", "item_id"),)

    need_id: Mapped[str] = mapped_column(ForeignKey("needs.id"), index=True)
    kind: Mapped[str] = mapped_column(String(16))
    item_id: Mapped[str] = mapped_column(String(64))
    title: Mapped[str] = mapped_column(String(300))
    rank: Mapped[int]
    score: Mapped[float]
    reasons: Mapped[list[Any]] = mapped_column(default=list)
    # What the score was made of when it was shown, and which words led there: for staff, and for
    # matching to learn from. Empty where staff suggested it.
    parts: Mapped[list[Any]] = mapped_column(default=list, server_default="[]")
    links: Mapped[list[Any]] = mapped_column(default=list, server_default="[]")
    # picked | declined | asked_why
    reaction: Mapped[str | None] = mapped_column(String(16))
    shown_at: Mapped[datetime]
    reacted_at: Mapped[datetime | None]
    # bot | staff
    origin: Mapped[str] = mapped_column(String(8), default="bot", server_default="bot")
    # When staff sent it to the owner as a card.
    sent_at: Mapped[datetime | None]
    # What staff think of it (accepted | rejected), and why: matching learns from it.
    verdict: Mapped[str | None] = mapped_column(String(8))
    verdict_reason: Mapped[str | None] = mapped_column(String(16))
    verdict_note: Mapped[str | None] = mapped_column(String(500))
    verdict_by: Mapped[str | None] = mapped_column(ForeignKey("staff.id"))
    verdict_at: Mapped[datetime | None]


class Introduction(UuidKey, Base):
    """The owner asked to be put in touch; nothing is passed on before ``consent_id`` is set."""

    __tablename__ = "introductions"
    __table_args__ = (UniqueConstraint("need_id", "kind", "item_id"),)

    need_id: Mapped[str] = mapped_column(ForeignKey("needs.id"), index=True)
    kind: Mapped[str] = mapped_column(String(16))
    item_id: Mapped[str] = mapped_column(String(64))
    receiver: Mapped[str] = mapped_column(String(200))
    # bot/programme/life.py has the states, and what leads from one to another.
    state: Mapped[str] = mapped_column(String(20))
    consent_id: Mapped[str | None] = mapped_column(ForeignKey("consents.id"))
    requested_at: Mapped[datetime]
    updated_at: Mapped[datetime]
