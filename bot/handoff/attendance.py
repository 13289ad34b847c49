"""Who of the staff is here, and who has which conversation open."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy.ext.asyncio import AsyncSession

from bot.clock import Clock
from bot.coordination.topics import DESK, PRESENCE, SESSIONS, desk_payload
from bot.errors import NotFound
from bot.handoff.ink import Bus, Journal
from bot.messages import Owner
from bot.store.database import Database
from bot.store.models import Conversation, Staff
from bot.store.presence import (
    Colleague,
    Viewer,
    end_viewing,
    forget_lapsed_viewings,
    is_present,
    list_colleagues,
    list_viewers,
    note_viewing,
    touch_session,
)
from bot.store.visitor_sessions import digest

# A sign of life is written down at most this often for each session.
NOTE_EVERY = timedelta(seconds=10)
# A viewer who does not renew it is gone; an open console renews it every 15 s.
VIEWING_LAPSES = timedelta(seconds=45)
TYPING_LAPSES = timedelta(seconds=6)
MOST_REMEMBERED = 10_000


class Attendance:
    """``grace``: seconds without a sign of life after which a colleague counts as gone."""

    def __init__(
        self, database: Database, journal: Journal, bus: Bus, clock: Clock, grace: float
    ) -> None:
        self._database = database
        self._journal = journal
        self._bus = bus
        self._clock = clock
        self.grace = timedelta(seconds=grace)
        self._note_every = min(NOTE_EVERY, self.grace / 4)
        self._noted: dict[str, datetime] = {}

    async def note(self, token: str) -> None:
        """A sign of life of this session: a request, or a socket that answers."""
        now, key = self._clock.now(), digest(token)
        noted = self._noted.get(key)
        if noted is not None and now - noted < self._note_every:
            return
        if len(self._noted) >= MOST_REMEMBERED:
            self._noted.clear()
        self._noted[key] = now
        async with self._database.write() as session:
            await touch_session(session, token, now)

    async def is_here(self, session: AsyncSession, staff_id: str) -> bool:
        now = self._clock.now()
        return await is_present(session, staff_id, now - self.grace, now)

    async def colleagues(self) -> Sequence[tuple[Colleague, bool]]:
        """Everybody with an account, and whether they are here."""
        now = self._clock.now()
        async with self._database.read() as session:
            rows = await list_colleagues(session, now)
        return [(row, row.seen_at is not None and row.seen_at > now - self.grace) for row in rows]

    async def see(self, staff: Staff, conversation_id: str, state: str) -> list[Viewer]:
        """``state``: viewing, typing or left. Returns who looks at the conversation now.

        Only the one who owns the conversation types for the visitor too.
        """
        now = self._clock.now()
        async with self._database.write() as session:
            conversation = await session.get(Conversation, conversation_id)
            if conversation is None:
                raise NotFound("没有这个会话")
            if state == "left":
                await end_viewing(session, conversation_id, staff.id)
            else:
                typing = state == "typing"
                await note_viewing(session, conversation_id, staff.id, now, typing=typing)
            viewers = await self._viewers(session, conversation_id, now)
        await self._bus.publish(DESK, desk_payload(PRESENCE, conversation_id))
        if conversation.owner == Owner.STAFF and conversation.staff_id == staff.id:
            event = "typing" if state == "typing" else "typing_over"
            await self._journal.announce(conversation_id, event)
        return viewers

    async def viewers(self, conversation_id: str) -> list[Viewer]:
        async with self._database.read() as session:
            if await session.get(Conversation, conversation_id) is None:
                raise NotFound("没有这个会话")
            return await self._viewers(session, conversation_id, self._clock.now())

    async def session_ended(self) -> None:
        """Somebody signed out or was disabled: sockets everywhere check their sessions."""
        await self._bus.publish(DESK, desk_payload(SESSIONS))

    async def forget_lapsed(self) -> None:
        async with self._database.write() as session:
            await forget_lapsed_viewings(session, self._clock.now() - VIEWING_LAPSES)

    async def _viewers(
        self, session: AsyncSession, conversation_id: str, now: datetime
    ) -> list[Viewer]:
        return await list_viewers(
            session, conversation_id, now - VIEWING_LAPSES, now - TYPING_LAPSES
        )
