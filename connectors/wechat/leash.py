"""Work that a push waits for only so long, whatever it does then."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from typing import Any

from bot.clock import Hourglass


class Leash:
    """Being cut off takes time as well: a driver whose server hangs first tells it to stop, and
    waits for that. A push does not."""

    def __init__(self, hourglass: Hourglass) -> None:
        self._hourglass = hourglass
        self._running: set[asyncio.Task[Any]] = set()

    async def wait[T](self, work: Coroutine[Any, Any, T], until: float, step: str) -> T:
        """Raise TimeoutError once ``until`` has come; the work is told to stop, and left alone."""
        task = self._begin(work)
        try:
            async with self._hourglass.limit(until, step):
                await asyncio.wait({task})
        except BaseException:
            task.cancel()
            raise
        return task.result()

    async def look_on(self, work: Coroutine[Any, Any, bool], until: float, step: str) -> bool:
        """The same of work that ends by itself, and must not be stopped half-way: False then."""
        task = self._begin(work)
        try:
            async with self._hourglass.limit(until, step):
                await asyncio.wait({task})
        except TimeoutError:
            return False
        return task.exception() is None and task.result()

    def _begin[T](self, work: Coroutine[Any, Any, T]) -> asyncio.Task[T]:
        task = asyncio.create_task(work)
        self._running.add(task)
        task.add_done_callback(self._forget)
        return task

    def _forget(self, task: asyncio.Task[Any]) -> None:
        self._running.discard(task)
        if not task.cancelled():
            task.exception()  # nobody may be left to hear of it
