"""What a front door left open when it died is answered once by the one that comes after it."""

from __future__ import annotations

from collections import Counter
from typing import Any

from tests.fixtures.fake_engine import FakeEngine, raising
from tests.fixtures.front_door import Visitor, open_door, spoken
from tests.fixtures.waiting import until
from tests.integration.conftest import Ground


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
            await until(lambda: bool(engine.events[visitor.conversation_id]))
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
