"""A reply that WeChat did not get: its retry is told the same, else the next chance takes it."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from aiohttp import ClientConnectionError

from bot.clock import Clock
from bot.conversation.outbox import Outbox
from bot.messages import EngineReply
from bot.store.database import Database
from bot.store.turns import OpenTurn
from connectors.wechat.patience import Patience
from tests.fixtures.late_answers import Gate, delivered
from tests.fixtures.waiting import eventually
from tests.fixtures.wechat_account import OPENID
from tests.fixtures.wechat_api import ApiStandIn
from tests.fixtures.wechat_door import Door, OneProcess, open_door, says
from tests.fixtures.wechat_platform import Delivery, Platform

MORE = "（还有内容，回复「继续」接着看）"


async def hang_up(door: Door, gate: Gate, delivery: Delivery) -> None:
    """WeChat closes the line while the turn runs; the answer is written into nothing."""
    post = asyncio.create_task(door.post(delivery))
    await gate.begun.wait()
    post.cancel()
    await asyncio.gather(post, return_exceptions=True)
    gate.open.set()
    await door.runner.drain(5)


async def states(door: Door) -> list[str]:
    return [row.state for row in await door.settled()]


class TestRetries:
    async def test_one_that_was_answered_is_told_the_same_once_more(self, door: Door) -> None:
        """The socket took the words, and WeChat had given up: it says so by coming again."""
        delivery = door.platform.secure(door.platform.text(OPENID, "你好"))
        told = [door.reply_text(*await door.post(delivery)) for _ in range(3)]
        assert told == ["听到：你好"] * 3
        assert await states(door) == ["sent"]
        assert await door.say(OPENID, "然后呢") == "听到：然后呢"

    async def test_and_so_it_is_at_another_replica(self, store: Database) -> None:
        platform, shared = Platform(), OneProcess()
        delivery = platform.secure(platform.text(OPENID, "你好"))
        async with (
            open_door(store, None, shared, platform=platform) as first,
            open_door(store, None, shared, platform=platform) as second,
        ):
            assert first.reply_text(*await first.post(delivery)) == "听到：你好"
            await first.settled()
            assert second.reply_text(*await second.post(delivery)) == "听到：你好"
            assert len(first.engine.turns + second.engine.turns) == 1

    async def test_one_after_a_closed_line_brings_the_answer(self, door: Door, gate: Gate) -> None:
        door.engine.script = gate
        delivery = door.platform.secure(door.platform.text(OPENID, "慢问题"))
        await hang_up(door, gate, delivery)
        assert door.reply_text(*await door.post(delivery)) == "听到：慢问题"
        assert await states(door) == ["sent"]

    async def test_one_that_fetched_a_part_gets_that_part_again(self, door: Door) -> None:
        """Its word must not be heard as a message either, now that nothing waits any more."""

        async def script(turn: OpenTurn) -> EngineReply:
            return says(*(f"第{number}段" + "。长文" * 150 for number in range(2)))

        door.engine.script = script
        assert (await door.say(OPENID, "讲讲流程")).endswith(MORE)
        fetch = door.platform.secure(door.platform.text(OPENID, "继续"))
        told = [door.reply_text(*await door.post(fetch)) for _ in range(3)]
        assert told[0]
        assert told == told[:1] * 3
        assert len(door.engine.turns) == 1


class TestWithoutARetry:
    async def test_what_was_written_too_late_comes_with_the_next_message(
        self, store: Database
    ) -> None:
        async with open_door(store, patience=replace(Patience.within(), gone=0)) as door:
            await door.say(OPENID, "你好")
            assert await states(door) == ["waiting"]
            reply = await door.say(OPENID, "然后呢")
        assert reply == "您之前说的「你好」，回答是：\n听到：你好\n\n听到：然后呢"

    async def test_a_retry_that_was_lost_as_well_loses_nothing(
        self, store: Database, gate: Gate
    ) -> None:
        platform, shared = Platform(), OneProcess()
        delivery = platform.secure(platform.text(OPENID, "你好"))
        late = replace(Patience.within(), gone=0)
        async with open_door(store, None, shared, platform=platform) as first:
            assert first.reply_text(*await first.post(delivery)) == "听到：你好"
            assert await states(first) == ["sent"]
        async with open_door(store, None, shared, patience=late, platform=platform) as second:
            await second.post(delivery)
            assert await states(second) == ["waiting"]
        async with open_door(store, None, shared, platform=platform) as third:
            assert "听到：你好" in await third.say(OPENID, "然后呢")

    async def test_a_part_that_was_lost_is_read_before_the_rest(self, store: Database) -> None:
        long = [f"第{number}段" + "。长文" * 150 for number in range(2)]

        async def script(turn: OpenTurn) -> EngineReply:
            return says(*long)

        platform, shared = Platform(), OneProcess()
        delivery = platform.secure(platform.text(OPENID, "讲讲流程"))
        late = replace(Patience.within(), gone=0)
        async with open_door(store, None, shared, platform=platform) as first:
            first.engine.script = script
            await first.post(delivery)
            await first.settled()
        async with open_door(store, None, shared, patience=late, platform=platform) as second:
            await second.post(delivery)
            await second.settled()
        async with open_door(store, None, shared, platform=platform) as third:
            parts = [await third.say(OPENID, "继续")]
            while parts[-1].endswith(MORE) and len(parts) < 9:
                parts.append(await third.say(OPENID, "继续"))
        read = "".join(part.removesuffix(MORE) for part in parts)
        assert "".join(read.split()) == "".join(long)

    async def test_an_account_that_may_send_sends_it(
        self, known: Door, gate: Gate, api: ApiStandIn
    ) -> None:
        delivery = known.platform.secure(known.platform.text(OPENID, "慢问题"))
        await hang_up(known, gate, delivery)
        assert await delivered(known, 1) == [("sent", "customer_service", None)]
        assert len(api.sent) == 1


class TestASenderThatDied:
    """Between taking the answer and noting what became of it."""

    @pytest.fixture
    async def delivery(self, door: Door, gate: Gate) -> Delivery:
        door.engine.script = gate
        delivery = door.platform.secure(door.platform.text(OPENID, "慢问题"))
        await hang_up(door, gate, delivery)

        async def waits() -> bool:
            return await states(door) == ["waiting"]

        await eventually(waits)
        return delivery

    async def test_the_retry_takes_over_what_it_had_taken(
        self, door: Door, delivery: Delivery
    ) -> None:
        await self._take(door, timedelta(seconds=6))
        assert door.reply_text(*await door.post(delivery)) == "听到：慢问题"
        assert await states(door) == ["sent"]

    async def test_not_before_it_can_be_no_more_under_way(
        self, door: Door, delivery: Delivery
    ) -> None:
        await self._take(door, timedelta())
        post = asyncio.create_task(door.post(delivery))
        with pytest.raises(ClientConnectionError):
            await door.hourglass.until_done(post, "earlier_delivery", "hang_up")
        assert [row.state for row in await door.deliveries()] == ["claimed"]

    async def _take(self, door: Door, ago: timedelta) -> None:
        (asked, *_) = await door.messages()
        outbox = Outbox(door.database, Clock(datetime.now(UTC) - ago))
        assert await outbox.claim(asked.conversation_id, "passive", asked.client_msg_id)


async def test_what_is_kept_for_a_retry_is_not_kept_for_long(door: Door) -> None:
    await door.say(OPENID, "你好")
    await door.settled()
    (asked, *_) = await door.messages()
    its, push = asked.conversation_id, asked.client_msg_id or ""
    outbox = Outbox(door.database, Clock())
    await outbox.fail_stale()
    assert await outbox.find_reply(its, push) is not None
    await Outbox(door.database, Clock(datetime.now(UTC) + timedelta(minutes=2))).fail_stale()
    assert await outbox.find_reply(its, push) is None
