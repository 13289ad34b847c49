"""Open licences that firms take."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, false, func, not_, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.matching.documents import FREE
from bot.store.models import Licence, Need, Patent, new_id
from bot.store.ordering import order_of

GONE = ("ended", "dropped")


@dataclass(frozen=True, slots=True)
class LicenceStates:
    """In one of these: ``paid`` where the fee comes first, ``unpaid`` where there is none or it is
    paid once it has been used."""

    paid: Sequence[str]
    unpaid: Sequence[str]

    def fit(self) -> ColumnElement[bool]:
        free = func.coalesce(Licence.terms["fee_mode"].as_string() == FREE, false())
        later = or_(free, func.coalesce(Licence.terms["pay_after_use"].as_boolean(), false()))
        return or_(
            and_(not_(later), Licence.state.in_(self.paid)),
            and_(later, Licence.state.in_(self.unpaid)),
        )


async def licences_of(session: AsyncSession, need_id: str) -> Sequence[Licence]:
    rows = await session.scalars(
        select(Licence).where(Licence.need_id == need_id).order_by(Licence.created_at, Licence.id)
    )
    return rows.all()


async def list_licences(
    session: AsyncSession, states: LicenceStates | None, find: str | None,
    *, sort: str, limit: int, offset: int = 0,
) -> tuple[Sequence[tuple[Licence, Need]], int]:  # fmt: skip
    """In one of these ``states``, and the number of all. ``find``: in the patent's name or number,
    the firm or the need's number."""
    query = select(Licence, Need).join(Need, Need.id == Licence.need_id)
    if states is not None:
        query = query.where(states.fit())
    if find:
        looked_at = (Licence.patent_title, Licence.patent_no, Need.company, Need.number)
        query = query.where(or_(*(each.icontains(find, autoescape=True) for each in looked_at)))
    total = await session.scalar(select(func.count()).select_from(query.subquery())) or 0
    ordered = query.order_by(order_of(Licence, sort), Licence.id)
    rows = await session.execute(ordered.limit(limit).offset(offset))
    return [(licence, need) for licence, need in rows], total


async def running_licence(session: AsyncSession, need_id: str, patent_id: str) -> Licence | None:
    return await session.scalar(
        select(Licence).where(
            Licence.need_id == need_id, Licence.patent_id == patent_id, Licence.state.not_in(GONE)
        )
    )


async def add_licence(
    session: AsyncSession, need_id: str, patent: Patent, terms: dict[str, Any], now: datetime
) -> Licence:
    row = Licence(
        id=new_id(), need_id=need_id, patent_id=patent.id, patent_no=patent.patent_no,
        patent_title=patent.title, terms=terms, state="wanted", created_at=now, updated_at=now,
    )  # fmt: skip
    session.add(row)
    await session.flush()
    return row
