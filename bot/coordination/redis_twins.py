"""Coordination of many front doors through Redis; the bus is in ``redis_bus``.

Redis only speeds things up: the truth is in SQL. Where Redis is away, leases and limits fall
back to this process (SQL fences the rest), and callers go on.
"""

from __future__ import annotations

import asyncio
import contextlib
import random
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from secrets import token_hex

import structlog
from redis.asyncio import Redis
from redis.exceptions import RedisError

from bot.coordination.in_process import (
    LocalLeases,
    LocalPlaces,
    LocalRateLimits,
    LocalTokens,
)

log = structlog.get_logger(__name__)

LEASE_MS = 10_000
# A front door's sign of life, and how long places are remembered after the last one was taken.
DOOR_MS, PLACES_MS = 30_000, 86_400_000
NO_LIMIT = 1_000_000
PREFIX = "desk:"

# Delete or extend only what this holder set (compare-and-act must be one step).
RELEASE = "if redis.call('get', KEYS[1]) == ARGV[1] then return redis.call('del', KEYS[1]) end"
EXTEND = (
    "if redis.call('get', KEYS[1]) == ARGV[1] then "
    "return redis.call('pexpire', KEYS[1], ARGV[2]) end"
)
# Sliding window in a sorted set, on the server's clock. Returns the milliseconds to wait, or 0.
HIT = """
local t = redis.call('time'); local now = t[1] * 1000 + math.floor(t[2] / 1000)
local window = tonumber(ARGV[2])
redis.call('zremrangebyscore', KEYS[1], '-inf', now - window)
if redis.call('zcard', KEYS[1]) >= tonumber(ARGV[1]) then
  local first = redis.call('zrange', KEYS[1], 0, 0, 'WITHSCORES')
  return math.max(1, first[2] + window - now)
end
redis.call('zadd', KEYS[1], now, ARGV[3]); redis.call('pexpire', KEYS[1], window)
return 0
"""


# Members are "<front door> <place>", by when taken. Places of front doors that gave no sign
# of life are dropped, then the oldest beyond the most that there may be: those are returned.
TAKE_PLACE = """
local t = redis.call('time'); local now = t[1] * 1000000 + t[2]
redis.call('set', KEYS[2], '1', 'px', ARGV[4])
redis.call('zadd', KEYS[1], now, ARGV[1]); redis.call('pexpire', KEYS[1], ARGV[5])
for _, member in ipairs(redis.call('zrange', KEYS[1], 0, -1)) do
  local door = string.match(member, '^%S+')
  if redis.call('exists', ARGV[3] .. door) == 0 then redis.call('zrem', KEYS[1], member) end
end
local surplus = redis.call('zrange', KEYS[1], 0, -1 - ARGV[2])
for _, member in ipairs(surplus) do redis.call('zrem', KEYS[1], member) end
return surplus
"""


class RedisLeases:
    """One holder at a time per key across all front doors, kept alive while it is held."""

    def __init__(self, redis: Redis) -> None:
        self._redis = redis
        self._local = LocalLeases()

    @asynccontextmanager
    async def hold(self, key: str) -> AsyncIterator[None]:
        # Waiting inside this process is orderly and free; only its front waiter asks Redis.
        async with self._local.hold(key):
            name, token = PREFIX + "lease:" + key, token_hex(12)
            keeper = asyncio.create_task(self._keep(name, token))
            try:
                # Inside: one who gives up while Redis is answering must let go as well.
                await self._acquire(name, token)
                yield
            finally:
                keeper.cancel()
                await asyncio.gather(keeper, return_exceptions=True)
                await self._release(name, token)

    async def close(self) -> None:
        await self._local.close()

    async def _acquire(self, name: str, token: str) -> None:
        while True:
            try:
                if await self._redis.set(name, token, nx=True, px=LEASE_MS):
                    return
            except RedisError as error:
                log.warning("lease.without_redis", error=type(error).__name__)
                return
            await asyncio.sleep(random.uniform(0.01, 0.04))  # noqa: S311 - jitter

    async def _keep(self, name: str, token: str) -> None:
        while True:
            await asyncio.sleep(LEASE_MS / 3000)
            with contextlib.suppress(RedisError):
                await self._redis.eval(EXTEND, 1, name, token, LEASE_MS)

    async def _release(self, name: str, token: str) -> None:
        with contextlib.suppress(RedisError):
            await self._redis.eval(RELEASE, 1, name, token)


