"""Conversations: how many, where from, and which of them came before a person."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.store.figures.grouping import Period, day_of, province_of, seconds_between
from bot.store.models import Conversation, Need, Turn, Wait


@dataclass(frozen=True, slots=True)
class Begun:
    """``to_person``: of ``begun``, those in which an owner waited for a person."""

    key: str | None
    begun: int
    to_person: int


async def by_day(session: AsyncSession, period: Period) -> list[Begun]:
    return await _begun(session, period, day_of(session, Conversation.created_at))


async def by_channel(session: AsyncSession, period: Period) -> list[Begun]:
    return await _begun(session, period, Conversation.channel)


async def by_province(session: AsyncSession, period: Period) -> list[Begun]:
    """Of those in which a place was told; by the need that was told last."""
    return await _begun(session, period, province_of(_last_need(Need.region_code)))


async def by_industry(session: AsyncSession, period: Period) -> list[Begun]:
    return await _begun(session, period, _last_need(Need.industry_code))


async def failed_turns(session: AsyncSession, period: Period) -> int:
    query = select(func.count()).where(Turn.state == "failed", period.holds(Turn.created_at))
    return await session.scalar(query) or 0


async def _begun(session: AsyncSession, period: Period, key: Any) -> list[Begun]:
    waited = select(Wait.id).where(Wait.conversation_id == Conversation.id).correlate(Conversation)
    rows = await session.execute(
        select(
            key.label("key"),
            func.count().label("begun"),
            func.count().filter(waited.exists()).label("to_person"),
        )
        .where(period.holds(Conversation.created_at))
        .group_by("key")
        .order_by("key")
    )
    return [Begun(*row) for row in rows]


def _last_need(column: Any) -> ColumnElement[Any]:
    return (
        select(column)
        .where(Need.conversation_id == Conversation.id, column.is_not(None))
        .order_by(Need.created_at.desc())
        .limit(1)
        .correlate(Conversation)
        .scalar_subquery()
    )


@dataclass(frozen=True, slots=True)
class Answered:
    """First waits for a person that began on a day: ``median`` and ``slow`` (the ninth of ten) in
    seconds, of those that were answered."""

    key: str
    waits: int
    answered: int
    median: float | None
    slow: float | None


async def first_answers(session: AsyncSession, period: Period) -> Sequence[Answered]:
    """By day. The store ranks the waits of each day and gives the two that are asked for."""
    day = day_of(session, Wait.since)
    firsts = (Wait.kind == "first") & period.holds(Wait.since)
    counted = await session.execute(
        select(day.label("day"), func.count(), func.count(Wait.staff_id))
        .where(firsts)
        .group_by("day")
        .order_by("day")
    )
    quantiles = await _quantiles(session, day, firsts)
    return [
        Answered(key, waits, answered, *quantiles.get(key, (None, None)))
        for key, waits, answered in counted
    ]


async def _quantiles(
    session: AsyncSession, day: Any, firsts: ColumnElement[bool]
) -> dict[str, tuple[float | None, float | None]]:
    took = seconds_between(session, Wait.since, Wait.ended_at)
    ranked = (
        select(
            day.label("day"),
            took.label("took"),
            func.row_number().over(partition_by=day, order_by=took).label("place"),
            func.count().over(partition_by=day).label("of"),
        )
        .where(firsts, Wait.staff_id.is_not(None), Wait.ended_at.is_not(None))
        .subquery()
    )
    middle = ranked.c.place == (ranked.c.of + 1) // 2
    ninth = ranked.c.place == (ranked.c.of * 9 + 9) // 10
    rows = await session.execute(
        select(
            ranked.c.day,
            func.max(ranked.c.took).filter(middle),
            func.max(ranked.c.took).filter(ninth),
        ).group_by(ranked.c.day)
    )
    return {key: (median, slow) for key, median, slow in rows}
