"""The rules of DESIGN §4 that peers break, over each way of running a front door."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import AsyncIterator
from typing import Any

import pytest
from sqlalchemy import select

from bot.messages import Owner
from bot.store.conversations import change_owner
from bot.store.models import Audit, Conversation, Message, Turn
from tests.fixtures.colleagues import hire
from tests.fixtures.fake_engine import Answer, Asked, FakeEngine, custom
from tests.fixtures.front_door import Door, Visitor, open_door, spoken
from tests.fixtures.waiting import eventually
from tests.integration.conftest import Ground


async def turn_states(door: Door, conversation_id: str) -> list[str]:
    """How each turn of the conversation stands, oldest first."""
    async with door.database.read() as session:
        rows = await session.scalars(
            select(Turn.state).where(Turn.conversation_id == conversation_id).order_by(Turn.seq)
        )
        return list(rows)


async def audited(door: Door, conversation_id: str) -> list[str]:
    async with door.database.read() as session:
        rows = await session.scalars(
            select(Audit.action).where(Audit.subject_id == conversation_id).order_by(Audit.id)
        )
        return list(rows)


async def hand_over(door: Door, conversation_id: str, owner: Owner) -> None:
    # A colleague who is there: the desk takes a conversation back from one who is not.
    holder = (await hire(door, "小王")).id if owner is Owner.STAFF else None
    async with door.database.write() as session:
        row = await session.get_one(Conversation, conversation_id)
        now = door.settings.clock.now()
        assert await change_owner(
            session, conversation_id, owner, seen_epoch=row.owner_epoch, at=now, staff_id=holder
        )


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


@pytest.fixture
async def impatient(engine: FakeEngine, ground: Ground) -> AsyncIterator[Door]:
    """A front door that gives up on a silent engine soon."""
    async with open_door(
        engine, ground.database_url, ground.redis_url, bot_turn_timeout=0.5
    ) as opened:
        yield opened


def raising(_asked: Asked) -> Answer:
    raise RuntimeError("an action broke")


class TestEngineFailure:
    @pytest.mark.parametrize("how", ["raises", "says nothing", "talks nonsense"])
    async def test_the_owner_hears_an_apology_and_is_offered_a_person(
        self, visitor: Visitor, engine: FakeEngine, how: str
    ) -> None:
        match how:
            case "raises":
                engine.reply = raising
            case "says nothing":
                engine.reply = lambda _: []
            case "talks nonsense":
                engine.raw = "<html>"
        await self._hears_an_apology(visitor)

    async def test_a_silent_engine_is_answered_for(
        self, impatient: Door, engine: FakeEngine
    ) -> None:
        engine.hold()
        await self._hears_an_apology(await impatient.visitor())

    async def test_words_that_cannot_be_stored_do_not_block_the_conversation(
        self, any_door: Door, engine: FakeEngine
    ) -> None:
        visitor = await any_door.visitor()
        for text in ("半个字\ud800", "零\x00"):
            engine.reply = lambda _, text=text: [{"text": text}]  # type: ignore[misc]
            assert (await visitor.reply_to(await visitor.say("一")))["text"]
        engine.reply = lambda _: [custom(cards=[{"kind": "patent", "id": "\x00", "title": "\x00"}])]
        await visitor.reply_to(await visitor.say("二"))
        engine.reply = lambda _: [{"text": "好"}]
        assert (await visitor.reply_to(await visitor.say("三")))["text"] == "好"

    async def test_a_person_can_be_called_while_the_engine_is_down(
        self, visitor: Visitor, engine: FakeEngine
    ) -> None:
        apology = await self._hears_an_apology_from_a_dead_engine(visitor, engine)

        told = await visitor.reply_to(await visitor.press_title(apology, "转人工"))

        assert told["author"] == "system"
        assert (await visitor.read())["owner"] == "queue"
        assert "queued" in await audited(visitor.door, visitor.conversation_id)

    @pytest.mark.parametrize("words", ["转人工", "帮我找个真人", "我要人工客服"])
    async def test_who_asks_for_a_person_is_queued_even_so(
        self, visitor: Visitor, engine: FakeEngine, words: str
    ) -> None:
        engine.status = 500
        await visitor.reply_to(await visitor.say(words))
        assert (await visitor.read())["owner"] == "queue"

    async def test_trying_again_runs_the_failed_message(
        self, visitor: Visitor, engine: FakeEngine
    ) -> None:
        apology = await self._hears_an_apology_from_a_dead_engine(visitor, engine)
        engine.status = 200

        reply = await visitor.reply_to(await visitor.press_title(apology, "再试一次"))

        assert reply["text"] == "听到了：气孔超标"
        assert engine.calls[-1].metadata["seq"] == 1, "it is the first message that ran"

    async def test_trying_again_may_fail_again(self, visitor: Visitor, engine: FakeEngine) -> None:
        apology = await self._hears_an_apology_from_a_dead_engine(visitor, engine)
        second = await visitor.reply_to(await visitor.press_title(apology, "再试一次"))
        engine.status = 200
        reply = await visitor.reply_to(await visitor.press_title(second, "再试一次"))
        assert reply["text"] == "听到了：气孔超标"

    async def test_the_conversation_goes_on_when_the_engine_is_back(
        self, visitor: Visitor, engine: FakeEngine
    ) -> None:
        await self._hears_an_apology_from_a_dead_engine(visitor, engine)
        engine.status = 200
        assert (await visitor.reply_to(await visitor.say("还在吗")))["text"] == "听到了：还在吗"
        assert await turn_states(visitor.door, visitor.conversation_id) == ["failed", "answered"]

    async def _hears_an_apology_from_a_dead_engine(
        self, visitor: Visitor, engine: FakeEngine
    ) -> dict[str, Any]:
        engine.status = 500
        apology = await visitor.reply_to(await visitor.say("气孔超标"))
        assert apology["author"] == "system"
        return apology

    async def _hears_an_apology(self, visitor: Visitor) -> None:
        apology = await visitor.reply_to(await visitor.say("气孔超标"))
        assert apology["author"] == "system"
        assert [each["title"] for each in apology["buttons"]] == ["再试一次", "转人工"]
        assert await turn_states(visitor.door, visitor.conversation_id) == ["failed"]
        assert "engine_failed" in await audited(visitor.door, visitor.conversation_id)


class TestOwnership:
    async def test_the_bot_is_silent_while_a_person_owns(
        self, any_door: Door, engine: FakeEngine
    ) -> None:
        visitor = await any_door.visitor()
        await visitor.reply_to(await visitor.say("一"))
        for owner in (Owner.QUEUE, Owner.STAFF):
            await hand_over(any_door, visitor.conversation_id, owner)
            await visitor.say("有人吗")

        await self._all_turns_end(visitor)

        assert len(engine.calls) == 1
        # Outside working hours the desk says once that it is kept; that is not the bot.
        assert [m["author"] for m in spoken(await visitor.log())].count("bot") == 1
        assert (await visitor.read())["owner"] == "staff"
        states = await turn_states(any_door, visitor.conversation_id)
        assert states == ["answered", "silent", "silent"]

    async def test_a_reply_to_a_conversation_that_changed_hands_is_dropped(
        self, any_door: Door, engine: FakeEngine
    ) -> None:
        visitor = await any_door.visitor()
        gate = engine.hold()
        await visitor.say("气孔")
        await gate.reached.wait()
        await hand_over(any_door, visitor.conversation_id, Owner.STAFF)
        gate.opened.set()

        await self._all_turns_end(visitor)

        assert spoken(await visitor.log()) == []
        assert await turn_states(any_door, visitor.conversation_id) == ["stale"]
        assert "bot_reply_dropped" in await audited(any_door, visitor.conversation_id)

    async def test_a_handoff_stores_the_words_and_then_queues(
        self, any_door: Door, engine: FakeEngine
    ) -> None:
        engine.reply = lambda _: [custom(text="好，转人工", handoff={"reason": "点名要人"})]
        visitor = await any_door.visitor()
        await visitor.say("我要找人")

        said, queued = await visitor.replies(2)

        assert (said["author"], said["text"]) == ("bot", "好，转人工")
        assert queued["author"] == "system"
        async with any_door.database.read() as session:
            row = await session.get_one(Conversation, visitor.conversation_id)
        assert (row.owner, row.owner_epoch, row.queue_reason) == ("queue", 1, "点名要人")
        assert row.queued_at is not None

    async def test_who_writes_into_a_closed_conversation_is_answered_again(
        self, any_door: Door, engine: FakeEngine
    ) -> None:
        visitor = await any_door.visitor()
        await hand_over(any_door, visitor.conversation_id, Owner.CLOSED)

        await visitor.reply_to(await visitor.say("又来了"))

        assert (await visitor.read())["owner"] == "bot"
        assert len(engine.calls) == 1

    async def _all_turns_end(self, visitor: Visitor) -> None:
        async def ended() -> bool:
            states = await turn_states(visitor.door, visitor.conversation_id)
            return bool(states) and not {"waiting", "running"} & set(states)

        await eventually(ended)


class TestCrash:
    async def test_a_reply_that_was_never_stored_arrives_once(
        self, engine: FakeEngine, ground: Ground
    ) -> None:
        """The engine had run the turn to its end: it is recalled, not run again."""
        gate = engine.hold()
        async with self._door(engine, ground) as crashed:
            visitor = await crashed.visitor()
            await visitor.say("气孔")
            await gate.reached.wait()
            crashed.kill()
            gate.opened.set()
            await eventually(lambda: _true(bool(engine.events[visitor.conversation_id])))
            engine.gate = None

            async with self._door(engine, ground) as restarted:
                await self._is_answered_once(visitor.at(restarted))
        assert [call.metadata["seq"] for call in engine.calls].count(1) == 1

    async def test_a_message_the_engine_never_saw_is_answered_once(
        self, engine: FakeEngine, ground: Ground
    ) -> None:
        gate = engine.hold()
        engine.reply = raising
        async with self._door(engine, ground) as crashed:
            visitor = await crashed.visitor()
            await visitor.say("气孔")
            await gate.reached.wait()
            crashed.kill()
            gate.opened.set()
        engine.gate = None
        engine.reply = lambda _: [{"text": "好"}]

        async with self._door(engine, ground) as restarted:
            await self._is_answered_once(visitor.at(restarted))
        assert [call.metadata["seq"] for call in engine.calls].count(1) == 2

    async def test_what_waited_behind_is_answered_too_and_in_order(
        self, engine: FakeEngine, ground: Ground
    ) -> None:
        gate = engine.hold()
        async with self._door(engine, ground) as crashed:
            visitor = await crashed.visitor()
            for number in range(3):
                await visitor.say(str(number))
            await gate.reached.wait()
            crashed.kill()
            gate.opened.set()
        engine.gate = None

        async with self._door(engine, ground) as restarted:
            replies = await visitor.at(restarted).replies(3)
        assert [each["text"] for each in replies] == [f"听到了：{n}" for n in range(3)]

    def _door(self, engine: FakeEngine, ground: Ground) -> Any:
        return open_door(engine, ground.database_url, ground.redis_url)

    async def _is_answered_once(self, visitor: Visitor) -> None:
        await visitor.replies(1)
        # One more exchange: whatever the first left behind would show before it.
        seq = await visitor.say("还有")
        await visitor.reply_to(seq)
        answered = Counter(each["reply_to"] for each in spoken(await visitor.log()))
        assert answered == {1: 1, seq: 1}


async def _true(value: bool) -> bool:
    return value


@pytest.mark.services
class TestTwoFrontDoors:
    """PostgreSQL and Redis under two front doors, a balancer sending to either."""

    @pytest.fixture
    async def doors(
        self, engine: FakeEngine, postgres_url: str, redis_url: str
    ) -> AsyncIterator[tuple[Door, Door]]:
        async with (
            open_door(engine, postgres_url, redis_url) as one,
            open_door(engine, postgres_url, redis_url) as other,
        ):
            yield one, other

    async def test_messages_to_either_are_answered_in_order_one_at_a_time(
        self, doors: tuple[Door, Door], engine: FakeEngine
    ) -> None:
        visitor = await doors[0].visitor()
        for number in range(10):
            await visitor.at(doors[number % 2]).say(str(number))

        replies = await visitor.at(doors[1]).replies(10)

        assert [each["reply_to"] for each in replies] == sorted(
            each["reply_to"] for each in replies
        )
        assert {each["text"] for each in replies} == {f"听到了：{n}" for n in range(10)}
        assert [call.message for call in engine.calls] == [str(n) for n in range(10)]
        assert engine.most_together == 1
        assert [each["seq"] for each in await visitor.log()] == list(range(1, 21))

    async def test_the_same_id_to_both_is_one_message(
        self, doors: tuple[Door, Door], engine: FakeEngine
    ) -> None:
        visitor = await doors[0].visitor()
        seqs = await asyncio.gather(
            *(visitor.at(doors[n % 2]).say("气孔", "same") for n in range(20))
        )
        await visitor.reply_to(seqs[0])
        assert set(seqs) == {1}
        assert len(engine.calls) == 1

    async def test_a_reader_at_one_hears_what_the_other_stores(
        self, doors: tuple[Door, Door]
    ) -> None:
        visitor = await doors[0].visitor()
        async with doors[1].client.ws_connect("/webchat/ws", headers=visitor.headers) as socket:
            await socket.receive_json(timeout=60)
            await visitor.say("在吗")
            texts: list[str] = []
            while len(texts) < 2:
                frame = await socket.receive_json(timeout=60)
                texts += [each["text"] for each in frame.get("messages", ())]
        assert texts == ["在吗", "听到了：在吗"]

    async def test_limits_are_shared(self, doors: tuple[Door, Door]) -> None:
        visitor = await doors[0].visitor()
        statuses = [
            (await visitor.at(doors[n % 2]).post(client_msg_id=str(n), text=str(n)))[0]
            for n in range(31)
        ]
        assert statuses == [202] * 30 + [429]

    async def test_what_one_left_open_the_other_takes_up(
        self, engine: FakeEngine, postgres_url: str, redis_url: str
    ) -> None:
        gate = engine.hold()
        async with open_door(engine, postgres_url, redis_url) as crashed:
            visitor = await crashed.visitor()
            await visitor.say("气孔")
            await gate.reached.wait()
            crashed.kill()
            engine.gate = None
            async with open_door(engine, postgres_url, redis_url) as other:
                # The other was running all along: only its sweep finds the orphan.
                gate.opened.set()
                assert len(await visitor.at(other).replies(1)) == 1


async def test_everything_accepted_is_stored_before_it_is_acknowledged(
    visitor: Visitor, engine: FakeEngine
) -> None:
    engine.hold()
    seq = await visitor.say("先存后答")
    async with visitor.door.database.read() as session:
        stored = await session.scalar(select(Message.text).where(Message.seq == seq))
    assert stored == "先存后答"
    assert await turn_states(visitor.door, visitor.conversation_id) in (["waiting"], ["running"])
