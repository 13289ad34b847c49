"""The bus between many front doors, through Redis.

It only wakes readers: the truth is in SQL. Where Redis is away, signals reach this process only.
"""

from __future__ import annotations

import asyncio
import contextlib
import random
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from secrets import token_hex

import structlog
from redis.exceptions import RedisError

from bot.coordination.in_process import LocalBus
from bot.coordination.redis_client import ImpatientRedis
from bot.coordination.signals import Subscription

log = structlog.get_logger(__name__)

CHANNEL = "desk:bus"
EVERY_TOPIC = "*"


class RedisBus:
    """One subscription connection per process; what is published here is heard here at once.

    What Redis did not take is not said again word by word: once it answers, the other front doors
    are told to look at everything.
    """

    def __init__(self, redis: ImpatientRedis) -> None:
        self._redis = redis
        self._local = LocalBus()
        self._origin = token_hex(8)
        self._listener: asyncio.Task[None] | None = None
        self._making_good: asyncio.Task[None] | None = None
        self._ready = asyncio.Event()
        self._lost = False

    async def start(self) -> None:
        self._listener = asyncio.create_task(self._listen(), name="redis-bus")
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(self._ready.wait(), 5)

    async def publish(self, topic: str, payload: str = "") -> None:
        self._local.deliver(topic, payload)
        try:
            await self._say(topic, payload)
        except RedisError as error:
            log.warning("bus.publish_failed", error=type(error).__name__)
            if self._making_good is None or self._making_good.done():
                self._making_good = asyncio.create_task(self._make_good(), name="redis-bus-again")

    async def _say(self, topic: str, payload: str) -> None:
        await self._redis.publish(CHANNEL, f"{self._origin} {topic} {payload}")

    async def _make_good(self) -> None:
        while True:
            await _wait_a_little()
            with contextlib.suppress(RedisError):
                return await self._say(EVERY_TOPIC, "")

    @asynccontextmanager
    async def subscribe(self, topic: str) -> AsyncIterator[Subscription]:
        async with self._local.subscribe(topic) as subscription:
            yield subscription

    async def close(self) -> None:
        running = [task for task in (self._listener, self._making_good) if task is not None]
        for task in running:
            task.cancel()
        await asyncio.gather(*running, return_exceptions=True)

    async def _listen(self) -> None:
        while True:
            try:
                async with self._redis.pubsub() as pubsub:
                    await pubsub.subscribe(CHANNEL)
                    async for message in pubsub.listen():
                        self._hear(message)
            except RedisError as error:
                # Once, however long it lasts.
                if not self._lost:
                    log.warning("bus.connection_lost", error=type(error).__name__)
                self._lost = True
                # Others that wait for use are as dead, and would tell so to whoever publishes next.
                await self._redis.connection_pool.disconnect(inuse_connections=False)
            await _wait_a_little()

    def _hear(self, message: dict[str, object]) -> None:
        if message["type"] == "subscribe":
            self._redis.answered()
            self._lost = False
            self._ready.set()
            self._local.wake_all()  # what was said while the line was down was not heard
        if message["type"] != "message" or not isinstance(message["data"], bytes):
            return
        origin, topic, payload = message["data"].decode().split(" ", 2)
        if origin == self._origin:
            return
        if topic == EVERY_TOPIC:
            self._local.wake_all()
        else:
            self._local.deliver(topic, payload)


async def _wait_a_little() -> None:
    await asyncio.sleep(random.uniform(0.1, 1.0))  # noqa: S311 - jitter, not a secret
