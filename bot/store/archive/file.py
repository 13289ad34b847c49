"""The archive: a zip of one manifest and one file of JSON lines for each table.

It holds personal data as the store does, so it is written for its owner's eyes only. What can be
made again is not in it: the search indexes, the model, the settings.
"""

from __future__ import annotations

import json
import os
import zipfile
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import IO

from alembic.util import CommandError
from sqlalchemy import Connection, MetaData, Table, inspect, select, text
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.errors import ArchiveInvalid, Conflict
from bot.store.archive.rows import read_rows, write_rows
from bot.store.archive.trackers import EVENTS, TRACKERS, make_trackers
from bot.store.database import Database
from bot.store.migrate import changing_tables, upgrade

FORMAT = 1
MANIFEST = "manifest.json"
# What Alembic itself keeps: made by the migrations.
_NOT_OURS = frozenset({"alembic_version", TRACKERS})


@dataclass(frozen=True, slots=True)
class Manifest:
    """``revision`` is the migration whose tables these are; ``rows`` counts them by table."""

    made_at: str
    revision: str
    rows: dict[str, int]
    format: int = FORMAT


async def write_archive(
    database: Database, trackers: Database, path: Path, now: datetime
) -> Manifest:
    """One moment of the store, while it may be in use. Raises Conflict where ``path`` exists.

    The dialogue's trackers follow a moment later; at worst a question is asked twice.
    """
    with _new_file(path) as file, zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        async with _one_moment(database) as connection:
            revision, rows = await connection.run_sync(_write_store, archive)
        async with _one_moment(trackers) as connection:
            rows |= await connection.run_sync(_write_trackers, archive)
        manifest = Manifest(now.isoformat(timespec="seconds"), revision, rows)
        archive.writestr(MANIFEST, json.dumps(asdict(manifest), indent=2))
    return manifest


async def read_archive(database: Database, trackers: Database, path: Path) -> Manifest:
    """Into a store without tables. Raises ArchiveInvalid, or Conflict where there are any.

    The tables are made as they were, filled, and brought up to date: all of it or nothing.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            manifest = _read_manifest(archive)
            async with (
                trackers.engine.begin() as dialogue,
                changing_tables(database) as connection,
            ):
                await connection.run_sync(_read_store, archive, manifest)
                await dialogue.run_sync(_read_trackers, archive, manifest)
    except CommandError as error:
        raise ArchiveInvalid("这份备份来自更新的版本：请先升级本程序") from error
    except (zipfile.BadZipFile, ValueError, KeyError, TypeError, SQLAlchemyError) as error:
        raise ArchiveInvalid(f"{path} 不是完好的备份：没有恢复任何内容") from error
    return manifest


def _write_store(connection: Connection, archive: zipfile.ZipFile) -> tuple[str, dict[str, int]]:
    tables = _tables(connection)
    if not tables:
        raise Conflict("数据库里还没有任何表：没有可备份的内容")
    revision = connection.scalar(text("SELECT version_num FROM alembic_version"))
    return str(revision), {each.name: _write_table(connection, archive, each) for each in tables}


def _write_trackers(connection: Connection, archive: zipfile.ZipFile) -> dict[str, int]:
    if not inspect(connection).has_table(TRACKERS):
        return {}
    return {TRACKERS: _write_table(connection, archive, EVENTS)}


def _write_table(connection: Connection, archive: zipfile.ZipFile, table: Table) -> int:
    count = 0
    with archive.open(_member(table.name), "w") as out:
        for line in write_rows(connection, table):
            out.write(line)
            count += 1
    return count


def _read_store(connection: Connection, archive: zipfile.ZipFile, manifest: Manifest) -> None:
    if _tables(connection):
        raise Conflict("恢复只写入全新的数据库：请指定另一个 BOT_DATA_DIR 或 BOT_DATABASE_URL")
    upgrade(connection, manifest.revision)
    tables = _tables(connection)
    if manifest.rows.keys() - {TRACKERS} != {each.name for each in tables}:
        raise ValueError("the archive has other tables than its revision")
    for table in tables:
        _read_table(connection, archive, table, manifest)
    upgrade(connection, "head")


def _read_trackers(connection: Connection, archive: zipfile.ZipFile, manifest: Manifest) -> None:
    if TRACKERS not in manifest.rows:
        return
    make_trackers(connection)
    if connection.execute(select(EVENTS.c.id).limit(1)).first() is not None:
        raise Conflict("对话引擎的记录不是空的：恢复只写入全新的数据库")
    _read_table(connection, archive, EVENTS, manifest)


def _read_table(
    connection: Connection, archive: zipfile.ZipFile, table: Table, manifest: Manifest
) -> None:
    with archive.open(_member(table.name)) as lines:
        if read_rows(connection, table, lines) != manifest.rows[table.name]:
            raise ValueError(f"rows of {table.name} are missing")


def _tables(connection: Connection) -> list[Table]:
    """As they are in this store, those that others point at first."""
    metadata = MetaData()
    metadata.reflect(connection)
    return [each for each in metadata.sorted_tables if each.name not in _NOT_OURS]


def _member(table: str) -> str:
    return f"{table}.jsonl"


def _read_manifest(archive: zipfile.ZipFile) -> Manifest:
    manifest = Manifest(**json.loads(archive.read(MANIFEST)))
    if manifest.format != FORMAT:
        raise ArchiveInvalid("这份备份来自更新的版本：请先升级本程序")
    return manifest


@asynccontextmanager
async def _one_moment(database: Database) -> AsyncIterator[AsyncConnection]:
    """All reads see the same rows, whatever is written meanwhile."""
    async with database.engine.connect() as connection:
        if not database.is_sqlite:
            await connection.execution_options(isolation_level="REPEATABLE READ")
        yield connection


@contextmanager
def _new_file(path: Path) -> Iterator[IO[bytes]]:
    """Readable by its owner only, and under its name only when it is whole."""
    if path.exists():
        raise Conflict(f"{path} 已经存在：备份不覆盖旧文件")
    part = path.with_name(path.name + ".part")
    part.unlink(missing_ok=True)
    try:
        with open(os.open(part, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600), "w+b") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        part.rename(path)
    finally:
        part.unlink(missing_ok=True)
