"""How soon a push is answered while a part behind the front door hangs (check 10).

    python -m benchmarks.wechat_hangs [--messages 200] [--seconds 6] [--hang 6] [--fault redis ...]

Redis, PostgreSQL, the engine and api.weixin.qq.com stand behind lines that are shut in turn: each
then takes everything and answers nothing. Our door is the real one in a process of its own; eight
people at once write to it as WeChat does (five seconds, three deliveries). Per fault and kind of
account: calm, the first seconds of the hang, what comes after them, and the hang as a whole.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import logging
import subprocess
import sys
from collections.abc import AsyncIterator, Callable, Iterator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from time import perf_counter
from typing import Any
from urllib.parse import urlsplit

import aiohttp
import structlog
import uvloop
from aiohttp import web

from benchmarks.measures import percentile
from benchmarks.valve import Valve, valve_before
from benchmarks.wechat_sides import wait_until_open
from bot.app import ROOT, open_coordination
from bot.conversation.engine import RasaEngine
from bot.settings import Settings
from connectors.web.problems import answer_problems
from tests.fixtures.databases import PostgresStores, open_store
from tests.fixtures.fake_engine import FakeEngine
from tests.fixtures.servers import PostgresServer, RedisServer, free_port
from tests.fixtures.wechat_account import AES_KEY, APP_ID, TOKEN
from tests.fixtures.wechat_api import SECRET, open_api
from tests.fixtures.wechat_door import MAX_BODY, attach_door
from tests.fixtures.wechat_platform import DELIVERIES, Delivery, Platform

FAULTS = ("redis", "store", "engine", "api")
KINDS = ("verified", "unverified")
AT_ONCE = 8
EACH_SAYS = 4
MOST = 400
MOST_IN_A_HANG = 4_000
WECHAT_WAITS = aiohttp.ClientTimeout(total=5)
# So long a hang is news: what is known to hang is not waited for any more.
AT_FIRST = 5.0


@dataclass
class Pushes:
    """Seconds of each POST that was answered; ``left`` were not, so that WeChat came again."""

    answered: list[float] = field(default_factory=list)
    left: int = 0
    banners: int = 0

    def __add__(self, other: Pushes) -> Pushes:
        return Pushes(
            self.answered + other.answered, self.left + other.left, self.banners + other.banners
        )

    def row(self) -> dict[str, Any]:
        if not self.answered:
            return {"pushes": 0, "left_to_retry": self.left, "banners": self.banners}
        return {
            "pushes": len(self.answered),
            "p50_ms": round(percentile(self.answered, 0.5) * 1000),
            "p99_ms": round(percentile(self.answered, 0.99) * 1000),
            "max_ms": round(max(self.answered) * 1000),
            "left_to_retry": self.left,
            "banners": self.banners,
        }


@dataclass
class Crowd:
    """Eight people at once; every few messages a new one takes the place."""

    url: str
    http: aiohttp.ClientSession
    name: str
    platform: Platform = field(default_factory=Platform)
    said: int = 0

    async def talk(self, messages: int, seconds: float, pushes: Pushes) -> None:
        """So many messages, or so long, whichever ends first."""
        until, last = perf_counter() + seconds, self.said + messages
        async with asyncio.TaskGroup() as group:
            for _ in range(AT_ONCE):
                group.create_task(self._one_after_another(until, last, pushes))

    async def _one_after_another(self, until: float, last: int, pushes: Pushes) -> None:
        while perf_counter() < until and self.said < last:
            self.said += 1
            openid = f"o{self.name}{self.said // EACH_SAYS:012}"
            text = self.platform.text(openid, f"第{self.said}条")
            await self._deliver(self.platform.secure(text), pushes)

    async def _deliver(self, delivery: Delivery, pushes: Pushes) -> None:
        for _ in range(DELIVERIES):
            started = perf_counter()
            try:
                async with self.http.post(
                    self.url, params=delivery.params, data=delivery.body, timeout=WECHAT_WAITS
                ) as response:
                    await response.read()
            except (TimeoutError, aiohttp.ClientError):
                pushes.left += 1
                continue
            pushes.answered.append(perf_counter() - started)
            return
        pushes.banners += 1


@asynccontextmanager
async def valves_before(urls: Mapping[str, str]) -> AsyncIterator[dict[str, Valve]]:
    async with AsyncExitStack() as stack:
        yield {
            name: await stack.enter_async_context(valve_before(urlsplit(url).port or 0))
            for name, url in urls.items()
        }


async def measure(
    kind: str, fault: str, urls: Mapping[str, str], options: argparse.Namespace
) -> dict[str, Any]:
    found: dict[str, Any] = {"account": kind, "hangs": fault}
    async with valves_before(urls) as valves, aiohttp.ClientSession() as http:
        with await asyncio.to_thread(_door, _settings(kind, urls, valves)) as url:
            crowd = Crowd(url, http, f"{kind[0]}{fault}")
            await crowd.talk(AT_ONCE * 2, options.seconds, Pushes())
            most, seen = min(options.messages, MOST), dict[str, Pushes]()
            for name, span, messages, turn in (
                ("calm", options.seconds, most, Valve.open),
                ("at_first", AT_FIRST, most, Valve.shut),
                ("then", options.hang, MOST_IN_A_HANG, Valve.shut),
                ("again", options.seconds, most, Valve.open),
            ):
                turn(valves[fault])
                seen[name] = Pushes()
                await crowd.talk(messages, span, seen[name])
            seen["whole_hang"] = seen["at_first"] + seen["then"]
    return found | {name: pushes.row() for name, pushes in seen.items()}


async def measure_all(
    options: argparse.Namespace, store: str, redis: str, tell: Callable[[dict[str, Any]], None]
) -> None:
    async with FakeEngine().serve() as engine, open_api() as api:
        urls = {"redis": redis, "store": store, "engine": engine.url, "api": api.url}
        for fault in options.fault:
            # Who may not send on their own never asks the API while a push waits.
            for kind in KINDS if fault != "api" else KINDS[:1]:
                tell(await measure(kind, fault, urls, options))


def hangs(options: argparse.Namespace, tell: Callable[[dict[str, Any]], None]) -> None:
    postgres, redis = PostgresServer(), RedisServer()
    try:
        postgres.start()
        redis.start()
        store = PostgresStores(postgres).migrated()
        asyncio.run(measure_all(options, store, redis.url, tell))
    finally:
        redis.close()
        postgres.close()


def _settings(kind: str, urls: Mapping[str, str], valves: Mapping[str, Valve]) -> dict[str, str]:
    """The door's, whose every line goes through a valve."""

    def through(name: str) -> str:
        parts = urlsplit(urls[name])
        host = f"{parts.username}@127.0.0.1" if parts.username else "127.0.0.1"
        # Without the tests' own patience, which stands in the query.
        return f"{parts.scheme}://{host}:{valves[name].port}{parts.path}"

    return {
        "wechat_account": kind, "wechat_token": TOKEN, "wechat_app_id": APP_ID,
        "wechat_aes_key": AES_KEY, "wechat_app_secret": SECRET, "wechat_api_base": through("api"),
        "bot_redis_url": through("redis"), "bot_database_url": through("store"),
        "bot_engine_urls": through("engine"),
    }  # fmt: skip


