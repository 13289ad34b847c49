"""Signs of life of staff, and who of them has which conversation open."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, func, insert, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession

from bot.messages import Owner
from bot.store.models import Conversation, Staff, StaffSession, Viewing
from bot.store.visitor_sessions import digest


@dataclass(frozen=True, slots=True)
class Colleague:
    """``seen_at``: the last sign of life; ``attending``: conversations in their hands."""

    staff: Staff
    seen_at: datetime | None
    attending: int


@dataclass(frozen=True, slots=True)
class Viewer:
    staff_id: str
    display_name: str
    typing: bool


async def touch_session(session: AsyncSession, token: str, now: datetime) -> None:
    await session.execute(
        update(StaffSession).where(StaffSession.token_hash == digest(token)).values(seen_at=now)
    )


async def is_present(
    session: AsyncSession, staff_id: str, seen_after: datetime, now: datetime
) -> bool:
    found = await session.scalar(
        select(StaffSession.token_hash)
        .where(
            StaffSession.staff_id == staff_id,
            StaffSession.seen_at > seen_after,
            StaffSession.expires_at > now,
        )
        .limit(1)
    )
    return found is not None


async def list_colleagues(session: AsyncSession, now: datetime) -> Sequence[Colleague]:
    """All accounts by name, each with its last sign of life in a session that still holds."""
    seen = (
        select(StaffSession.staff_id, func.max(StaffSession.seen_at).label("seen_at"))
        .where(StaffSession.expires_at > now)
        .group_by(StaffSession.staff_id)
        .subquery()
    )
    load = (
        select(Conversation.staff_id, func.count().label("attending"))
        .where(Conversation.owner == Owner.STAFF)
        .group_by(Conversation.staff_id)
        .subquery()
    )
    rows = await session.execute(
        select(Staff, seen.c.seen_at, func.coalesce(load.c.attending, 0))
        .outerjoin(seen, seen.c.staff_id == Staff.id)
        .outerjoin(load, load.c.staff_id == Staff.id)
        .order_by(Staff.display_name, Staff.id)
    )
    return [Colleague(staff, seen_at, attending) for staff, seen_at, attending in rows]


async def note_viewing(
    session: AsyncSession, conversation_id: str, staff_id: str, now: datetime, *, typing: bool
) -> None:
    values = {"viewed_at": now, "typed_at": now if typing else None}
    if await _renew(session, conversation_id, staff_id, values):
        return
    try:
        async with session.begin_nested():
            await session.execute(
                insert(Viewing).values(conversation_id=conversation_id, staff_id=staff_id, **values)
            )
    except IntegrityError:  # the same colleague in another tab was quicker
        await _renew(session, conversation_id, staff_id, values)


async def end_viewing(session: AsyncSession, conversation_id: str, staff_id: str) -> None:
    await session.execute(
        delete(Viewing).where(
            Viewing.conversation_id == conversation_id, Viewing.staff_id == staff_id
        )
    )


async def list_viewers(
    session: AsyncSession, conversation_id: str, viewed_after: datetime, typed_after: datetime
) -> list[Viewer]:
    rows = await session.execute(
        select(Viewing, Staff.display_name)
        .join(Staff, Staff.id == Viewing.staff_id)
        .where(Viewing.conversation_id == conversation_id, Viewing.viewed_at > viewed_after)
        .order_by(Staff.display_name, Staff.id)
    )
    return [
        Viewer(row.staff_id, name, row.typed_at is not None and row.typed_at > typed_after)
        for row, name in rows
    ]


async def forget_lapsed_viewings(session: AsyncSession, viewed_before: datetime) -> None:
    await session.execute(delete(Viewing).where(Viewing.viewed_at < viewed_before))


async def _renew(
    session: AsyncSession, conversation_id: str, staff_id: str, values: dict[str, datetime | None]
) -> bool:
    renewed = await session.execute(
        update(Viewing)
        .where(Viewing.conversation_id == conversation_id, Viewing.staff_id == staff_id)
        .values(**values)
    )
    return bool(getattr(renewed, "rowcount", 0))
