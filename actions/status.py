"""How far the owner's needs have come, and whom they were passed on to."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy.ext.asyncio import AsyncSession

from actions.base import DeskAction, Events
from actions.speech import Speech
from actions.turn import Turn
from bot.messages import Card
from bot.programme.cards import need_card
from bot.programme.life import INTRODUCTION_TOLD, NEED_STATES
from bot.programme.needs import title_of
from bot.store.casebook import suggestions_and_introductions
from bot.store.models import Introduction, Need
from bot.store.needs import RETURNED, find_draft, list_events, list_recorded

_MOST_NEEDS = 5


class Status(DeskAction):
    label = "action_status"

    async def act(self, turn: Turn, speech: Speech) -> Events:
        async with self.database.read() as session:
            needs = (await list_recorded(session, turn.conversation_id))[:_MOST_NEEDS]
            draft = await find_draft(session, turn.conversation_id)
            cards = await _cards(session, needs)
        if draft is not None and turn.loop is not None:
            speech.show("utter_status_so_far", [need_card(draft)], buttons=())
        if needs:
            returned = turn.loop is None and any(need.state == RETURNED for need in needs)
            speech.show("utter_status_returned" if returned else "utter_status", cards)
        if draft is not None and turn.loop is None:
            speech.say("utter_status_draft", title=title_of(draft))
        if not needs and draft is None:
            speech.say("utter_status_none")
        return []


async def _cards(session: AsyncSession, needs: Sequence[Need]) -> list[Card]:
    _, introductions = await suggestions_and_introductions(session, [need.id for need in needs])
    cards = []
    for need in needs:
        passed = [each for each in introductions if each.need_id == need.id]
        cards.append(_card(need, await _wanted(session, need), passed))
    return cards


async def _wanted(session: AsyncSession, need: Need) -> str | None:
    """What staff asked its owner to add, while they wait for it."""
    if need.state != RETURNED:
        return None
    events = await list_events(session, need.id)
    reasons = [each.data.get("reason") for each in events if each.event == "need_return"]
    return reasons[-1] if reasons else None


def _card(need: Need, wanted: str | None, introductions: Sequence[Introduction]) -> Card:
    card = need_card(need)
    facts = {"进度": NEED_STATES.get(need.state, need.state)}
    if wanted:
        facts["要补充"] = wanted
    passed = [f"{i.receiver}（{INTRODUCTION_TOLD[i.state]}）" for i in introductions]
    if passed:
        facts["对接"] = "、".join(passed)
    return Card(
        kind=card.kind,
        id=card.id,
        title=card.title,
        subtitle=card.subtitle,
        facts={**facts, **card.facts},
    )
