"""Nobody is forgotten: colleagues who vanished lose their conversations, and owners who wait too
long hear so."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from typing import Protocol

import structlog

from bot.clock import Clock
from bot.handoff.attendance import Attendance
from bot.handoff.hours import Calendar
from bot.handoff.ink import Journal, Phrases, StoreReplies
from bot.handoff.moving import Mover, hold
from bot.store.database import Database
from bot.store.desk import is_abandoned, list_abandoned, mark_told, waiting_untold
from bot.store.models import Conversation

log = structlog.get_logger(__name__)

SWEEP_INTERVAL = 5.0
SYSTEM = ("system", "desk")


class Claims(Protocol):
    async def claim(self, key: str, ttl: float) -> bool: ...


class WaitingLine:
    """Owners in the queue. ``patience`` in minutes."""

    def __init__(
        self,
        database: Database,
        store: StoreReplies,
        phrases: Phrases,
        calendar: Calendar,
        patience: float,
        clock: Clock,
    ) -> None:
        self._database = database
        self._store = store
        self._phrases = phrases
        self._calendar = calendar
        self._patience = timedelta(minutes=patience)
        self._clock = clock

    async def tell(self) -> list[str]:
        """Tell those whom nobody has taken yet, once for each wait; returns their conversations."""
        async with self._database.read() as session:
            waiting = await waiting_untold(session, self._clock.now() - self._patience)
        return [each.id for each in waiting if await self._tell_one(each)]

    async def _tell_one(self, seen: Conversation) -> bool:
        hours = await self._calendar.hours()
        open_now = hours.is_open(self._clock.now())
        name = "still_waiting" if open_now else "closed_now"
        line = self._phrases.say(name, hours=hours.text)
        async with self._database.write() as session:
            if not await mark_told(session, seen.id, seen.owner_epoch):
                return False
            await self._store(session, seen.id, seen.channel, [line], self._clock)
            return True


class DeskSweeper:
    """Safe at any number of front doors: each change is fenced by the conversation's epoch, and a
    claim keeps all but one of them from looking."""

    def __init__(
        self,
        database: Database,
        mover: Mover,
        waiting_line: WaitingLine,
        attendance: Attendance,
        journal: Journal,
        claims: Claims,
        clock: Clock,
    ) -> None:
        self._database = database
        self._mover = mover
        self._waiting = waiting_line
        self._attendance = attendance
        self._journal = journal
        self._claims = claims
        self._clock = clock

    async def run_forever(self) -> None:
        while True:
            try:
                if await self._claims.claim("desk-sweep", SWEEP_INTERVAL * 0.8):
                    await self.sweep()
            except Exception:
                log.exception("desk.sweep_failed")
            await asyncio.sleep(SWEEP_INTERVAL)

    async def sweep(self) -> None:
        now = self._clock.now()
        async with self._database.read() as session:
            abandoned = await list_abandoned(session, now - self._attendance.grace, now)
        for conversation in abandoned:
            await self._requeue(conversation)
        for conversation_id in await self._waiting.tell():
            await self._journal.announce(conversation_id)
        await self._attendance.forget_lapsed()

    async def _requeue(self, seen: Conversation) -> None:
        now = self._clock.now()
        async with self._database.write() as session:
            conversation = await hold(session, seen.id)
            # They may have come back, or given it away, since the list was made.
            if conversation.owner_epoch != seen.owner_epoch or not await is_abandoned(
                session, seen.id, now - self._attendance.grace, now
            ):
                return
            move = self._mover.to_queue("abandoned")
            await self._mover.move(session, conversation, move, SYSTEM)
        log.warning("desk.abandoned", conversation=seen.id, staff=seen.staff_id)
        await self._journal.announce(seen.id)
