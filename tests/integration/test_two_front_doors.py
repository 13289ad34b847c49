"""Two front doors over one store and one Redis are to a visitor as one."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

import pytest

from tests.fixtures.fake_engine import FakeEngine
from tests.fixtures.front_door import Door, open_door


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
