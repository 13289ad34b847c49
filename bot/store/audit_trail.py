"""The audit trail as it is read: newest first, from the last row on."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.store.keyset import Key, cursor_at, in_order
from bot.store.models import Audit

NEWEST = (Key(Audit.id, falling=True),)


@dataclass(frozen=True, slots=True)
class Sought:
    """What is left out is not asked for."""

    actor_id: str | None = None
    action: str | None = None
    subject_kind: str | None = None
    subject_id: str | None = None
    since: datetime | None = None
    until: datetime | None = None


async def read_trail(
    session: AsyncSession, sought: Sought, cursor: str | None, limit: int
) -> tuple[list[Audit], str | None]:
    """A stretch of it, and the cursor behind it where there is more."""
    query = select(Audit)
    for name in ("actor_id", "action", "subject_kind", "subject_id"):
        if (value := getattr(sought, name)) is not None:
            query = query.where(getattr(Audit, name) == value)
    if sought.since is not None:
        query = query.where(Audit.at >= sought.since)
    if sought.until is not None:
        query = query.where(Audit.at < sought.until)
    found = await session.scalars(in_order(query, NEWEST, cursor).limit(limit + 1))
    rows = list(found)
    more = cursor_at((rows[limit - 1].id,)) if len(rows) > limit else None
    return rows[:limit], more
