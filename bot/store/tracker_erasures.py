"""Dialogues that the engine is to forget: asked for with the erasure, done beside the turns."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import delete, exists, insert, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from bot.store.models import TrackerErasure

# Another replica, or this one again, takes up what was claimed and not settled.
_HELD = timedelta(seconds=30)
MOST_AT_ONCE = 20


async def forget_dialogue(session: AsyncSession, conversation_id: str, now: datetime) -> None:
    """In the transaction of the erasure: whatever becomes of this process, it is done."""
    await session.execute(
        delete(TrackerErasure).where(TrackerErasure.conversation_id == conversation_id)
    )
    await session.execute(
        insert(TrackerErasure).values(conversation_id=conversation_id, due_at=now, tries=0)
    )


async def has_due_erasure(session: AsyncSession, now: datetime) -> bool:
    """Mostly there is none: not worth the write lock."""
    due = select(exists().where(TrackerErasure.due_at <= now))
    return bool(await session.scalar(due))


async def claim_erasures(session: AsyncSession, now: datetime) -> Sequence[TrackerErasure]:
    """Those that are due, held by the caller for a while."""
    due = (
        select(TrackerErasure.conversation_id)
        .where(TrackerErasure.due_at <= now)
        .order_by(TrackerErasure.due_at)
        .limit(MOST_AT_ONCE)
    )
    rows = await session.scalars(
        update(TrackerErasure)
        .where(TrackerErasure.conversation_id.in_(due), TrackerErasure.due_at <= now)
        .values(due_at=now + _HELD, tries=TrackerErasure.tries + 1)
        .returning(TrackerErasure)
        .execution_options(synchronize_session=False)
    )
    return rows.all()


async def settle_erasure(
    session: AsyncSession, row: TrackerErasure, again_at: datetime | None, until: float | None
) -> None:
    """Done, or to be looked at once more: then only events up to ``until`` are meant. Nothing where
    the owner asked anew meanwhile."""
    mine = (
        TrackerErasure.conversation_id == row.conversation_id,
        TrackerErasure.tries == row.tries,
        TrackerErasure.due_at == row.due_at,
    )
    if again_at is None:
        await session.execute(delete(TrackerErasure).where(*mine))
        return
    await session.execute(
        update(TrackerErasure)
        .where(*mine)
        .values(due_at=again_at, until=until)
        .execution_options(synchronize_session=False)
    )
