"""Endpoints: staff begin, correct and record the need that a conversation is about."""

from __future__ import annotations

from dataclasses import replace

from sqlalchemy.ext.asyncio import AsyncSession

from bot.clock import Clock
from bot.coordination.topics import DESK, NEED, desk_payload
from bot.handoff.endpoint import IN_CHARGE, Call, Endpoint
from bot.handoff.ink import Bus, Journal, Phrases, StoreReplies
from bot.handoff.moving import hold, refuse
from bot.handoff.need_edits import NeedEdits, held_here
from bot.handoff.need_schema import NeedView
from bot.handoff.need_shapes import NeedEdit, NeedNew, NeedRecord
from bot.handoff.views import view_need
from bot.messages import Author, Owner, Stamp
from bot.programme.cards import need_card
from bot.programme.carrying import Hand
from bot.programme.told_to_staff import begin_need, record_told
from bot.store.database import Database
from bot.store.models import Conversation, Need, Staff

ONE = "/api/v1/conversations/{id}"


class NeedApi:
    def __init__(
        self,
        database: Database,
        edits: NeedEdits,
        store: StoreReplies,
        phrases: Phrases,
        journal: Journal,
        bus: Bus,
        clock: Clock,
    ) -> None:
        self._database = database
        self._edits = edits
        self._store = store
        self._phrases = phrases
        self._journal = journal
        self._bus = bus
        self._clock = clock

    def endpoints(self) -> list[Endpoint]:
        return [
            Endpoint("PATCH", f"{ONE}/need", self.edit, "修改需求", NeedView, body=NeedEdit),
            Endpoint("POST", f"{ONE}/needs", self.begin, "把企业主对人说的难题记成需求", NeedView,
                     body=NeedNew, status=201),
            Endpoint("POST", f"{ONE}/need/record", self.record, "企业主在对话里确认后登记需求",
                     NeedView, body=NeedRecord),
        ]  # fmt: skip

    async def edit(self, call: Call) -> NeedView:
        """Not while a colleague has the conversation in hand: two would correct each other.
        Answers without the contact, so that an edit is no read of personal data."""
        staff, conversation_id = call.caller, call.path["id"]
        body: NeedEdit = call.body
        async with self._database.write() as session:
            conversation = await hold(session, conversation_id)
            held = conversation.owner == Owner.STAFF and conversation.staff_id != staff.id
            if held and staff.role not in IN_CHARGE:
                await refuse(session, conversation_id)
            need = await self._edits.apply(session, conversation_id, body, staff)
            view = view_need(need, None)
        await self._bus.publish(DESK, desk_payload(NEED, conversation_id))
        return view

    async def begin(self, call: Call) -> NeedView:
        """Only by whoever talks with the owner: else the bot asks for it."""
        body: NeedNew = call.body
        async with self._database.write() as session:
            conversation = await _in_hand(session, call.path["id"], call.caller)
            hand = self._hand(call.caller)
            need = await begin_need(session, conversation.id, body.problem, hand)
            view = view_need(need, None)
        await self._bus.publish(DESK, desk_payload(NEED, view.conversation_id))
        return view

    async def record(self, call: Call) -> NeedView:
        """The owner reads number and summary in the same transaction."""
        body: NeedRecord = call.body
        async with self._database.write() as session:
            conversation = await _in_hand(session, call.path["id"], call.caller)
            need = await held_here(session, conversation.id, body.need_id)
            hand = self._hand(call.caller)
            await record_told(session, need, body.updated_at, body.how, hand)
            await self._tell(session, conversation, need, call.caller)
            view = view_need(need, None)
        await self._bus.publish(DESK, desk_payload(NEED, view.conversation_id))
        await self._journal.announce(view.conversation_id)
        return view

    async def _tell(
        self, session: AsyncSession, conversation: Conversation, need: Need, staff: Staff
    ) -> None:
        told = self._phrases.say("need_recorded", Author.STAFF, number=need.number)
        line = replace(told, cards=(need_card(need),))
        await self._store(
            session, conversation.id, conversation.channel, [line], self._clock,
            Stamp(staff_id=staff.id),
        )  # fmt: skip

    def _hand(self, staff: Staff) -> Hand:
        return Hand(staff, self._clock.now(), self._clock.today())


async def _in_hand(session: AsyncSession, conversation_id: str, staff: Staff) -> Conversation:
    """Raises Conflict, with who holds it now, unless this colleague does."""
    conversation = await hold(session, conversation_id)
    if conversation.owner != Owner.STAFF or conversation.staff_id != staff.id:
        await refuse(session, conversation_id)
    return conversation
