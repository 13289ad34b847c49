"""One suite over both twins: in process, and two front doors that share one Redis."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from dataclasses import dataclass

import pytest

from bot.app import Coordination, open_coordination
from bot.coordination.in_process import LocalRateLimits
from bot.settings import Settings
from tests.fixtures.waiting import PATIENCE, eventually


@dataclass(frozen=True)
class Pair:
    """Two front doors. In process there is only one, so both are the same."""

    here: Coordination
    there: Coordination


@pytest.fixture
async def pair(coordination: Coordination, coordination_url: str | None) -> AsyncIterator[Pair]:
    if coordination_url is None:
        yield Pair(coordination, coordination)
        return
    async with open_coordination(Settings(bot_redis_url=coordination_url)) as other:
        yield Pair(coordination, other)


class TestPlaces:
    async def test_who_comes_when_all_are_taken_gets_the_one_held_longest(self, pair: Pair) -> None:
        here, there = pair.here.places, pair.there.places
        assert await here.take("k", "1", 2) == []
        assert await there.take("k", "2", 2) == []
        assert await there.take("k", "3", 2) == ["1"]
        assert await here.take("k", "4", 2) == ["2"]
        assert await here.take("another", "1", 2) == []

    async def test_a_place_that_was_left_is_free_again(self, pair: Pair) -> None:
        here, there = pair.here.places, pair.there.places
        await here.take("k", "1", 2)
        await there.take("k", "2", 2)
        await here.leave("k", "1")
        await here.leave("k", "1")
        assert await there.take("k", "3", 2) == []


class TestBus:
    async def test_a_signal_reaches_readers_at_every_front_door(self, pair: Pair) -> None:
        async with pair.here.bus.subscribe("t") as here, pair.there.bus.subscribe("t") as there:
            await pair.here.bus.publish("t", "messages")

            assert await here.next(PATIENCE) == "messages"
            assert await there.next(PATIENCE) == "messages"

    async def test_a_signal_is_heard_once(self, pair: Pair) -> None:
        async with pair.there.bus.subscribe("t") as reader:
            await pair.here.bus.publish("t", "first")
            await pair.here.bus.publish("t", "second")

            assert [await reader.next(PATIENCE) for _ in range(2)] == ["first", "second"]
            assert await reader.next(0.05) is None

    async def test_other_topics_are_not_heard(self, pair: Pair) -> None:
        async with pair.there.bus.subscribe("mine") as reader:
            await pair.here.bus.publish("another", "x")
            await pair.here.bus.publish("mine", "y")

            assert await reader.next(PATIENCE) == "y"

    async def test_payloads_may_hold_blanks_and_nothing_at_all(self, pair: Pair) -> None:
        async with pair.there.bus.subscribe("t") as reader:
            await pair.here.bus.publish("t", "a b 中文")
            await pair.here.bus.publish("t")

            assert [await reader.next(PATIENCE) for _ in range(2)] == ["a b 中文", ""]

    async def test_a_reader_that_lags_holds_up_nobody_and_is_told(self, pair: Pair) -> None:
        sent = [str(number) for number in range(500)]
        async with pair.there.bus.subscribe("t") as lagging:
            for payload in sent:
                await pair.here.bus.publish("t", payload)

            # Through Redis all may still be under way, so that nothing has been left out yet.
            heard: list[str | None] = []
            while len(heard) < len(sent) and (told := await lagging.next(PATIENCE)) != "":
                heard.append(told)
            assert heard == sent[: len(heard)]

    async def test_publishing_after_the_reader_left(self, pair: Pair) -> None:
        async with pair.there.bus.subscribe("t"):
            pass
        await pair.here.bus.publish("t", "to nobody")

        async with pair.there.bus.subscribe("t") as fresh:
            await pair.here.bus.publish("t", "to the next")
            heard = await fresh.next(PATIENCE)
            # Through Redis the first signal may still be under way when the next reader comes.
            if heard == "to nobody":
                heard = await fresh.next(PATIENCE)
            assert heard == "to the next"


class TestLeases:
    async def test_one_holder_at_a_time_and_everyone_gets_a_turn(self, pair: Pair) -> None:
        inside, most, done = 0, 0, 0

        async def work(door: Coordination) -> None:
            nonlocal inside, most, done
            async with door.leases.hold("turn:1"):
                inside += 1
                most = max(most, inside)
                await asyncio.sleep(0)
                inside -= 1
                done += 1

        async with asyncio.timeout(PATIENCE):
            await asyncio.gather(*(work(door) for door in (pair.here, pair.there) * 10))
        assert (most, done) == (1, 20)

    async def test_other_keys_are_free(self, pair: Pair) -> None:
        async with (
            asyncio.timeout(PATIENCE),
            pair.here.leases.hold("turn:1"),
            pair.there.leases.hold("turn:2"),
        ):
            pass

    async def test_a_holder_that_fails_lets_go(self, pair: Pair) -> None:
        with pytest.raises(RuntimeError, match="broken"):
            async with pair.here.leases.hold("turn:1"):
                raise RuntimeError("broken")

        async with asyncio.timeout(PATIENCE), pair.there.leases.hold("turn:1"):
            pass

    async def test_a_waiter_that_gives_up_blocks_nobody(self, pair: Pair) -> None:
        async def wait() -> None:
            async with pair.there.leases.hold("turn:1"):
                pytest.fail("held twice")

        async with pair.here.leases.hold("turn:1"):
            waiter = asyncio.create_task(wait())
            await asyncio.sleep(0.05)
            waiter.cancel()
            await asyncio.gather(waiter, return_exceptions=True)

        async with asyncio.timeout(PATIENCE), pair.there.leases.hold("turn:1"):
            pass


class TestClaims:
    async def test_one_of_many_wins(self, pair: Pair) -> None:
        doors = (pair.here, pair.there) * 10
        won = await asyncio.gather(*(door.claims.claim("k", 60) for door in doors))
        assert sum(won) == 1

    async def test_a_released_claim_is_free_again(self, pair: Pair) -> None:
        assert await pair.here.claims.claim("k", 60)
        await pair.here.claims.release("k")
        assert await pair.there.claims.claim("k", 60)

    async def test_a_claim_lapses(self, pair: Pair) -> None:
        assert await pair.here.claims.claim("k", 0.05)
        await eventually(lambda: pair.there.claims.claim("k", 60))

    async def test_many_lapsed_claims_do_not_hide_a_live_one(self, pair: Pair) -> None:
        for number in range(100):
            await pair.here.claims.claim(f"old:{number}", 0.001)
        assert await pair.here.claims.claim("k", 60)
        await asyncio.sleep(0.01)
        assert not await pair.there.claims.claim("k", 60)


class TestRateLimits:
    async def test_hits_beyond_the_limit_are_told_how_long_to_wait(self, pair: Pair) -> None:
        doors = (pair.here, pair.there, pair.here)
        assert [await door.limits.hit("k", 3, 60) for door in doors] == [0.0, 0.0, 0.0]

        wait = await pair.there.limits.hit("k", 3, 60)
        assert 0 < wait <= 60

    async def test_keys_are_counted_apart(self, pair: Pair) -> None:
        await pair.here.limits.hit("one", 1, 60)
        assert await pair.here.limits.hit("another", 1, 60) == 0.0

    async def test_the_window_slides(self, pair: Pair) -> None:
        await pair.here.limits.hit("k", 1, 0.05)

        async def allowed() -> bool:
            return await pair.there.limits.hit("k", 1, 0.05) == 0.0

        await eventually(allowed)

    async def test_parallel_hits_do_not_slip_through(self, pair: Pair) -> None:
        doors = (pair.here, pair.there) * 10
        waits = await asyncio.gather(*(door.limits.hit("k", 5, 60) for door in doors))
        assert sum(wait == 0.0 for wait in waits) == 5


async def test_forgetting_old_hits_keeps_those_of_longer_windows() -> None:
    now = 1000.0
    limits = LocalRateLimits(lambda: now)
    await limits.hit("sign-in", 1, 300)
    await limits.hit("chat", 1, 30)
    now += 60
    await limits.hit("chat", 1, 30)

    assert await limits.hit("sign-in", 1, 300) == 240
    now += 300
    await limits.hit("chat", 1, 30)
    assert await limits.hit("sign-in", 1, 300) == 0.0


class TokenOffice:
    """Gives out numbered tokens, as WeChat does, and counts how often it was asked."""

    def __init__(self, life: float = 60.0) -> None:
        self.asked = 0
        self.life = life
        self.closed = False

    async def fetch(self) -> tuple[str, float]:
        self.asked += 1
        number = self.asked
        await asyncio.sleep(0.01)
        if self.closed:
            raise ConnectionError("the office is closed")
        return f"token-{number}", self.life


class TestTokens:
    async def test_many_callers_share_one_fetch(self, pair: Pair) -> None:
        office = TokenOffice()
        doors = (pair.here, pair.there) * 10
        tokens = await asyncio.gather(*(door.tokens.get("t", office.fetch) for door in doors))
        assert (set(tokens), office.asked) == ({"token-1"}, 1)

    async def test_a_refused_token_is_fetched_anew(self, pair: Pair) -> None:
        office = TokenOffice()
        await pair.here.tokens.forget("t", await pair.here.tokens.get("t", office.fetch))
        assert await pair.there.tokens.get("t", office.fetch) == "token-2"

    async def test_a_late_refusal_does_not_drop_the_newer_token(self, pair: Pair) -> None:
        office = TokenOffice()
        old = await pair.here.tokens.get("t", office.fetch)
        await pair.here.tokens.forget("t", old)
        new = await pair.there.tokens.get("t", office.fetch)
        await pair.here.tokens.forget("t", old)
        assert await pair.here.tokens.get("t", office.fetch) == new

    async def test_a_token_at_its_end_is_fetched_anew(self, pair: Pair) -> None:
        office = TokenOffice(life=0.02)
        await pair.here.tokens.get("t", office.fetch)

        async def renewed() -> bool:
            return await pair.there.tokens.get("t", office.fetch) != "token-1"

        await eventually(renewed)

    async def test_a_failed_fetch_is_tried_again_by_the_next_caller(self, pair: Pair) -> None:
        office = TokenOffice()
        office.closed = True
        with pytest.raises(ConnectionError):
            await pair.here.tokens.get("t", office.fetch)
        office.closed = False
        assert await pair.there.tokens.get("t", office.fetch) == "token-2"


async def test_opening_without_redis_settings_needs_no_server() -> None:
    async with AsyncExitStack() as stack:
        opened = await stack.enter_async_context(open_coordination(Settings()))
        assert await opened.claims.claim("k", 1)
