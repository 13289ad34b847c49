"""Erasure reaches the engine's own record of a dialogue (PIPL art. 47), beside the turns."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from datetime import timedelta

import structlog
from sqlalchemy.exc import SQLAlchemyError

from bot.clock import Clock
from bot.conversation.participants import Leases
from bot.store.archive.trackers import forget_events
from bot.store.database import Database
from bot.store.models import TrackerErasure
from bot.store.tracker_erasures import claim_erasures, has_due_erasure, settle_erasure

log = structlog.get_logger(__name__)

# An engine that was given up on may yet write down the turn that it was at, all before included.
LOOK_AGAIN = timedelta(minutes=2)


class TrackerEraser:
    """Safe at any number of replicas: what is due is claimed in the store.

    The engine reads a dialogue from its table at every turn and keeps none in memory, so what is
    gone there is gone. It writes at the end of a turn: under the turn's lease nothing is under way.
    """

    def __init__(
        self,
        database: Database,
        trackers: Database,
        leases: Leases,
        clock: Clock,
        wall: Callable[[], float] = time.time,
    ) -> None:
        self._database = database
        self._trackers = trackers
        self._leases = leases
        self._clock = clock
        # The engine dates its events by the machine's own time.
        self._wall = wall

    async def run_forever(self, interval: float) -> None:
        while True:
            try:
                await self.erase_due()
            except Exception:
                log.exception("tracker.erasures_failed")
            await asyncio.sleep(interval)

    async def erase_due(self) -> int:
        """How many dialogues were forgotten."""
        async with self._database.read() as session:
            if not await has_due_erasure(session, self._clock.now()):
                return 0
        async with self._database.write() as session:
            due = await claim_erasures(session, self._clock.now())
        return sum([await self._forget(each) for each in due])

    async def _forget(self, row: TrackerErasure) -> bool:
        try:
            async with self._leases.hold(f"turn:{row.conversation_id}"):
                until = row.until or self._wall()
                async with self._trackers.write() as session:
                    await forget_events(session, row.conversation_id, until)
        except (SQLAlchemyError, OSError) as error:
            # It comes due again, and staff see in the log that it waits.
            log.warning("tracker.not_erased", conversation=row.conversation_id, reason=str(error))
            return False
        again = self._clock.now() + LOOK_AGAIN if row.until is None else None
        async with self._database.write() as session:
            await settle_erasure(session, row, again, until)
        return True
