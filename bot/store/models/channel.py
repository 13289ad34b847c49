"""What pushed channels keep beside the log: allowances, cursors, media, followers, permits."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, LargeBinary, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from bot.store.models.base import Base, BigId, SerialKey


class ChannelSend(SerialKey, Base):
    """One message that the account sent on its own. WeChat counts these, not the log's rows."""

    __tablename__ = "channel_sends"
    __table_args__ = (Index("ix_channel_sends_conversation_sent", "conversation_id", "sent_at"),)

    conversation_id: Mapped[str] = mapped_column(ForeignKey("conversations.id"))
    sent_at: Mapped[datetime]
    # The name under which the platform may tell later that it did not arrive, and the ids of the
    # deliveries that went with it.
    name: Mapped[str | None] = mapped_column(String(32), unique=True)
    carried: Mapped[list[Any]] = mapped_column(default=list, server_default="[]")


class PassiveReply(Base):
    """What one push was answered with, for as long as the platform may come again with it."""

    __tablename__ = "passive_replies"
    __table_args__ = (Index("ix_passive_replies_began_at", "began_at"),)

    conversation_id: Mapped[str] = mapped_column(ForeignKey("conversations.id"), primary_key=True)
    # What all deliveries of the push have in common, as in ``messages.client_msg_id``.
    push: Mapped[str] = mapped_column(String(160), primary_key=True)
    began_at: Mapped[datetime]
    # NULL while nobody knows whether it left the house.
    text: Mapped[str | None] = mapped_column(Text)
    # [{"delivery", "message", "before"}]: what went with it, and ``meta["progress"]`` until then.
    carried: Mapped[list[Any]] = mapped_column(default=list)


class ChannelCursor(Base):
    """How far a channel that must be pulled has been read; ``account`` names it (an open_kfid)."""

    __tablename__ = "channel_cursors"

    account: Mapped[str] = mapped_column(String(128), primary_key=True)
    cursor: Mapped[str] = mapped_column(Text)
    updated_at: Mapped[datetime]


class Medium(Base):
    """A picture, a recording, a film or a file that an owner sent, and where it lies until it is
    fetched; or a picture or document of staff's, which was here from the start."""

    __tablename__ = "media"
    __table_args__ = (
        Index("ix_media_state_next_try", "state", "next_try_at"),
        Index("ix_media_conversation", "conversation_id"),
    )

    message_id: Mapped[int] = mapped_column(
        BigId, ForeignKey("messages.id"), primary_key=True, autoincrement=False
    )
    conversation_id: Mapped[str] = mapped_column(ForeignKey("conversations.id"))
    kind: Mapped[str] = mapped_column(String(16))
    # The platform's id of it, and a picture's public address, where the platform named one.
    remote_id: Mapped[str] = mapped_column(String(256))
    url: Mapped[str] = mapped_column(String(500), default="")
    # What the owner's file was called, where that is known.
    name: Mapped[str] = mapped_column(String(100), default="", server_default="")
    # waiting | kept | failed | erased
    state: Mapped[str] = mapped_column(String(8), default="waiting")
    attempts: Mapped[int] = mapped_column(default=0)
    next_try_at: Mapped[datetime]
    reason: Mapped[str | None] = mapped_column(String(200))
    content_type: Mapped[str | None] = mapped_column(String(40))
    size: Mapped[int | None]
    # Read only where it is asked for by name: lists of media must not carry it along.
    data: Mapped[bytes | None] = mapped_column(LargeBinary, deferred=True)


class Follower(Base):
    """Whether an owner follows the account, and how they came to it."""

    __tablename__ = "followers"

    conversation_id: Mapped[str] = mapped_column(ForeignKey("conversations.id"), primary_key=True)
    following: Mapped[bool]
    changed_at: Mapped[datetime]
    # WeChat's subscribe_scene; None until the platform was asked.
    came_by: Mapped[str | None] = mapped_column(String(40))
    asked: Mapped[bool] = mapped_column(default=False)


class NoticePermit(Base):
    """How many notices of a template (订阅通知) an owner still allows, and how the last went."""

    __tablename__ = "notice_permits"

    conversation_id: Mapped[str] = mapped_column(ForeignKey("conversations.id"), primary_key=True)
    template_id: Mapped[str] = mapped_column(String(64), primary_key=True)
    permits: Mapped[int] = mapped_column(default=0)
    # The push that was counted last: WeChat may deliver one three times.
    last_key: Mapped[str] = mapped_column(String(160), default="")
    told_at: Mapped[datetime | None]
    outcome: Mapped[str | None] = mapped_column(String(200))
