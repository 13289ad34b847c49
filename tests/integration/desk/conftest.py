"""Colleagues at a desk that is open at all hours, and its sweeper."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

import pytest

from bot.app import build_core, build_staff_door, open_coordination
from bot.handoff.sweeper import DeskSweeper
from tests.fixtures.colleagues import (
    Colleague,
    hire,
)
from tests.fixtures.fake_engine import FakeEngine
from tests.fixtures.front_door import Door, Visitor, open_door

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
    """A sweeper of a second front door: the first one's own comes too seldom for a test."""
    async with open_coordination(door.settings) as coordination:
        http: Any = door.client.session
        core = build_core(door.settings, door.database, coordination, http)
        yield build_staff_door(core).sweeper
        await core.runner.drain(5)
