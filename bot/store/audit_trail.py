"""The audit trail as it is read: newest first, from the last row on."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.store.keyset import Key, cursor_at, in_order
from bot.store.models import Audit, Bid, Introduction, Licence, Need, Suggestion

# What hangs on a need, by the kind that it is called in the audit.
_HANGING: dict[str, type[Bid | Introduction | Licence | Suggestion]] = {
    "bid": Bid, "introduction": Introduction, "licence": Licence, "suggestion": Suggestion,
}  # fmt: skip
NEWEST = (Key(Audit.id, falling=True),)


type Subject = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Numbered:
    need_id: str
    number: str


@dataclass(frozen=True, slots=True)
class Sought:
    """What is left out is not asked for. ``need``: a number; of it, and of what hangs on it."""

    actor_id: str | None = None
    action: str | None = None
    subject_kind: str | None = None
    subject_id: str | None = None
    need: str | None = None
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
    if sought.need is not None:
        query = query.where(or_(*_about_need(sought.need)))
    if sought.since is not None:
        query = query.where(Audit.at >= sought.since)
    if sought.until is not None:
        query = query.where(Audit.at < sought.until)
    found = await session.scalars(in_order(query, NEWEST, cursor).limit(limit + 1))
    rows = list(found)
    more = cursor_at((rows[limit - 1].id,)) if len(rows) > limit else None
    return rows[:limit], more


def _about_need(number: str) -> Iterator[ColumnElement[bool]]:
    its = select(Need.id).where(Need.number == number)
    yield (Audit.subject_kind == "need") & Audit.subject_id.in_(its)
    for kind, table in _HANGING.items():
        hanging = select(table.id).where(table.need_id.in_(its))
        yield (Audit.subject_kind == kind) & Audit.subject_id.in_(hanging)


async def numbers_behind(session: AsyncSession, rows: Iterable[Audit]) -> dict[Subject, Numbered]:
    """The need that each subject is, or hangs on, where it has a number."""
    by_kind: dict[str, set[str]] = {}
    for row in rows:
        by_kind.setdefault(row.subject_kind, set()).add(row.subject_id)
    found: dict[Subject, Numbered] = {}
    for kind, ids in by_kind.items():
        if kind != "need" and kind not in _HANGING:
            continue
        query = select(Need.id, Need.id, Need.number).where(Need.id.in_(ids))
        if (table := _HANGING.get(kind)) is not None:
            query = select(table.id, Need.id, Need.number).join(Need, Need.id == table.need_id)
            query = query.where(table.id.in_(ids))
        for subject_id, need_id, number in await session.execute(query):
            if number is not None:
                found[kind, subject_id] = Numbered(need_id, number)
    return found
