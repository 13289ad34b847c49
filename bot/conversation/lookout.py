"""One look at the store for all lines that wait in this process: what moved and no signal told.

Signals may be lost, so somebody has to look. Thousands of lines wait at a time; each of them asking
by itself was a third of the processor at 5,000 of them.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections import defaultdict
from collections.abc import AsyncIterator, Iterable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from itertools import batched
from typing import Protocol

import structlog

from bot.coordination.topics import topic_of
from bot.store.conversations import Position, positions_of
from bot.store.database import Database

log = structlog.get_logger(__name__)

# Seconds between looks. What a lost signal told comes this much later, at most.
LOOK_AGAIN = 10.0
# Conversations in one query. On SQLite a query holds everything else up (docs/adr/0005).
TOGETHER = 500
MOVED = "moved"


class Signals(Protocol):
    async def next(self, timeout: float) -> str | None: ...  # noqa: ASYNC109

    def push(self, payload: str) -> None: ...


class Bus(Protocol):
    def subscribe(self, topic: str) -> AbstractAsyncContextManager[Signals]: ...


class Waiting:
    """A reader of one conversation, and up to where it has read."""

    def __init__(self, signals: Signals, lookout: Lookout) -> None:
        self._signals = signals
        self._lookout = lookout
        self._read_to: Position | None = None

    async def news(self, read_to: Position, seconds: float) -> str | None:
        """What came up behind ``read_to``; None after ``seconds`` without anything."""
        self._read_to = read_to
        signal = await self._signals.next(seconds)
        if signal != "":
            return signal
        # "Signals may have been missed": said to all lines at once when the bus was away, so the
        # lookout finds out for all of them which one has missed any.
        self._lookout.look_soon()
        return None

    def compare(self, found: Position | None) -> None:
        if self._read_to is not None and self._read_to != found:
            self._signals.push(MOVED)


class Lookout:
    def __init__(self, database: Database, bus: Bus) -> None:
        self._database = database
        self._bus = bus
        self._waiting: defaultdict[str, set[Waiting]] = defaultdict(set)
        self._asked = asyncio.Event()

    @asynccontextmanager
    async def wait_at(self, conversation_id: str) -> AsyncIterator[Waiting]:
        async with self._bus.subscribe(topic_of(conversation_id)) as signals:
            waiting = Waiting(signals, self)
            self._waiting[conversation_id].add(waiting)
            try:
                yield waiting
            finally:
                self._waiting[conversation_id].discard(waiting)
                if not self._waiting[conversation_id]:
                    del self._waiting[conversation_id]

    def look_soon(self) -> None:
        self._asked.set()

    async def run_forever(self) -> None:
        while True:
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(LOOK_AGAIN):
                    await self._asked.wait()
            self._asked.clear()
            try:
                await self.look()
            except Exception:
                # The next look is soon enough; a store that is away shows elsewhere.
                log.exception("lookout.failed")

    async def look(self) -> None:
        """Tell those whose conversation is not where they have read to."""
        for ids in batched(tuple(self._waiting), TOGETHER):
            await self._look_at(ids)

    async def _look_at(self, ids: Iterable[str]) -> None:
        async with self._database.read() as session:
            found = await positions_of(session, ids)
        for conversation_id in ids:
            for waiting in self._waiting.get(conversation_id, ()):
                # One that was erased is nowhere: its readers find out by reading.
                waiting.compare(found.get(conversation_id))
