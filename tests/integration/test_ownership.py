"""The bot speaks only while it owns the conversation, whoever has it before and after."""

from __future__ import annotations

from bot.messages import Owner
from bot.store.conversations import change_owner
from bot.store.models import Conversation
from tests.fixtures.colleagues import audited, hire, turn_states
from tests.fixtures.fake_engine import FakeEngine, custom
from tests.fixtures.front_door import Door, Visitor, spoken
from tests.fixtures.waiting import eventually


async def hand_over(door: Door, conversation_id: str, owner: Owner) -> None:
    # A colleague who is there: the desk takes a conversation back from one who is not.
    holder = (await hire(door, "小王")).id if owner is Owner.STAFF else None
    async with door.database.write() as session:
        row = await session.get_one(Conversation, conversation_id)
        now = door.settings.clock.now()
        assert await change_owner(
            session, conversation_id, owner, seen_epoch=row.owner_epoch, at=now, staff_id=holder
        )


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
