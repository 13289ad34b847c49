"""What managers and administrators look at: figures."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from tests.fixtures.colleagues import Colleague, hire
from tests.fixtures.databases import SqliteStores
from tests.fixtures.fake_engine import FakeEngine
from tests.fixtures.front_door import Door, open_door


@pytest.fixture
async def door(engine: FakeEngine, sqlite_stores: SqliteStores) -> AsyncIterator[Door]:
    async with open_door(engine, sqlite_stores.migrated(), bot_desk_hours="always") as opened:
        yield opened


@pytest.fixture
async def boss(door: Door) -> Colleague:
    return await hire(door, "赵主管", "admin")


class TestFigures:
    async def test_an_empty_day_is_a_day_too(self, door: Door, boss: Colleague) -> None:
        await door.visitor()
        told = await boss.get("/figures/conversations")
        assert (len(told["by_day"]), told["begun"], told["to_person"]) == (30, 1, 0)
        assert told["by_day"][-1] == {
            "key": f"{door.settings.clock.today()}", "name": None, "begun": 1, "to_person": 0,
        }  # fmt: skip
        needs = await boss.get("/figures/needs?since=2026-01-01&until=2026-01-03")
        assert [each["count"] for each in needs["by_day"]] == [0, 0, 0]
        assert needs["by_stage"][1]["name"] == "已登记，等待审核"
        programme = await boss.get("/figures/programme")
        assert [each["target"] for each in programme["targets"]] == [1_000, 10_000]
        assert (await boss.get("/figures/answers"))["by_day"] == []

    async def test_a_period_has_a_beginning_and_an_end(self, boss: Colleague) -> None:
        for period in ("since=2026-02-01&until=2026-01-01", "since=2020-01-01&until=2026-01-01"):
            assert (await boss.ask("GET", f"/figures/needs?{period}"))[0] == 400
