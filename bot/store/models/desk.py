"""What only staff see of a conversation: their notes, and who of them looks at it now."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from bot.store.models.base import Base, SerialKey


class Note(SerialKey, Base):
    """Kept apart from ``messages``, so that nothing that shows the log can ever show a note."""

    __tablename__ = "notes"
    __table_args__ = (
        Index("ix_notes_conversation", "conversation_id", "id"),
        UniqueConstraint("conversation_id", "staff_id", "client_msg_id"),
    )

    conversation_id: Mapped[str] = mapped_column(ForeignKey("conversations.id"))
    staff_id: Mapped[str] = mapped_column(ForeignKey("staff.id"))
    client_msg_id: Mapped[str | None] = mapped_column(String(128))
    text: Mapped[str] = mapped_column(Text)
    created_at: Mapped[datetime]


class Viewing(Base):
    """A colleague who has the conversation open; it lapses unless it is renewed."""

    __tablename__ = "viewings"

    conversation_id: Mapped[str] = mapped_column(ForeignKey("conversations.id"), primary_key=True)
    staff_id: Mapped[str] = mapped_column(ForeignKey("staff.id"), primary_key=True)
    viewed_at: Mapped[datetime]
    typed_at: Mapped[datetime | None]
