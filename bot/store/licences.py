"""Open licences that firms take."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.store.models import Licence, Need, Patent, new_id

GONE = ("ended", "dropped")


async def licences_of(session: AsyncSession, need_id: str) -> Sequence[Licence]:
    rows = await session.scalars(
        select(Licence).where(Licence.need_id == need_id).order_by(Licence.created_at, Licence.id)
    )
    return rows.all()


async def list_licences(
    session: AsyncSession, state: str | None, *, limit: int, offset: int
) -> tuple[Sequence[tuple[Licence, Need]], int]:
    """The latest first, and the number of all."""
    query = select(Licence, Need).join(Need, Need.id == Licence.need_id)
    if state is not None:
        query = query.where(Licence.state == state)
    total = await session.scalar(select(func.count()).select_from(query.subquery())) or 0
    latest = query.order_by(Licence.created_at.desc(), Licence.id)
    rows = await session.execute(latest.limit(limit).offset(offset))
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
