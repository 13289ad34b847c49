"""Canned replies: everybody's, and each colleague's own."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import ColumnElement, delete, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from bot.store.models import CannedReply


async def list_canned(session: AsyncSession, staff_id: str) -> Sequence[CannedReply]:
    """What this colleague may use, the most used first."""
    rows = await session.scalars(
        select(CannedReply)
        .where(_usable_by(staff_id))
        .order_by(CannedReply.used.desc(), CannedReply.title, CannedReply.id)
    )
    return rows.all()


async def find_usable(session: AsyncSession, canned_id: str, staff_id: str) -> CannedReply | None:
    return await session.scalar(
        select(CannedReply).where(CannedReply.id == canned_id, _usable_by(staff_id))
    )


async def is_shortcut_taken(
    session: AsyncSession, shortcut: str, owner_id: str | None, but: str | None
) -> bool:
    """Whether another reply of the same owner (None = everybody's) has this shortcut."""
    taken = select(CannedReply.id).where(
        CannedReply.shortcut == shortcut, CannedReply.staff_id.is_not_distinct_from(owner_id)
    )
    if but is not None:
        taken = taken.where(CannedReply.id != but)
    return await session.scalar(taken.limit(1)) is not None


async def count_use(session: AsyncSession, canned_id: str) -> None:
    await session.execute(
        update(CannedReply).where(CannedReply.id == canned_id).values(used=CannedReply.used + 1)
    )


async def drop_canned(session: AsyncSession, canned_id: str) -> None:
    await session.execute(delete(CannedReply).where(CannedReply.id == canned_id))


def _usable_by(staff_id: str) -> ColumnElement[bool]:
    return or_(CannedReply.staff_id.is_(None), CannedReply.staff_id == staff_id)
