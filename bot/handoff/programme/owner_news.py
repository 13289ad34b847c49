"""Owners read in their conversation what became of their need: the promise of every summary."""

from __future__ import annotations

from sqlalchemy.ext.asyncio import AsyncSession

from bot.clock import Clock
from bot.coordination.topics import DESK, NEED, desk_payload
from bot.errors import NotFound
from bot.handoff.ink import Bus, Journal, Phrases, StoreReplies
from bot.handoff.moving import hold
from bot.messages import Author
from bot.programme.news import News
from bot.store.desk import lock_need
from bot.store.models import Conversation, Need


class OwnerNews:
    def __init__(
        self, store: StoreReplies, phrases: Phrases, journal: Journal, bus: Bus, clock: Clock
    ) -> None:
        self._store = store
        self._phrases = phrases
        self._journal = journal
        self._bus = bus
        self._clock = clock

    async def tell(self, session: AsyncSession, need: Need, news: News | None) -> None:
        """In the transaction that the news is in; the conversation must be held."""
        if news is None:
            return
        conversation = await session.get_one(Conversation, need.conversation_id)
        line = self._phrases.say(f"news_{news.phrase}", Author.BOT, **news.values)
        await self._store(session, conversation.id, conversation.channel, [line], self._clock)

    async def ring(self, need: Need, news: News | None) -> None:
        """After it: colleagues' lists, and the owner where there is something to read."""
        await self._bus.publish(DESK, desk_payload(NEED, need.conversation_id))
        if news is not None:
            await self._journal.announce(need.conversation_id)


async def held_need(session: AsyncSession, need_id: str) -> Need:
    """The need as it is now, locked until the transaction ends, behind its conversation: always in
    this order, as whoever edits a need while ending a conversation does. Raises NotFound."""
    seen = await session.get(Need, need_id)
    if seen is None:
        raise NotFound("没有这个需求")
    await hold(session, seen.conversation_id)
    need = await lock_need(session, need_id)
    if need is None:
        # A draft that its owner has just cancelled.
        raise NotFound("没有这个需求")
    return need
