"""What becomes of a need: a challenge (榜) with its bids, a contract, licences of patents.

Records of the catalogue are named by id and by name: what was agreed outlasts them there.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import BigInteger, ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from bot.store.models.base import Base, UuidKey


class Challenge(Base):
    """A need as universities read it on the list (张榜). It names neither firm nor person."""

    __tablename__ = "challenges"

    need_id: Mapped[str] = mapped_column(ForeignKey("needs.id"), primary_key=True)
    title: Mapped[str] = mapped_column(String(120))
    summary: Mapped[str] = mapped_column(Text)
    # The figures that a solution is measured by, as text.
    targets: Mapped[list[Any]] = mapped_column(default=list)
    reward_yuan: Mapped[int | None] = mapped_column(BigInteger)
    # Who owns what comes of it, as the firm wants it.
    ip_terms: Mapped[str | None] = mapped_column(Text)
    bids_until: Mapped[date | None]
    published_at: Mapped[datetime | None]
    # The result is shown to all before anything is signed (公示).
    announced_at: Mapped[datetime | None]
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime]


class Bid(UuidKey, Base):
    """A university's answer to a challenge (揭榜)."""

    __tablename__ = "bids"

    need_id: Mapped[str] = mapped_column(ForeignKey("challenges.need_id"), index=True)
    university_id: Mapped[str | None] = mapped_column(String(64))
    mentor_id: Mapped[str | None] = mapped_column(String(64))
    # Named by what the catalogue holds, or as it was told.
    bidder: Mapped[str] = mapped_column(String(200))
    plan: Mapped[str] = mapped_column(Text)
    price_yuan: Mapped[int | None] = mapped_column(BigInteger)
    months: Mapped[int | None]
    # submitted | shortlisted | awarded | rejected | withdrawn
    state: Mapped[str] = mapped_column(String(12), default="submitted")
    # Of 100, by the reviewers (评榜).
    score: Mapped[float | None]
    comment: Mapped[str | None] = mapped_column(Text)
    received_at: Mapped[datetime]
    updated_at: Mapped[datetime]


class Contract(Base):
    """A 技术合同 as it is registered. The firm's name stands with the need alone."""

    __tablename__ = "contracts"

    need_id: Mapped[str] = mapped_column(ForeignKey("needs.id"), primary_key=True)
    # 技术开发 | 技术转让 | 技术许可 | 技术咨询 | 技术服务 (民法典 art. 843)
    kind: Mapped[str] = mapped_column(String(8))
    # 委托开发 | 合作开发, of 技术开发 only (art. 851)
    form: Mapped[str | None] = mapped_column(String(8))
    title: Mapped[str] = mapped_column(String(200))
    university_id: Mapped[str | None] = mapped_column(String(64), index=True)
    party: Mapped[str] = mapped_column(String(200))
    amount_yuan: Mapped[int | None] = mapped_column(BigInteger)
    # The part of the sum that is paid for technology (技术交易额).
    technology_yuan: Mapped[int | None] = mapped_column(BigInteger)
    ip_terms: Mapped[str | None] = mapped_column(Text)
    signed_on: Mapped[date | None] = mapped_column(index=True)
    starts_on: Mapped[date | None]
    ends_on: Mapped[date | None]
    # 技术合同认定登记
    registration_no: Mapped[str | None] = mapped_column(String(40))
    registered_on: Mapped[date | None]
    # [{"title", "due_on", "done_on"}]
    milestones: Mapped[list[Any]] = mapped_column(default=list)
    result: Mapped[str | None] = mapped_column(Text)
    accepted_on: Mapped[date | None]
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime]


class Licence(UuidKey, Base):
    """A firm takes a patent's open licence (专利法 art. 51): told, paid, filed with CNIPA."""

    __tablename__ = "licences"

    need_id: Mapped[str] = mapped_column(ForeignKey("needs.id"), index=True)
    patent_id: Mapped[str] = mapped_column(String(64), index=True)
    patent_no: Mapped[str] = mapped_column(String(32))
    patent_title: Mapped[str] = mapped_column(String(300))
    # The terms as they were declared when the licence was asked for.
    terms: Mapped[dict[str, Any]] = mapped_column(default=dict)
    # wanted | notified | effective | filed | ended | dropped
    state: Mapped[str] = mapped_column(String(12), default="wanted")
    notified_on: Mapped[date | None]
    effective_on: Mapped[date | None]
    filed_on: Mapped[date | None]
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime]
