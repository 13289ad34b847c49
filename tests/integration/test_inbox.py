"""The console's inbox over HTTP: rows with their clocks, labels, canned replies, rules of the
desk, assignment."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any

import pytest
from aiohttp import ClientWebSocketResponse
from sqlalchemy import update

from bot.programme.contacts import GivenContact, give_consent, keep_contact
from bot.programme.data_rights import erase
from bot.store.models import Conversation, Need, Wait
from tests.fixtures.colleagues import Colleague, hire, owner_of, queue_up, vanish
from tests.fixtures.databases import SqliteStores
from tests.fixtures.fake_engine import FakeEngine
from tests.fixtures.front_door import Door, Visitor, open_door
from tests.fixtures.waiting import PATIENCE, eventually


@pytest.fixture
async def door(engine: FakeEngine, sqlite_stores: SqliteStores) -> AsyncIterator[Door]:
    async with open_door(engine, sqlite_stores.migrated(), bot_desk_hours="always") as opened:
        yield opened


@pytest.fixture
async def wang(door: Door) -> Colleague:
    return await hire(door, "小王")


@pytest.fixture
async def boss(door: Door) -> Colleague:
    return await hire(door, "赵主管", "manager")


async def queued(door: Door, text: str = "找个人") -> Visitor:
    visitor = await door.visitor()
    await visitor.reply_to(await visitor.say(text))
    await queue_up(door, visitor.conversation_id)
    return visitor


async def row_of(colleague: Colleague, visitor: Visitor, **query: str) -> dict[str, Any]:
    status, listing = await colleague.ask("GET", "/conversations", params=query)
    assert status == 200, listing
    (row,) = (each for each in listing["items"] if each["id"] == visitor.conversation_id)
    found: dict[str, Any] = row
    return found


async def frame(socket: ClientWebSocketResponse, kind: str) -> dict[str, Any]:
    async with asyncio.timeout(PATIENCE):
        while True:
            told: dict[str, Any] = await socket.receive_json()
            if told["type"] == kind:
                return told


async def test_a_row_shows_who_waits_since_when_and_what_is_unread(
    door: Door, wang: Colleague
) -> None:
    visitor = await queued(door)
    earlier = door.settings.clock.now() - timedelta(minutes=7)
    async with door.database.write() as session:
        await session.execute(update(Conversation).values(awaiting_since=earlier))

    row = await row_of(wang, visitor, view="queue")

    assert (row["owner"], row["unread"], row["seen_seq"]) == ("queue", 1, 0)
    assert row["who"].startswith("访客")
    wait = row["wait"]
    assert (wait["kind"], wait["limit"], wait["overdue"], wait["paused"]) == (
        "first", 300, True, False,
    )  # fmt: skip
    assert 7 * 60 <= wait["elapsed"] < 7 * 60 + 60
    counts = await wang.get("/inbox/counts")
    assert (counts["queue"], counts["unread"], counts["overdue"], counts["mine"]) == (1, 1, 1, 0)

    await wang.claim(visitor.conversation_id)
    await wang.reply(visitor.conversation_id, "您好")
    status, _ = await wang.ask_raw("POST", f"/conversations/{visitor.conversation_id}/seen", seq=99)
    assert status == 204
    row = await row_of(wang, visitor, view="mine")
    assert (row["wait"], row["unread"], row["last_author"]) == (None, 0, "staff")
    assert row["seen_seq"] == row["last_seq"]


async def test_labels_are_put_on_and_everybody_sees_it(
    door: Door, wang: Colleague, boss: Colleague
) -> None:
    visitor = await queued(door)
    assert (await wang.ask("POST", "/labels", json={"name": "急", "colour": "red"}))[0] == 403
    status, label = await boss.ask("POST", "/labels", json={"name": " 急 ", "colour": "red"})
    assert (status, label["name"]) == (201, "急")
    assert (await boss.ask("POST", "/labels", json={"name": "急", "colour": "blue"}))[0] == 409
    socket = await boss.listen()

    path = f"/conversations/{visitor.conversation_id}/labels"
    status, row = await wang.ask("PUT", path, json={"label_ids": [label["id"]]})

    assert (status, [each["name"] for each in row["labels"]]) == (200, ["急"])
    told = await frame(socket, "inbox")
    assert told["conversation"]["labels"] == row["labels"]
    assert told["conversation"]["unread"] is None
    await socket.close()
    assert (await row_of(wang, visitor, label=label["id"]))["id"] == visitor.conversation_id
    assert (await wang.ask("PUT", path, json={"label_ids": ["nowhere"]}))[0] == 400
    status, _ = await boss.ask_raw("DELETE", f"/labels/{label['id']}")
    assert status == 204
    assert (await row_of(wang, visitor))["labels"] == []


async def test_canned_replies_are_filled_in_by_the_server(
    door: Door, wang: Colleague, boss: Colleague
) -> None:
    visitor = await queued(door)
    now = door.settings.clock.now()
    async with door.database.write() as session:
        consent = await give_consent(session, visitor.conversation_id, ("name", "phone"), now)
        given = GivenContact("李厂长", "13800138000", None)
        await keep_contact(session, visitor.conversation_id, given, consent, now)
        session.add(
            Need(
                conversation_id=visitor.conversation_id, number="QX20261122-0001",
                problem="压铸件气孔", state="recorded", created_at=now, updated_at=now,
            )
        )  # fmt: skip
    new = {
        "shortcut": "hi",
        "title": "问好",
        "text": "{{owner_name}}您好，{{need_number}}由{{staff_name}}跟进，{{company}}",
    }
    assert (await wang.ask("POST", "/canned", json={**new, "shared": True}))[0] == 403
    status, refused = await wang.ask("POST", "/canned", json={**new, "text": "{{nobody}}"})
    assert (status, refused["errors"][0]["field"]) == (400, "text")
    status, canned = await boss.ask("POST", "/canned", json={**new, "shared": True})
    assert status == 201
    assert (await boss.ask("POST", "/canned", json={**new, "shared": True}))[0] == 409
    # One's own may have the same shortcut; nobody else sees it.
    assert (await boss.ask("POST", "/canned", json=new))[0] == 201
    listed = await wang.get("/canned")
    assert [each["id"] for each in listed["items"]] == [canned["id"]]
    assert "owner_name" in {each["name"] for each in listed["variables"]}
    assert (await wang.ask("PATCH", f"/canned/{canned['id']}", json={"title": "x"}))[0] == 403

    status, filled = await wang.ask(
        "POST", f"/canned/{canned['id']}/fill", json={"conversation_id": visitor.conversation_id}
    )

    assert filled == {
        "text": "李厂长您好，QX20261122-0001由小王跟进，{{company}}", "missing": ["company"],
    }  # fmt: skip
    await wang.claim(visitor.conversation_id)
    status, refused = await wang.reply(visitor.conversation_id, filled["text"])
    assert (status, refused["detail"]) == (400, "还有没填的变量：企业名称")


async def test_a_colleague_named_in_a_note_is_told(
    door: Door, wang: Colleague, boss: Colleague
) -> None:
    visitor = await queued(door)
    socket = await boss.listen()
    status, note = await wang.act(
        visitor.conversation_id, "notes", text="请看看", mentions=[boss.id]
    )
    assert (status, note["mentions"]) == (201, [boss.id])
    assert (await frame(socket, "mention"))["conversation_id"] == visitor.conversation_id
    await socket.close()
    assert (await row_of(boss, visitor, view="mentioned"))["id"] == visitor.conversation_id
    assert (await wang.get("/inbox/counts"))["mentioned"] == 0
    status, _ = await wang.act(visitor.conversation_id, "notes", text="x", mentions=["nobody"])
    assert status == 400


async def test_rules_change_with_their_version_only(
    door: Door, wang: Colleague, boss: Colleague
) -> None:
    hours = await wang.get("/rules/hours")
    assert hours == {
        "value": {"week": None, "special": []}, "version": 0, "updated_at": None,
        "updated_by": None,
    }  # fmt: skip
    change = {"version": 0, "value": {"week": "1 09:00-09:01", "special": []}}
    assert (await wang.ask("PUT", "/rules/hours", json=change))[0] == 403
    status, changed = await boss.ask("PUT", "/rules/hours", json=change)
    assert (status, changed["version"], changed["updated_by"]) == (200, 1, boss.id)
    assert (await boss.ask("PUT", "/rules/hours", json=change))[0] == 409
    assert (await wang.get("/queue"))["hours"] == "周一 09:00–09:01", "it holds at once"
    for wrong in ({"week": "someday"}, {"special": [{"day": "2026-10-01", "hours": "25:00"}]}):
        status, refused = await boss.ask("PUT", "/rules/hours", json={"version": 1, "value": wrong})
        assert (status, refused["code"]) == (400, "bad_request")


async def test_who_queues_is_assigned_in_turn_to_those_who_are_there(
    door: Door, wang: Colleague, boss: Colleague
) -> None:
    li = await hire(door, "小李")
    away = await hire(door, "小周")
    await vanish(away)
    assert (await boss.ask("PATCH", "/session", json={"accepting": False}))[0] == 200
    rule = {"automatic": True, "most": 2, "cases": [{"name": "全部"}]}
    status, _ = await boss.ask("PUT", "/rules/assignment", json={"version": 0, "value": rule})
    assert status == 200
    visitors = [await queued(door, f"{number}") for number in range(5)]

    async def assigned() -> bool:
        owners = [(await owner_of(door, each.conversation_id))[0] for each in visitors]
        return owners == ["staff"] * 4 + ["queue"]

    await eventually(assigned)
    hands = [(await owner_of(door, each.conversation_id))[1] for each in visitors[:4]]
    assert {hand: hands.count(hand) for hand in hands} == {wang.id: 2, li.id: 2}
    assert hands[0] != hands[1]
    line = (await visitors[0].log())[-1]
    assert (line["author"], line["event"]) == ("system", "assigned")
    async with door.database.read() as session:
        wait = await session.get(Wait, 1)
    assert wait is not None
    assert wait.ended_at is None, "assigned is not answered"


async def test_search_finds_what_was_written_and_says_where(door: Door, wang: Colleague) -> None:
    texts = ("我们压鑄件的气孔太多", "气孔一直有", "别的事")
    visitors = [await door.visitor() for _ in texts]
    for each, text in zip(visitors, texts, strict=True):
        await each.reply_to(await each.say(text))
    path = "/search/messages?q=气孔&author=user&limit=1"

    async def both_found() -> bool:
        first = await wang.get(path)
        return first["next_cursor"] is not None

    await eventually(both_found)
    first = await wang.get(path)
    (hit,) = first["items"]
    assert hit["conversation"]["id"] == visitors[1].conversation_id
    assert (hit["seq"], hit["author"], hit["text"]) == (1, "user", "气孔一直有")
    assert hit["marks"] == [{"start": 0, "end": 2}]
    rest = await wang.get(f"{path}&cursor={first['next_cursor']}")
    assert [each["conversation"]["id"] for each in rest["items"]] == [visitors[0].conversation_id]
    assert rest["next_cursor"] is None
    # Exactly as it stands there, whatever the script; a bot's echo only where bots are asked for.
    (hit,) = (await wang.get("/search/messages?q=压铸件&author=user"))["items"]
    assert hit["text"][hit["marks"][0]["start"] : hit["marks"][0]["end"]] == "压鑄件"
    here = f"&conversation_id={visitors[0].conversation_id}"
    assert len((await wang.get(f"/search/messages?q=气孔{here}"))["items"]) == 2
    assert (await wang.ask("GET", "/search/messages?q=%E3%80%82"))[0] == 400


async def test_what_was_erased_is_found_no_more(door: Door, wang: Colleague) -> None:
    visitor = await door.visitor()
    await visitor.reply_to(await visitor.say("我的电话13800138000"))

    async def found() -> bool:
        return bool((await wang.get("/search/messages?q=13800138000"))["items"])

    await eventually(found)
    async with door.database.write() as session:
        await erase(session, visitor.conversation_id, door.settings.clock.now())
    assert not await found(), "at once, before the index has followed"
