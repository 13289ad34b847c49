"""A store that cannot be used is told in one sentence, by its setting; a new one gets tables."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import make_url, text

from bot.app import open_database
from bot.errors import Conflict, DeskError, SettingsInvalid
from bot.running.preparing import check_ground, check_port
from bot.settings import Settings
from bot.store.migrate import catch_up, migrate
from bot.store.reaching import StoreAway
from tests.fixtures.databases import Stores, open_store
from tests.fixtures.servers import free_port


async def fault_of(settings: Settings) -> DeskError:
    with pytest.raises((SettingsInvalid, StoreAway)) as fault:
        async with open_database(settings):
            pass
    assert "\n" not in fault.value.detail
    return fault.value


async def test_a_server_that_does_not_answer_may_yet() -> None:
    url = f"postgresql://desk@127.0.0.1:{free_port()}/desk"
    fault = await fault_of(Settings(bot_database_url=url))
    assert isinstance(fault, StoreAway), "whoever supervises us is to try again"
    assert fault.detail.startswith("BOT_DATABASE_URL")


async def test_a_server_that_refuses_us_always_will(postgres_url: str) -> None:
    there = make_url(postgres_url)
    named = there.set(database="no_such_database").render_as_string(hide_password=False)
    absent = await fault_of(Settings(bot_database_url=named))
    assert isinstance(absent, SettingsInvalid)
    assert "没有这个库" in absent.detail
    argued = there.update_query_dict({"sslmode": "require"}).render_as_string(hide_password=False)
    unknown = await fault_of(Settings(bot_database_url=argued))
    assert isinstance(unknown, SettingsInvalid)
    assert "参数" in unknown.detail


async def test_a_file_that_is_no_database(tmp_path: Path) -> None:
    (tmp_path / "desk.db").write_bytes(b"no database " * 1000)
    fault = await fault_of(Settings(bot_data_dir=tmp_path))
    assert isinstance(fault, SettingsInvalid)
    assert fault.detail.startswith("BOT_DATA_DIR")


async def test_a_folder_that_cannot_be(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    fault = await fault_of(Settings(bot_data_dir=tmp_path / "file" / "data"))
    assert isinstance(fault, SettingsInvalid)
    assert fault.detail.startswith("BOT_DATA_DIR")


def test_processes_that_would_stand_in_each_others_way(tmp_path: Path) -> None:
    port = free_port()
    engines = f"http://127.0.0.1:{port}"
    for other in ("bot_port", "bot_action_port"):
        values = {"bot_data_dir": tmp_path, "bot_engine_urls": engines, other: port}
        settings = Settings.model_validate(values)
        with pytest.raises(SettingsInvalid, match="BOT_ENGINE_URLS"):
            check_ground(settings)


def test_a_host_that_is_not_this_machine_is_not_blamed_on_the_port() -> None:
    for host in ("no.such.host.invalid", "192.0.2.1"):
        with pytest.raises(SettingsInvalid, match="BOT_HOST"):
            check_port(host, free_port(), "BOT_PORT")


async def revision_of(url: str, change: str | None = None) -> str | None:
    database = open_store(url)
    try:
        if change is not None:
            async with database.write() as session:
                await session.execute(text("UPDATE alembic_version SET version_num = :to"),
                                      {"to": change})  # fmt: skip
        await catch_up(database)
        async with database.read() as session:
            found: str | None = await session.scalar(
                text("SELECT version_num FROM alembic_version")
            )
        return found
    finally:
        await database.close()


async def test_a_front_door_brings_a_new_store_up(stores: Stores) -> None:
    newest = await revision_of(stores.migrated())
    assert newest
    assert await revision_of(stores.empty()) == newest


async def test_tables_of_a_newer_version_are_left_alone(stores: Stores) -> None:
    url = stores.migrated()
    assert await revision_of(url, change="9999") == "9999"
    database = open_store(url)
    try:
        with pytest.raises(Conflict, match="9999"):
            await migrate(database)
    finally:
        await database.close()
