"""Bring the store's tables to the newest shape, once, however many processes start together."""

from __future__ import annotations

from pathlib import Path

from alembic import command
from alembic.config import Config
from sqlalchemy import Connection, text

from bot.store.database import Database

SCRIPTS = Path(__file__).parent / "migrations"
# Any constant does; it only has to be the same in every process.
ADVISORY_LOCK = 26_2022_06_22


def alembic_config(connection: Connection | None = None) -> Config:
    config = Config()
    config.set_main_option("script_location", str(SCRIPTS))
    config.set_main_option("path_separator", "os")
    config.attributes["connection"] = connection
    return config


async def migrate(database: Database) -> None:
    async with database.engine.connect() as connection:
        if database.is_sqlite:
            await connection.execution_options(immediate=True)
        # Begun here, because Alembic alone would commit step by step on SQLite: two processes
        # could then migrate at once, and a failure would leave half of the tables behind.
        async with connection.begin():
            await connection.run_sync(_upgrade, database.is_sqlite)


def _upgrade(connection: Connection, is_sqlite: bool) -> None:
    if not is_sqlite:
        connection.execute(text(f"SELECT pg_advisory_xact_lock({ADVISORY_LOCK})"))
    command.upgrade(alembic_config(connection), "head")
