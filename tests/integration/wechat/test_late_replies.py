"""An account that may not send gives a late answer to the next delivery or the next message."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

import pytest
from aiohttp import ClientConnectionError

from bot.conversation.phrases import load_phrases
from bot.messages import Button, EngineReply, Outbound
from bot.store.database import Database
from bot.store.turns import OpenTurn
from tests.fixtures.late_answers import Gate
from tests.fixtures.wechat_account import OPENID
from tests.fixtures.wechat_door import Door, OneProcess, open_door, says
from tests.fixtures.wechat_platform import Platform

THINKING = load_phrases().say("thinking").text


@pytest.fixture
async def door(store: Database, gate: Gate) -> AsyncIterator[Door]:
    """An account that may not send on its own."""
    async with open_door(store) as opened:
        opened.engine.script = gate
        yield opened
        gate.open.set()


class TestUnverified:
    async def test_a_retry_takes_the_answer_of_the_turn_that_runs(
        self, door: Door, gate: Gate
    ) -> None:
        """Silent on the first delivery: any answer would keep WeChat from trying again."""
        document = door.platform.text(OPENID, "慢问题")
        delivery = door.platform.secure(document)
        with pytest.raises(ClientConnectionError):
            await door.post_late(delivery)
        gate.open.set()
        assert door.reply_text(*await door.post(delivery)) == "听到：慢问题"
        assert len(door.engine.turns) == 1

    async def test_the_third_delivery_says_how_to_fetch_the_answer(
        self, door: Door, gate: Gate
    ) -> None:
        tries, reply = await door.deliver_late(door.platform.text(OPENID, "慢问题"))
        assert (tries, reply) == (3, THINKING)
        gate.open.set()
        assert await door.say(OPENID, "好") == "听到：慢问题"
        assert [turn.text for turn in door.engine.turns] == ["慢问题"]
        assert await door.say(OPENID, "好") == "听到：好"

    async def test_a_fetch_waits_for_a_turn_that_still_runs(self, door: Door, gate: Gate) -> None:
        await door.deliver_late(door.platform.text(OPENID, "慢问题"))
        fetch = asyncio.create_task(door.say(OPENID, "1"))
        await asyncio.sleep(0)
        gate.open.set()
        assert await fetch == "听到：慢问题"
        assert len(door.engine.turns) == 1

    async def test_a_word_that_only_fetches_never_presses_what_was_not_seen(
        self, door: Door, gate: Gate
    ) -> None:
        async def asks(turn: OpenTurn) -> EngineReply:
            if turn.payload is not None:
                return says(f"按下 {turn.payload}")
            gate.begun.set()
            await gate.open.wait()
            buttons = (Button("确认提交", "/affirm"), Button("取消", "/cancel"))
            return EngineReply((Outbound("提交吗？", buttons, numbered=True),))

        door.engine.script = asks
        await door.deliver_late(door.platform.text(OPENID, "写好了"))
        gate.open.set()
        await door.runner.drain(5)
        assert "1. 确认提交" in await door.say(OPENID, "1")
        assert len(door.engine.turns) == 1
        assert await door.say(OPENID, "1") == "按下 /affirm"

    async def test_a_real_message_gets_both_answers_the_older_first(
        self, door: Door, gate: Gate
    ) -> None:
        await door.deliver_late(door.platform.text(OPENID, "慢问题"))
        gate.open.set()
        await door.runner.drain(5)
        reply = await door.say(OPENID, "另外想问问费用")
        assert reply == "您之前说的「慢问题」，回答是：\n听到：慢问题\n\n听到：另外想问问费用"

    async def test_asking_for_a_person_is_never_taken_for_a_fetch(
        self, door: Door, gate: Gate
    ) -> None:
        await door.deliver_late(door.platform.text(OPENID, "慢问题"))
        gate.open.set()
        await door.runner.drain(5)
        assert "听到：转人工" in await door.say(OPENID, "转人工")

    async def test_staff_see_that_the_owner_was_told_to_wait(self, door: Door, gate: Gate) -> None:
        await door.deliver_late(door.platform.text(OPENID, "慢问题"))
        rows = [(row.author, row.text) for row in await door.messages()]
        assert rows == [("user", "慢问题"), ("system", THINKING)]

    async def test_four_people_wait_for_their_own_answers(self, door: Door, gate: Gate) -> None:
        people = [f"oTESTabcdefghijklmnopqrstu{n:02}" for n in range(4)]
        deliveries = [
            door.platform.secure(door.platform.text(each, f"慢{each}")) for each in people
        ]
        for step in ("hang_up", "hang_up", ""):
            posts = [asyncio.create_task(door.post(delivery)) for delivery in deliveries]
            # All at once: the time of one must not run out while another is still being stored.
            await door.hourglass.run_out("answer", count=4)
            if step:
                await door.hourglass.run_out(step, count=4)
            told = await asyncio.gather(*posts, return_exceptions=True)
        assert [door.reply_text(*each) for each in told if isinstance(each, tuple)] == [
            THINKING
        ] * 4
        gate.open.set()
        replies = await asyncio.gather(*(door.say(person, "好") for person in people))
        assert replies == [f"听到：慢{person}" for person in people]

    async def test_three_front_doors_run_one_turn(self, store: Database, gate: Gate) -> None:
        """Replicas share the store and the coordination, not their memory."""
        platform, shared = Platform(), OneProcess()
        async with (
            open_door(store, None, shared, platform=platform) as first,
            open_door(store, None, shared, platform=platform) as second,
            open_door(store, None, shared, platform=platform) as third,
        ):
            doors = (first, second, third)
            for each in doors:
                each.engine.script = gate
            delivery = platform.secure(platform.text(OPENID, "慢问题"))
            posts = [asyncio.create_task(each.post(delivery)) for each in doors]
            await gate.begun.wait()
            gate.open.set()
            texts = [first.reply_text(*answer) for answer in await asyncio.gather(*posts)]
            # WeChat reads only the one whose line it still holds, and nobody here knows which.
            assert texts == ["听到：慢问题"] * 3
            assert sum(len(each.engine.turns) for each in doors) == 1

    async def test_what_staff_wrote_comes_with_the_next_message(
        self, door: Door, store: Database
    ) -> None:
        await door.say(OPENID, "你好")
        await door.staff_writes("我是王老师，看到您的问题了")
        reply = await door.say(OPENID, "还有别的吗，比如说资料")
        assert reply.startswith("我是王老师，看到您的问题了")
