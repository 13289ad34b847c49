"""What owners say of the service once a person has closed the conversation."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession

from bot.messages import Author
from bot.store.conversations import find_by_seq
from bot.store.models import Message, Rating

CLOSED = "closed"


async def rate(
    session: AsyncSession, conversation_id: str, seq: int, score: int, comment: str, now: datetime
) -> bool:
    """Of the service that the row ``seq`` closed; a later word replaces an earlier one.

    False where that row closed nothing.
    """
    row = await find_by_seq(session, conversation_id, seq)
    if row is None or row.author != Author.SYSTEM or row.meta.get("event") != CLOSED:
        return False
    await session.merge(
        Rating(
            conversation_id=conversation_id, seq=seq, score=score, comment=comment, rated_at=now,
            staff_id=await _who_served(session, conversation_id, seq),
        )
    )  # fmt: skip
    # Readers of the log see it without a second query.
    await session.execute(
        update(Message).where(Message.id == row.id).values(meta={**row.meta, "rating": score})
    )
    return True


async def _who_served(session: AsyncSession, conversation_id: str, seq: int) -> str | None:
    """Whose words came last before the end."""
    return await session.scalar(
        select(Message.staff_id)
        .where(
            Message.conversation_id == conversation_id,
            Message.author == Author.STAFF,
            Message.seq < seq,
        )
        .order_by(Message.seq.desc())
        .limit(1)
    )
