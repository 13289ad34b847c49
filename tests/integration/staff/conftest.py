"""A member of staff at the API, and a case to read."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from tests.fixtures.case import record_case
from tests.fixtures.fake_engine import FakeEngine
from tests.fixtures.front_door import Visitor, open_door
from tests.fixtures.office import Office


@pytest.fixture
async def office(engine: FakeEngine, database_url: str) -> AsyncIterator[Office]:
    async with open_door(engine, database_url) as door:
        opened = Office(door)
        await opened.hire()
        await opened.enter()
        yield opened


@pytest.fixture
async def case(office: Office) -> Visitor:
    return await record_case(office)
