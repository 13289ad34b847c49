"""Redis only speeds things up: while it is away the work goes on, and it finds back by itself."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator

import pytest
from redis.asyncio import Redis

from bot.app import Coordination, open_coordination
from bot.coordination.redis_client import ImpatientRedis, open_redis
from bot.coordination.redis_twins import RedisClaims, RedisRateLimits
from bot.settings import Settings
from tests.fixtures.servers import RedisServer
from tests.fixtures.waiting import PATIENCE

pytestmark = pytest.mark.services


@pytest.fixture
def server() -> Iterator[RedisServer]:
    """One that may be killed."""
    own = RedisServer()
    try:
        own.start()
        yield own
    finally:
        own.close()


@pytest.fixture
async def here(server: RedisServer) -> AsyncIterator[Coordination]:
    async with open_coordination(Settings(bot_redis_url=server.url)) as opened:
        yield opened


@pytest.fixture
async def there(server: RedisServer) -> AsyncIterator[Coordination]:
    async with open_coordination(Settings(bot_redis_url=server.url)) as opened:
        yield opened


async def test_everything_goes_on_while_redis_is_away(
    here: Coordination, server: RedisServer
) -> None:
    server.kill()

    async with asyncio.timeout(PATIENCE), here.bus.subscribe("t") as reader:
        await here.bus.publish("t", "x")
        assert await reader.next(PATIENCE) == "x"
        assert await here.claims.claim("k", 60)
        assert await here.claims.claim("k", 60), "SQL's unique keys are the second barrier"
        await here.claims.release("k")
        assert await here.limits.hit("k", 1, 60) == 0.0
        assert await here.limits.hit("k", 1, 60) > 0, "guessing passwords does not become free"


async def test_one_holder_at_a_time_in_this_process_while_redis_is_away(
    here: Coordination, server: RedisServer
) -> None:
    server.kill()
    inside, most = 0, 0

    async def work() -> None:
        nonlocal inside, most
        async with here.leases.hold("turn:1"):
            inside += 1
            most = max(most, inside)
            await asyncio.sleep(0)
            inside -= 1

    async with asyncio.timeout(PATIENCE):
        await asyncio.gather(*(work() for _ in range(10)))
    assert most == 1


async def test_a_lease_held_when_redis_dies_is_let_go(
    here: Coordination, server: RedisServer
) -> None:
    async with asyncio.timeout(PATIENCE):
        async with here.leases.hold("turn:1"):
            server.kill()
        async with here.leases.hold("turn:1"):
            pass


async def test_tokens_are_fetched_and_kept_here_while_redis_is_away(
    here: Coordination, server: RedisServer
) -> None:
    server.kill()
    asked = 0

    async def fetch() -> tuple[str, float]:
        nonlocal asked
        asked += 1
        return f"token-{asked}", 60.0

    assert await here.tokens.get("t", fetch) == "token-1"
    assert await here.tokens.get("t", fetch) == "token-1"
    await here.tokens.forget("t", "token-1")
    assert await here.tokens.get("t", fetch) == "token-2"


async def test_readers_look_again_when_redis_is_back(
    here: Coordination, server: RedisServer
) -> None:
    async with here.bus.subscribe("t") as reader:
        server.kill()
        server.start()

        # What was said while the line was down was not heard, so every reader is woken.
        assert await reader.next(PATIENCE) == ""


async def test_signals_between_front_doors_flow_again(
    here: Coordination, there: Coordination, server: RedisServer
) -> None:
    async with here.bus.subscribe("t") as mine, there.bus.subscribe("t") as theirs:
        server.kill()
        server.start()
        assert await mine.next(PATIENCE) == ""
        assert await theirs.next(PATIENCE) == ""

        await here.bus.publish("t", "messages")

        # Or, where Redis failed once more, the word to look at everything.
        assert await theirs.next(PATIENCE) in ("messages", "")


async def test_a_signal_that_redis_did_not_take_is_made_good(
    there: Coordination, server: RedisServer
) -> None:
    hurried = Settings(bot_redis_url=server.url.partition("?")[0])  # not the tests' own patience
    async with (
        open_coordination(hurried) as here,
        there.bus.subscribe("t") as theirs,
        Redis.from_url(server.url) as redis,
    ):
        await redis.client_pause(1000)
        await here.bus.publish("other", "waited for in vain")
        await here.bus.publish("t", "not even tried")

        assert await theirs.next(PATIENCE) == "", "its line never broke, and still it looks again"


async def test_places_are_counted_here_while_redis_is_away(
    here: Coordination, there: Coordination, server: RedisServer
) -> None:
    assert await here.places.take("k", "1", 2) == []
    server.kill()
    assert await there.places.take("k", "2", 2) == []
    assert await here.places.take("k", "3", 2) == []
    assert await here.places.take("k", "4", 2) == ["1"], "what was taken before counts too"
    await here.places.leave("k", "3")


async def test_places_of_a_front_door_that_died_are_free(
    here: Coordination, server: RedisServer
) -> None:
    async with open_coordination(Settings(bot_redis_url=server.url)) as dead:
        await dead.places.take("k", "1", 2)
        await dead.places.take("k", "2", 2)
    async with Redis.from_url(server.url) as redis:
        for door in await redis.keys("desk:door:*"):
            await redis.delete(door)  # as if its time had run out
    assert await here.places.take("k", "3", 2) == []


async def test_starting_while_redis_is_away(server: RedisServer) -> None:
    server.kill()
    async with (
        asyncio.timeout(PATIENCE),
        open_coordination(Settings(bot_redis_url=server.url)) as late,
        late.bus.subscribe("t") as reader,
    ):
        assert await late.claims.claim("k", 60)
        server.start()
        assert await reader.next(PATIENCE) == ""


async def test_one_that_hangs_is_asked_once_and_then_left_alone(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """It takes every call and answers none; a push that waits for WeChat asks it several times."""
    monkeypatch.setattr(ImpatientRedis, "left_alone", 3600.0)
    lines = 0

    async def swallow(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        nonlocal lines
        lines += 1
        while await reader.read(1024):
            continue
        writer.close()

    hanging = await asyncio.start_server(swallow, "127.0.0.1", 0)
    redis = open_redis(f"redis://127.0.0.1:{hanging.sockets[0].getsockname()[1]}/0")
    claims, limits = RedisClaims(redis), RedisRateLimits(redis)
    assert await claims.claim("k", 60)
    asked = lines
    for _ in range(20):
        assert await claims.claim("k", 60)
        await limits.hit("k", 5, 60)
    assert await limits.hit("k", 5, 60) > 0, "limits count on in this process"
    assert lines == asked == 1
    await redis.aclose(close_connection_pool=True)
    hanging.close()


async def test_one_that_hung_is_asked_again(
    server: RedisServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ImpatientRedis, "left_alone", 0.0)
    redis = open_redis(server.url)
    server.kill()
    claims = RedisClaims(redis)
    assert await claims.claim("k", 60)
    assert await claims.claim("k", 60)
    server.start()
    async with asyncio.timeout(PATIENCE):
        while await claims.claim("k", 60):  # until Redis itself says that it is taken
            continue
    await redis.aclose(close_connection_pool=True)
