"""Clears away, every hour, the ways in that have lapsed."""

from __future__ import annotations

import asyncio

import structlog

from bot.clock import Clock
from bot.store.database import Database
from bot.store.lapsed import forget_lapsed

log = structlog.get_logger(__name__)


class Lapses:
    """Safe at any number of front doors: what one has cleared away the other does not find."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    async def run_forever(self, interval: float) -> None:
        while True:
            try:
                await self.clear()
            except Exception as error:
                log.warning("lapses.failed", error=type(error).__name__)
            await asyncio.sleep(interval)

    async def clear(self) -> None:
        more = True
        while more:
            async with self._database.write() as session:
                more = await forget_lapsed(session, self._clock.now())
