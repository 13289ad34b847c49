"""Conversations and their log, the inbox (turns) and the outbox (deliveries)."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, String, Text, UniqueConstraint, false
from sqlalchemy.orm import Mapped, mapped_column

from bot.store.models.base import Base, BigId, SerialKey, UuidKey


class Conversation(UuidKey, Base):
    __tablename__ = "conversations"
    __table_args__ = (
        UniqueConstraint("channel", "address"),
        Index("ix_conversations_owner_last_message", "owner", "last_message_at"),
        Index("ix_conversations_last_message", "last_message_at"),
        Index("ix_conversations_staff", "staff_id"),
        Index("ix_conversations_awaiting", "owner", "awaiting_since"),
        Index("ix_conversations_identity", "identity", unique=True),
    )

    channel: Mapped[str] = mapped_column(String(16))
    address: Mapped[str] = mapped_column(String(128))
    owner: Mapped[str] = mapped_column(String(8), default="bot")
    # The fence of DESIGN §4 rule 3: raised by every change of owner.
    owner_epoch: Mapped[int] = mapped_column(default=0)
    staff_id: Mapped[str | None] = mapped_column(ForeignKey("staff.id"))
    queued_at: Mapped[datetime | None]
    queue_reason: Mapped[str | None] = mapped_column(String(200))
    urgent: Mapped[bool] = mapped_column(default=False, server_default=false())
    # The epoch in which the owner was told that nobody has come yet: once for each wait.
    told_epoch: Mapped[int | None]
    # The same of what they wrote on: that it is kept; and that the bot could answer it.
    noted_epoch: Mapped[int | None]
    offered_epoch: Mapped[int | None]
    # The owner knows that answers of people have to be looked for: the account may not write first.
    told_to_look: Mapped[bool] = mapped_column(default=False, server_default=false())
    # Since when the owner waits for a person to answer; NULL while nobody has to.
    awaiting_since: Mapped[datetime | None]
    # When a person first answered since the owner last left the bot.
    answered_at: Mapped[datetime | None]
    last_seq: Mapped[int] = mapped_column(default=0)
    last_user_seq: Mapped[int] = mapped_column(default=0, server_default="0")
    # How far a web visitor has read; other channels do not tell.
    read_seq: Mapped[int] = mapped_column(default=0, server_default="0")
    # Raised by what changes in a list without a new message: labels, the marks of staff.
    row_version: Mapped[int] = mapped_column(default=0, server_default="0")
    scene: Mapped[str | None] = mapped_column(String(64))
    # What the site around the widget calls this visitor, by a token that it signed.
    identity: Mapped[str | None] = mapped_column(String(128))
    # The owner wants no suggestions unasked (算法推荐管理规定 art. 17); NULL: they may be made.
    suggestions_off_at: Mapped[datetime | None]
    created_at: Mapped[datetime]
    last_user_at: Mapped[datetime | None]
    last_message_at: Mapped[datetime | None]


class VisitorSession(Base):
    """A web visitor's bearer token; only its SHA-256 is kept."""

    __tablename__ = "visitor_sessions"

    token_hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    conversation_id: Mapped[str] = mapped_column(ForeignKey("conversations.id"), index=True)
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]


class Message(SerialKey, Base):
    """One row of a conversation's log. ``buttons`` holds payloads that clients never see."""

    __tablename__ = "messages"
    __table_args__ = (
        UniqueConstraint("conversation_id", "seq"),
        # NULL keys (bot rows) never collide, on SQLite and PostgreSQL alike.
        UniqueConstraint("conversation_id", "author", "client_msg_id"),
    )

    conversation_id: Mapped[str] = mapped_column(ForeignKey("conversations.id"))
    seq: Mapped[int]
    author: Mapped[str] = mapped_column(String(8))
    staff_id: Mapped[str | None] = mapped_column(ForeignKey("staff.id"))
    client_msg_id: Mapped[str | None] = mapped_column(String(160))
    text: Mapped[str] = mapped_column(Text, default="")
    # [{"title", "payload"}]; the public id of a button is "<seq>.<index>".
    buttons: Mapped[list[Any]] = mapped_column(default=list)
    cards: Mapped[list[Any]] = mapped_column(default=list)
    numbered: Mapped[bool] = mapped_column(default=False)
    # The payload that a button press stands for; None for typed text.
    payload: Mapped[str | None] = mapped_column(Text)
    reply_to: Mapped[int | None]
    # {"purposes": [{"name", "confidence"}], "entities": {...}}, written by the action server.
    understanding: Mapped[dict[str, Any] | None]
    meta: Mapped[dict[str, Any]] = mapped_column(default=dict)
    created_at: Mapped[datetime]


