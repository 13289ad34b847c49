"""Which needs a colleague answers for (经办人)."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.store.models import Need, Staff
from bot.store.needs import OVER


async def staff_at_work(session: AsyncSession, staff_id: str) -> Staff | None:
    """Held until the transaction ends, so that nobody disables the account meanwhile."""
    staff = await session.get(
        Staff, staff_id, with_for_update={"read": True}, populate_existing=True
    )
    return staff if staff is not None and staff.active else None


async def held_by(session: AsyncSession, staff_id: str) -> Sequence[Need]:
    """Those that are not over, locked."""
    rows = await session.scalars(
        select(Need)
        .where(Need.handler_id == staff_id, Need.state.not_in(OVER))
        .order_by(Need.id)
        .with_for_update()
    )
    return rows.all()
