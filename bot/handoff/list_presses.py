"""The owner's answer to whether a need may be put on the list (张榜)."""

from __future__ import annotations

from sqlalchemy.ext.asyncio import AsyncSession

from bot.clock import Clock
from bot.handoff.ink import Phrases
from bot.messages import Author, Outbound
from bot.programme.publishing import answer_by_owner
from bot.store.turns import OpenTurn

# Payloads of the answers to ``utter_desk_news_ask_list``, the need's id behind.
PUBLISH, KEEP = "desk:publish", "desk:keep"


class ListPresses:
    def __init__(self, phrases: Phrases, clock: Clock) -> None:
        self._phrases = phrases
        self._clock = clock

    def minds(self, turn: OpenTurn) -> bool:
        return (turn.payload or "").rpartition(":")[0] in {PUBLISH, KEEP}

    async def attend(self, session: AsyncSession, turn: OpenTurn) -> tuple[Outbound]:
        answer, _, need_id = (turn.payload or "").rpartition(":")
        outcome = await answer_by_owner(
            session, turn.conversation_id, need_id,
            agrees=answer == PUBLISH, now=self._clock.now(),
        )  # fmt: skip
        return (self._phrases.say(f"list_{outcome or 'over'}", Author.BOT, need=need_id),)
