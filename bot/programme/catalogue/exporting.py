"""The catalogue as a file that can be changed and imported again."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.programme.catalogue.columns import COLUMNS, Column
from bot.programme.sheets.writing import Cell
from bot.store.catalogue import declarations_of
from bot.store.catalogue_writes import TABLES, Kind
from bot.store.models import University

_PART = 500


def headers_of(kind: Kind) -> list[str]:
    return [column.header for column in COLUMNS[kind]]


async def catalogue_rows(
    session: AsyncSession, kind: Kind, ids: Sequence[str] | None = None
) -> list[list[Cell]]:
    """All of a kind, or these; by id."""
    table: Any = TABLES[kind]
    query = select(table).order_by(table.id)
    rows = (await session.scalars(query if ids is None else query.where(table.id.in_(ids)))).all()
    named = await session.execute(select(University.id, University.name))
    universities = {item_id: name for item_id, name in named}  # noqa: C416 - not plain tuples
    declared: dict[str, Any] = {}
    if kind == "patent":
        for part in _parts([row.id for row in rows]):
            declared |= await declarations_of(session, part)
    return [
        [_cell(column, row, declared.get(row.id), universities) for column in COLUMNS[kind]]
        for row in rows
    ]


def _cell(column: Column, row: Any, declared: Any, universities: dict[str, str]) -> Cell:
    if column.field == "university":
        return universities.get(row.university_id or "")
    head, _, tail = column.field.partition(".")
    if tail:
        return column.write(getattr(declared, tail)) if declared is not None else None
    return column.write(getattr(row, head))


def _parts(ids: Sequence[str]) -> Iterator[Sequence[str]]:
    return (ids[at : at + _PART] for at in range(0, len(ids), _PART))
