"""Needs by stage, and what the programme has reached: firms and universities served, contracts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, func, select, union
from sqlalchemy.ext.asyncio import AsyncSession

from bot.store.figures.grouping import Period, day_of, province_of
from bot.store.models import (
    Contract,
    Conversation,
    Introduction,
    Licence,
    Mentor,
    Need,
    Patent,
)

# An introduction serves a firm from the moment that the other side has answered.
SERVING = ("answered", "met", "contracted")
ON_THE_LIST = ("published", "bidding", "evaluating", "announced")
IN_FORCE = ("effective", "filed", "ended")


@dataclass(frozen=True, slots=True)
class Count:
    key: str | None
    count: int


async def by_stage(session: AsyncSession) -> list[Count]:
    """All needs that stand, as they stand now; drafts too."""
    return await _counted(session, select(Need), Need.state)


async def by_day(session: AsyncSession, period: Period) -> list[Count]:
    return await _counted(session, _recorded(period), day_of(session, Need.recorded_at))


async def by_province(session: AsyncSession, period: Period) -> list[Count]:
    return await _counted(session, _recorded(period), province_of(Need.region_code))


async def by_industry(session: AsyncSession, period: Period) -> list[Count]:
    return await _counted(session, _recorded(period), Need.industry_code)


async def by_mode(session: AsyncSession, period: Period) -> list[Count]:
    return await _counted(session, _recorded(period), Need.mode)


async def by_channel(session: AsyncSession, period: Period) -> list[Count]:
    query = _recorded(period).join(Conversation, Conversation.id == Need.conversation_id)
    return await _counted(session, query, Conversation.channel)


def _recorded(period: Period) -> Select[Any]:
    return select(Need).where(period.holds(Need.recorded_at))


async def _counted(session: AsyncSession, query: Select[Any], key: Any) -> list[Count]:
    grouped = query.with_only_columns(key.label("key"), func.count()).group_by("key")
    return [Count(*row) for row in await session.execute(grouped.order_by("key"))]


@dataclass(frozen=True, slots=True)
class Reached:
    """Since the beginning. ``enterprises`` are counted once each, by their credit code where it is
    known; ``universities`` once each."""

    universities: int
    enterprises: int
    needs: int
    published: int
    introductions: int
    contracts: int
    contract_yuan: int
    technology_yuan: int
    registered: int
    accepted: int
    licences: int


async def reached(session: AsyncSession) -> Reached:
    contracts = await session.execute(
        select(
            func.count(),
            func.sum(Contract.amount_yuan),
            func.sum(Contract.technology_yuan),
            func.count(Contract.registered_on),
            func.count(Contract.accepted_on),
        ).where(Contract.signed_on.is_not(None))
    )
    signed, amount, technology, registered, accepted = contracts.one()
    return Reached(
        universities=await _count(session, _universities()),
        enterprises=await _count(session, _enterprises()),
        needs=await _count(session, select(Need.id).where(Need.recorded_at.is_not(None))),
        published=await _count(session, select(Need.id).where(Need.state.in_(ON_THE_LIST))),
        introductions=await _count(
            session, select(Introduction.id).where(Introduction.state.in_(SERVING))
        ),
        contracts=signed,
        contract_yuan=int(amount or 0),
        technology_yuan=int(technology or 0),
        registered=registered,
        accepted=accepted,
        licences=await _count(session, select(Licence.id).where(Licence.state.in_(IN_FORCE))),
    )


async def _count(session: AsyncSession, query: Any) -> int:
    return await session.scalar(select(func.count()).select_from(query.subquery())) or 0


def _universities() -> Any:
    """Which a contract, an answered introduction or a licence in force ties to a firm."""
    served = Introduction.state.in_(SERVING)
    in_force = Licence.state.in_(IN_FORCE)
    return union(
        select(Contract.university_id).where(
            Contract.signed_on.is_not(None), Contract.university_id.is_not(None)
        ),
        select(Introduction.item_id).where(Introduction.kind == "university", served),
        select(Mentor.university_id)
        .join(Introduction, Introduction.item_id == Mentor.id)
        .where(Introduction.kind == "mentor", served),
        select(Patent.university_id)
        .join(Introduction, Introduction.item_id == Patent.id)
        .where(Introduction.kind == "patent", served, Patent.university_id.is_not(None)),
        select(Patent.university_id)
        .join(Licence, Licence.patent_id == Patent.id)
        .where(in_force, Patent.university_id.is_not(None)),
    )


def _enterprises() -> Any:
    """One firm is one row of its table; a need without a named firm stands for none."""
    served = union(
        select(Contract.need_id).where(Contract.signed_on.is_not(None)),
        select(Introduction.need_id).where(Introduction.state.in_(SERVING)),
        select(Licence.need_id).where(Licence.state.in_(IN_FORCE)),
    ).subquery()
    return (
        select(Need.enterprise_id)
        .where(Need.id.in_(select(served.c[0])), Need.enterprise_id.is_not(None))
        .distinct()
    )
