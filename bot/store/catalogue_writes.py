"""Writing to the shared catalogue. Every write leaves a line in the change log."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from typing import Any, Literal

from sqlalchemy import delete, func, insert, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from bot.errors import Conflict
from bot.store.models import (
    Base,
    CatalogueChange,
    LicenceDeclaration,
    Mentor,
    Patent,
    Platform,
    University,
)

Kind = Literal["university", "mentor", "patent", "platform"]
TABLES: dict[Kind, type[University] | type[Mentor] | type[Patent] | type[Platform]] = {
    "university": University,
    "mentor": Mentor,
    "patent": Patent,
    "platform": Platform,
}
# Any number serves, as long as every writer of the catalogue takes the same lock.
_CHANGE_LOG_LOCK = 7_021_001
_BATCH = 500


async def save_universities(session: AsyncSession, rows: Iterable[University], at: datetime) -> int:
    """Insert, or change by id; returns how many were written. What a row leaves unset is stored as
    the column's default when it is new, and stays as it was when it is known."""
    return await _save(session, "university", rows, at)


async def save_mentors(session: AsyncSession, rows: Iterable[Mentor], at: datetime) -> int:
    return await _save(session, "mentor", rows, at)


async def save_platforms(session: AsyncSession, rows: Iterable[Platform], at: datetime) -> int:
    return await _save(session, "platform", rows, at)


async def save_patents(
    session: AsyncSession,
    rows: Iterable[tuple[Patent, LicenceDeclaration | None]],
    at: datetime,
) -> int:
    """Patents with their declarations; a patent without one loses the one it had."""
    pairs = list(rows)
    written = await _save(session, "patent", [patent for patent, _ in pairs], at)
    await _drop_declarations(session, [patent.id for patent, _ in pairs])
    declarations = [_values(declaration) for _, declaration in pairs if declaration is not None]
    for part in _parts(declarations):
        await session.execute(insert(LicenceDeclaration), part)
    return written


async def remove(session: AsyncSession, kind: Kind, ids: Sequence[str], at: datetime) -> None:
    """Delete records. Raises ``Conflict`` for a university that others still belong to."""
    await _queue_up(session)
    if kind == "university":
        await _refuse_peopled(session, ids)
    if kind == "patent":
        await _drop_declarations(session, ids)
    table = TABLES[kind]
    for part in _parts(ids):
        await session.execute(delete(table).where(table.id.in_(part)))
    await log_changes(session, kind, ids, at)


async def log_changes(session: AsyncSession, kind: str, ids: Sequence[str], at: datetime) -> None:
    """Append to the change log, which search indexes follow."""
    await _queue_up(session)
    for part in _parts([{"kind": kind, "item_id": item_id, "at": at} for item_id in ids]):
        await session.execute(insert(CatalogueChange), part)


async def _queue_up(session: AsyncSession) -> None:
    """Let catalogue writers pass one by one, until each commits. Without it, on PostgreSQL, a lower
    id of the change log could become visible after a higher one, and a reader that follows by
    ``id > watermark`` would miss it. SQLite has one writer at a time anyway."""
    if session.get_bind().dialect.name == "postgresql":
        await session.execute(select(func.pg_advisory_xact_lock(_CHANGE_LOG_LOCK)))


async def _save(session: AsyncSession, kind: Kind, rows: Iterable[Any], at: datetime) -> int:
    await _queue_up(session)
    written = {row.id: _values(row) | {"updated_at": at} for row in rows}
    table = TABLES[kind]
    known: set[str] = set()
    for ids in _parts(list(written)):
        known.update(await session.scalars(select(table.id).where(table.id.in_(ids))))
    for part in _parts([values for key, values in written.items() if key in known]):
        await session.execute(update(table), part)
    for part in _parts([values for key, values in written.items() if key not in known]):
        await session.execute(insert(table), part)
    await log_changes(session, kind, list(written), at)
    return len(written)


def _values(row: Base) -> dict[str, Any]:
    return {name: value for name, value in vars(row).items() if name != "_sa_instance_state"}


def _parts[Item](items: Sequence[Item]) -> Iterator[list[Item]]:
    return (list(items[at : at + _BATCH]) for at in range(0, len(items), _BATCH))


async def _drop_declarations(session: AsyncSession, patent_ids: Sequence[str]) -> None:
    for part in _parts(patent_ids):
        held = LicenceDeclaration.patent_id.in_(part)
        await session.execute(delete(LicenceDeclaration).where(held))


async def _refuse_peopled(session: AsyncSession, university_ids: Sequence[str]) -> None:
    for part in _parts(university_ids):
        for table in (Mentor, Patent, Platform):
            query = select(table.id).where(table.university_id.in_(part)).limit(1)
            if await session.scalar(query) is not None:
                raise Conflict("该高校名下还有导师、专利或平台，请先处理它们")
