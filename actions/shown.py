"""The cards that a search has shown, and which of them an owner's words mean."""

from __future__ import annotations

import asyncio
from dataclasses import replace

from actions.pointing import Pointed, Shown, names_card, names_place, pointed, says_this
from actions.services import ActionServices
from actions.turn import Turn
from bot.matching.criteria import Match
from bot.programme.cards import read_card_press
from bot.programme.suggestions import Search, flatten
from bot.store.suggestions import list_suggestions

# A card that was shown is found again among at most this many.
DEEP = 30


async def cards_shown(services: ActionServices, search: Search) -> list[Shown]:
    """What this search has shown: of a need the store knows it, otherwise it is found again."""
    if search.need_id is not None:
        async with services.database.read() as session:
            rows = await list_suggestions(session, search.need_id)
        return [Shown(row.kind, row.item_id, row.title) for row in rows]
    return [Shown(each.kind, each.id, each.title) for each in await found_again(services, search)]


async def found_again(services: ActionServices, search: Search) -> list[Match]:
    query = replace(search.as_query(services.clock.today(), limit=DEEP), exclude_ids=frozenset())
    matches = await asyncio.to_thread(services.matcher.match, query)
    return [each for each in flatten(matches) if each.id in search.shown]


def shown_last(search: Search, shown: list[Shown]) -> list[Shown]:
    """The cards of the newest showing, in its order."""
    newest = search.shown[-search.latest :] if search.latest else search.shown
    by_id = {each.id: each for each in shown}
    return [by_id[each] for each in newest if each in by_id]


def meant(search: Search, shown: list[Shown], text: str) -> Pointed:
    """The card that the words point at, counted in the order of showing."""
    order = {each: place for place, each in enumerate(search.shown)}
    shown = sorted(shown, key=lambda each: order.get(each.id, len(order)))
    newest = frozenset(search.shown[-search.latest :] if search.latest else ())
    latest = [each for each in shown if each.id in newest]
    earlier = [each for each in shown if each.id not in newest]
    return pointed(text, latest, earlier)


def looked_at(turn: Turn, search: Search, shown: list[Shown]) -> Shown | None:
    """The one card that the talk is about: 「第二个详细说说」 before 「为什么推荐他」."""
    for words in turn.said_before:
        if words.startswith("/"):
            press = read_card_press(words)
            return next((each for each in shown if press and each.id == press[2]), None)
        if names_place(words) or names_card(words, shown):
            return meant(search, shown, words).card
        if not says_this(words):
            return None
    return None
