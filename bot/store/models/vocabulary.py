"""Technical terms that a language model proposed for needs, and what staff made of them."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from bot.store.models.base import Base, UuidKey


class TermAsk(Base):
    """That the model is to be asked, or was, about a need."""

    __tablename__ = "term_asks"
    __table_args__ = (Index("ix_term_asks_state_due", "state", "due_at"),)

    need_id: Mapped[str] = mapped_column(ForeignKey("needs.id"), primary_key=True)
    # waiting | done | failed
    state: Mapped[str] = mapped_column(String(8), default="waiting")
    tries: Mapped[int] = mapped_column(default=0)
    # Not asked again before: whoever asks holds it until then.
    due_at: Mapped[datetime]


class TermProposal(UuidKey, Base):
    """A link for the thesaurus. Proposed once, whichever need it comes from next."""

    __tablename__ = "term_proposals"
    __table_args__ = (
        UniqueConstraint("said", "kind", "term"),
        Index("ix_term_proposals_state_proposed", "state", "proposed_at", "id"),
    )

    need_id: Mapped[str] = mapped_column(ForeignKey("needs.id"), index=True)
    said: Mapped[str] = mapped_column(String(12))
    # A kind of bot/matching/lexicon.py: 误写, 同义, 表现, 下位, 对策.
    kind: Mapped[str] = mapped_column(String(4))
    term: Mapped[str] = mapped_column(String(12))
    # proposed | taken | refused
    state: Mapped[str] = mapped_column(String(8), default="proposed")
    # Which model proposed it.
    model: Mapped[str] = mapped_column(String(80))
    proposed_at: Mapped[datetime]
    staff_id: Mapped[str | None] = mapped_column(ForeignKey("staff.id"))
    judged_at: Mapped[datetime | None]
