"""Colleagues at a desk that is open at all hours, its sweeper, and two front doors of it."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from bot.handoff.sweeper import DeskSweeper
from tests.fixtures.colleagues import Colleague, hire
from tests.fixtures.fake_engine import FakeEngine
from tests.fixtures.front_door import Door, Visitor, open_door
from tests.fixtures.replicas import Replicas, open_replicas, sweeper_of
from tests.integration.conftest import Ground

PHONE = "13800138000"


@pytest.fixture
async def door(engine: FakeEngine, database_url: str) -> AsyncIterator[Door]:
    async with open_door(engine, database_url, bot_desk_hours="always") as opened:
        yield opened


@pytest.fixture
async def wang(door: Door) -> Colleague:
    return await hire(door, "小王")


@pytest.fixture
async def li(door: Door) -> Colleague:
    return await hire(door, "小李")


@pytest.fixture
async def boss(door: Door) -> Colleague:
    return await hire(door, "陈主任", "manager")


@pytest.fixture
async def visitor(door: Door) -> Visitor:
    return await door.visitor()


@pytest.fixture
async def sweeper(door: Door) -> AsyncIterator[DeskSweeper]:
    """Of a second front door."""
    async with sweeper_of(door) as opened:
        yield opened


@pytest.fixture
async def replicas(engine: FakeEngine, ground: Ground) -> AsyncIterator[Replicas]:
    async with open_replicas(engine, ground.database_url, ground.redis_url) as opened:
        yield opened
