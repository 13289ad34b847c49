"""The door to the shared SQL store: one engine, read sessions and write transactions."""

from __future__ import annotations

import asyncio
import contextlib
import sqlite3
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import partial
from pathlib import Path
from typing import Any

from sqlalchemy import event, make_url
from sqlalchemy.ext.asyncio import (
    AsyncEngine,
    AsyncSession,
    async_sessionmaker,
    create_async_engine,
)

from bot.store.models import Base
from bot.store.sqlite_connection import SqliteConnection, open_connection

# Seconds that a writer waits for another one.
LOCK_PATIENCE = 15.0
# Seconds that one statement may take on PostgreSQL, and opening a connection.
PATIENCE, CONNECT_PATIENCE = 60.0, 10.0


class Database:
    """SQLite in WAL mode or PostgreSQL, behind the same two doors.

    ``write`` is one transaction. On SQLite there is one writer at a time anyway; a lock in this
    process keeps its own writers from polling each other, and ``BEGIN IMMEDIATE`` takes the write
    lock at the start, so that a transaction never fails half way with "database is locked".
    """

    def __init__(self, url: str, *, pool_size: int = 10, patience: float = PATIENCE) -> None:
        self.url = make_url(url)
        self.is_sqlite = self.url.get_backend_name() == "sqlite"
        self._writers = asyncio.Lock()
        self.engine = (
            _create_sqlite(url, pool_size)
            if self.is_sqlite
            else _create_postgres(url, pool_size, patience)
        )
        self._sessions = async_sessionmaker(self.engine, expire_on_commit=False)

    @asynccontextmanager
    async def read(self) -> AsyncIterator[AsyncSession]:
        await self._let_others_run()
        async with self._sessions() as session:
            yield session

    @asynccontextmanager
    async def write(self) -> AsyncIterator[AsyncSession]:
        await self._let_others_run()
        if not self.is_sqlite:
            async with self._sessions.begin() as session:
                yield session
            return
        async with self._writers, self._sessions() as session:
            await session.connection(execution_options={"immediate": True})
            async with _committing(session):
                yield session

    async def _let_others_run(self) -> None:
        # A SQLite call never gives way by itself: a long row of them would keep all others waiting.
        if self.is_sqlite:
            await asyncio.sleep(0)

    async def create_all(self) -> None:
        """Make the tables without migrations, for tests."""
        async with self.engine.begin() as connection:
            await connection.run_sync(Base.metadata.create_all)

    async def ping(self) -> None:
        """Read something that is stored: a bare ``SELECT 1`` never looks at SQLite's file."""
        async with self.engine.connect() as connection:
            await connection.exec_driver_sql("SELECT version_num FROM alembic_version")

    async def look(self) -> None:
        """Connect, and read what every database has, with tables or without."""
        async with self.engine.connect() as connection:
            await connection.exec_driver_sql(
                "PRAGMA schema_version" if self.is_sqlite else "SELECT 1"
            )

    async def close(self) -> None:
        await self.engine.dispose()


@asynccontextmanager
async def _committing(session: AsyncSession) -> AsyncIterator[None]:
    try:
        yield
        await session.commit()
    except BaseException:
        await session.rollback()
        raise


def _options(pool_size: int) -> dict[str, Any]:
    # Parameters are what people wrote: they stay out of error messages and so out of logs.
    return {"pool_size": pool_size, "max_overflow": 10, "hide_parameters": True}


def _create_postgres(url: str, pool_size: int, patience: float) -> AsyncEngine:
    """A server that is gone without a word, or a lock that nobody lets go, is an error in time."""
    opening = {
        "timeout": min(patience, CONNECT_PATIENCE),
        "command_timeout": patience,
        "server_settings": {"lock_timeout": f"{round(patience * 1000 / 2)}ms"},
    }
    return create_async_engine(url, pool_pre_ping=True, connect_args=opening, **_options(pool_size))


def _create_sqlite(url: str, pool_size: int) -> AsyncEngine:
    path = make_url(url).database
    if path:
        Path(path).parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    opening = {"async_creator_fn": partial(_open_private, patience=LOCK_PATIENCE)}
    engine = create_async_engine(url, connect_args=opening, **_options(pool_size))
    event.listen(engine.sync_engine, "connect", _prepare_sqlite)
    event.listen(engine.sync_engine, "begin", _begin_sqlite)
    return engine


def _open_private(path: str, **options: Any) -> SqliteConnection:
    """What people wrote, and secrets, are for this account alone. SQLite gives the files that it
    puts beside a database (-wal, -shm) the database's own mode."""
    file = Path(path)
    # What cannot be opened SQLite itself will say.
    with contextlib.suppress(OSError):
        file.touch(mode=0o600)
    for each in (file, *(file.with_name(file.name + end) for end in ("-wal", "-shm"))):
        # Also what an earlier version made.
        with contextlib.suppress(OSError):
            each.chmod(0o600)
    return open_connection(path, **options)


def _prepare_sqlite(connection: Any, _record: Any) -> None:
    cursor: sqlite3.Cursor = connection.cursor()
    cursor.execute("PRAGMA journal_mode=WAL")
    # FULL: what was acknowledged survives a power cut, at 0.6 ms a commit.
    cursor.execute("PRAGMA synchronous=FULL")
    # Erased means overwritten: the file must not keep in its gaps what rows no longer hold.
    cursor.execute("PRAGMA secure_delete=ON")
    cursor.execute("PRAGMA foreign_keys=ON")
    cursor.close()


def _begin_sqlite(connection: Any) -> None:
    # The driver's own implicit BEGIN is switched off: here it is said which kind is meant.
    immediate = connection.get_execution_options().get("immediate", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if immediate else "BEGIN")
