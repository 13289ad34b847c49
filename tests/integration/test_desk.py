"""People at the desk over the real application: taking over, replying, giving back, being gone."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select, update

from bot.app import build_core, build_staff_door, open_coordination
from bot.handoff.sweeper import DeskSweeper
from bot.messages import Channel
from bot.programme.data_rights import erase
from bot.store.conversations import open_conversation
from bot.store.models import Consent, Contact, Conversation, Delivery, Message, Need, NeedEvent
from bot.store.needs import new_draft
from tests.fixtures.colleagues import (
    Colleague,
    audited,
    hire,
    owner_of,
    queue_up,
    turn_states,
    turns_end,
    vanish,
)
from tests.fixtures.databases import SqliteStores
from tests.fixtures.fake_engine import FakeEngine, custom
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


async def wait_long(door: Door, conversation_id: str, minutes: float = 60) -> None:
    """As if the owner had come into the queue that long ago."""
    async with door.database.write() as session:
        await session.execute(
            update(Conversation)
            .where(Conversation.id == conversation_id)
            .values(queued_at=door.settings.clock.now() - timedelta(minutes=minutes))
        )


async def texts(visitor: Visitor) -> list[str]:
    return [each["text"] for each in await visitor.log()]


async def events(visitor: Visitor) -> list[str]:
    return [each["event"] for each in await visitor.log() if each["event"]]


class TestTakingOver:
    async def test_from_the_queue(self, visitor: Visitor, wang: Colleague) -> None:
        await queue_up(visitor.door, visitor.conversation_id)

        row = await wang.claim(visitor.conversation_id, seen_epoch=1)

        assert (row["owner"], row["staff_name"], row["owner_epoch"]) == ("staff", "小王", 2)
        page = await visitor.read()
        assert page["owner"] == "staff"
        (line,) = page["messages"]
        assert (line["author"], line["event"]) == ("system", "claimed")
        assert "小王" in line["text"]
        assert await audited(visitor.door, visitor.conversation_id) == ["claimed"]

    async def test_from_the_bot_which_is_silent_from_then_on(
        self, visitor: Visitor, wang: Colleague, engine: FakeEngine
    ) -> None:
        await visitor.reply_to(await visitor.say("一"))
        await wang.claim(visitor.conversation_id)
        await visitor.say("二")

        assert await turns_end(visitor.door, visitor.conversation_id) == ["answered", "silent"]
        assert len(engine.calls) == 1

    async def test_again_by_the_same_person_changes_nothing(
        self, visitor: Visitor, wang: Colleague
    ) -> None:
        first = await wang.claim(visitor.conversation_id)
        assert await wang.claim(visitor.conversation_id, seen_epoch=0) == first

    async def test_the_second_is_told_who_was_quicker(
        self, visitor: Visitor, wang: Colleague, li: Colleague
    ) -> None:
        await wang.claim(visitor.conversation_id)

        status, answer = await li.act(visitor.conversation_id, "claim")

        assert (status, answer["code"]) == (409, "conflict")
        assert answer["holder"] == {"id": wang.id, "display_name": "小王"}
        assert "小王" in answer["detail"]

    async def test_an_outdated_epoch_is_refused(self, visitor: Visitor, wang: Colleague) -> None:
        await queue_up(visitor.door, visitor.conversation_id)
        status, answer = await wang.act(visitor.conversation_id, "claim", seen_epoch=0)
        assert (status, answer["owner"], answer["owner_epoch"]) == (409, "queue", 1)

    async def test_those_in_charge_take_over_from_a_colleague_knowingly(
        self, visitor: Visitor, wang: Colleague, boss: Colleague
    ) -> None:
        row = await wang.claim(visitor.conversation_id)
        assert (await boss.act(visitor.conversation_id, "claim"))[0] == 409
        taken = await boss.claim(visitor.conversation_id, seen_epoch=row["owner_epoch"])
        assert taken["staff_name"] == "陈主任"
        assert await events(visitor) == ["claimed", "transferred"]

    async def test_an_agent_does_not_even_knowingly(
        self, visitor: Visitor, wang: Colleague, li: Colleague
    ) -> None:
        await wang.claim(visitor.conversation_id)
        assert (await li.act(visitor.conversation_id, "claim", seen_epoch=1))[0] == 409

    @pytest.mark.parametrize("body", [{"seen_epoch": -1}, {"seen_epoch": "x"}, {"more": 1}])
    async def test_a_malformed_wish_is_refused(
        self, visitor: Visitor, wang: Colleague, body: dict[str, Any]
    ) -> None:
        assert (await wang.act(visitor.conversation_id, "claim", **body))[0] == 400


class TestReplying:
    async def test_the_owner_reads_it_with_the_writers_name(
        self, visitor: Visitor, wang: Colleague
    ) -> None:
        await wang.claim(visitor.conversation_id)

        status, view = await wang.reply(visitor.conversation_id, "您好，我看到了")

        assert status == 200
        last = (await visitor.log())[-1]
        assert (last["author"], last["author_name"]) == ("staff", "小王")
        assert (last["seq"], last["text"]) == (view["seq"], "您好，我看到了")

    async def test_the_same_id_is_one_message(self, visitor: Visitor, wang: Colleague) -> None:
        await wang.claim(visitor.conversation_id)
        first = await wang.reply(visitor.conversation_id, "好", "same")
        assert await wang.reply(visitor.conversation_id, "好", "same") == first
        assert (await texts(visitor)).count("好") == 1

    async def test_a_repeat_is_known_even_after_it_was_given_away(
        self, visitor: Visitor, wang: Colleague
    ) -> None:
        await wang.claim(visitor.conversation_id)
        first = await wang.reply(visitor.conversation_id, "好", "same")
        await wang.act(visitor.conversation_id, "release")
        assert await wang.reply(visitor.conversation_id, "好", "same") == first

    async def test_only_its_owner_replies(
        self, visitor: Visitor, wang: Colleague, boss: Colleague
    ) -> None:
        await wang.claim(visitor.conversation_id)
        status, answer = await boss.reply(visitor.conversation_id, "我来")
        assert (status, answer["holder"]["display_name"]) == (409, "小王")
        assert "我来" not in await texts(visitor)

    async def test_not_before_it_is_taken_over(self, visitor: Visitor, wang: Colleague) -> None:
        status, answer = await wang.reply(visitor.conversation_id, "好")
        assert (status, answer["owner"], answer["holder"]) == (409, "bot", None)

    async def test_an_owner_on_wechat_gets_a_delivery(self, door: Door, wang: Colleague) -> None:
        async with door.database.write() as session:
            now = door.settings.clock.now()
            row = await open_conversation(session, Channel.WECHAT, "openid", now)
        await wang.claim(row.id)
        await wang.reply(row.id, "您好")
        async with door.database.read() as session:
            waiting = await session.execute(
                select(Message.text, Delivery.state)
                .join(Delivery, Delivery.message_id == Message.id)
                .order_by(Message.seq)
            )
            found = [tuple(each) for each in waiting]
        assert [state for _, state in found] == ["waiting", "waiting"]
        assert found[-1][0] == "您好"

    @pytest.mark.parametrize(
        "body",
        [{"text": " "}, {"text": "字" * 4001}, {"text": 1}, {"client_msg_id": ""},
         {"client_msg_id": "a" * 129}, {"text": "a\x00"}],
    )  # fmt: skip
    async def test_what_cannot_be_sent_is_refused(
        self, visitor: Visitor, wang: Colleague, body: dict[str, Any]
    ) -> None:
        await wang.claim(visitor.conversation_id)
        sent = {"text": "好", "client_msg_id": "a", **body}
        assert (await wang.act(visitor.conversation_id, "reply", **sent))[0] == 400


class TestNotes:
    CANARY = "金丝雀备注"

    async def test_colleagues_read_them_in_order(
        self, visitor: Visitor, wang: Colleague, li: Colleague
    ) -> None:
        await wang.act(visitor.conversation_id, "notes", text="老客户")
        await li.act(visitor.conversation_id, "notes", text="先问预算")
        notes = await wang.get(f"/conversations/{visitor.conversation_id}/notes")
        assert [(each["author_name"], each["text"]) for each in notes["items"]] == [
            ("小王", "老客户"), ("小李", "先问预算"),
        ]  # fmt: skip

    async def test_the_same_id_is_one_note(self, visitor: Visitor, wang: Colleague) -> None:
        for _ in range(2):
            status, _ = await wang.act(
                visitor.conversation_id, "notes", text="x", client_msg_id="same"
            )
            assert status == 201
        notes = await wang.get(f"/conversations/{visitor.conversation_id}/notes")
        assert len(notes["items"]) == 1

    async def test_they_never_reach_the_owner(self, visitor: Visitor, wang: Colleague) -> None:
        await visitor.reply_to(await visitor.say("你好"))
        async with visitor.door.client.ws_connect(
            "/webchat/ws?after=0", headers=visitor.headers
        ) as socket:
            await wang.act(visitor.conversation_id, "notes", text=self.CANARY)
            await wang.claim(visitor.conversation_id)
            heard = ""
            while "claimed" not in heard:
                heard += await socket.receive_str(timeout=60)
        assert self.CANARY not in heard
        assert self.CANARY not in json.dumps(await visitor.read(), ensure_ascii=False)
        async with visitor.door.database.read() as session:
            assert self.CANARY not in " ".join(await session.scalars(select(Message.text)))


class TestPassingOn:
    async def test_to_a_colleague_who_is_there(
        self, visitor: Visitor, wang: Colleague, li: Colleague
    ) -> None:
        await wang.claim(visitor.conversation_id)
        status, row = await wang.act(visitor.conversation_id, "transfer", staff_id=li.id)
        assert (status, row["staff_name"], row["owner_epoch"]) == (200, "小李", 2)
        assert (await wang.reply(visitor.conversation_id, "还在"))[0] == 409
        assert (await li.reply(visitor.conversation_id, "我来"))[0] == 200
        assert await events(visitor) == ["claimed", "transferred"]

    async def test_not_to_one_who_is_gone(
        self, visitor: Visitor, wang: Colleague, li: Colleague
    ) -> None:
        await wang.claim(visitor.conversation_id)
        await vanish(li)
        status, answer = await wang.act(visitor.conversation_id, "transfer", staff_id=li.id)
        assert (status, answer["code"]) == (409, "conflict")
        assert "小李" in answer["detail"]

    async def test_not_to_nobody(self, visitor: Visitor, wang: Colleague) -> None:
        await wang.claim(visitor.conversation_id)
        assert (await wang.act(visitor.conversation_id, "transfer", staff_id="x"))[0] == 404
        assert (await wang.act(visitor.conversation_id, "transfer", staff_id=wang.id))[0] == 400

    async def test_those_in_charge_assign_who_waits(
        self, visitor: Visitor, boss: Colleague, li: Colleague, wang: Colleague
    ) -> None:
        await queue_up(visitor.door, visitor.conversation_id)
        assert (await wang.act(visitor.conversation_id, "transfer", staff_id=li.id))[0] == 409
        status, row = await boss.act(visitor.conversation_id, "transfer", staff_id=li.id)
        assert (status, row["staff_name"]) == (200, "小李")

    async def test_back_to_the_queue_and_to_its_head(
        self, door: Door, visitor: Visitor, wang: Colleague
    ) -> None:
        await wang.claim(visitor.conversation_id)
        status, row = await wang.act(visitor.conversation_id, "release")
        assert (status, row["owner"], row["urgent"], row["staff_id"]) == (200, "queue", True, None)
        assert (await events(visitor))[-1] == "released"

    async def test_nobody_gives_away_what_is_not_theirs(
        self, visitor: Visitor, wang: Colleague, li: Colleague
    ) -> None:
        await wang.claim(visitor.conversation_id)
        for verb in ("release", "handback", "close"):
            assert (await li.act(visitor.conversation_id, verb))[0] == 409
        assert (await owner_of(visitor.door, visitor.conversation_id))[:2] == ("staff", wang.id)


class TestHandingBack:
    async def test_the_bot_answers_the_next_message(
        self, visitor: Visitor, wang: Colleague
    ) -> None:
        await wang.claim(visitor.conversation_id)
        status, row = await wang.act(visitor.conversation_id, "handback")
        assert (status, row["owner"], row["staff_id"]) == (200, "bot", None)
        assert (await visitor.reply_to(await visitor.say("接着说")))["author"] == "bot"

    async def test_with_the_need_as_corrected(
        self, door: Door, visitor: Visitor, wang: Colleague
    ) -> None:
        need = await a_draft(door, visitor)
        await wang.claim(visitor.conversation_id)
        edit = {"updated_at": need.updated_at.isoformat(), "region": "420600"}

        status, _ = await wang.act(visitor.conversation_id, "handback", need=edit)

        assert status == 200
        assert (await wang.get(f"/needs/{need.id}"))["region"] == {
            "code": "420600", "name": "湖北省襄阳市",
        }  # fmt: skip
        last = (await visitor.log())[-1]
        assert [each["title"] for each in last["buttons"]] == ["接着填"]

    async def test_an_edit_that_is_refused_keeps_it_with_the_person(
        self, door: Door, visitor: Visitor, wang: Colleague
    ) -> None:
        need = await a_draft(door, visitor)
        await wang.claim(visitor.conversation_id)
        stale = need.updated_at - timedelta(seconds=1)
        edit = {"updated_at": stale.isoformat(), "region": "420600"}
        assert (await wang.act(visitor.conversation_id, "handback", need=edit))[0] == 409
        assert (await owner_of(door, visitor.conversation_id))[0] == "staff"

    async def test_what_the_person_had_not_seen_is_answered_by_the_bot(
        self, visitor: Visitor, wang: Colleague
    ) -> None:
        await wang.claim(visitor.conversation_id)
        seen = await visitor.say("您好")
        unseen = await visitor.say("还有一句")
        await turns_end(visitor.door, visitor.conversation_id)

        await wang.act(visitor.conversation_id, "handback", seen_seq=seen)

        assert (await visitor.reply_to(unseen))["text"] == "听到了：还有一句"
        assert await turn_states(visitor.door, visitor.conversation_id) == ["silent", "answered"]


class TestClosing:
    async def test_the_owner_is_told_and_may_come_again(
        self, visitor: Visitor, wang: Colleague
    ) -> None:
        await wang.claim(visitor.conversation_id)
        status, row = await wang.act(visitor.conversation_id, "close")
        assert (status, row["owner"]) == (200, "closed")
        assert (await events(visitor))[-1] == "closed"
        assert (await visitor.reply_to(await visitor.say("又来了")))["author"] == "bot"
        assert (await visitor.read())["owner"] == "bot"

    async def test_again_is_no_fault(self, visitor: Visitor, wang: Colleague) -> None:
        await wang.claim(visitor.conversation_id)
        first = await wang.act(visitor.conversation_id, "close")
        assert await wang.act(visitor.conversation_id, "close") == first

    async def test_not_over_words_that_nobody_has_read(
        self, visitor: Visitor, wang: Colleague
    ) -> None:
        await wang.claim(visitor.conversation_id)
        seq = await visitor.say("等等")
        status, answer = await wang.act(visitor.conversation_id, "close", seen_seq=seq - 1)
        assert (status, answer["last_user_seq"]) == (409, seq)
        assert (await wang.act(visitor.conversation_id, "close", seen_seq=seq))[0] == 200


async def a_draft(door: Door, visitor: Visitor) -> Need:
    async with door.database.write() as session:
        need = await new_draft(session, visitor.conversation_id, door.settings.clock.now())
        need.problem, need.skipped = "气孔多", ["region"]
        need.budget_text, need.budget_min = "50来万", 500_000
        return need


class TestEditingTheNeed:
    def edit(self, wang: Colleague, visitor: Visitor, **body: Any) -> Any:
        return wang.ask("PATCH", f"/conversations/{visitor.conversation_id}/need", json=body)

    async def test_only_the_fields_that_were_sent_change(
        self, door: Door, visitor: Visitor, wang: Colleague
    ) -> None:
        need = await a_draft(door, visitor)
        status, view = await self.edit(
            wang, visitor, updated_at=need.updated_at.isoformat(), industry="C33", region="420600",
            budget={"max": 800_000}, metrics=[{"text": "废品率3%以内", "role": "target"}],
            deadline={"text": "年底前", "by": "2026-12-31"}, mode="技术导师",
        )  # fmt: skip
        assert status == 200, view
        assert view["problem"] == "气孔多"
        assert view["industry"] == {"code": "C33", "name": "金属制品业"}
        assert (view["budget"]["min"], view["budget"]["max"]) == (None, 800_000)
        assert view["budget"]["text"] is None
        assert view["deadline"]["by"] == "2026-12-31"
        assert view["skipped"] == []
        assert view["updated_at"] > need.updated_at.isoformat().replace("+00:00", "Z")

    async def test_the_history_says_who_changed_what(
        self, door: Door, visitor: Visitor, wang: Colleague
    ) -> None:
        need = await a_draft(door, visitor)
        await self.edit(wang, visitor, updated_at=need.updated_at.isoformat(), company=None)
        async with door.database.read() as session:
            (event,) = await session.scalars(select(NeedEvent))
        assert (event.event, event.actor) == ("edited", f"staff:{wang.id}")
        assert event.data == {"fields": ["company"]}

    async def test_what_changed_since_is_not_overwritten(
        self, door: Door, visitor: Visitor, wang: Colleague, li: Colleague
    ) -> None:
        need = await a_draft(door, visitor)
        seen = need.updated_at.isoformat()
        assert (await self.edit(wang, visitor, updated_at=seen, problem="甲"))[0] == 200
        status, answer = await self.edit(li, visitor, updated_at=seen, problem="乙")
        assert (status, answer["code"]) == (409, "conflict")
        assert (await wang.get(f"/needs/{need.id}"))["problem"] == "甲"

    @pytest.mark.parametrize(
        "fields",
        [{"region": "999999"}, {"industry": "Z99"}, {"mode": "随便"}, {"budget": {}},
         {"budget": {"min": 2, "max": 1}}, {"uscc": "91420000000000000X"}, {"problem": " "},
         {"deadline": {"from": "2027-01-01", "by": "2026-01-01"}}, {"state": "closed"},
         {"contact": {"phone": "1"}}, {}],
    )  # fmt: skip
    async def test_what_is_no_value_of_the_field_is_refused(
        self, door: Door, visitor: Visitor, wang: Colleague, fields: dict[str, Any]
    ) -> None:
        need = await a_draft(door, visitor)
        sent = {"updated_at": need.updated_at.isoformat(), **fields}
        status, answer = await self.edit(wang, visitor, **sent)
        assert (status, answer["code"]) == (400, "bad_request")

    async def test_not_while_a_colleague_has_it_in_hand(
        self, door: Door, visitor: Visitor, wang: Colleague, li: Colleague
    ) -> None:
        need = await a_draft(door, visitor)
        await wang.claim(visitor.conversation_id)
        sent = {"updated_at": need.updated_at.isoformat(), "problem": "x"}
        assert (await self.edit(li, visitor, **sent))[0] == 409
        assert (await self.edit(wang, visitor, **sent))[0] == 200


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
        assert [each["title"] for each in asked["buttons"]] == ["同意", "回到机器人"]
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


class TestErasure:
    async def test_it_reaches_what_colleagues_wrote(
        self, door: Door, visitor: Visitor, wang: Colleague
    ) -> None:
        await wang.claim(visitor.conversation_id)
        await wang.reply(visitor.conversation_id, f"我打 {PHONE} 找您")
        await wang.act(visitor.conversation_id, "notes", text=f"老板电话 {PHONE}")
        async with door.database.write() as session:
            await erase(session, visitor.conversation_id, door.settings.clock.now())
        detail = await wang.get(f"/conversations/{visitor.conversation_id}")
        notes = await wang.get(f"/conversations/{visitor.conversation_id}/notes")
        assert PHONE not in json.dumps([detail, notes])


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
