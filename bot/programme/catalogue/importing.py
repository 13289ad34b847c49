"""A file of the catalogue: checked line by line, shown, and stored only as a whole."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from pydantic import ValidationError
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.programme.catalogue.columns import COLUMNS, ID, Column
from bot.programme.catalogue.exporting import catalogue_rows, headers_of
from bot.programme.catalogue.records import (
    MentorRecord,
    PatentRecord,
    PlatformRecord,
    Record,
    UniversityRecord,
    doubts,
)
from bot.programme.faults import fault_words
from bot.programme.sheets.reading import Line, Table, text_of
from bot.store.catalogue_writes import TABLES, Kind
from bot.store.models import Mentor, Patent, Platform, University, new_id

RECORDS: dict[Kind, type[Record]] = {
    "university": UniversityRecord,
    "mentor": MentorRecord,
    "patent": PatentRecord,
    "platform": PlatformRecord,
}
_PART = 500


@dataclass(frozen=True, slots=True)
class Remark:
    """``column`` is empty where it is about the whole line."""

    line: int
    column: str
    text: str


@dataclass(slots=True)
class Draft:
    """What a file would do. ``entries`` are the lines without a fault, each with the id that it is
    stored under; ``known`` are those of them that are in the catalogue. Lines that say what the
    catalogue says already are in neither, but counted in ``same``."""

    lines: int
    unused: tuple[str, ...]
    faults: list[Remark] = field(default_factory=list)
    doubts: list[Remark] = field(default_factory=list)
    entries: list[tuple[str, Record]] = field(default_factory=list)
    known: set[str] = field(default_factory=set)
    same: int = 0


@dataclass(frozen=True, slots=True)
class Known:
    """What the catalogue holds: ids, and ids by what else names a record."""

    ids: frozenset[str]
    by_key: dict[Any, str]
    universities: dict[str, str]


async def read_known(session: AsyncSession, kind: Kind) -> Known:
    rows = await session.execute(select(University.id, University.name))
    universities = {name: item_id for item_id, name in rows}
    if kind == "university":
        return Known(frozenset(universities.values()), dict(universities), universities)
    if kind == "mentor":
        found = await session.execute(select(Mentor.id, Mentor.university_id, Mentor.name))
        by_key: dict[Any, str] = {(at, name): item_id for item_id, at, name in found}
    elif kind == "platform":
        named = await session.execute(select(Platform.id, Platform.name))
        by_key = {name: item_id for item_id, name in named}
    else:
        numbers = await session.execute(select(Patent.id, Patent.patent_no))
        by_key = {number: item_id for item_id, number in numbers}
    ids = await session.scalars(select(TABLES[kind].id))
    return Known(frozenset(ids), by_key, universities)


def draft_import(kind: Kind, table: Table, known: Known, today: date) -> Draft:
    """Pure, and slow for a long file: not on the event loop."""
    columns = [column for column in COLUMNS[kind] if column.header in table.headers]
    headers = {column.header for column in columns}
    draft = Draft(
        lines=len(table.lines),
        unused=tuple(header for header in table.headers if header not in headers),
    )
    missing = [c.header for c in COLUMNS[kind] if c.needed and c.header not in table.headers]
    if missing:
        draft.faults.append(Remark(1, "", f"缺少这些列：{'、'.join(missing)}"))
        return draft
    reader = _Reader(kind, columns, known, today, draft)
    for line in table.lines:
        reader.take(line)
    return draft


async def leave_out_the_same(
    session: AsyncSession, draft: Draft, kind: Kind, known: Known, today: date
) -> None:
    """Nobody is to hear that 189 records changed where none did."""
    rows = await catalogue_rows(session, kind, sorted(draft.known))
    headers = headers_of(kind)
    lines = (
        Line(number, dict(zip(headers, map(text_of, row), strict=True)))
        for number, row in enumerate(rows)
    )
    table = Table(tuple(headers), tuple(lines))
    held = dict((await asyncio.to_thread(draft_import, kind, table, known, today)).entries)
    fresh = [(item_id, record) for item_id, record in draft.entries if held.get(item_id) != record]
    draft.same = len(draft.entries) - len(fresh)
    draft.entries = fresh
    draft.known &= {item_id for item_id, _ in fresh}


class _Reader:
    def __init__(
        self, kind: Kind, columns: Sequence[Column], known: Known, today: date, draft: Draft
    ) -> None:
        self._kind = kind
        self._columns = columns
        self._known = known
        self._today = today
        self._draft = draft
        self._first_lines: dict[str, int] = {}

    def take(self, line: Line) -> None:
        record = self._record(line)
        if record is None:
            return
        if misfit := self._misfit(line, record):
            self._refuse(line, [misfit])
            return
        item_id = line.cells.get(ID.header) or self._known.by_key.get(_key(record))
        if item_id:
            self._draft.known.add(item_id)
        self._draft.entries.append((item_id or new_id(), record))
        self._draft.doubts += [
            Remark(line.number, "", text) for text in doubts(record, self._today)
        ]

    def _record(self, line: Line) -> Record | None:
        values = _values_of(line, self._columns)
        faults = list(_link(self._kind, values, self._known))
        if not faults:
            try:
                return RECORDS[self._kind].model_validate(values)
            except ValidationError as error:
                faults = list(_faults_of(error, self._columns))
        self._refuse(line, faults)
        return None

    def _misfit(self, line: Line, record: Record) -> tuple[str, str] | None:
        """Where the record cannot be stored beside the others."""
        key, written = _key(record), line.cells.get(ID.header, "")
        known_as = self._known.by_key.get(key)
        if written and written not in self._known.ids:
            return ID.header, "目录里没有这个编号；新增时请留空"
        if written and known_as not in (None, written):
            return ID.header, "目录里另有一条同名或同号的"
        first = self._first_lines.setdefault(written or known_as or str(key), line.number)
        return ("", f"和第 {first} 行是同一条") if first != line.number else None

    def _refuse(self, line: Line, faults: Iterable[tuple[str, str]]) -> None:
        self._draft.faults += [Remark(line.number, *fault) for fault in faults]


def _values_of(line: Line, columns: Sequence[Column]) -> dict[str, Any]:
    """Fields of the record; those of a declaration lie one level deeper."""
    values: dict[str, Any] = {}
    for column in columns:
        text = line.cells.get(column.header, "")
        if not text or column is ID:
            continue
        head, _, tail = column.field.partition(".")
        if tail:
            values.setdefault(head, {})[tail] = column.read(text)
        else:
            values[head] = column.read(text)
    return values


def _link(kind: Kind, values: dict[str, Any], known: Known) -> Iterator[tuple[str, str]]:
    """The university is written by its name, or by its id."""
    if kind == "university" or "university" not in values:
        return
    name = values.pop("university")
    found = known.universities.get(name)
    if found is None and name in known.universities.values():
        found = name
    if found is None:
        yield "高校", f"目录里没有“{name}”，请先导入这所高校"
    values["university_id"] = found


def _key(record: Record) -> Any:
    if isinstance(record, MentorRecord):
        return (record.university_id, record.name)
    return record.patent_no if isinstance(record, PatentRecord) else getattr(record, "name", "")


def _faults_of(error: ValidationError, columns: Sequence[Column]) -> Iterator[tuple[str, str]]:
    headers = {column.field: column.header for column in columns}
    headers["university_id"] = headers.get("university", "高校")
    for fault in error.errors(include_url=False, include_input=False):
        parts = [str(part) for part in fault["loc"]]
        header = headers.get(".".join(parts[:2])) or headers.get(parts[0] if parts else "", "")
        yield header, fault_words(fault["type"], fault["msg"], fault.get("ctx", {}))
