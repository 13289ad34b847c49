"""Coordination of one front door: everything in this process's memory.

Each class has a twin of the same shape in ``redis_twins`` or ``redis_bus``; both pass one contract
suite.
"""

from __future__ import annotations

import asyncio
import time
from collections import defaultdict, deque
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

from bot.coordination.signals import Subscription

# How often what no limit needs any more is forgotten.
SWEEP_SECONDS = 10.0


class LocalBus:
    """Wakes readers; carries no truth. A reader that lags hears one signal for many."""

    def __init__(self) -> None:
        self._subscriptions: dict[str, set[Subscription]] = defaultdict(set)

    async def publish(self, topic: str, payload: str = "") -> None:
        self.deliver(topic, payload)

    def deliver(self, topic: str, payload: str) -> None:
        for subscription in tuple(self._subscriptions.get(topic, ())):
            subscription.push(payload)

    def wake_all(self) -> None:
        """Let every reader look again, after signals may have been missed."""
        for topic in tuple(self._subscriptions):
            self.deliver(topic, "")

    @asynccontextmanager
    async def subscribe(self, topic: str) -> AsyncIterator[Subscription]:
        subscription = Subscription()
        self._subscriptions[topic].add(subscription)
        try:
            yield subscription
        finally:
            self._subscriptions[topic].discard(subscription)
            if not self._subscriptions[topic]:
                del self._subscriptions[topic]

    async def close(self) -> None:
        self._subscriptions.clear()


class LocalLeases:
    """One holder at a time per key."""

    def __init__(self) -> None:
        self._locks: dict[str, asyncio.Lock] = {}
        self._users: dict[str, int] = defaultdict(int)

    @asynccontextmanager
    async def hold(self, key: str) -> AsyncIterator[None]:
        lock = self._locks.setdefault(key, asyncio.Lock())
        self._users[key] += 1
        try:
            async with lock:
                yield
        finally:
            self._users[key] -= 1
            if not self._users[key]:
                del self._users[key], self._locks[key]

    async def close(self) -> None:
        self._locks.clear()


class LocalClaims:
    """First claim of a key wins until it lapses; ``ttl`` in seconds."""

    def __init__(self, now: Callable[[], float] = time.monotonic) -> None:
        self._now = now
        self._until: dict[str, float] = {}

    async def claim(self, key: str, ttl: float) -> bool:
        now = self._now()
        self._drop_lapsed(now)
        if self._until.get(key, 0.0) > now:
            return False
        self._until.pop(key, None)
        self._until[key] = now + ttl
        return True

    async def release(self, key: str) -> None:
        self._until.pop(key, None)

    def _drop_lapsed(self, now: float) -> None:
        # Keys are in order of claiming, not of lapsing; a short look bounds the work per call.
        for key in list(self._until)[:32]:
            if self._until[key] <= now:
                del self._until[key]


class LocalRateLimits:
    """Sliding window: at most ``limit`` hits in any ``window`` seconds."""

    def __init__(self, now: Callable[[], float] = time.monotonic) -> None:
        self._now = now
        self._hits: dict[str, deque[float]] = {}
        # When a key's last hit leaves its own window; keys have windows of different lengths.
        self._until: dict[str, float] = {}
        self._next_sweep = now() + SWEEP_SECONDS

    async def hit(self, key: str, limit: int, window: float) -> float:
        """Return 0.0 where the hit is allowed, else the seconds to wait."""
        now = self._now()
        self._sweep(now)
        hits = self._hits.setdefault(key, deque())
        while hits and hits[0] <= now - window:
            hits.popleft()
        if len(hits) >= limit:
            return max(hits[0] + window - now, 0.001)
        hits.append(now)
        self._until[key] = now + window
        return 0.0

    def _sweep(self, now: float) -> None:
        if now < self._next_sweep:
            return
        self._next_sweep = now + SWEEP_SECONDS
        for key in [key for key, until in self._until.items() if until <= now]:
            del self._until[key], self._hits[key]


class LocalPlaces:
    """A few places for each key; who comes when all are taken gets the one held longest."""

    def __init__(self) -> None:
        self._held: defaultdict[str, list[str]] = defaultdict(list)

    async def take(self, key: str, place: str, most: int) -> list[str]:
        """Returns the places that have to be given up for it."""
        held = self._held[key]
        held.append(place)
        surplus = held[:-most]
        del held[:-most]
        return surplus

    async def leave(self, key: str, place: str) -> None:
        held = self._held[key]
        if place in held:
            held.remove(place)
        if not held:
            del self._held[key]


class LocalTokens:
    """A token that many callers share and one refreshes."""

    def __init__(self, now: Callable[[], float] = time.monotonic) -> None:
        self._now = now
        self._tokens: dict[str, tuple[str, float]] = {}
        self._leases = LocalLeases()

    async def get(self, name: str, fetch: Callable[[], Awaitable[tuple[str, float]]]) -> str:
        """``fetch`` returns the token and its life in seconds; it runs once for all callers."""
        async with self._leases.hold(name):
            token, until = self._tokens.get(name, ("", 0.0))
            if until > self._now():
                return token
            token, life = await fetch()
            self._tokens[name] = (token, self._now() + life)
            return token

    async def forget(self, name: str, token: str) -> None:
        """Drop a token that was refused; a newer one that replaced it meanwhile is kept."""
        if self._tokens.get(name, ("", 0.0))[0] == token:
            del self._tokens[name]
