"""Front doors for integration tests, a quick one and one for each way of running it, or a store."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass

import pytest

from bot.store.database import Database
from tests.fixtures.databases import SqliteStores, open_store
from tests.fixtures.fake_engine import FakeEngine
from tests.fixtures.front_door import Door, Visitor, open_door


@pytest.fixture
async def engine() -> AsyncIterator[FakeEngine]:
    async with FakeEngine().serve() as served:
        yield served


@pytest.fixture
async def door(engine: FakeEngine, sqlite_stores: SqliteStores) -> AsyncIterator[Door]:
    """As on one machine: SQLite, everything in process."""
    async with open_door(engine, sqlite_stores.migrated()) as opened:
        yield opened


@pytest.fixture
async def visitor(door: Door) -> Visitor:
    return await door.visitor()


@pytest.fixture
async def store(sqlite_stores: SqliteStores) -> AsyncIterator[Database]:
    """As on one machine, and empty, for what needs no whole front door."""
    opened = open_store(sqlite_stores.migrated())
    yield opened
    await opened.close()


@dataclass(frozen=True)
class Ground:
    """BOT_DATABASE_URL and BOT_REDIS_URL."""

    database_url: str
    redis_url: str | None


@pytest.fixture(
    params=[
        pytest.param(("sqlite_stores", None), id="sqlite"),
        pytest.param(("postgres_stores", None), id="postgresql", marks=pytest.mark.services),
        pytest.param(
            ("postgres_stores", "redis_url"), id="postgresql+redis", marks=pytest.mark.services
        ),
    ]
)
def ground(request: pytest.FixtureRequest) -> Iterator[Ground]:
    stores_name, redis_name = request.param
    stores = request.getfixturevalue(stores_name)
    url: str = stores.migrated()
    yield Ground(url, request.getfixturevalue(redis_name) if redis_name else None)
    stores.give_back(url)


@pytest.fixture
async def any_door(engine: FakeEngine, ground: Ground) -> AsyncIterator[Door]:
    """Each way of running a front door in turn."""
    async with open_door(engine, ground.database_url, ground.redis_url) as opened:
        yield opened
