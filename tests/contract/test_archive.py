"""A backup comes back as it was, into either kind of store, or not at all."""

from __future__ import annotations

import json
import zipfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    Column,
    Date,
    Double,
    Float,
    Integer,
    LargeBinary,
    String,
    Table,
    insert,
    select,
)  # fmt: skip

from bot.errors import ArchiveInvalid, Conflict
from bot.store.archive.file import MANIFEST, read_archive, write_archive
from bot.store.archive.trackers import EVENTS, make_trackers
from bot.store.database import Database
from bot.store.models import Base
from bot.store.models.base import UtcDateTime
from tests.fixtures.databases import SqliteStores, Stores, open_store

NOW = datetime(2026, 11, 28, 9, 30, 15, 123456, tzinfo=UTC)
TABLES = Base.metadata.sorted_tables
TRACKED = {"id": 9, "sender_id": "甲", "type_name": "user", "timestamp": 1.5, "data": '{"a": "乙"}'}

type Rows = dict[str, list[dict[str, Any]]]


class TestRoundTrip:
    async def test_every_column_of_every_table(
        self, stores: Stores, sqlite_stores: SqliteStores, tmp_path: Path
    ) -> None:
        """To the other kind of file too: what PostgreSQL held is read back by SQLite."""
        path = tmp_path / "backup.zip"
        async with opened(stores.migrated(), tmp_path) as (database, trackers):
            before = await fill(database)
            await track(trackers)
            manifest = await write_archive(database, trackers, path, NOW)
        assert manifest.rows == {name: len(rows) for name, rows in before.items()} | {"events": 1}
        assert path.stat().st_mode & 0o777 == 0o600
        for target in (stores, sqlite_stores):
            async with opened(target.empty(), tmp_path) as (database, trackers):
                await read_archive(database, trackers, path)
                assert await held(database) == before
                async with trackers.engine.connect() as connection:
                    tracked = (await connection.execute(select(EVENTS))).mappings().all()
                assert [dict(row) for row in tracked] == [
                    {**TRACKED, "intent_name": None, "action_name": None}
                ]

    async def test_numbering_goes_on_after_the_highest(
        self, stores: Stores, tmp_path: Path
    ) -> None:
        async with opened(stores.migrated(), tmp_path) as (database, trackers):
            before = await fill(database)
            await write_archive(database, trackers, tmp_path / "backup.zip", NOW)
        async with opened(stores.empty(), tmp_path) as (database, trackers):
            await read_archive(database, trackers, tmp_path / "backup.zip")
            table = Base.metadata.tables["audit"]
            row = {key: value for key, value in before["audit"][0].items() if key != "id"}
            async with database.write() as session:
                await session.execute(insert(table).values(row))
            assert len(await held_in(database, table)) == len(before["audit"]) + 1


class TestRefusals:
    async def test_a_store_that_holds_anything_is_left_alone(
        self, stores: Stores, tmp_path: Path
    ) -> None:
        async with opened(stores.migrated(), tmp_path) as (database, trackers):
            before = await fill(database)
            path = tmp_path / "backup.zip"
            await write_archive(database, trackers, path, NOW)
            with pytest.raises(Conflict):
                await read_archive(database, trackers, path)
            with pytest.raises(Conflict):
                await write_archive(database, trackers, path, NOW)
            assert await held(database) == before

    @pytest.mark.parametrize("damage", ["cut", "row", "column", "newer", "foreign"])
    async def test_a_damaged_archive_restores_nothing(
        self, stores: Stores, tmp_path: Path, damage: str
    ) -> None:
        path = tmp_path / "backup.zip"
        async with opened(stores.migrated(), tmp_path) as (database, trackers):
            await fill(database)
            await write_archive(database, trackers, path, NOW)
        spoil(path, damage)
        async with opened(stores.empty(), tmp_path) as (database, trackers):
            with pytest.raises(ArchiveInvalid):
                await read_archive(database, trackers, path)
            async with database.engine.connect() as connection:
                left = await connection.run_sync(lambda each: each.dialect.get_table_names(each))
            assert left == []


def spoil(path: Path, damage: str) -> None:
    if damage == "cut":
        path.write_bytes(path.read_bytes()[:-200])
        return
    with zipfile.ZipFile(path) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    manifest = json.loads(members[MANIFEST])
    lines = members["staff.jsonl"].splitlines(keepends=True)
    if damage == "row":
        members["staff.jsonl"] = b"".join(lines[:-1])
    elif damage == "column":
        members["staff.jsonl"] = b'{"id": "x", "shoe_size": 43}\n' * len(lines)
    elif damage == "newer":
        manifest["revision"] = "9999"
    else:
        manifest = {"name": "something else"}
    members[MANIFEST] = json.dumps(manifest).encode()
    with zipfile.ZipFile(path, "w") as archive:
        for name, data in members.items():
            archive.writestr(name, data)


@asynccontextmanager
async def opened(url: str, folder: Path) -> AsyncIterator[tuple[Database, Database]]:
    """A store and its trackers, which are a file of their own beside SQLite."""
    database = open_store(url)
    trackers = (
        open_store(f"sqlite:///{folder / database.url.database.rpartition('/')[2]}-trackers.db")
        if database.is_sqlite and database.url.database
        else database
    )
    try:
        yield database, trackers
    finally:
        await database.close()
        if trackers is not database:
            await trackers.close()


async def track(trackers: Database) -> None:
    async with trackers.engine.begin() as connection:
        await connection.run_sync(make_trackers)
        await connection.execute(insert(EVENTS).values(TRACKED))


async def fill(database: Database) -> Rows:
    """Two rows in every table: one with something in every column, one with as little as may be."""
    async with database.engine.begin() as connection:
        for table in TABLES:
            for number in (1, 2):
                row = {
                    column.name: value_for(column, number)
                    for column in table.columns
                    if number == 1 or not column.nullable
                }
                await connection.execute(insert(table).values(row))
    return await held(database)


def value_for(column: Column[Any], number: int) -> Any:
    for key in column.foreign_keys:
        return value_for(key.column, number)
    makers: dict[type[Any], Any] = {
        UtcDateTime: NOW.replace(year=NOW.year + number), Boolean: number == 1,
        BigInteger: number, Integer: number, Float: number + 0.5,
        Double: number + 0.1, Date: NOW.date(), JSON: {"甲": [number, None, "😀\u2028"]},
        LargeBinary: bytes([*range(256), number]),
    }  # fmt: skip
    if type(column.type) in makers:
        return makers[type(column.type)]
    assert isinstance(column.type, String), f"{column} is of a kind that is not tried yet"
    return f"{number}{column.name}“粘成一坨”\n\\"[: column.type.length or 40]


async def held(database: Database) -> Rows:
    return {table.name: await held_in(database, table) for table in TABLES}


async def held_in(database: Database, table: Table) -> list[dict[str, Any]]:
    async with database.engine.connect() as connection:
        rows = await connection.execute(select(table).order_by(*table.primary_key.columns))
        return [dict(row) for row in rows.mappings()]
