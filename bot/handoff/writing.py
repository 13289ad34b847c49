"""What staff write: replies, which the owner reads, and notes, which only colleagues read."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, replace

from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession

from bot.clock import Clock
from bot.coordination.topics import DESK, MENTION, NEED, NOTES, desk_payload
from bot.errors import BadRequest, Conflict, NotFound
from bot.files import NOTED
from bot.handoff.desk_schema import NewNote
from bot.handoff.inbox.canned import VARIABLES, unfilled
from bot.handoff.ink import Bus, Journal, Phrases, StoreReplies
from bot.handoff.moving import hold, refuse
from bot.messages import Attachment, Author, Outbound, Owner, Stamp
from bot.programme.carrying import Hand
from bot.programme.judging import send_suggestion
from bot.store.conversations import find_by_client_msg_id
from bot.store.database import Database
from bot.store.models import Conversation, Message, Note, Staff
from bot.store.notes import add_note, find_note, list_notes
from bot.store.reading_marks import add_mentions, mentions_of
from bot.store.staff import names_of


@dataclass(frozen=True, slots=True)
class NotesBeside:
    """``names`` by staff id, ``mentions`` (staff ids) by note id."""

    names: dict[str, str]
    mentions: dict[int, list[str]]


class Writing:
    def __init__(
        self,
        database: Database,
        store: StoreReplies,
        phrases: Phrases,
        journal: Journal,
        bus: Bus,
        clock: Clock,
    ) -> None:
        self._database = database
        self._store = store
        self._phrases = phrases
        self._journal = journal
        self._bus = bus
        self._clock = clock

    async def reply(
        self, staff: Staff, conversation_id: str, client_msg_id: str, text: str
    ) -> Message:
        """Only while the conversation is theirs; the same ``client_msg_id`` is one message.

        Raises Conflict, with who holds it now, where it has changed hands, and BadRequest where a
        blank of a canned reply was left unfilled.
        """
        blanks = unfilled(text)
        if blanks:
            raise BadRequest("还有没填的变量：" + "、".join(VARIABLES[name] for name in blanks))

        async def compose(_session: AsyncSession) -> Outbound:
            return Outbound(text, author=Author.STAFF)

        return await self._tell(staff, conversation_id, client_msg_id, compose)

    async def send_file(
        self, staff: Staff, conversation_id: str, client_msg_id: str, file: Attachment
    ) -> Message:
        """As ``reply``; kept in the transaction that stores its message."""

        async def compose(_session: AsyncSession) -> Outbound:
            return Outbound(NOTED[file.kind], author=Author.STAFF, attachment=file)

        return await self._tell(staff, conversation_id, client_msg_id, compose)

    async def find_sent(
        self, staff: Staff, conversation_id: str, client_msg_id: str
    ) -> Message | None:
        """What was sent under this id before. Raises Conflict where nothing was, and may not be."""
        async with self._database.write() as session:
            conversation = await hold(session, conversation_id)
            return await self._admit(session, staff, conversation, client_msg_id)

    async def send_card(
        self, staff: Staff, conversation_id: str, client_msg_id: str, suggestion_id: str
    ) -> Message:
        """A suggestion as a card with its buttons, of the record as it stands in the catalogue.

        As ``reply``; NotFound where the suggestion is none of this conversation's, or the catalogue
        no longer holds the record.
        """

        async def compose(session: AsyncSession) -> Outbound:
            today = self._clock.today()
            card = await send_suggestion(
                session, conversation_id, suggestion_id, Hand(staff, self._clock.now(), today)
            )
            told = self._phrases.say("staff_suggestion", Author.STAFF)
            return replace(told, cards=(card,))

        row = await self._tell(staff, conversation_id, client_msg_id, compose)
        await self._bus.publish(DESK, desk_payload(NEED, conversation_id))
        return row

    async def _tell(
        self,
        staff: Staff,
        conversation_id: str,
        client_msg_id: str,
        compose: Callable[[AsyncSession], Awaitable[Outbound]],
    ) -> Message:
        async with self._database.write() as session:
            conversation = await hold(session, conversation_id)
            known = await self._admit(session, staff, conversation, client_msg_id)
            if known is not None:
                return known
            (row,) = await self._store(
                session, conversation_id, conversation.channel, [await compose(session)],
                self._clock, Stamp(staff_id=staff.id, client_msg_id=client_msg_id),
            )  # fmt: skip
        await self._journal.announce(conversation_id)
        return row

    async def _admit(
        self, session: AsyncSession, staff: Staff, conversation: Conversation, client_msg_id: str
    ) -> Message | None:
        known = await self._known(session, conversation.id, client_msg_id, staff)
        held = conversation.owner == Owner.STAFF and conversation.staff_id == staff.id
        if known is None and not held:
            await refuse(session, conversation.id)
        return known

    async def note(self, staff: Staff, conversation_id: str, new: NewNote) -> Note:
        """Raises BadRequest where it names somebody who does not work here."""
        try:
            note = await self._store_note(staff, conversation_id, new)
        except IntegrityError:
            # The same note came in parallel, and the other one was stored.
            note = await self._store_note(staff, conversation_id, new)
        await self._bus.publish(DESK, desk_payload(NOTES, conversation_id))
        for named in set(new.mentions) - {staff.id}:
            await self._bus.publish(DESK, desk_payload(MENTION, f"{conversation_id}/{named}"))
        return note

    async def notes(self, conversation_id: str) -> tuple[Sequence[Note], NotesBeside]:
        """Oldest first, with the display names of their writers and who is named in each."""
        async with self._database.read() as session:
            if await session.get(Conversation, conversation_id) is None:
                raise NotFound("没有这个会话")
            rows = await list_notes(session, conversation_id)
            return rows, NotesBeside(
                names=await names_of(session, {row.staff_id for row in rows}),
                mentions=await mentions_of(session, [row.id for row in rows]),
            )

    async def _store_note(self, staff: Staff, conversation_id: str, new: NewNote) -> Note:
        async with self._database.write() as session:
            if await session.get(Conversation, conversation_id) is None:
                raise NotFound("没有这个会话")
            known = new.client_msg_id and await find_note(
                session, conversation_id, staff.id, new.client_msg_id
            )
            if known:
                return known
            if len(await names_of(session, set(new.mentions))) != len(set(new.mentions)):
                raise BadRequest("提到的同事里有人不在了，请刷新后再试")
            note = await add_note(
                session, conversation_id, staff.id, new.text, self._clock.now(), new.client_msg_id
            )
            await add_mentions(session, note.id, conversation_id, new.mentions)
            return note

    async def _known(
        self, session: AsyncSession, conversation_id: str, client_msg_id: str, staff: Staff
    ) -> Message | None:
        row = await find_by_client_msg_id(session, conversation_id, Author.STAFF, client_msg_id)
        if row is not None and row.staff_id != staff.id:
            raise Conflict("这个 client_msg_id 已被同事用过，请换一个")
        return row
