"""Needs that an owner told beside another one: kept, said so, and offered in their turn."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from sqlalchemy.ext.asyncio import AsyncSession

from actions.services import ActionServices
from actions.speech import Speech
from bot.programme.absorbing import absorb
from bot.programme.interview import abridge
from bot.programme.likeness import alike_before
from bot.programme.matters import place_of_both, waits
from bot.programme.needs import title_of
from bot.programme.taking_facts import Heard
from bot.reading.facts import read
from bot.store.models import Need, new_id
from bot.store.needs import find_draft, list_drafts, queue_draft

# A bubble is short: the titles of those that wait share so much room.
_TITLES = 80


async def keep_for_later(
    session: AsyncSession, first: Need, later: Sequence[str], today: date, now: datetime,
    speech: Speech,
) -> None:  # fmt: skip
    """Each of ``later`` becomes a draft that waits behind ``first``, filled with what it says."""
    titles = []
    for words in later:
        need = await queue_draft(session, first, now)
        absorb(need, Heard(words, read(words, today=today), opens=True))
        place_of_both(first, need)
        titles.append(title_of(need))
    if titles:
        speech.say("utter_later_needs", titles=abridge("；".join(titles), _TITLES))


async def told_again(
    session: AsyncSession, conversation_id: str, words: str, now: datetime
) -> Need | None:
    """The draft that waits and is about the same; it comes first from now on."""
    told = Need(id=new_id(), conversation_id=conversation_id, problem=words)
    drafts = await list_drafts(session, conversation_id)
    same = alike_before(told, [each for each in drafts if waits(each)])
    if same is not None:
        same.created_at = now
    return same


async def offer_next(services: ActionServices, conversation_id: str, speech: Speech) -> None:
    async with services.database.read() as session:
        draft = await find_draft(session, conversation_id)
    if draft is not None and waits(draft):
        speech.say("utter_next_need", title=title_of(draft))
