"""What the desk took from an owner's message, written on the message's own row."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession

from bot.store.lessons import is_unsure, note_unsure
from bot.store.models import Message


async def save_understanding(
    session: AsyncSession,
    conversation_id: str,
    message_id: int,
    understanding: dict[str, Any],
    now: datetime,
) -> bool:
    """False where no such message is in this conversation. What was read without being sure is
    put before staff."""
    saved = await session.scalar(
        update(Message)
        .where(Message.id == message_id, Message.conversation_id == conversation_id)
        .values(understanding=understanding)
        .returning(Message.id)
        .execution_options(synchronize_session=False)
    )
    if saved is not None and is_unsure(understanding):
        await note_unsure(session, message_id, now)
    return saved is not None


async def list_typed(
    session: AsyncSession, conversation_id: str, limit: int = 40
) -> Sequence[Message]:
    """The owner's own typed messages, newest first; button presses are left out."""
    rows = await session.scalars(
        select(Message)
        .where(
            Message.conversation_id == conversation_id,
            Message.author == "user",
            Message.payload.is_(None),
        )
        .order_by(Message.seq.desc())
        .limit(limit)
    )
    return rows.all()