@contextmanager
def _door(settings: dict[str, str]) -> Iterator[str]:
    port = free_port()
    process = subprocess.Popen(
        [sys.executable, "-m", "benchmarks.wechat_hangs", "--door", str(port)],
        cwd=ROOT, stdin=subprocess.PIPE, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    try:
        assert process.stdin is not None
        process.stdin.write(json.dumps(settings).encode())
        process.stdin.close()
        wait_until_open(process, port)
        yield f"http://127.0.0.1:{port}/wechat"
    finally:
        process.kill()
        process.wait(timeout=30)


def serve_door(port: int) -> None:
    settings = Settings.model_validate(json.load(sys.stdin))

    async def prepare() -> web.Application:
        app = web.Application(middlewares=[answer_problems], client_max_size=MAX_BODY)
        stack = AsyncExitStack()
        coordination = await stack.enter_async_context(open_coordination(settings))
        http = await stack.enter_async_context(aiohttp.ClientSession())
        engine = RasaEngine(http, settings.bot_engine_urls, settings.bot_turn_timeout)
        database = open_store(settings.bot_database_url or "")
        attach_door(app, database, http, settings, coordination, engine=engine)
        return app

    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.ERROR))
    web.run_app(
        prepare(), host="127.0.0.1", port=port, print=None, access_log=None,
        loop=uvloop.new_event_loop(),
    )  # fmt: skip


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--seconds", type=float, default=6.0, help="of calm before and after")
    parser.add_argument("--hang", type=float, default=6.0, help="seconds after the first five")
    parser.add_argument("--fault", choices=FAULTS, nargs="+", default=FAULTS)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--messages", type=int, default=200)
    arguments(parser)
    parser.add_argument("--door", type=int, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.door:
        serve_door(options.door)
        return
    hangs(options, lambda row: print(json.dumps(row), flush=True))


if __name__ == "__main__":
    main()
