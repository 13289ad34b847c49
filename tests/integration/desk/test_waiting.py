"""Owners who wait: nobody is there, nobody comes, it is night; and the figures of it."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from bot.handoff.sweeper import DeskSweeper
from bot.store.models import Consent, Contact
from tests.fixtures.colleagues import (
    Colleague,
    audited,
    hire,
    owner_of,
    queue_up,
    turns_end,
    vanish,
    wait_long,
)
from tests.fixtures.databases import SqliteStores
from tests.fixtures.fake_engine import FakeEngine, custom
from tests.fixtures.front_door import Door, Visitor, open_door

PHONE = "13800138000"


class TestBeingGone:
    async def test_a_colleague_who_vanished_loses_it_to_the_queue(
        self, visitor: Visitor, wang: Colleague, sweeper: DeskSweeper
    ) -> None:
        await wang.claim(visitor.conversation_id)
        await sweeper.sweep()
        assert (await owner_of(visitor.door, visitor.conversation_id))[0] == "staff"

        await vanish(wang)
        await sweeper.sweep()

        assert (await owner_of(visitor.door, visitor.conversation_id))[:2] == ("queue", None)
        last = (await visitor.log())[-1]
        assert last["event"] == "abandoned"
        assert "掉线" in last["text"]
        assert (await audited(visitor.door, visitor.conversation_id))[-1] == "abandoned"

    async def test_signing_out_leaves_nobody_behind(
        self, visitor: Visitor, wang: Colleague, sweeper: DeskSweeper
    ) -> None:
        await wang.claim(visitor.conversation_id)
        async with wang.door.client.delete("/api/v1/session", headers=wang.headers) as response:
            assert response.status == 204
        await sweeper.sweep()
        assert (await owner_of(visitor.door, visitor.conversation_id))[0] == "queue"

    async def test_who_is_disabled_is_signed_out_and_loses_it(
        self, visitor: Visitor, wang: Colleague, sweeper: DeskSweeper
    ) -> None:
        admin = await hire(visitor.door, "管理员", "admin")
        await wang.claim(visitor.conversation_id)
        status, _ = await admin.ask("PATCH", f"/staff/{wang.id}", json={"active": False})
        assert status == 200
        assert (await wang.ask("GET", "/staff"))[0] == 401
        await sweeper.sweep()
        assert (await owner_of(visitor.door, visitor.conversation_id))[0] == "queue"

    async def test_nobody_disables_themselves(self, door: Door) -> None:
        admin = await hire(door, "管理员", "admin")
        for change in ({"active": False}, {"role": "agent"}):
            assert (await admin.ask("PATCH", f"/staff/{admin.id}", json=change))[0] == 400
        assert (await admin.ask("PATCH", f"/staff/{admin.id}", json={"display_name": "老陈"}))[1][
            "display_name"
        ] == "老陈"


class TestWaiting:
    async def test_who_waits_too_long_is_told_once(
        self, door: Door, visitor: Visitor, sweeper: DeskSweeper
    ) -> None:
        await queue_up(door, visitor.conversation_id)
        await sweeper.sweep()
        assert await visitor.log() == []

        await wait_long(door, visitor.conversation_id)
        await sweeper.sweep()
        await sweeper.sweep()

        (line,) = await visitor.log()
        assert [each["title"] for each in line["buttons"]] == ["留电话", "回到机器人"]

    async def test_each_wait_is_told_of(
        self, door: Door, visitor: Visitor, sweeper: DeskSweeper, wang: Colleague
    ) -> None:
        for _ in range(2):
            await queue_up(door, visitor.conversation_id)
            await wait_long(door, visitor.conversation_id)
            await sweeper.sweep()
        assert len(await visitor.log()) == 2

    async def test_back_to_the_bot_by_the_button(
        self, door: Door, visitor: Visitor, sweeper: DeskSweeper
    ) -> None:
        await queue_up(door, visitor.conversation_id)
        await wait_long(door, visitor.conversation_id)
        await sweeper.sweep()
        (line,) = await visitor.log()

        await visitor.reply_to(await visitor.press_title(line, "回到机器人"))

        assert (await owner_of(door, visitor.conversation_id))[0] == "bot"
        assert (await visitor.reply_to(await visitor.say("你好")))["text"] == "听到了：你好"
        assert "left_queue" in await audited(door, visitor.conversation_id)

    async def test_a_number_is_kept_only_after_consent(
        self, door: Door, visitor: Visitor, sweeper: DeskSweeper, wang: Colleague
    ) -> None:
        await queue_up(door, visitor.conversation_id)
        asked = await visitor.reply_to(await visitor.say(f"王师傅，{PHONE}"))
        assert [each["title"] for each in asked["buttons"]] == ["同意", "先不留", "回到机器人"]
        assert await held(door) == (0, [])

        said = await visitor.reply_to(await visitor.press_title(asked, "同意"))

        assert "138****8000" in said["text"]
        assert await held(door) == (1, [PHONE])
        detail = await wang.get(f"/conversations/{visitor.conversation_id}")
        assert detail["contact"]["phone"] == PHONE
        assert (await owner_of(door, visitor.conversation_id))[0] == "queue"

    async def test_consent_first_and_the_number_after(
        self, door: Door, visitor: Visitor, sweeper: DeskSweeper
    ) -> None:
        await queue_up(door, visitor.conversation_id)
        await wait_long(door, visitor.conversation_id)
        await sweeper.sweep()
        (line,) = await visitor.log()
        asked = await visitor.reply_to(await visitor.press_title(line, "留电话"))
        await visitor.reply_to(await visitor.press_title(asked, "同意"))
        await visitor.reply_to(await visitor.say(PHONE))
        assert await held(door) == (1, [PHONE])

    async def test_other_words_in_the_queue_are_left_to_the_person(
        self, door: Door, visitor: Visitor, engine: FakeEngine
    ) -> None:
        await queue_up(door, visitor.conversation_id)
        await visitor.say("补充一下，是铝合金")
        assert await turns_end(door, visitor.conversation_id) == ["silent"]
        assert engine.calls == []

    async def test_the_desk_is_silent_too_while_a_person_owns(
        self, door: Door, visitor: Visitor, wang: Colleague
    ) -> None:
        await wang.claim(visitor.conversation_id)
        await visitor.say(PHONE)
        assert await turns_end(door, visitor.conversation_id) == ["silent"]
        assert await held(door) == (0, [])


async def held(door: Door) -> tuple[int, list[str | None]]:
    async with door.database.read() as session:
        consents = list(await session.scalars(select(Consent.id)))
        return len(consents), list(await session.scalars(select(Contact.phone)))


class TestHours:
    async def test_outside_working_hours_nobody_is_left_waiting_in_vain(
        self, engine: FakeEngine, sqlite_stores: SqliteStores
    ) -> None:
        engine.reply = lambda _: [custom(text="好", handoff={"reason": "要人"})]
        async with open_door(
            engine, sqlite_stores.migrated(), bot_desk_hours="1-5 09:00-17:30",
            bot_clock="2026-11-22T10:00:00+08:00",
        ) as door:  # fmt: skip
            visitor = await door.visitor()
            await visitor.say("转人工")
            said = await visitor.replies(2)
            assert "周一至周五 09:00–17:30" in said[1]["text"]
            assert [each["title"] for each in said[1]["buttons"]] == ["留电话", "回到机器人"]
            queue = await (await hire(door, "小王")).get("/queue")
        assert (queue["waiting"], queue["open"]) == (1, False)
        assert queue["opens_at"] == "2026-11-23T09:00:00+08:00"

    async def test_hours_that_cannot_be_read_stop_the_start(
        self, engine: FakeEngine, sqlite_stores: SqliteStores
    ) -> None:
        from bot.errors import SettingsInvalid

        with pytest.raises(SettingsInvalid, match="BOT_DESK_HOURS"):
            async with open_door(engine, sqlite_stores.migrated(), bot_desk_hours="nine to five"):
                pass


class TestFigures:
    async def test_the_queue_is_listed_in_the_order_of_service(
        self, door: Door, wang: Colleague
    ) -> None:
        first, second, returned = [await door.visitor() for _ in range(3)]
        for number, each in enumerate((first, second)):
            await queue_up(door, each.conversation_id)
            await wait_long(door, each.conversation_id, minutes=9 - number)
        await wang.claim(returned.conversation_id)
        mine = await wang.get(f"/conversations?staff_id={wang.id}")
        await wang.act(returned.conversation_id, "release")
        rows = await wang.get("/conversations?owner=queue")
        assert [each["id"] for each in rows["items"]] == [
            each.conversation_id for each in (returned, first, second)
        ]
        assert [each["id"] for each in mine["items"]] == [returned.conversation_id]

    async def test_the_queue_and_who_is_there(
        self, door: Door, wang: Colleague, li: Colleague, boss: Colleague
    ) -> None:
        for _ in range(2):
            waiting = await door.visitor()
            await queue_up(door, waiting.conversation_id)
        await wait_long(door, waiting.conversation_id, minutes=3)
        mine = await door.visitor()
        await wang.claim(mine.conversation_id)
        await vanish(li)

        queue = await boss.get("/queue")
        staff = {each["display_name"]: each for each in (await boss.get("/staff"))["items"]}

        assert (queue["waiting"], queue["attended"]) == (2, 1)
        assert queue["longest_wait"] >= 180
        assert (staff["小王"]["present"], staff["小王"]["attending"]) == (True, 1)
        assert (staff["小李"]["present"], staff["小李"]["attending"]) == (False, 0)

    async def test_an_empty_queue(self, wang: Colleague) -> None:
        queue = await wang.get("/queue")
        assert (queue["waiting"], queue["longest_wait"], queue["opens_at"]) == (0, None, None)

    async def test_viewing_and_typing_are_seen_by_colleagues(
        self, visitor: Visitor, wang: Colleague, li: Colleague
    ) -> None:
        await wang.act(visitor.conversation_id, "presence", state="viewing")
        _, seen = await li.act(visitor.conversation_id, "presence", state="typing")
        found = {each["display_name"]: each["typing"] for each in seen["items"]}
        assert found == {"小王": False, "小李": True}
        await li.act(visitor.conversation_id, "presence", state="left")
        left = await wang.get(f"/conversations/{visitor.conversation_id}/presence")
        assert [each["display_name"] for each in left["items"]] == ["小王"]

    async def test_the_owner_sees_only_whom_they_talk_with_typing(
        self, visitor: Visitor, wang: Colleague, li: Colleague
    ) -> None:
        await wang.claim(visitor.conversation_id)
        async with visitor.door.client.ws_connect("/webchat/ws", headers=visitor.headers) as socket:
            await socket.receive_json(timeout=60)
            await li.act(visitor.conversation_id, "presence", state="typing")
            await wang.act(visitor.conversation_id, "presence", state="typing")
            await wang.act(visitor.conversation_id, "presence", state="viewing")
            frames = [await socket.receive_json(timeout=60) for _ in range(2)]
        assert frames == [{"type": "typing", "on": True}, {"type": "typing", "on": False}]
