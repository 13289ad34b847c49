"""Backup and restore: the store and the dialogue's trackers, in one file."""

from __future__ import annotations

import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from bot.app import open_database
from bot.running.preparing import Say, check_folder, check_port, check_room
from bot.settings import Settings
from bot.store.archive.file import Manifest, read_archive, write_archive
from bot.store.database import Database

DERIVED = ("index", "log-index")
UNITS = {
    "conversations": "段会话", "messages": "条消息", "needs": "项需求", "staff": "个账号",
}  # fmt: skip


async def back_up(settings: Settings, path: Path, say: Say) -> None:
    """While the desk runs, if need be."""
    async with open_database(settings) as database, _open_trackers(settings) as trackers:
        manifest = await write_archive(database, trackers, path, settings.clock.now())
    say(f"已备份到 {path}：{_told(manifest)}。内含个人信息，请妥善保管")


async def restore(settings: Settings, path: Path, say: Say) -> None:
    """Into a new store, of either kind. Raises SettingsInvalid while a front door listens."""
    check_folder(settings.bot_data_dir)
    check_room(settings.bot_data_dir)
    check_port(settings.bot_host, settings.bot_port, "BOT_PORT")
    async with open_database(settings) as database, _open_trackers(settings) as trackers:
        manifest = await read_archive(database, trackers, path)
    # Made from another store's rows, if they are there at all; they are made anew at the start.
    for name in DERIVED:
        shutil.rmtree(settings.bot_data_dir / name, ignore_errors=True)
    say(f"已恢复 {manifest.made_at} 的备份：{_told(manifest)}。现在可以启动：make run")


@asynccontextmanager
async def _open_trackers(settings: Settings) -> AsyncIterator[Database]:
    database = Database(settings.tracker_database_url)
    try:
        yield database
    finally:
        await database.close()


def _told(manifest: Manifest) -> str:
    return "、".join(f"{manifest.rows.get(table, 0)} {unit}" for table, unit in UNITS.items())
