"""What only staff see of a conversation: notes, labels, waits, and who of them looks at it now."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from bot.store.models.base import Base, BigId, SerialKey, UuidKey


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


class Mention(Base):
    """A colleague named in a note; ``seen_at`` once they have opened it."""

    __tablename__ = "mentions"
    __table_args__ = (Index("ix_mentions_staff", "staff_id", "seen_at"),)

    note_id: Mapped[int] = mapped_column(BigId, ForeignKey("notes.id"), primary_key=True)
    staff_id: Mapped[str] = mapped_column(ForeignKey("staff.id"), primary_key=True)
    conversation_id: Mapped[str] = mapped_column(ForeignKey("conversations.id"))
    seen_at: Mapped[datetime | None]


class Seen(Base):
    """How far a colleague has read a conversation."""

    __tablename__ = "seen"

    staff_id: Mapped[str] = mapped_column(ForeignKey("staff.id"), primary_key=True)
    conversation_id: Mapped[str] = mapped_column(ForeignKey("conversations.id"), primary_key=True)
    seq: Mapped[int]


class Label(UuidKey, Base):
    __tablename__ = "labels"

    name: Mapped[str] = mapped_column(String(20), unique=True)
    colour: Mapped[str] = mapped_column(String(8))
    created_at: Mapped[datetime]


class Labelling(Base):
    __tablename__ = "labellings"
    __table_args__ = (Index("ix_labellings_label", "label_id"),)

    conversation_id: Mapped[str] = mapped_column(ForeignKey("conversations.id"), primary_key=True)
    label_id: Mapped[str] = mapped_column(ForeignKey("labels.id"), primary_key=True)


class Wait(SerialKey, Base):
    """One time that an owner waited for a person: the first answer of a visit, or the next one.

    ``ended_at`` without ``staff_id``: it ended unanswered, by going back to the bot or closing.
    """

    __tablename__ = "waits"
    __table_args__ = (
        Index("ix_waits_conversation_ended", "conversation_id", "ended_at"),
        Index("ix_waits_since", "since"),
    )

    conversation_id: Mapped[str] = mapped_column(ForeignKey("conversations.id"))
    # first | next
    kind: Mapped[str] = mapped_column(String(5))
    since: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    staff_id: Mapped[str | None] = mapped_column(ForeignKey("staff.id"))


class CannedReply(UuidKey, Base):
    """``staff_id``: whose own it is; NULL = everybody's."""

    __tablename__ = "canned_replies"

    staff_id: Mapped[str | None] = mapped_column(ForeignKey("staff.id"), index=True)
    shortcut: Mapped[str] = mapped_column(String(32))
    title: Mapped[str] = mapped_column(String(60))
    text: Mapped[str] = mapped_column(Text)
    used: Mapped[int] = mapped_column(default=0, server_default="0")
    updated_at: Mapped[datetime]


class DeskRule(Base):
    """How the desk works, where managers have changed it: hours, service times, assignment."""

    __tablename__ = "desk_rules"

    name: Mapped[str] = mapped_column(String(32), primary_key=True)
    value: Mapped[dict[str, Any]]
    version: Mapped[int]
    updated_at: Mapped[datetime]
    updated_by: Mapped[str] = mapped_column(String(64))


class StoreMark(Base):
    """What is true of this store as a whole; ``identity`` tells it from every other."""

    __tablename__ = "store_marks"

    name: Mapped[str] = mapped_column(String(32), primary_key=True)
    value: Mapped[str] = mapped_column(String(64))
