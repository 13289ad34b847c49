"""People at the desk over the real application: taking over, replying, giving back."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from bot.messages import Channel
from bot.store.conversations import open_conversation
from bot.store.models import Delivery, Message
from tests.fixtures.colleagues import (
    Colleague,
    audited,
    begin_draft,
    owner_of,
    queue_up,
    turn_states,
    turns_end,
    vanish,
)
from tests.fixtures.fake_engine import FakeEngine
from tests.fixtures.front_door import Door, Visitor

PHONE = "13800138000"


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

    async def test_with_a_remark_that_names_the_colleague(
        self, visitor: Visitor, wang: Colleague, li: Colleague
    ) -> None:
        await wang.claim(visitor.conversation_id)
        await wang.act(visitor.conversation_id, "transfer", staff_id=li.id, remark="先回个电话")
        (note,) = (await li.get(f"/conversations/{visitor.conversation_id}/notes"))["items"]
        assert (note["text"], note["author_name"], note["mentions"]) == (
            "先回个电话", "小王", [li.id],
        )  # fmt: skip
        assert (await li.get("/inbox/counts"))["mentioned"] == 1

    @pytest.mark.parametrize("verb", ["transfer", "release", "handback", "close"])
    async def test_not_where_it_changed_hands_since_it_was_seen(
        self, visitor: Visitor, wang: Colleague, li: Colleague, boss: Colleague, verb: str
    ) -> None:
        seen = (await wang.claim(visitor.conversation_id))["owner_epoch"]
        await boss.act(visitor.conversation_id, "transfer", staff_id=li.id)
        to = {"staff_id": wang.id} if verb == "transfer" else {}
        step = await boss.act(visitor.conversation_id, verb, seen_epoch=seen, **to)
        assert (step[0], step[1]["holder"]["id"]) == (409, li.id)
        assert (await owner_of(visitor.door, visitor.conversation_id))[:2] == ("staff", li.id)
        step = await boss.act(visitor.conversation_id, verb, seen_epoch=seen + 1, **to)
        assert step[0] == 200

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
        need = await begin_draft(door, visitor)
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
        need = await begin_draft(door, visitor)
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
