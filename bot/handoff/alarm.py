"""Whoever is in danger is told whom to call before anything else, engine or no engine."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy.ext.asyncio import AsyncSession

from bot.handoff.ink import Phrases
from bot.messages import Outbound, Owner
from bot.reading.danger import Danger, read_danger
from bot.store.desk import mark_urgent
from bot.store.turns import OpenTurn

LIFE_REASON = "可能有人要轻生，请马上看"


class Alarm:
    def __init__(self, phrases: Phrases) -> None:
        self._phrases = phrases

    def minds(self, turn: OpenTurn) -> bool:
        """Never while a person owns the conversation: then the person answers."""
        typed = turn.payload is None and turn.owner is not Owner.STAFF
        return typed and read_danger(turn.text) is not None

    def is_of_life(self, turn: OpenTurn) -> bool:
        return read_danger(turn.text) is Danger.LIFE

    async def sound(self, session: AsyncSession, turn: OpenTurn) -> Sequence[Outbound]:
        """The words; whoever waits already is called first."""
        if turn.owner is Owner.QUEUE:
            await mark_urgent(session, turn.conversation_id)
        if self.is_of_life(turn):
            return (self._phrases.say("danger_life"),)
        return (self._phrases.say("danger_accident", seq=turn.seq),)
