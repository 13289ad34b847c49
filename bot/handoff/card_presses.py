"""Presses on cards while the dialogue keeps still: a person has the conversation, or is waited for.

What is said is what the dialogue would say; nothing is passed on before the owner agreed to it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from sqlalchemy.ext.asyncio import AsyncSession

from bot.clock import Clock
from bot.handoff.ink import Phrases
from bot.messages import Author, Card, Outbound, Owner
from bot.programme.cards import PICK, read_card_press
from bot.programme.contacts import known_contact
from bot.programme.introductions import agree, ask_introduction, ask_text, decline, matter_of
from bot.store.models import Introduction
from bot.store.suggestions import is_invented, need_shown_it, note_reaction
from bot.store.turns import OpenTurn

# Payloads of the two answers to ``utter_desk_ask_agreement``, the introduction's id behind.
AGREE, DECLINE = "desk:introduce", "desk:decline"


class CardPresses:
    def __init__(self, phrases: Phrases, clock: Clock) -> None:
        self._phrases = phrases
        self._clock = clock

    def minds(self, turn: OpenTurn) -> bool:
        """The answers always: they were asked for here. Cards only where the bot does not."""
        if turn.payload is None:
            return False
        if turn.payload.rpartition(":")[0] in {AGREE, DECLINE}:
            return True
        return turn.owner is not Owner.BOT and read_card_press(turn.payload) is not None

    async def attend(self, session: AsyncSession, turn: OpenTurn) -> Sequence[Outbound]:
        payload = turn.payload or ""
        card = read_card_press(payload)
        if card is None:
            step, _, introduction_id = payload.rpartition(":")
            return (await self._decide(session, turn, step, introduction_id),)
        button, kind, item_id = card
        if button == PICK:
            return await self._pick(session, turn, kind, item_id)
        return (await self._explain(session, turn, kind, item_id),)

    async def _explain(
        self, session: AsyncSession, turn: OpenTurn, kind: str, item_id: str
    ) -> Outbound:
        need = await need_shown_it(session, turn.conversation_id, kind, item_id)
        if need is None:
            return self._recite("utter_pick_unknown")
        row = await note_reaction(session, need.id, kind, item_id, "asked_why", self._clock.now())
        if row is None:
            return self._recite("utter_pick_unknown")
        demo = await is_invented(session, kind, item_id)
        card = Card(kind, item_id, row.title, reasons=tuple(row.reasons), demo=demo)
        return replace(self._recite("utter_why", title=row.title), cards=(card,))

    async def _pick(
        self, session: AsyncSession, turn: OpenTurn, kind: str, item_id: str
    ) -> Sequence[Outbound]:
        now = self._clock.now()
        need = await matter_of(
            session, turn.conversation_id, kind, item_id,
            today=self._clock.today(), now=now, message_id=turn.message_id,
        )  # fmt: skip
        asked = await ask_introduction(session, need, kind, item_id, now) if need else None
        if asked is None:
            return (self._recite("utter_pick_unknown"),)
        receiver = asked.introduction.receiver
        if not asked.pending:
            return (self._recite("utter_introduction_again", receiver=receiver),)
        contact = await known_contact(session, turn.conversation_id)
        question = self._phrases.say(
            "ask_agreement", Author.BOT,
            consent=ask_text(receiver, contact), introduction=asked.introduction.id,
        )  # fmt: skip
        return self._recite("utter_picked", receiver=receiver), question

    async def _decide(
        self, session: AsyncSession, turn: OpenTurn, step: str, introduction_id: str
    ) -> Outbound:
        act = agree if step == AGREE else decline
        row = await act(session, turn.conversation_id, introduction_id, self._clock.now())
        if row is None:
            return self._recite("utter_pick_unknown")
        return self._recite(_outcome(row), receiver=row.receiver)

    def _recite(self, name: str, **values: str) -> Outbound:
        return self._phrases.recite(name, Author.BOT, **values)


def _outcome(row: Introduction) -> str:
    """Where it stands, whichever answer was pressed: an older question may be answered late."""
    agreed = row.consent_id is not None
    return "utter_introduction_requested" if agreed else "utter_introduction_declined"
