"""A store that is known to hang: pushes are told so soon, instead of waiting their whole share."""

from __future__ import annotations

import asyncio
import math

import structlog

from bot.conversation.silence import Silence
from bot.store.database import Database

log = structlog.get_logger(__name__)

KNOCK_WITHIN, PAUSE = 3.0, 1.0


class StoreDoubts(Silence):
    """No push has to find out that the store is back: it is knocked at beside them."""

    def __init__(self, database: Database) -> None:
        super().__init__(pause=math.inf)
        self._database = database
        self._knocking: asyncio.Task[None] | None = None

    def unheard(self) -> None:
        super().unheard()
        if self.is_known() and (self._knocking is None or self._knocking.done()):
            log.error("wechat.store_hangs")
            self._knocking = asyncio.create_task(self._knock(), name="wechat-store-knock")

    async def _knock(self) -> None:
        while self.is_known():
            try:
                async with asyncio.timeout(KNOCK_WITHIN):
                    await self._database.ping()
                self.heard()
                log.info("wechat.store_answers")
            except Exception:
                await asyncio.sleep(PAUSE)

    async def close(self) -> None:
        if self._knocking is not None:
            self._knocking.cancel()
            await asyncio.gather(self._knocking, return_exceptions=True)
