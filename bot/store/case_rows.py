"""Needs and conversations in long rows, for files that people take away."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.store.inbox_views import Wanted, fits
from bot.store.models import Conversation, Need, Staff
from bot.store.regions import within


async def needs_to_export(
    session: AsyncSession, *, state: str | None, industry: str | None, region: str | None,
    limit: int,
) -> Sequence[Need]:  # fmt: skip
    """The oldest first; drafts are their owners' own and stay out."""
    query = select(Need).where(Need.state != "draft")
    if state is not None:
        query = query.where(Need.state == state)
    if industry is not None:
        query = query.where(Need.industry_code == industry)
    if region is not None:
        query = query.where(within(Need.region_code, region))
    rows = await session.scalars(query.order_by(Need.recorded_at, Need.id).limit(limit))
    return rows.all()


async def conversations_to_export(
    session: AsyncSession, wanted: Wanted, since: datetime | None, until: datetime | None, *,
    limit: int,
) -> Sequence[tuple[Conversation, str | None]]:  # fmt: skip
    """Those of the inbox's filters, begun from ``since`` and before ``until``, with who holds it;
    the oldest first."""
    query = select(Conversation, Staff.display_name).outerjoin(
        Staff, Staff.id == Conversation.staff_id
    )
    query = query.where(fits(wanted))
    if since is not None:
        query = query.where(Conversation.created_at >= since)
    if until is not None:
        query = query.where(Conversation.created_at < until)
    rows = await session.execute(
        query.order_by(Conversation.created_at, Conversation.id).limit(limit)
    )
    return [(conversation, name) for conversation, name in rows]
