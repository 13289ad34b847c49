"""What the desk asks of the store: who waits, whose colleague is gone, what changed lately."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Exists, case, func, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import InstrumentedAttribute

from bot.messages import Owner
from bot.store.models import Conversation, Need, Staff, StaffSession


@dataclass(frozen=True, slots=True)
class QueueFigures:
    waiting: int
    urgent: int
    oldest: datetime | None
    attended: int


async def lock_conversation(session: AsyncSession, conversation_id: str) -> Conversation | None:
    """The row as it is now, held until the transaction ends."""
    return await session.get(
        Conversation, conversation_id, with_for_update=True, populate_existing=True
    )


async def lock_need(session: AsyncSession, need_id: str) -> Need | None:
    return await session.get(Need, need_id, with_for_update=True, populate_existing=True)


async def queue_figures(session: AsyncSession) -> QueueFigures:
    queued, attended = Conversation.owner == Owner.QUEUE, Conversation.owner == Owner.STAFF
    row = (
        await session.execute(
            select(
                func.count(case((queued, 1))),
                func.count(case((queued & Conversation.urgent, 1))),
                func.min(case((queued, Conversation.queued_at))),
                func.count(case((attended, 1))),
            ).where(Conversation.owner.in_((Owner.QUEUE, Owner.STAFF)))
        )
    ).one()
    return QueueFigures(waiting=row[0], urgent=row[1], oldest=row[2], attended=row[3])


async def waiting_untold(session: AsyncSession, queued_before: datetime) -> Sequence[Conversation]:
    """Queued conversations whose owners have not been told yet that nobody came."""
    rows = await session.scalars(
        select(Conversation)
        .where(
            Conversation.owner == Owner.QUEUE,
            Conversation.queued_at <= queued_before,
            func.coalesce(Conversation.told_epoch, -1) != Conversation.owner_epoch,
        )
        .order_by(Conversation.queued_at)
        .limit(200)
    )
    return rows.all()


async def mark_told(session: AsyncSession, conversation_id: str, seen_epoch: int) -> bool:
    """False where another replica told it, or the conversation has changed hands."""
    return await _mark(session, conversation_id, seen_epoch, Conversation.told_epoch)


async def mark_noted(session: AsyncSession, conversation_id: str, seen_epoch: int) -> bool:
    """The owner hears that what they wrote on is kept; False as in ``mark_told``."""
    return await _mark(session, conversation_id, seen_epoch, Conversation.noted_epoch)


async def mark_offered(session: AsyncSession, conversation_id: str, seen_epoch: int) -> bool:
    """The owner is offered the bot's answer; False as in ``mark_told``."""
    return await _mark(session, conversation_id, seen_epoch, Conversation.offered_epoch)


async def _mark(
    session: AsyncSession,
    conversation_id: str,
    seen_epoch: int,
    column: InstrumentedAttribute[int | None],
) -> bool:
    """Once for each wait, whoever comes first."""
    changed = await session.execute(
        update(Conversation)
        .where(
            Conversation.id == conversation_id,
            Conversation.owner == Owner.QUEUE,
            Conversation.owner_epoch == seen_epoch,
            func.coalesce(column, -1) != Conversation.owner_epoch,
        )
        .values({column: Conversation.owner_epoch})
        .execution_options(synchronize_session=False)
    )
    return bool(getattr(changed, "rowcount", 0))


async def mark_urgent(session: AsyncSession, conversation_id: str) -> None:
    """Somebody who waits already comes before the others now."""
    await session.execute(
        update(Conversation)
        .where(Conversation.id == conversation_id, Conversation.owner == Owner.QUEUE)
        .values(urgent=True)
        .execution_options(synchronize_session=False)
    )


async def list_abandoned(
    session: AsyncSession, seen_after: datetime, now: datetime
) -> Sequence[Conversation]:
    """Conversations of staff who gave no sign of life since ``seen_after``."""
    rows = await session.scalars(
        select(Conversation)
        .where(Conversation.owner == Owner.STAFF, ~_attended(seen_after, now))
        .limit(200)
    )
    return rows.all()


async def is_abandoned(
    session: AsyncSession, conversation_id: str, seen_after: datetime, now: datetime
) -> bool:
    found = await session.scalar(
        select(Conversation.id).where(
            Conversation.id == conversation_id,
            Conversation.owner == Owner.STAFF,
            ~_attended(seen_after, now),
        )
    )
    return found is not None


async def read_conversations(session: AsyncSession, ids: Collection[str]) -> Sequence[Conversation]:
    rows = await session.scalars(select(Conversation).where(Conversation.id.in_(ids)))
    return rows.all()


async def changed_since(
    session: AsyncSession, since: datetime, limit: int = 500
) -> Sequence[Conversation]:
    """Latest first. Every change of owner writes a line into the log and so is found here too."""
    rows = await session.scalars(
        select(Conversation)
        .where(Conversation.last_message_at > since)
        .order_by(Conversation.last_message_at.desc())
        .limit(limit)
    )
    return rows.all()


def _attended(seen_after: datetime, now: datetime) -> Exists:
    return (
        select(StaffSession.token_hash)
        .join(Staff, Staff.id == StaffSession.staff_id)
        .where(
            StaffSession.staff_id == Conversation.staff_id,
            StaffSession.seen_at > seen_after,
            StaffSession.expires_at > now,
            Staff.active.is_(True),
        )
        .correlate(Conversation)
        .exists()
    )


async def touch_row(session: AsyncSession, conversation_id: str) -> None:
    """Let the lists show again what changed without a new message."""
    await session.execute(
        update(Conversation)
        .where(Conversation.id == conversation_id)
        .values(row_version=Conversation.row_version + 1)
        .execution_options(synchronize_session=False)
    )
