"""Rows as lines of JSON and back, the same for SQLite and PostgreSQL."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import UTC, date, datetime
from itertools import batched
from typing import Any

from sqlalchemy import (
    JSON,
    Connection,
    Date,
    DateTime,
    LargeBinary,
    Table,
    func,
    insert,
    select,
    text,
)

BATCH = 500

type Row = dict[str, Any]


def write_rows(connection: Connection, table: Table) -> Iterator[bytes]:
    """One line for each row, in the order of the key."""
    write = {column.name: _writer(column.type) for column in table.columns}
    query = select(table).order_by(*table.primary_key.columns).execution_options(yield_per=BATCH)
    for row in connection.execute(query).mappings():
        kept = {name: write[name](value) for name, value in row.items() if value is not None}
        yield json.dumps(kept, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"


def read_rows(connection: Connection, table: Table, lines: Iterable[bytes]) -> int:
    """Store what ``write_rows`` wrote; how many rows. Raises ValueError for a line of no row."""
    read = {column.name: _reader(column.type, connection) for column in table.columns}
    _leave_nothing_as_nothing(table)
    count = 0
    for batch in batched(lines, BATCH):
        rows = [_row(json.loads(line), read) for line in batch]
        connection.execute(insert(table), rows)
        count += len(rows)
    _number_on(connection, table)
    return count


def _row(kept: Any, read: Mapping[str, Callable[[Any], Any]]) -> Row:
    if not isinstance(kept, dict) or not kept.keys() <= read.keys():
        raise ValueError("a line is no row of its table")
    return {name: read[name](kept[name]) if name in kept else None for name in read}


def _writer(kind: Any) -> Callable[[Any], Any]:
    if isinstance(kind, DateTime):
        # SQLite forgets the zone; what the store holds is UTC.
        return lambda at: (at if at.tzinfo else at.replace(tzinfo=UTC)).isoformat()
    if isinstance(kind, Date):
        return date.isoformat
    if isinstance(kind, LargeBinary):
        return lambda data: base64.b64encode(data).decode()
    return _as_it_is


def _reader(kind: Any, connection: Connection) -> Callable[[Any], Any]:
    if isinstance(kind, DateTime):
        if connection.dialect.name == "sqlite":
            return lambda at: datetime.fromisoformat(at).astimezone(UTC).replace(tzinfo=None)
        return datetime.fromisoformat
    if isinstance(kind, Date):
        return date.fromisoformat
    if isinstance(kind, LargeBinary):
        return base64.b64decode
    return _as_it_is


def _as_it_is(value: Any) -> Any:
    return value


def _leave_nothing_as_nothing(table: Table) -> None:
    """An absent JSON value is SQL's NULL, not the JSON word null."""
    for column in table.columns:
        if isinstance(column.type, JSON):
            column.type.none_as_null = True


def _number_on(connection: Connection, table: Table) -> None:
    """PostgreSQL's counters know nothing of rows that came with their numbers."""
    if connection.dialect.name == "sqlite":
        return
    for column in table.primary_key.columns:
        sequence = connection.scalar(
            select(func.pg_get_serial_sequence(f'"{table.name}"', column.name))
        )
        if sequence is not None:
            connection.execute(
                text("SELECT setval(:sequence, :last)"),
                {"sequence": sequence, "last": _highest(connection, table, column) or 1},
            )


def _highest(connection: Connection, table: Table, column: Any) -> int | None:
    return connection.scalar(select(func.max(column)).select_from(table))
