"""What staff write: replies, which the owner reads, and notes, which only colleagues read."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession

from bot.clock import Clock
from bot.coordination.topics import DESK, NOTES, desk_payload
from bot.errors import Conflict, NotFound
from bot.handoff.ink import Bus, Journal, StoreReplies
from bot.handoff.moving import hold, refuse
from bot.messages import Author, Outbound, Owner, Stamp
from bot.store.conversations import find_by_client_msg_id
from bot.store.database import Database
from bot.store.models import Conversation, Message, Note, Staff
from bot.store.notes import add_note, find_note, list_notes
from bot.store.staff import names_of


class Writing:
    def __init__(
        self, database: Database, store: StoreReplies, journal: Journal, bus: Bus, clock: Clock
    ) -> None:
        self._database = database
        self._store = store
        self._journal = journal
        self._bus = bus
        self._clock = clock

    async def reply(
        self, staff: Staff, conversation_id: str, client_msg_id: str, text: str
    ) -> Message:
        """Only while the conversation is theirs; the same ``client_msg_id`` is one message.

        Raises Conflict, with who holds it now, where it has changed hands.
        """
        async with self._database.write() as session:
            conversation = await hold(session, conversation_id)
            known = await self._known(session, conversation_id, client_msg_id, staff)
            if known is not None:
                return known
            if conversation.owner != Owner.STAFF or conversation.staff_id != staff.id:
                await refuse(session, conversation_id)
            (row,) = await self._store(
                session, conversation_id, conversation.channel,
                [Outbound(text, author=Author.STAFF)], self._clock,
                Stamp(staff_id=staff.id, client_msg_id=client_msg_id),
            )  # fmt: skip
        await self._journal.announce(conversation_id)
        return row

    async def note(
        self, staff: Staff, conversation_id: str, text: str, client_msg_id: str | None
    ) -> Note:
        try:
            note = await self._store_note(staff, conversation_id, text, client_msg_id)
        except IntegrityError:
            # The same note came in parallel, and the other one was stored.
            note = await self._store_note(staff, conversation_id, text, client_msg_id)
        await self._bus.publish(DESK, desk_payload(NOTES, conversation_id))
        return note

    async def notes(self, conversation_id: str) -> tuple[Sequence[Note], dict[str, str]]:
        """Oldest first, with the display names of their writers."""
        async with self._database.read() as session:
            if await session.get(Conversation, conversation_id) is None:
                raise NotFound("没有这个会话")
            rows = await list_notes(session, conversation_id)
            return rows, await names_of(session, {row.staff_id for row in rows})

    async def _store_note(
        self, staff: Staff, conversation_id: str, text: str, client_msg_id: str | None
    ) -> Note:
        async with self._database.write() as session:
            if await session.get(Conversation, conversation_id) is None:
                raise NotFound("没有这个会话")
            known = client_msg_id and await find_note(
                session, conversation_id, staff.id, client_msg_id
            )
            if known:
                return known
            return await add_note(
                session, conversation_id, staff.id, text, self._clock.now(), client_msg_id
            )

    async def _known(
        self, session: AsyncSession, conversation_id: str, client_msg_id: str, staff: Staff
    ) -> Message | None:
        row = await find_by_client_msg_id(session, conversation_id, Author.STAFF, client_msg_id)
        if row is not None and row.staff_id != staff.id:
            raise Conflict("这个 client_msg_id 已被同事用过，请换一个")
        return row
