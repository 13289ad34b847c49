"""What under way has a day to keep: contracts, lists that are open, licences to be filed."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.store.casebook import NeedChoice
from bot.store.models import Challenge, Contract, Licence, Need

RUNNING = ("announced", "matched", "contracted", "delivering")
LISTED = ("published", "bidding")


async def running_contracts(
    session: AsyncSession, choice: NeedChoice
) -> Sequence[tuple[Contract, Need]]:
    query = select(Contract, Need).join(Need, Need.id == Contract.need_id)
    rows = await session.execute(choice.narrow(query.where(Need.state.in_(RUNNING))))
    return [(contract, need) for contract, need in rows]


async def open_lists(session: AsyncSession, choice: NeedChoice) -> Sequence[tuple[Challenge, Need]]:
    query = select(Challenge, Need).join(Need, Need.id == Challenge.need_id)
    rows = await session.execute(choice.narrow(query.where(Need.state.in_(LISTED))))
    return [(challenge, need) for challenge, need in rows]


async def licences_in_force(
    session: AsyncSession, choice: NeedChoice
) -> Sequence[tuple[Licence, Need]]:
    query = select(Licence, Need).join(Need, Need.id == Licence.need_id)
    rows = await session.execute(choice.narrow(query.where(Licence.state == "effective")))
    return [(licence, need) for licence, need in rows]
