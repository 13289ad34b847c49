"""What is due across all needs: milestones, the end of contracts, bids, licences to be filed."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any

import pytest

from bot.store.models import Need
from tests.fixtures.carrying import list_it, move, open_case, write
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
    return await hire(door, "赵主管", "manager")


@pytest.fixture
async def need_id(door: Door) -> str:
    return (await open_case(door)).need_id


async def due(boss: Colleague, query: str = "") -> list[tuple[str, str, bool]]:
    items: list[dict[str, Any]] = (await boss.get(f"/schedule{query}"))["items"]
    return [(each["kind"], each["title"], each["overdue"]) for each in items]


async def test_milestones_stand_in_the_order_of_their_days_until_they_are_done(
    door: Door, boss: Colleague, need_id: str
) -> None:
    async with door.database.write() as session:
        (await session.get_one(Need, need_id)).state = "matched"
    today = door.settings.clock.today()
    late, soon = f"{today - timedelta(days=1)}", f"{today}"
    milestones = [
        {"title": "没定日期的"},
        {"title": "样件", "due_on": soon},
        {"title": "图纸", "due_on": late},
        {"title": "方案", "due_on": late, "done_on": late},
    ]
    terms = {"kind": "技术服务", "title": "压铸除气", "party": "钱塘大学", "signed_on": late,
             "ends_on": f"{today + timedelta(days=9)}", "milestones": milestones}  # fmt: skip
    assert (await write(boss, need_id, "contract", **terms))[0] == 200
    assert await due(boss) == [
        ("milestone", "图纸", True), ("milestone", "样件", False),
        ("contract_end", "压铸除气", False), ("milestone", "没定日期的", False),
    ]  # fmt: skip
    assert await due(boss, "?kind=contract_end") == [("contract_end", "压铸除气", False)]
    (first, *_) = (await boss.get("/schedule"))["items"]
    assert (first["need_number"], first["need_id"]) == ("QX20261120-0001", need_id)

    await boss.ask("PUT", f"/needs/{need_id}/handler", json={"staff_id": boss.id, "seen": None})
    assert len(await due(boss, "?handler=me")) == 4
    assert await due(boss, "?handler=none") == []
    assert (await move(boss, need_id, "withdraw", "企业来电"))[0] == 200
    assert await due(boss) == []


async def test_until_when_bids_are_taken_and_a_licence_is_filed(
    door: Door, boss: Colleague, need_id: str
) -> None:
    path = f"/needs/{need_id}/licences"
    status, licence = await boss.ask("POST", path, json={"patent_id": "p1"})
    for step in ("notify", "take_effect"):
        wish = {"move": step, "updated_at": licence["updated_at"]}
        status, licence = await boss.ask("POST", f"/licences/{licence['id']}/moves", json=wish)
        assert status == 200
    assert await due(boss) == [("filing", "除气方法", False)]
    await list_it(door, boss, need_id)
    kinds = [kind for kind, _, _ in await due(boss)]
    assert kinds == ["bids", "filing"]
    assert (await move(boss, need_id, "evaluate"))[0] == 409
    wish = {"move": "file", "updated_at": licence["updated_at"]}
    assert (await boss.ask("POST", f"/licences/{licence['id']}/moves", json=wish))[0] == 200
    assert [kind for kind, _, _ in await due(boss)] == ["bids"]