class TrackerErasure(Base):
    """A dialogue of which the engine is to keep nothing: to be deleted from its own table."""

    __tablename__ = "tracker_erasures"
    __table_args__ = (Index("ix_tracker_erasures_due_at", "due_at"),)

    conversation_id: Mapped[str] = mapped_column(ForeignKey("conversations.id"), primary_key=True)
    # Not tried again before: whoever is at it holds it until then.
    due_at: Mapped[datetime]
    tries: Mapped[int] = mapped_column(default=0)
    # Of the second look: only what the engine dated up to then, in seconds of its own time.
    until: Mapped[float | None]


class Rating(Base):
    """What an owner said of the service that the row ``seq`` of the log closed."""

    __tablename__ = "ratings"

    conversation_id: Mapped[str] = mapped_column(ForeignKey("conversations.id"), primary_key=True)
    seq: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    # Whose words came last before it.
    staff_id: Mapped[str | None] = mapped_column(ForeignKey("staff.id"))
    score: Mapped[int]
    comment: Mapped[str] = mapped_column(String(500), default="")
    rated_at: Mapped[datetime]


class Turn(Base):
    """The inbox: one row for each user message until it is answered, silenced or given up."""

    __tablename__ = "turns"
    __table_args__ = (Index("ix_turns_state_conversation", "state", "conversation_id", "seq"),)

    message_id: Mapped[int] = mapped_column(
        BigId, ForeignKey("messages.id"), primary_key=True, autoincrement=False
    )
    conversation_id: Mapped[str] = mapped_column(ForeignKey("conversations.id"))
    seq: Mapped[int]
    # waiting | running | answered | silent (a person owns) | failed | stale (owner changed)
    state: Mapped[str] = mapped_column(String(10), default="waiting")
    attempts: Mapped[int] = mapped_column(default=0)
    error: Mapped[str | None] = mapped_column(String(200))
    created_at: Mapped[datetime]
    started_at: Mapped[datetime | None]
    finished_at: Mapped[datetime | None]


class Delivery(SerialKey, Base):
    """The outbox of channels that must be pushed to; the web reads the log itself."""

    __tablename__ = "deliveries"
    __table_args__ = (Index("ix_deliveries_state_conversation", "state", "conversation_id"),)

    message_id: Mapped[int] = mapped_column(BigId, ForeignKey("messages.id"), unique=True)
    conversation_id: Mapped[str] = mapped_column(ForeignKey("conversations.id"))
    # waiting | claimed | sent | failed | held (until the owner writes again)
    state: Mapped[str] = mapped_column(String(10), default="waiting")
    # passive | customer_service
    via: Mapped[str | None] = mapped_column(String(20))
    attempts: Mapped[int] = mapped_column(default=0)
    reason: Mapped[str | None] = mapped_column(String(200))
    created_at: Mapped[datetime]
    claimed_at: Mapped[datetime | None]
    sent_at: Mapped[datetime | None]


class LogChange(SerialKey, Base):
    """Messages whose text was changed or that were deleted, noted by the store itself (triggers in
    migration 0009), so that no search index keeps what was erased."""

    __tablename__ = "log_changes"

    message_id: Mapped[int] = mapped_column(BigId)
