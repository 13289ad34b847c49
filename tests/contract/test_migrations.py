"""The migrations make exactly the tables that the models describe, on both kinds of store."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime
from typing import Any

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Connection, DateTime, bindparam, inspect, text
from sqlalchemy.exc import IntegrityError

from bot.store.database import Database
from bot.store.entrances import SINGLE_SIGN_ON, staff_of_person
from bot.store.migrate import migrate
from bot.store.models import Base
from tests.fixtures.databases import Stores, open_store

FIRST = "0001"


async def test_migrated_tables_are_those_of_the_models(database: Database) -> None:
    def differences(connection: Connection) -> list[Any]:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        return list(compare_metadata(context, Base.metadata))

    async with database.engine.connect() as connection:
        assert await connection.run_sync(differences) == []


async def test_migrating_again_changes_nothing(database: Database) -> None:
    before = await _tables(database)

    await migrate(database)

    assert await _tables(database) == before


async def test_an_empty_store_gets_every_table(stores: Stores) -> None:
    database = open_store(stores.empty())
    try:
        assert await _tables(database) == set()
        await migrate(database)
        assert await _tables(database) == {*Base.metadata.tables, "alembic_version"}
    finally:
        await database.close()


async def test_a_failed_migration_leaves_nothing_behind(
    stores: Stores, monkeypatch: pytest.MonkeyPatch
) -> None:
    database = open_store(stores.empty())
    real = command.upgrade

    def breaks_at_the_end(*arguments: Any) -> None:
        real(*arguments)
        raise RuntimeError("the power went")

    monkeypatch.setattr(command, "upgrade", breaks_at_the_end)
    try:
        with pytest.raises(RuntimeError, match="the power went"):
            await migrate(database)
        assert await _tables(database) == set()
    finally:
        await database.close()


async def test_processes_that_start_together_migrate_once(stores: Stores) -> None:
    url = stores.empty()
    databases = [open_store(url) for _ in range(4)]
    try:
        await asyncio.gather(*(migrate(database) for database in databases))
        assert "conversations" in await _tables(databases[0])
    finally:
        await asyncio.gather(*(database.close() for database in databases))


async def test_a_store_that_is_in_use_keeps_its_rows(stores: Stores) -> None:
    """From the first tables on, with rows that point at each other."""
    database = open_store(stores.empty())
    at = bindparam("now", datetime(2026, 8, 3, tzinfo=UTC), DateTime(timezone=True))
    try:
        await migrate(database, FIRST)
        async with database.engine.begin() as connection:
            await connection.execute(
                text(
                    "INSERT INTO staff"
                    " (id, username, display_name, password_hash, role, active, created_at)"
                    " VALUES ('s1', 'li', '小李', 'x', 'agent', true, :now)"
                ).bindparams(at)
            )
            await connection.execute(
                text(
                    "INSERT INTO conversations"
                    " (id, channel, address, owner, owner_epoch, staff_id, last_seq, created_at)"
                    " VALUES ('c1', 'webchat', 'v1', 'staff', 1, 's1', 0, :now)"
                ).bindparams(at)
            )
        await migrate(database)
        async with database.engine.connect() as connection:
            held = await connection.execute(text("SELECT staff_id FROM conversations"))
            assert held.scalars().all() == ["s1"]
            # The guard that was put off for the change stands again.
            with pytest.raises(IntegrityError):
                await connection.execute(text("UPDATE conversations SET staff_id = 'nobody'"))
    finally:
        await database.close()


async def test_an_account_bound_before_its_columns_were_renamed_stays_bound(
    stores: Stores,
) -> None:
    database = open_store(stores.empty())
    at = bindparam("now", datetime(2026, 11, 28, tzinfo=UTC), DateTime(timezone=True))
    try:
        await migrate(database, "0026")
        async with database.engine.begin() as connection:
            for row in (
                "staff (id, username, display_name, password_hash, role, active, created_at)"
                " VALUES ('s1', 'li', '小李', 'x', 'agent', true, :now)",
                "staff_identities (staff_id, subject_hash, bound_at) VALUES ('s1', 'abc', :now)",
            ):
                await connection.execute(text(f"INSERT INTO {row}").bindparams(at))
        await migrate(database)
        async with database.read() as session:
            bound = await staff_of_person(session, SINGLE_SIGN_ON, "abc")
        assert bound is not None
        assert bound.id == "s1"
    finally:
        await database.close()


async def test_a_summary_is_kept_only_where_staff_wrote_it(stores: Stores) -> None:
    database = open_store(stores.empty())
    at = bindparam("now", datetime(2026, 11, 28, tzinfo=UTC), DateTime(timezone=True))
    need = (
        "needs (id, conversation_id, state, metrics, qualifications, skipped, asked,"
        " public_summary, created_at, updated_at)"
        " VALUES ('{0}', 'c1', 'recorded', '[]', '[]', '[]', '[]', '{0}', :now, :now)"
    )
    edited = (
        "need_events (need_id, event, actor, data, at)"
        " VALUES ('written', 'edited', 'staff:s1', '{\"fields\": [\"public_summary\"]}', :now)"
    )
    try:
        await migrate(database, "0027")
        async with database.engine.begin() as connection:
            for row in (
                "conversations (id, channel, address, owner, owner_epoch, last_seq, created_at)"
                " VALUES ('c1', 'webchat', 'v1', 'bot', 1, 0, :now)",
                need.format("derived"),
                need.format("written"),
            ):
                await connection.execute(text(f"INSERT INTO {row}").bindparams(at))
            escaped = edited.replace(": [", "\\: [")
            await connection.execute(text(f"INSERT INTO {escaped}").bindparams(at))
        await migrate(database)
        async with database.engine.connect() as connection:
            rows = await connection.execute(text("SELECT id, public_summary FROM needs"))
            kept = {row.id: row.public_summary for row in rows}
        assert kept == {"derived": None, "written": "written"}
    finally:
        await database.close()


async def _tables(database: Database) -> set[str]:
    async with database.engine.connect() as connection:
        return set(await connection.run_sync(lambda sync: inspect(sync).get_table_names()))
