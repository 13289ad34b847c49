"""What pushed channels keep beside the outbox: messages spent of an allowance, and cursors."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from bot.store.models.base import Base, SerialKey


class ChannelSend(SerialKey, Base):
    """One message that the account sent on its own. WeChat counts these, not the log's rows."""

    __tablename__ = "channel_sends"
    __table_args__ = (Index("ix_channel_sends_conversation_sent", "conversation_id", "sent_at"),)

    conversation_id: Mapped[str] = mapped_column(ForeignKey("conversations.id"))
    sent_at: Mapped[datetime]


class ChannelCursor(Base):
    """How far a channel that must be pulled has been read; ``account`` names it (an open_kfid)."""

    __tablename__ = "channel_cursors"

    account: Mapped[str] = mapped_column(String(128), primary_key=True)
    cursor: Mapped[str] = mapped_column(Text)
    updated_at: Mapped[datetime]
