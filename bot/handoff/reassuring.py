"""A word for owners who go on writing while they wait for a person: once for each wait, and again
where nothing was said to them for long; never for each message."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

from sqlalchemy.ext.asyncio import AsyncSession

from bot.clock import Clock
from bot.handoff.hours import Calendar, WorkingHours, tell_moment
from bot.handoff.ink import Phrases
from bot.messages import Author, Outbound
from bot.store.conversations import recent_rows
from bot.store.desk import mark_noted, mark_offered, mark_told
from bot.store.models import Conversation
from bot.store.turns import OpenTurn

# Said to be polite: nobody has to answer it, and the one word is kept for what matters.
_COURTESY = re.compile(
    r"(?:(?>好的?|好吧|行|可以|嗯+|哦+|噢|ok|收到|知道了?|明白了?|多?谢谢?[您你啦了]*|辛苦[您你了]*"
    r"|没事|没关系|不急|不用急|我?等等?|您忙|[\s,，。.!！~～]))+",
    re.IGNORECASE,
)
_QUESTION = re.compile(
    r"[?？]|[吗呢么](?:$|[\s,，。!！])|什么|怎么|怎样|如何|哪|多少|几[个家项]|有没有|能不能|能否|是否"
    r"|可不可以|是不是|要不要|请问|想问|查一?下|查查|帮我|推荐"
)
# About the people who do not come: the bot has no answer to that.
_AFTER_PEOPLE = re.compile(
    r"有人|没人|来人|人呢|谁在|在吗|在不在|在线|还没|还要|多久|几点|何时|什么时候|上班|回复|回话"
)
# Buttons that ask for what is waited for already.
_A_PERSON = frozenset({"desk:human", "/ask_human"})
# While somebody is there, so many in a row are answered once: they would seem to go nowhere.
_SEVERAL = 3
_LONG = timedelta(minutes=30)


class Reassurance:
    def __init__(self, phrases: Phrases, clock: Clock, calendar: Calendar) -> None:
        self._phrases = phrases
        self._clock = clock
        self._calendar = calendar

    async def word(self, session: AsyncSession, turn: OpenTurn) -> Sequence[Outbound]:
        """That it is kept, and when it is read, where nobody has come or is there; and once the
        way back to the bot, where the bot could answer this. The turn must be of the queue, and its
        conversation locked."""
        if turn.payload is None and _COURTESY.fullmatch(turn.text.strip()):
            return ()
        hours, now = await self._calendar.hours(), self._clock.now()
        conversation = await session.get_one(Conversation, turn.conversation_id)
        told = conversation.told_epoch == turn.owner_epoch
        due = told or not hours.is_open(now) or await self._is_one_of_several(session, turn)
        noted = due and await mark_noted(session, turn.conversation_id, turn.owner_epoch)
        offered = self._is_for_bot(turn) and await mark_offered(
            session, turn.conversation_id, turn.owner_epoch
        )
        if noted and not told and not hours.is_open(now):
            # It says all that the notice of the sweeper would say once more.
            await mark_told(session, turn.conversation_id, turn.owner_epoch)
        if not noted and not offered:
            again = self._answer_again(turn)
            forgotten = not again and await self._said_nothing_for_long(session, conversation)
            return (self._note(hours, told=told),) if forgotten else again
        note = self._note(hours, told=told) if noted else self._phrases.say("noted")
        return (self._with_offer(note, turn) if offered else note,)

    def _answer_again(self, turn: OpenTurn) -> Sequence[Outbound]:
        """Nobody shall press and see nothing happen, nor ask for a person twice in vain."""
        payload = turn.payload or ""
        if payload in _A_PERSON or (not payload and self._phrases.asks_for_person(turn.text)):
            return (self._phrases.say("waits_already"),)
        if payload.startswith("/"):
            return (self._phrases.say("press_waits", seq=turn.seq),)
        return ()

    async def _is_one_of_several(self, session: AsyncSession, turn: OpenTurn) -> bool:
        """Written one after the other since anything was said to them."""
        written = 0
        for row in await recent_rows(session, turn.conversation_id):
            if row.author != Author.USER:
                break
            written += row.seq <= turn.seq
        return written >= _SEVERAL

    async def _said_nothing_for_long(
        self, session: AsyncSession, conversation: Conversation
    ) -> bool:
        rows = await recent_rows(session, conversation.id)
        last = next((row.created_at for row in rows if row.author != Author.USER), None)
        since = last or conversation.queued_at
        return since is not None and since <= self._clock.now() - _LONG

    def _note(self, hours: WorkingHours, *, told: bool) -> Outbound:
        now = self._clock.now()
        if hours.is_open(now):
            return self._phrases.say("noted_busy" if told else "noted", hours=hours.text)
        opens = hours.next_opening(now)
        opening = f"{tell_moment(opens, now)} " if opens is not None else ""
        return self._phrases.say("noted_closed", opening=opening)

    def _with_offer(self, note: Outbound, turn: OpenTurn) -> Outbound:
        offer = self._phrases.say("offer_bot", Author.SYSTEM, seq=turn.seq)
        return replace(offer, text=note.text + offer.text)

    def _is_for_bot(self, turn: OpenTurn) -> bool:
        """A button of the bot's, or a question that is not about the people."""
        if turn.payload is not None:
            return not turn.payload.startswith("desk:")
        if self._phrases.asks_for_person(turn.text) or _AFTER_PEOPLE.search(turn.text):
            return False
        return _QUESTION.search(turn.text) is not None