class RedisClaims:
    def __init__(self, redis: Redis) -> None:
        self._redis = redis

    async def claim(self, key: str, ttl: float) -> bool:
        """True also where Redis is away: SQL's unique keys are the second barrier."""
        try:
            name = PREFIX + "claim:" + key
            return bool(await self._redis.set(name, "1", nx=True, px=int(ttl * 1000)))
        except RedisError:
            return True

    async def release(self, key: str) -> None:
        with contextlib.suppress(RedisError):
            await self._redis.delete(PREFIX + "claim:" + key)


class RedisRateLimits:
    def __init__(self, redis: Redis) -> None:
        self._redis = redis
        # While Redis is away passwords must not become free to guess.
        self._local = LocalRateLimits()

    async def hit(self, key: str, limit: int, window: float) -> float:
        try:
            wait = await self._redis.eval(
                HIT, 1, PREFIX + "limit:" + key, limit, int(window * 1000), token_hex(8)
            )
            return float(wait) / 1000
        except RedisError:
            return await self._local.hit(key, limit, window)


class RedisPlaces:
    """Counted across all front doors. Those of a front door that died count no more once its sign
    of life has lapsed; while Redis is away each front door counts its own."""

    def __init__(self, redis: Redis) -> None:
        self._redis = redis
        self._local = LocalPlaces()
        self._door = token_hex(6)

    async def take(self, key: str, place: str, most: int) -> list[str]:
        member = f"{self._door} {place}"
        try:
            surplus: list[bytes] = await self._redis.eval(
                TAKE_PLACE, 2, PREFIX + "places:" + key, self._sign_of_life(self._door),
                member, most, PREFIX + "door:", DOOR_MS, PLACES_MS,
            )  # fmt: skip
        except RedisError:
            return await self._local.take(key, place, most)
        given_up = [each.decode().partition(" ")[2] for each in surplus]
        await self._local.take(key, place, NO_LIMIT)
        for each in given_up:
            await self._local.leave(key, each)
        return given_up

    async def leave(self, key: str, place: str) -> None:
        await self._local.leave(key, place)
        with contextlib.suppress(RedisError):
            await self._redis.zrem(PREFIX + "places:" + key, f"{self._door} {place}")

    async def live(self) -> None:
        """Give the sign of life, over and over."""
        while True:
            with contextlib.suppress(RedisError):
                await self._redis.set(self._sign_of_life(self._door), "1", px=DOOR_MS)
            await asyncio.sleep(DOOR_MS / 3000)

    def _sign_of_life(self, door: str) -> str:
        return PREFIX + "door:" + door


class RedisTokens:
    """One refresher for all replicas; the token lies in Redis until shortly before its end."""

    def __init__(self, redis: Redis, leases: RedisLeases) -> None:
        self._redis = redis
        self._leases = leases
        self._local = LocalTokens()

    async def get(self, name: str, fetch: Callable[[], Awaitable[tuple[str, float]]]) -> str:
        try:
            held = await self._redis.get(PREFIX + "token:" + name)
            return _text(held) if held else await self._refresh(name, fetch)
        except RedisError:
            return await self._local.get(name, fetch)

    async def forget(self, name: str, token: str) -> None:
        await self._local.forget(name, token)
        with contextlib.suppress(RedisError):
            await self._redis.eval(RELEASE, 1, PREFIX + "token:" + name, token)

    async def _refresh(self, name: str, fetch: Callable[[], Awaitable[tuple[str, float]]]) -> str:
        async with self._leases.hold("token:" + name):
            held = await self._redis.get(PREFIX + "token:" + name)
            if held:
                return _text(held)
            token, life = await fetch()
            await self._redis.set(PREFIX + "token:" + name, token, px=max(int(life * 1000), 1))
            return token


def _text(value: bytes | str) -> str:
    return value.decode() if isinstance(value, bytes) else value
