"""Everything between a clone and a running system: checks, tables, catalogue, index, model."""

from __future__ import annotations

import errno
import os
import shutil
import socket
from collections.abc import Callable
from pathlib import Path
from urllib.parse import urlsplit

from bot.app import open_database
from bot.coordination.in_process import LocalRateLimits
from bot.coordination.redis_client import RedisAway, reach_redis
from bot.errors import SettingsInvalid
from bot.handoff.sign_in import SignIn
from bot.running.announcing import keep_first_password
from bot.setting_rules import check_ports
from bot.settings import Settings
from bot.store.demo_seed import seed_demo
from bot.store.migrate import catch_up, migrate
from bot.store.search import SearchIndex

# A model, an index and a day's rows fit in; below this a write is likely to fail half way.
MIN_FREE_MB = 500

Say = Callable[[str], None]


def check_ground(settings: Settings) -> None:
    """Raise SettingsInvalid with one line: a port in use, a folder not writable, no room."""
    check_folder(settings.bot_data_dir)
    check_room(settings.bot_data_dir)
    check_port(settings.bot_host, settings.bot_port, "BOT_PORT")
    # Only here all three are ours to start.
    engine, actions = engine_port(settings), settings.bot_action_port
    try:
        check_ports(BOT_PORT=settings.bot_port, BOT_ACTION_PORT=actions, BOT_ENGINE_URLS=engine)
    except ValueError as error:
        raise SettingsInvalid(f"设置有误：{error}") from None
    check_port("127.0.0.1", actions, "BOT_ACTION_PORT")
    check_port("127.0.0.1", engine, "BOT_ENGINE_URLS")


def check_folder(folder: Path) -> None:
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise SettingsInvalid(f"BOT_DATA_DIR：{folder} 建不了，没有权限或路径不对") from error
    if not os.access(folder, os.W_OK | os.X_OK):
        raise SettingsInvalid(f"BOT_DATA_DIR：{folder} 不可写")


def check_room(folder: Path) -> None:
    free = shutil.disk_usage(folder).free // 2**20
    if free < MIN_FREE_MB:
        raise SettingsInvalid(
            f"BOT_DATA_DIR：磁盘空间不足，{folder} 只剩 {free} MB，至少需要 {MIN_FREE_MB} MB"
        )


def check_port(host: str, port: int, setting: str) -> None:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            raise not_bound(error, host, port, setting) from error


def not_bound(error: OSError, host: str, port: int, setting: str) -> SettingsInvalid:
    """Why nothing can listen there, by the setting that is to be changed."""
    if error.errno == errno.EADDRINUSE:
        return SettingsInvalid(f"端口 {port} 已被占用：请停掉占用它的程序，或改 {setting}")
    if error.errno in (errno.EACCES, errno.EPERM):
        return SettingsInvalid(f"{setting}：没有权限用端口 {port}（1024 以下归系统管理员）")
    return SettingsInvalid(f"BOT_HOST：{host} 不是这台机器的地址，应如 127.0.0.1 或 0.0.0.0")


async def prepare_tables(settings: Settings) -> None:
    """For a process that is started alone, without ``bot run`` before it."""
    check_folder(settings.bot_data_dir)
    async with open_database(settings) as database:
        await catch_up(database)


async def look_at_redis(settings: Settings, say: Say) -> None:
    """One that is away is told, once: it may come back, and until then it is done without. Raises
    SettingsInvalid where it will never let us in."""
    if settings.bot_redis_url is None:
        return
    try:
        await reach_redis(settings.bot_redis_url)
    except RedisAway as away:
        say(f"{away.detail}。先不用它，服务照常，只是慢一些；连得上以后自动恢复")


def engine_port(settings: Settings) -> int:
    return urlsplit(settings.bot_engine_urls[0]).port or 5005


async def prepare_store(settings: Settings, say: Say, *, demo: bool = True) -> None:
    """Newest tables, the demo catalogue, the search index, the first administrator."""
    async with open_database(settings) as database:
        await migrate(database)
        if demo:
            await seed_demo(database, settings.clock, say)
        await SearchIndex(database, settings.bot_data_dir / "index").sync()
        secret = settings.bot_admin_password
        invented = await SignIn(database, LocalRateLimits(), settings.clock).ensure_admin(
            secret.get_secret_value() if secret else None
        )
    keep_first_password(settings, invented)
    if invented:
        say(f"管理员账号 admin，密码 {invented}（就绪时再显示一次，请记下）")
