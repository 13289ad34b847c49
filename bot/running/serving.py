"""Run the front door or the action server in this process until it is told to stop."""

from __future__ import annotations

import asyncio
import contextlib
import gc
import signal
import sys
from collections.abc import Coroutine
from typing import Any

import structlog
import uvloop
from aiohttp import web

from actions.server import serve as serve_actions
from bot.app import open_action_services, open_front_door
from bot.running.announcing import announce_when_ready
from bot.running.preparing import check_port, look_at_redis, not_bound, prepare_tables
from bot.settings import Settings

log = structlog.get_logger(__name__)


def run_until_stopped(work: Coroutine[Any, Any, None]) -> None:
    uvloop.run(_until_stopped(work))


async def front_door(settings: Settings) -> None:
    check_port(settings.bot_host, settings.bot_port, "BOT_PORT")
    await prepare_tables(settings)
    await look_at_redis(settings, lambda line: print(line, file=sys.stderr))
    async with open_front_door(settings) as app:
        # Access logs would hold addresses and query strings; the turn log says what matters.
        runner = web.AppRunner(app, access_log=None, shutdown_timeout=10)
        await runner.setup()
        set_aside_what_stays()
        try:
            await web.TCPSite(runner, settings.bot_host, settings.bot_port).start()
        except OSError as error:
            raise not_bound(error, settings.bot_host, settings.bot_port, "BOT_PORT") from error
        log.info("frontdoor.listening", host=settings.bot_host, port=settings.bot_port)
        announcer = asyncio.create_task(announce_when_ready(settings))
        try:
            await asyncio.Event().wait()
        finally:
            announcer.cancel()
            await runner.cleanup()


async def action_server(settings: Settings) -> None:
    check_port("127.0.0.1", settings.bot_action_port, "BOT_ACTION_PORT")
    await prepare_tables(settings)
    async with open_action_services(settings) as services:
        set_aside_what_stays()
        await serve_actions(services, "127.0.0.1", settings.bot_action_port)


def set_aside_what_stays() -> None:
    """A full collection walks two hundred thousand objects that were loaded for good, and everybody
    waits for it: a tenth of a second. What is set aside is not walked."""
    gc.collect()
    gc.freeze()


async def _until_stopped(work: Coroutine[Any, Any, None]) -> None:
    task = asyncio.create_task(work)
    told = False

    def stop() -> None:
        # Ctrl-C reaches the whole group and the supervisor signals too: a second one must not
        # cut the tidying short that the first began.
        nonlocal told
        if not told:
            told = True
            task.cancel()

    loop = asyncio.get_running_loop()
    for each in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(each, stop)
    with contextlib.suppress(asyncio.CancelledError):
        await task
