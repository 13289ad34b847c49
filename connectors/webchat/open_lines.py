"""How many lines a visitor's session holds open at all front doors, sockets and streams alike."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from typing import Protocol
from uuid import uuid4

from bot.coordination.topics import SURPLUS_LINES
from bot.store.visitor_sessions import digest

MOST_LINES = 10
# The close code of a line that had to give way to a newer one of the same session.
GAVE_WAY = 4429
# As where the server restarts: who may still listen comes back at once, and is asked who they are.
COME_AGAIN = 1012
# On the bus, before the digest of a session that was closed or is another person's now.
_SESSION = "session:"
LOOK_AGAIN = 60.0

type End = Callable[[int], object]


class Places(Protocol):
    async def take(self, key: str, place: str, most: int) -> list[str]: ...

    async def leave(self, key: str, place: str) -> None: ...


class Signals(Protocol):
    async def next(self, timeout: float) -> str | None: ...  # noqa: ASYNC109


class Bus(Protocol):
    async def publish(self, topic: str, payload: str = "") -> None: ...

    def subscribe(self, topic: str) -> AbstractAsyncContextManager[Signals]: ...


class OpenLines:
    """The newest stay: a visitor looks at the tab that was opened last. (Staff are refused instead:
    they can be told to close a window.) A front door that does not hear that a line of its own is
    one too many keeps it: the limit keeps the machine from harm, and lines are cheap."""

    def __init__(self, places: Places, bus: Bus) -> None:
        self._places = places
        self._bus = bus
        self._ends: dict[str, End] = {}
        self._sessions: dict[str, str] = {}
        self._leaving: set[asyncio.Task[None]] = set()

    @asynccontextmanager
    async def hold(self, token: str, end: End) -> AsyncIterator[None]:
        """``end`` is called once, with a close code: newer lines leave no room for this one, or the
        session has ended."""
        session, line = digest(token), uuid4().hex
        self._ends[line], self._sessions[line] = end, session
        try:
            for surplus in await self._places.take(session, line, MOST_LINES):
                if not self._end(surplus):
                    await self._bus.publish(SURPLUS_LINES, surplus)
            yield
        finally:
            self._ends.pop(line, None)
            self._sessions.pop(line, None)
            # By itself: what ends a line may be a cancellation, which would end this too.
            leaving = asyncio.create_task(self._places.leave(session, line))
            self._leaving.add(leaving)
            leaving.add_done_callback(self._leaving.discard)

    async def end_session(self, token: str) -> None:
        """Nothing more is told to whoever listened under it, at whichever front door."""
        session = digest(token)
        self._end_all(session)
        await self._bus.publish(SURPLUS_LINES, _SESSION + session)

    async def hear_forever(self) -> None:
        """End what newer lines at other front doors leave no room for, and what ended there."""
        async with self._bus.subscribe(SURPLUS_LINES) as signals:
            while True:
                named = await signals.next(LOOK_AGAIN) or ""
                if named.startswith(_SESSION):
                    self._end_all(named.removeprefix(_SESSION))
                else:
                    self._end(named)

    def _end_all(self, session: str) -> None:
        for line in [line for line, of in self._sessions.items() if of == session]:
            self._end(line, COME_AGAIN)

    def _end(self, line: str, code: int = GAVE_WAY) -> bool:
        end = self._ends.pop(line, None)
        if end is not None:
            end(code)
        return end is not None
