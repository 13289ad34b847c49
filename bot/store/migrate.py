"""Bring the store's tables to the newest shape, once, however many processes start together."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import structlog
from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, text
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.errors import Conflict
from bot.store.database import Database

log = structlog.get_logger(__name__)

SCRIPTS = Path(__file__).parent / "migrations"
# Any constant does; it only has to be the same in every process.
ADVISORY_LOCK = 26_2022_06_22


def alembic_config(connection: Connection | None = None) -> Config:
    config = Config()
    config.set_main_option("script_location", str(SCRIPTS))
    config.set_main_option("path_separator", "os")
    config.attributes["connection"] = connection
    return config


async def migrate(database: Database, revision: str = "head") -> None:
    """Up to ``revision``. Raises Conflict where a newer version of this program made the tables,
    RuntimeError where a row would be left pointing at nothing."""
    async with changing_tables(database) as connection:
        await connection.run_sync(_check_known)
        await connection.run_sync(upgrade, revision)


async def catch_up(database: Database) -> None:
    """What each front door does at its start: the first of them makes or changes the tables, the
    others find them done. Tables of a newer version are left alone: while one after the other is
    replaced, those of the old version may have to start again."""
    newest = ScriptDirectory.from_config(alembic_config()).get_current_head()
    async with database.engine.connect() as connection:
        found = await connection.run_sync(_revision)
    if found == newest:
        return
    if found is not None and found not in _known_revisions():
        log.warning("store.newer", found=found, known=newest)
        return
    await migrate(database)


def _check_known(connection: Connection) -> None:
    found = _revision(connection)
    if found is not None and found not in _known_revisions():
        raise Conflict(f"数据库是更新的版本建的（{found}），这个程序还不认识：请先更新程序")


def _revision(connection: Connection) -> str | None:
    return MigrationContext.configure(connection).get_current_revision()


def _known_revisions() -> frozenset[str]:
    scripts = ScriptDirectory.from_config(alembic_config())
    return frozenset(script.revision for script in scripts.walk_revisions())


@asynccontextmanager
async def changing_tables(database: Database) -> AsyncIterator[AsyncConnection]:
    """One transaction for ``upgrade`` and what belongs to it: all of it comes to be, or nothing."""
    async with database.engine.connect() as connection:
        if database.is_sqlite:
            await connection.execution_options(immediate=True)
            # Alembic alters a table by copying it, and dropping the old one would first delete its
            # rows, which others point at. Only outside a transaction can the guard be put off.
            await connection.run_sync(_mind_foreign_keys, "OFF")
        try:
            # Begun here, because Alembic alone would commit step by step on SQLite: two processes
            # could then migrate at once, and a failure would leave half of the tables behind.
            async with connection.begin():
                yield connection
        finally:
            if database.is_sqlite:
                await connection.run_sync(_mind_foreign_keys, "ON")


def upgrade(connection: Connection, revision: str) -> None:
    """Within ``changing_tables``."""
    is_sqlite = connection.dialect.name == "sqlite"
    if not is_sqlite:
        connection.execute(text(f"SELECT pg_advisory_xact_lock({ADVISORY_LOCK})"))
    command.upgrade(alembic_config(connection), revision)
    if is_sqlite and (broken := connection.exec_driver_sql("PRAGMA foreign_key_check").first()):
        raise RuntimeError(f"a row of {broken[0]} points at no row of {broken[2]}")


def _mind_foreign_keys(connection: Connection, state: str) -> None:
    # Past SQLAlchemy, which would begin a transaction first.
    cursor = connection.connection.cursor()
    cursor.execute(f"PRAGMA foreign_keys={state}")
    cursor.close()
