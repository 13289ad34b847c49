"""Who of the staff answers for a need: taken, handed over, found, and given up with an account."""

from __future__ import annotations

import asyncio
import csv
import io
from collections.abc import AsyncIterator
from typing import Any

import pytest

from bot.store.models import Need
from tests.fixtures.carrying import NUMBER, move, open_case, show
from tests.fixtures.colleagues import Answer, Colleague, audited, hire
from tests.fixtures.databases import SqliteStores
from tests.fixtures.fake_engine import FakeEngine
from tests.fixtures.front_door import Door, open_door


@pytest.fixture
async def door(engine: FakeEngine, sqlite_stores: SqliteStores) -> AsyncIterator[Door]:
    async with open_door(engine, sqlite_stores.migrated(), bot_desk_hours="always") as opened:
        yield opened


@pytest.fixture
async def wang(door: Door) -> Colleague:
    return await hire(door, "小王")


@pytest.fixture
async def boss(door: Door) -> Colleague:
    return await hire(door, "赵主管", "admin")


@pytest.fixture
async def need_id(door: Door) -> str:
    case = await open_case(door)
    await case.owner.say("铝合金压铸气孔超标")
    return case.need_id


async def give(
    caller: Colleague, need_id: str, to: Colleague | None, seen: Colleague | None = None
) -> Answer:
    wish = {"staff_id": to and to.id, "seen": seen and seen.id}
    return await caller.ask("PUT", f"/needs/{need_id}/handler", json=wish)


async def found(caller: Colleague, handler: str) -> list[str | None]:
    listed: list[dict[str, Any]] = (await caller.get(f"/needs?handler={handler}"))["items"]
    return [each["handler_id"] for each in listed]


async def test_one_who_takes_it_finds_it_under_mine_and_colleagues_under_theirs(
    door: Door, wang: Colleague, boss: Colleague, need_id: str
) -> None:
    assert await found(wang, "none") == [None]
    before = (await show(wang, need_id))["updated_at"]
    status, need = await give(wang, need_id, wang)
    assert (status, need["handler_id"], need["updated_at"]) == (200, wang.id, before)
    assert await found(wang, "me") == await found(boss, wang.id) == [wang.id]
    assert await found(wang, "none") == await found(boss, "me") == []
    (step,) = (await show(boss, need_id))["history"]
    assert (step["event"], step["actor_name"], step["data"]["staff"]) == (
        "need_taken", "小王", wang.id,
    )  # fmt: skip
    assert "need_taken" in await audited(door, need_id)


async def test_whoever_is_given_a_need_is_called_even_when_away(
    wang: Colleague, boss: Colleague, need_id: str
) -> None:
    socket = await wang.listen()
    assert (await give(boss, need_id, wang))[0] == 200
    conversation_id = (await show(boss, need_id))["conversation_id"]
    while (frame := await socket.receive_json(timeout=60))["type"] != "mention":
        pass
    assert frame["conversation_id"] == conversation_id
    await socket.close()
    (row,) = (await wang.get("/conversations?view=mentioned"))["items"]
    assert row["id"] == conversation_id
    (note,) = (await wang.get(f"/conversations/{conversation_id}/notes"))["items"]
    assert "QX20261120-0001" in note["text"]
    # Once: the same wish again changes nothing and calls nobody.
    assert (await give(boss, need_id, wang))[0] == 200
    assert len((await wang.get(f"/conversations/{conversation_id}/notes"))["items"]) == 1


async def test_of_two_who_take_it_at_once_one_does_and_the_other_hears_who(
    door: Door, wang: Colleague, boss: Colleague, need_id: str
) -> None:
    answers = await asyncio.gather(give(wang, need_id, wang), give(boss, need_id, boss))
    assert sorted(status for status, _ in answers) == [200, 409]
    winner = (wang, boss)[[status for status, _ in answers].index(200)]
    (refusal,) = (body for status, body in answers if status == 409)
    assert winner.name in refusal["detail"]
    assert (await show(wang, need_id))["handler_id"] == winner.id


async def test_what_somebody_held_whose_account_ends_is_nobodys(
    door: Door, wang: Colleague, boss: Colleague, need_id: str
) -> None:
    await give(wang, need_id, wang)
    status, _ = await boss.ask("PATCH", f"/staff/{wang.id}", json={"active": False})
    assert status == 200
    assert await found(boss, "none") == [None]
    assert (await show(boss, need_id))["history"][-1]["event"] == "need_without_handler"
    status, refusal = await give(boss, need_id, wang)
    assert (status, refusal["code"]) == (400, "bad_request")


async def test_what_is_over_keeps_who_did_it_and_takes_nobody_new(
    door: Door, wang: Colleague, boss: Colleague, need_id: str
) -> None:
    await give(wang, need_id, wang)
    assert (await move(boss, need_id, "withdraw", "企业来电"))[0] == 200
    assert (await give(boss, need_id, boss, wang))[0] == 409
    await boss.ask("PATCH", f"/staff/{wang.id}", json={"active": False})
    assert (await show(boss, need_id))["handler_id"] == wang.id


async def test_a_draft_is_its_owners_still(door: Door, wang: Colleague, need_id: str) -> None:
    async with door.database.write() as session:
        (await session.get_one(Need, need_id)).state = "draft"
    assert (await give(wang, need_id, wang))[0] == 409


async def test_a_file_says_whose_each_is_and_is_narrowed_as_the_list(
    door: Door, wang: Colleague, boss: Colleague, need_id: str
) -> None:
    async def rows(handler: str) -> list[str]:
        path = f"/api/v1/exports/needs?form=csv&handler={handler}"
        async with door.client.get(path, headers=boss.headers) as response:
            page = (await response.read()).decode("utf-8-sig")
        return [row["经办人"] for row in csv.DictReader(io.StringIO(page))]

    await give(wang, need_id, wang)
    assert await rows(wang.id) == ["小王"]
    assert await rows("none") == await rows("me") == []


async def test_the_audit_is_read_by_a_needs_number_with_all_that_hangs_on_it(
    wang: Colleague, boss: Colleague, need_id: str
) -> None:
    await give(wang, need_id, wang)
    await wang.ask("POST", f"/needs/{need_id}/licences", json={"patent_id": "p1"})
    rows = (await boss.get(f"/audit?need={NUMBER}"))["items"]
    assert [row["action"] for row in rows] == ["licence_wanted", "need_taken"]
    assert {(row["need_id"], row["need_number"]) for row in rows} == {(need_id, NUMBER)}
    assert (await boss.get("/audit?need=QX20261120-0009"))["items"] == []
    others = (await boss.get("/audit?action=signed_in"))["items"]
    assert {row["need_number"] for row in others} == {None}
