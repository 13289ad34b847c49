"""A reader's end of the bus."""

from __future__ import annotations

import asyncio

MAX_PENDING = 64


class Subscription:
    """Holds few signals: a reader that lags re-reads the store and loses nothing."""

    def __init__(self) -> None:
        self._queue: asyncio.Queue[str] = asyncio.Queue(MAX_PENDING)
        self._lost = False

    def push(self, payload: str) -> None:
        try:
            self._queue.put_nowait(payload)
        except asyncio.QueueFull:
            self._lost = True

    def drain(self) -> list[str]:
        """What else waits, at once. An empty payload among it says: look at everything."""
        waiting = [self._queue.get_nowait() for _ in range(self._queue.qsize())]
        return [*waiting, ""] if self._take_lost() else waiting

    async def next(self, timeout: float) -> str | None:  # noqa: ASYNC109 - a poll interval
        """The next payload, or None after ``timeout`` seconds. An empty one says: look at
        everything; it stands for signals that there was no room for."""
        try:
            payload = await asyncio.wait_for(self._queue.get(), timeout)
        except TimeoutError:
            return None
        return "" if self._take_lost() else payload

    def _take_lost(self) -> bool:
        lost, self._lost = self._lost, False
        return lost
