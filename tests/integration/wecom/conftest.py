"""WeCom's stand-in, and a front door that serves its customers."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from tests.fixtures.databases import SqliteStores
from tests.fixtures.fake_engine import FakeEngine
from tests.fixtures.front_door import Door, open_door
from tests.fixtures.wecom_api import WeComStandIn, open_wecom_api
from tests.fixtures.wecom_desk import account


@pytest.fixture
async def wecom() -> AsyncIterator[WeComStandIn]:
    async with open_wecom_api() as opened:
        yield opened


@pytest.fixture
async def door(
    engine: FakeEngine, sqlite_stores: SqliteStores, wecom: WeComStandIn
) -> AsyncIterator[Door]:
    async with open_door(engine, sqlite_stores.migrated(), **account(wecom)) as opened:
        yield opened
