"""Taking over and giving away: every door through which a person becomes a conversation's owner."""

from __future__ import annotations

from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from bot.errors import BadRequest, Conflict, NotFound
from bot.handoff.attendance import Attendance
from bot.handoff.desk_schema import Close, HandBack
from bot.handoff.endpoint import IN_CHARGE
from bot.handoff.ink import Bell, Journal
from bot.handoff.moving import AT_REST, Move, Mover, hold, refuse
from bot.handoff.need_edits import NeedEdits
from bot.messages import Owner
from bot.store.conversations import last_user_seq
from bot.store.database import Database
from bot.store.models import Conversation, Staff
from bot.store.needs import find_draft
from bot.store.turns import reopen_turns


class Ownership:
    def __init__(
        self,
        database: Database,
        mover: Mover,
        edits: NeedEdits,
        attendance: Attendance,
        journal: Journal,
        bell: Bell,
    ) -> None:
        self._database = database
        self._mover = mover
        self._edits = edits
        self._attendance = attendance
        self._journal = journal
        self._bell = bell

    async def claim(
        self, staff: Staff, conversation_id: str, seen_epoch: int | None
    ) -> Conversation:
        """Take it from queue or bot; again is no fault. The loser of a race gets Conflict.

        From a colleague only those in charge take it, and only one whose epoch they have seen.
        """
        async with self._database.write() as session:
            conversation = await hold(session, conversation_id)
            if _is_held_by(conversation, staff):
                return conversation
            taken_over = conversation.owner == Owner.STAFF
            await _check_seen(session, conversation, seen_epoch)
            if taken_over and (staff.role not in IN_CHARGE or seen_epoch is None):
                await refuse(session, conversation_id)
            await self._give_to(session, conversation, staff, staff, from_person=taken_over)
        await self._journal.announce(conversation_id)
        return conversation

    async def transfer(
        self, staff: Staff, conversation_id: str, to_id: str, seen_epoch: int | None
    ) -> Conversation:
        """Put it into a colleague's hands, who must be there to take it."""
        async with self._database.write() as session:
            conversation = await hold(session, conversation_id)
            await _check_seen(session, conversation, seen_epoch)
            await _check_hands(session, conversation, staff, Owner.STAFF, Owner.QUEUE)
            receiver = await session.get(Staff, to_id)
            if receiver is None or not receiver.active:
                raise NotFound("没有这位同事")
            if _is_held_by(conversation, receiver):
                raise BadRequest(f"这个会话已经由{receiver.display_name}接待")
            if receiver.id != staff.id and not await self._attendance.is_here(session, to_id):
                raise Conflict(f"{receiver.display_name}现在不在线，请换一位同事或放回队列")
            await self._give_to(session, conversation, receiver, staff, from_person=True)
        await self._journal.announce(conversation_id)
        return conversation

    async def release(
        self, staff: Staff, conversation_id: str, seen_epoch: int | None
    ) -> Conversation:
        """Back to the queue, before those who have not spoken with anybody yet."""
        async with self._database.write() as session:
            conversation = await hold(session, conversation_id)
            await _check_seen(session, conversation, seen_epoch)
            await _check_hands(session, conversation, staff, Owner.STAFF)
            move = self._mover.to_queue("released", who=staff.display_name)
            await self._mover.move(session, conversation, move, ("staff", staff.id))
        await self._journal.announce(conversation_id)
        return conversation

    async def hand_back(self, staff: Staff, conversation_id: str, wish: HandBack) -> Conversation:
        """To the bot, with the need as corrected. What the owner wrote behind ``seen_seq`` was
        read by nobody yet: the bot answers it."""
        async with self._database.write() as session:
            conversation = await hold(session, conversation_id)
            await _check_seen(session, conversation, wish.seen_epoch)
            await _check_hands(session, conversation, staff, Owner.STAFF, Owner.QUEUE)
            if wish.need is not None:
                await self._edits.apply(session, conversation_id, wish.need, staff)
            draft = await find_draft(session, conversation_id)
            phrase = "handed_back_draft" if draft is not None else "handed_back"
            move = Move(Owner.BOT, "handed_back", AT_REST, phrase)
            await self._mover.move(session, conversation, move, ("staff", staff.id))
            if wish.seen_seq is not None:
                await reopen_turns(session, conversation_id, wish.seen_seq)
        await self._bell.ring(conversation_id)
        return conversation

    async def close(self, staff: Staff, conversation_id: str, wish: Close) -> Conversation:
        """Raises Conflict where the owner wrote behind ``seen_seq``: that must be read first."""
        async with self._database.write() as session:
            conversation = await hold(session, conversation_id)
            if conversation.owner == Owner.CLOSED:
                return conversation
            await _check_seen(session, conversation, wish.seen_epoch)
            await _check_hands(session, conversation, staff, Owner.STAFF, Owner.QUEUE, Owner.BOT)
            last = await last_user_seq(session, conversation_id)
            if wish.seen_seq is not None and last > wish.seen_seq:
                raise Conflict("对方刚发来新消息，请看过再结束", last_user_seq=last)
            move = Move(Owner.CLOSED, "closed", AT_REST)
            await self._mover.move(session, conversation, move, ("staff", staff.id))
        await self._journal.announce(conversation_id)
        return conversation

    async def _give_to(
        self,
        session: AsyncSession,
        conversation: Conversation,
        receiver: Staff,
        actor: Staff,
        *,
        from_person: bool,
    ) -> None:
        event = "transferred" if from_person else "claimed"
        columns: dict[str, Any] = {"staff_id": receiver.id, "queued_at": None, "urgent": False}
        if conversation.owner not in (Owner.QUEUE, Owner.STAFF):
            # Their owners have not been with people yet.
            columns["told_to_look"] = False
        values = {"who": receiver.display_name}
        move = Move(Owner.STAFF, event, columns, values=values)
        await self._mover.move(session, conversation, move, ("staff", actor.id))


def _is_held_by(conversation: Conversation, staff: Staff) -> bool:
    return conversation.owner == Owner.STAFF and conversation.staff_id == staff.id


async def _check_seen(
    session: AsyncSession, conversation: Conversation, seen_epoch: int | None
) -> None:
    """Refuse a step that was decided on while somebody else's came between."""
    if seen_epoch not in (None, conversation.owner_epoch):
        await refuse(session, conversation.id)


async def _check_hands(
    session: AsyncSession, conversation: Conversation, staff: Staff, *in_charge: Owner
) -> None:
    """Pass whoever holds it, and those in charge while its owner is one of ``in_charge``."""
    if _is_held_by(conversation, staff):
        return
    if staff.role not in IN_CHARGE or conversation.owner not in in_charge:
        await refuse(session, conversation.id)
