"""The desk as a turn meets it: admits owners to the queue, and minds them while they wait."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from bot.clock import Clock
from bot.handoff.alarm import LIFE_REASON, Alarm
from bot.handoff.card_presses import CardPresses
from bot.handoff.hours import AtAnyTime, Calendar, WorkingHours
from bot.handoff.ink import Phrases
from bot.handoff.list_presses import ListPresses
from bot.handoff.looking_again import LookingAgain
from bot.handoff.reassuring import Reassurance
from bot.handoff.waiting import WaitingRoom
from bot.messages import PUSHED, Channel, HandoffRequest, Outbound, Owner
from bot.store.audit import record_audit
from bot.store.conversations import change_owner, count_queued_before
from bot.store.desk import mark_told
from bot.store.models import Conversation
from bot.store.turns import OpenTurn


class HandoffDesk:
    """``calendar``: without one the desk never closes. ``pushing``: channels on which an answer
    reaches the owner by itself, of those that must be pushed to."""

    def __init__(
        self,
        phrases: Phrases,
        clock: Clock,
        calendar: Calendar | None = None,
        pushing: Collection[Channel] = PUSHED,
    ) -> None:
        self._phrases = phrases
        self._clock = clock
        self._calendar = calendar or AtAnyTime()
        self._alarm = Alarm(phrases)
        self._waiting = WaitingRoom(phrases, clock)
        self._reassurance = Reassurance(phrases, clock, self._calendar)
        self._cards = CardPresses(phrases, clock)
        self._list = ListPresses(phrases, clock)
        self._looking = LookingAgain(phrases, pushing)

    async def admit(
        self, session: AsyncSession, conversation_id: str, seen_epoch: int, wish: HandoffRequest
    ) -> Sequence[Outbound] | None:
        """Queue the conversation inside the caller's transaction and say what happens next."""
        now, hours = self._clock.now(), await self._calendar.hours()
        moved = await change_owner(
            session, conversation_id, Owner.QUEUE, seen_epoch=seen_epoch, at=now, queued_at=now,
            queue_reason=wish.reason, urgent=wish.urgent, staff_id=None,
        )  # fmt: skip
        if not moved:
            return None
        await record_audit(
            session, at=now, actor=("bot", "bot"), action="queued",
            subject=("conversation", conversation_id), urgent=wish.urgent,
        )  # fmt: skip
        conversation = await session.get_one(Conversation, conversation_id, populate_existing=True)
        # They come from the bot: what they were told before was another time.
        conversation.told_to_look = False
        line = await self._admission(session, conversation, hours, now)
        return (_with(line, self._looking.word(conversation)),)

    async def _admission(
        self, session: AsyncSession, conversation: Conversation, hours: WorkingHours, now: datetime
    ) -> Outbound:
        if not hours.is_open(now):
            # Said at once, so that nobody waits for a person who has gone home.
            await mark_told(session, conversation.id, conversation.owner_epoch)
            return self._phrases.say("closed_now", hours=hours.text)
        ahead = await count_queued_before(session, now)
        name = "queued" if ahead else "queued_first"
        return self._phrases.say(name, ahead=ahead, hours=hours.text)

    def minds(self, turn: OpenTurn) -> bool:
        """Whether the desk itself answers this: somebody in danger, its own buttons, a number left
        while waiting, a card that is pressed while the bot keeps still."""
        minding = (self._alarm, self._waiting, self._cards, self._list)
        return any(each.minds(turn) for each in minding)

    async def reassure(self, session: AsyncSession, turn: OpenTurn) -> Sequence[Outbound]:
        waits = turn.owner is Owner.QUEUE
        words = await self._reassurance.word(session, turn) if waits else ()
        conversation = await session.get_one(Conversation, turn.conversation_id)
        look = self._looking.word(conversation)
        if not look:
            return words
        *before, last = words or (self._phrases.say("kept"),)
        return (*before, _with(last, look))

    async def attend(self, session: AsyncSession, turn: OpenTurn) -> Sequence[Outbound]:
        if self._alarm.minds(turn):
            return await self._help(session, turn)
        if self._cards.minds(turn):
            return await self._cards.attend(session, turn)
        if self._list.minds(turn):
            return await self._list.attend(session, turn)
        return await self._waiting.attend(session, turn)

    async def _help(self, session: AsyncSession, turn: OpenTurn) -> Sequence[Outbound]:
        """A person is called at once to somebody who may not want to live; in an accident the
        desk's people can do nothing that 119 and 120 cannot, so they come only if wanted."""
        words = await self._alarm.sound(session, turn)
        if turn.owner is Owner.QUEUE or not self._alarm.is_of_life(turn):
            return words
        wish = HandoffRequest(LIFE_REASON, urgent=True)
        told = await self.admit(session, turn.conversation_id, turn.owner_epoch, wish)
        return (*words, *(told or ()))


def _with(line: Outbound, more: str) -> Outbound:
    return replace(line, text=f"{line.text}\n{more}") if more else line
