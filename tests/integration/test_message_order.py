"""Each message is stored once before it is acknowledged, and answered alone and in its turn."""

from __future__ import annotations

import asyncio

from sqlalchemy import select

from bot.store.models import Message
from tests.fixtures.colleagues import turn_states
from tests.fixtures.fake_engine import FakeEngine
from tests.fixtures.front_door import Door, Visitor


class TestOnce:
    async def test_the_same_id_twenty_times_is_one_message_and_one_turn(
        self, any_door: Door, engine: FakeEngine
    ) -> None:
        visitor = await any_door.visitor()

        seqs = await asyncio.gather(*(visitor.say("气孔", "same") for _ in range(20)))

        await visitor.reply_to(seqs[0])
        assert set(seqs) == {1}
        assert len(engine.calls) == 1
        assert [each["author"] for each in await visitor.log()] == ["user", "bot"]

    async def test_the_same_words_twice_are_two_messages(
        self, any_door: Door, engine: FakeEngine
    ) -> None:
        visitor = await any_door.visitor()
        await visitor.say("在吗")
        await visitor.say("在吗")
        assert len(await visitor.replies(2)) == 2
        assert len(engine.calls) == 2


class TestOneTurnAtATime:
    async def test_quick_messages_are_answered_one_by_one_in_order(
        self, any_door: Door, engine: FakeEngine
    ) -> None:
        visitor = await any_door.visitor()
        gate = engine.hold()
        for number in range(5):
            await visitor.say(str(number))
        await gate.reached.wait()
        gate.opened.set()

        replies = await visitor.replies(5)

        assert [each["text"] for each in replies] == [f"听到了：{n}" for n in range(5)]
        assert [each["reply_to"] for each in replies] == [1, 2, 3, 4, 5]
        assert engine.most_together == 1

    async def test_conversations_do_not_wait_for_each_other(
        self, any_door: Door, engine: FakeEngine
    ) -> None:
        slow, quick = await any_door.visitor(), await any_door.visitor()
        gate = engine.hold()
        await slow.say("慢")
        await gate.reached.wait()
        engine.gate = None

        assert (await quick.reply_to(await quick.say("快")))["text"] == "听到了：快"
        gate.opened.set()
        await slow.replies(1)


async def test_everything_accepted_is_stored_before_it_is_acknowledged(
    visitor: Visitor, engine: FakeEngine
) -> None:
    engine.hold()
    seq = await visitor.say("先存后答")
    async with visitor.door.database.read() as session:
        stored = await session.scalar(select(Message.text).where(Message.seq == seq))
    assert stored == "先存后答"
    assert await turn_states(visitor.door, visitor.conversation_id) in (["waiting"], ["running"])
