"""Contracts that came of needs."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from bot.store.models import Contract


async def find_contract(session: AsyncSession, need_id: str) -> Contract | None:
    return await session.get(Contract, need_id)


async def save_contract(
    session: AsyncSession, need_id: str, terms: dict[str, Any], now: datetime
) -> Contract:
    """Make it, or change it; what ``terms`` leaves out stays."""
    row = await session.get(Contract, need_id)
    if row is None:
        row = Contract(need_id=need_id, created_at=now, milestones=[])
        session.add(row)
    for name, value in terms.items():
        setattr(row, name, value)
    row.updated_at = now
    await session.flush()
    return row
