"""The rules of the desk that managers changed, each with a version that keeps changes apart."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import insert, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession

from bot.store.models import DeskRule


async def read_rules(session: AsyncSession) -> dict[str, DeskRule]:
    return {row.name: row for row in await session.scalars(select(DeskRule))}


async def save_rule(
    session: AsyncSession,
    name: str,
    value: dict[str, Any],
    seen_version: int,
    staff_id: str,
    now: datetime,
) -> bool:
    """False where it has changed since ``seen_version`` was read; 0 = it was never changed."""
    stamps = {"value": value, "updated_at": now, "updated_by": staff_id}
    if seen_version == 0:
        try:
            async with session.begin_nested():
                await session.execute(insert(DeskRule).values(name=name, version=1, **stamps))
        except IntegrityError:
            return False
        return True
    changed = await session.execute(
        update(DeskRule)
        .where(DeskRule.name == name, DeskRule.version == seen_version)
        .values(version=DeskRule.version + 1, **stamps)
        .execution_options(synchronize_session=False)
    )
    return bool(getattr(changed, "rowcount", 0))
