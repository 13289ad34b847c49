"""What is due, on which day, across all needs: milestones of contracts and their end, the day until
which bids are taken, the day until which a licence has to be filed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Literal

from sqlalchemy.ext.asyncio import AsyncSession

from bot.programme.licences import file_by
from bot.store.casebook import NeedChoice
from bot.store.models import Contract, Need
from bot.store.schedule import licences_in_force, open_lists, running_contracts

type DueKind = Literal["milestone", "contract_end", "bids", "filing"]


@dataclass(frozen=True, slots=True)
class Due:
    """``title``: of the milestone, the contract, the list or the patent. ``due_on`` is None for a
    milestone without a day."""

    kind: DueKind
    title: str
    due_on: date | None
    need: Need


async def what_is_due(session: AsyncSession, choice: NeedChoice) -> list[Due]:
    """The earliest first; what has no day comes last."""
    found: list[Due] = []
    for contract, need in await running_contracts(session, choice):
        found += _of_contract(contract, need)
    for challenge, need in await open_lists(session, choice):
        found.append(Due("bids", challenge.title, challenge.bids_until, need))
    for licence, need in await licences_in_force(session, choice):
        found.append(Due("filing", licence.patent_title, file_by(licence), need))
    return sorted(found, key=lambda due: (due.due_on or date.max, due.need.number or ""))


def _of_contract(contract: Contract, need: Need) -> Iterator[Due]:
    for each in contract.milestones:
        if not each.get("done_on"):
            day = each.get("due_on")
            yield Due("milestone", each["title"], date.fromisoformat(day) if day else None, need)
    if contract.ends_on is not None:
        yield Due("contract_end", contract.title, contract.ends_on, need)
