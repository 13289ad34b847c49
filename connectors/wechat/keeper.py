"""Fetches what owners sent beside words, before the platform forgets it."""

from __future__ import annotations

import asyncio
import contextlib
from datetime import timedelta
from typing import Protocol

import structlog

from bot.media_types import content_type_of
from bot.messages import Channel
from bot.store.media import give_medium_up, keep_medium, media_to_fetch, try_medium_later
from bot.store.models import Medium
from connectors.rooms import Rooms
from connectors.wechat.faults import NotDelivered
from connectors.wechat.retries import Claims

log = structlog.get_logger(__name__)

SWEEP_INTERVAL = 3.0
FIRST_PAUSE, LONGEST_PAUSE = timedelta(seconds=10), timedelta(hours=2)
# With these pauses nearly the three days for which WeChat keeps a medium.
MAX_ATTEMPTS = 40
# One try with all its time limits takes less.
CLAIMED = 150.0


class MediaSource(Protocol):
    async def fetch(self, medium: Medium) -> bytes:
        """Raise NotDelivered where it cannot be had."""
        ...


class Keeper:
    """``claims`` keep two front doors from fetching the same one; it would do no harm."""

    def __init__(self, rooms: Rooms, source: MediaSource, claims: Claims, channel: Channel) -> None:
        self._database = rooms.database
        self._journal = rooms.journal
        self._clock = rooms.clock
        self._source = source
        self._claims = claims
        self._channel = channel
        self._came = asyncio.Event()

    def wake(self) -> None:
        """Something came just now."""
        self._came.set()

    async def run_forever(self) -> None:
        while True:
            self._came.clear()
            try:
                await self.fetch_waiting()
            except Exception as error:
                log.error("media.keeper_failed", error=type(error).__name__)
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(SWEEP_INTERVAL):
                    await self._came.wait()

    async def fetch_waiting(self) -> None:
        """One after another: a burst of films must not fill the memory."""
        async with self._database.read() as session:
            waiting = await media_to_fetch(session, self._channel, self._clock.now())
        for medium in waiting:
            if await self._claims.claim(f"medium:{medium.message_id}:{medium.attempts}", CLAIMED):
                await self._fetch(medium)
                await self._journal.announce(medium.conversation_id)

    async def _fetch(self, medium: Medium) -> None:
        try:
            data = await self._source.fetch(medium)
        except NotDelivered as error:
            await self._note_fault(medium, error)
            return
        content_type = content_type_of(data)
        async with self._database.write() as session:
            if medium.kind == "image" and not content_type.startswith("image/"):
                reason = "收到的内容不是图片，没有保存"
                await give_medium_up(session, medium.message_id, reason)
            else:
                await keep_medium(session, medium.message_id, content_type, data)

    async def _note_fault(self, medium: Medium, error: NotDelivered) -> None:
        log.warning("media.not_fetched", channel=self._channel, outcome=error.fault.name)
        again = (error.again or error.fault.unsure) and medium.attempts < MAX_ATTEMPTS
        pause = min(FIRST_PAUSE * 4 ** min(medium.attempts, 6), LONGEST_PAUSE)
        async with self._database.write() as session:
            if again:
                at = self._clock.now() + pause
                await try_medium_later(session, medium.message_id, at, error.reason)
            else:
                await give_medium_up(session, medium.message_id, error.reason)
