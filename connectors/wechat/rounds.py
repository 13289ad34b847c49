"""Who is being served: each conversation by one task, and by one front door at a time."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterable
from functools import partial

import structlog

from connectors.rooms import Leases

log = structlog.get_logger(__name__)

AT_ONCE = 8


class Rounds:
    """``serve`` sends what waits for one conversation, in order; no conversation waits for the
    slow line of another."""

    def __init__(self, leases: Leases, serve: Callable[[str], Awaitable[None]]) -> None:
        self._leases = leases
        self._serve = serve
        self._under_way: dict[str, asyncio.Task[None]] = {}
        self._gate = asyncio.Semaphore(AT_ONCE)

    def begin(self, conversations: Iterable[str]) -> None:
        """Those that are not being served already."""
        for conversation_id in conversations:
            if conversation_id not in self._under_way:
                task = asyncio.create_task(self._take(conversation_id), name="courier")
                self._under_way[conversation_id] = task
                task.add_done_callback(partial(self._forget, conversation_id))

    async def stop(self) -> None:
        tasks = set(self._under_way.values())
        for task in tasks:
            task.cancel()
        if tasks:
            await asyncio.wait(tasks)

    async def _take(self, conversation_id: str) -> None:
        try:
            # Whoever waits for another front door takes no place from those who may send.
            async with self._leases.hold(f"deliver:{conversation_id}"), self._gate:
                await self._serve(conversation_id)
        except Exception as error:
            log.error("wechat.delivery_failed", error=type(error).__name__)

    def _forget(self, conversation_id: str, _done: asyncio.Task[None]) -> None:
        self._under_way.pop(conversation_id, None)
