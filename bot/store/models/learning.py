"""What the desk is to learn: messages that it read wrongly, or without being sure."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from bot.store.models.base import Base, BigId


class Lesson(Base):
    """A message before staff. Its words stand in the log alone, and are erased with it."""

    __tablename__ = "lessons"
    __table_args__ = (Index("ix_lessons_state_message", "state", "message_id"),)

    message_id: Mapped[int] = mapped_column(
        BigId, ForeignKey("messages.id"), primary_key=True, autoincrement=False
    )
    # The purpose it was read as, and how surely.
    read_as: Mapped[str] = mapped_column(String(40))
    confidence: Mapped[float]
    # open | labelled | dismissed
    state: Mapped[str] = mapped_column(String(10), default="open")
    purpose: Mapped[str | None] = mapped_column(String(40))
    # What should have been read beside the purpose, by kind: {"region": "宁波"}.
    entities: Mapped[dict[str, Any]] = mapped_column(default=dict)
    staff_id: Mapped[str | None] = mapped_column(ForeignKey("staff.id"))
    noted_at: Mapped[datetime]
    judged_at: Mapped[datetime | None]
    # When it went into the training sources.
    taught_at: Mapped[datetime | None]
