"""Challenges (榜) and the bids made for them."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.store.models import Bid, Challenge, Need, new_id

# Bids that still stand.
STANDING = ("submitted", "shortlisted", "awarded")


async def find_challenge(session: AsyncSession, need_id: str) -> Challenge | None:
    return await session.get(Challenge, need_id)


async def save_challenge(
    session: AsyncSession, need_id: str, terms: dict[str, Any], now: datetime
) -> Challenge:
    """Make it, or change it; what ``terms`` leaves out stays."""
    row = await session.get(Challenge, need_id)
    if row is None:
        row = Challenge(need_id=need_id, created_at=now, targets=[])
        session.add(row)
    for name, value in terms.items():
        setattr(row, name, value)
    row.updated_at = now
    await session.flush()
    return row


async def list_challenges(
    session: AsyncSession, states: Collection[str], *, limit: int, offset: int
) -> tuple[Sequence[tuple[Challenge, Need, int]], int]:
    """Published ones whose need is in one of ``states``, the latest first, each with the number of
    its standing bids; and the number of all."""
    query = (
        select(Challenge, Need)
        .join(Need, Need.id == Challenge.need_id)
        .where(Challenge.published_at.is_not(None), Need.state.in_(states))
    )
    total = await session.scalar(select(func.count()).select_from(query.subquery())) or 0
    latest = query.order_by(Challenge.published_at.desc(), Challenge.need_id)
    rows = (await session.execute(latest.limit(limit).offset(offset))).all()
    counts = await count_bids(session, [need.id for _, need in rows])
    return [(challenge, need, counts.get(need.id, 0)) for challenge, need in rows], total


async def count_bids(session: AsyncSession, need_ids: Sequence[str]) -> dict[str, int]:
    rows = await session.execute(
        select(Bid.need_id, func.count())
        .where(Bid.need_id.in_(need_ids), Bid.state.in_(STANDING))
        .group_by(Bid.need_id)
    )
    return {need_id: count for need_id, count in rows}  # noqa: C416 - rows are not plain tuples


async def bids_of(session: AsyncSession, need_id: str) -> Sequence[Bid]:
    """Best first, then as they came."""
    rows = await session.scalars(
        select(Bid)
        .where(Bid.need_id == need_id)
        .order_by(Bid.score.desc().nulls_last(), Bid.received_at, Bid.id)
    )
    return rows.all()


async def awarded_bid(session: AsyncSession, need_id: str) -> Bid | None:
    return await session.scalar(
        select(Bid).where(Bid.need_id == need_id, Bid.state == "awarded").limit(1)
    )


async def add_bid(
    session: AsyncSession, need_id: str, values: dict[str, Any], now: datetime
) -> Bid:
    row = Bid(
        id=new_id(), need_id=need_id, state="submitted", received_at=now, updated_at=now, **values
    )
    session.add(row)
    await session.flush()
    return row
