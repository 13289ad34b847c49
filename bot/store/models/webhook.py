"""Web addresses that are told what happens to needs and conversations, and what goes to them."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Index, String
from sqlalchemy.orm import Mapped, mapped_column

from bot.store.models.base import Base, SerialKey, UuidKey


class Webhook(UuidKey, Base):
    __tablename__ = "webhooks"

    url: Mapped[str] = mapped_column(String(500))
    # Names of bot/store/webhook_events.py.
    events: Mapped[list[Any]] = mapped_column(default=list)
    active: Mapped[bool] = mapped_column(default=True)
    # Signs what is sent, so it is kept as it is: whsec_ and 32 random bytes in base64.
    secret: Mapped[str] = mapped_column(String(64))
    # Tries in a row that failed; nothing is tried before ``due_at``.
    failures: Mapped[int] = mapped_column(default=0)
    due_at: Mapped[datetime | None]
    # The one sender that is at it, and until when nobody else may be.
    claimed_by: Mapped[str | None] = mapped_column(String(32))
    claimed_until: Mapped[datetime | None]
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime]


class WebhookDelivery(SerialKey, Base):
    """One event for one address; ids are the order in which it hears of them. What concerns one
    need or conversation is written while its row is locked, so that its ids stand in that order."""

    __tablename__ = "webhook_deliveries"
    __table_args__ = (
        Index("ix_webhook_deliveries_webhook_state", "webhook_id", "state", "id"),
        Index("ix_webhook_deliveries_at", "at"),
    )

    # No foreign key: an address that is taken away in this moment must not fail what it hears of.
    webhook_id: Mapped[str] = mapped_column(String(32))
    # The same at every address and at every try.
    event_id: Mapped[str] = mapped_column(String(36))
    event: Mapped[str] = mapped_column(String(32))
    # Ids, numbers, states, places and trades; neither personal data nor anybody's words.
    data: Mapped[dict[str, Any]] = mapped_column(default=dict)
    at: Mapped[datetime]
    # waiting | sent | failed
    state: Mapped[str] = mapped_column(String(8), default="waiting")
    tries: Mapped[int] = mapped_column(default=0)
    tried_at: Mapped[datetime | None]
    # Of the last try: the status that was answered, or why there was none.
    answer: Mapped[int | None]
    fault: Mapped[str | None] = mapped_column(String(12))
