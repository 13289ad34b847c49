"""Ground under every test: no settings from outside, and real servers for those that ask."""

from __future__ import annotations

import gc
import os
from collections.abc import AsyncIterator, Iterator
from typing import TYPE_CHECKING

import hypothesis
import pytest
import structlog
from redis import Redis
from xdist.remote import Producer
from xdist.scheduler import LoadScopeScheduling

from bot.settings import Settings
from bot.store.database import Database
from tests.fixtures.databases import PostgresStores, SqliteStores, Stores, open_store
from tests.fixtures.servers import PostgresServer, RedisServer
from tests.fixtures.wechat_account import WECHAT_SETTINGS

if TYPE_CHECKING:
    from bot.app import Coordination
    from tests.fixtures.stack import Stack

# A busy machine is slow; what is measured is never what is tested here.
hypothesis.settings.register_profile("patient", deadline=None)
hypothesis.settings.load_profile("patient")

_WORKER = os.environ.get("PYTEST_XDIST_WORKER", "")


def pytest_configure() -> None:
    _log_plainly()
    _keep_to_one_processor()


def pytest_collection_finish() -> None:
    """Six thousand tests stay until the end, and each full collection would walk them all."""
    gc.collect()
    gc.freeze()


def _log_plainly() -> None:
    """structlog's own default draws a failure with rich: seconds on the loop for each of them."""
    renderer = structlog.dev.ConsoleRenderer(
        colors=False, exception_formatter=structlog.dev.plain_traceback
    )
    structlog.configure(processors=[*structlog.get_config()["processors"][:-1], renderer])


def _keep_to_one_processor() -> None:
    """Each worker, with the servers that it starts, keeps to one processor.

    Waking a thread on another processor of a small virtual machine takes a millisecond, thirty
    times as long as on the same one, and almost everything here is several threads or processes
    that wake each other.
    """
    processors = sorted(os.sched_getaffinity(0))
    if _WORKER:
        os.sched_setaffinity(0, {processors[int(_WORKER.removeprefix("gw")) % len(processors)]})


class _OneWorkerForTheStack(LoadScopeScheduling):
    """Only one worker starts the whole system; all other tests go where there is time."""

    def _split_scope(self, nodeid: str) -> str:
        whole = nodeid.startswith(("tests/dialogue/", "tests/e2e/"))
        return "stack" if whole else nodeid


def pytest_xdist_make_scheduler(config: pytest.Config, log: Producer | None) -> LoadScopeScheduling:
    return _OneWorkerForTheStack(config, log)


STORES = [
    pytest.param("sqlite"),
    pytest.param("postgresql", marks=pytest.mark.services),
]
TWINS = [
    pytest.param("in_process"),
    pytest.param("redis", marks=pytest.mark.services),
]


@pytest.fixture(autouse=True)
def _no_settings_from_outside(monkeypatch: pytest.MonkeyPatch) -> None:
    """A developer's environment and ``.env`` must not steer a test."""
    for name in os.environ:
        if name.startswith(("BOT_", "WECHAT_", "WECOM_")):
            monkeypatch.delenv(name)
    monkeypatch.setitem(Settings.model_config, "env_file", None)


@pytest.fixture(scope="session")
def stack(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stack]:
    """The whole system with its demo catalogue, a WeChat account and the sandbox's phone."""
    # Here, not above: it loads the whole product, which unit tests must not wait for.
    from tests.fixtures.stack import Stack

    extra = {
        **WECHAT_SETTINGS,
        "BOT_SANDBOX": "true",
        "WECHAT_PATIENCE": "15",
        "BOT_TURN_TIMEOUT": "60",
    }
    running = Stack(tmp_path_factory.mktemp("stack"), extra=extra)
    try:
        running.start()
        yield running
    finally:
        running.stop()


@pytest.fixture(scope="session")
def redis_server() -> Iterator[RedisServer]:
    server = RedisServer()
    try:
        server.start()
        yield server
    finally:
        server.close()


@pytest.fixture
def redis_url(redis_server: RedisServer) -> str:
    """An empty Redis."""
    with Redis.from_url(redis_server.url) as redis:
        redis.flushall()
    return redis_server.url


@pytest.fixture(scope="session")
def sqlite_stores(tmp_path_factory: pytest.TempPathFactory) -> SqliteStores:
    return SqliteStores(tmp_path_factory.mktemp("sqlite"))


@pytest.fixture(scope="session")
def postgres_stores() -> Iterator[PostgresStores]:
    server = PostgresServer()
    try:
        server.start()
        yield PostgresStores(server)
    finally:
        server.close()


@pytest.fixture
def postgres_url(postgres_stores: PostgresStores) -> Iterator[str]:
    """BOT_DATABASE_URL of an empty PostgreSQL store with the newest tables."""
    url = postgres_stores.migrated()
    yield url
    postgres_stores.give_back(url)


@pytest.fixture(params=STORES)
def stores(request: pytest.FixtureRequest) -> Stores:
    name = "sqlite_stores" if request.param == "sqlite" else "postgres_stores"
    found: Stores = request.getfixturevalue(name)
    return found


@pytest.fixture
def database_url(stores: Stores) -> Iterator[str]:
    """BOT_DATABASE_URL of an empty store with the newest tables, of either kind."""
    url = stores.migrated()
    yield url
    stores.give_back(url)


@pytest.fixture
async def database(database_url: str) -> AsyncIterator[Database]:
    store = open_store(database_url)
    yield store
    await store.close()


@pytest.fixture(params=TWINS)
def coordination_url(request: pytest.FixtureRequest) -> str | None:
    """BOT_REDIS_URL: None is the twin that lives in the process."""
    if request.param == "in_process":
        return None
    url: str = request.getfixturevalue("redis_url")
    return url


@pytest.fixture
async def coordination(coordination_url: str | None) -> AsyncIterator[Coordination]:
    # Here, not above: unit tests must not wait until everything that the product has is loaded.
    from bot.app import open_coordination

    async with open_coordination(Settings(bot_redis_url=coordination_url)) as opened:
        yield opened
