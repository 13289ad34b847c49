"""「为什么」: the reasons behind a card."""

from __future__ import annotations

from dataclasses import replace

from actions.base import DeskAction, Events
from actions.pointing import Pointed, Shown, kinds_named, names_card, names_place, points, says_this
from actions.searching import last_search
from actions.shown import found_again, looked_at, meant
from actions.speech import Speech
from actions.turn import Turn
from bot.messages import Card
from bot.programme.cards import card_of_match
from bot.programme.suggestions import Search
from bot.store.suggestions import (
    is_invented,
    list_suggestions,
    need_shown_it,
    note_reaction,
)


class Why(DeskAction):
    """The reasons as they were shown; for a passing search, found again."""

    label = "action_why"

    async def act(self, turn: Turn, speech: Speech) -> Events:
        if turn.loop is not None and not turn.is_press and not points(turn.text):
            speech.say("utter_why_asked")
            return []
        search = await self._search_of(turn)
        if search is None:
            speech.say("utter_search_first")
            return []
        cards = await self._cards(search)
        found = _found(search, cards, turn)
        card = next((card for card in cards if found.card and card.id == found.card.id), None)
        if card is None:
            speech.say("utter_why_no_such" if found.by_place else "utter_search_first")
            return []
        if search.need_id is not None:
            card = await self._noted(search.need_id, card)
        speech.show("utter_why", [card], buttons=(), title=card.title)
        speech.say("utter_why_more")
        return []

    async def _search_of(self, turn: Turn) -> Search | None:
        """The search that showed the card; where none of the dialogue's did, staff showed it."""
        search = await last_search(self.services, turn)
        item_id = turn.entities.get("id")
        if item_id is None or (search is not None and item_id in search.shown):
            return search if search is not None and search.shown else None
        async with self.database.read() as session:
            need = await need_shown_it(
                session, turn.conversation_id, turn.entities.get("kind", ""), item_id
            )
        return Search(text=need.problem or "", need_id=need.id) if need is not None else None

    async def _cards(self, search: Search) -> list[Card]:
        if search.need_id is None:
            return [card_of_match(each) for each in await found_again(self.services, search)]
        async with self.database.read() as session:
            rows = await list_suggestions(session, search.need_id)
        return [Card(r.kind, r.item_id, r.title, reasons=tuple(r.reasons)) for r in rows]

    async def _noted(self, need_id: str, card: Card) -> Card:
        async with self.database.write() as session:
            await note_reaction(session, need_id, card.kind, card.id, "asked_why", self.now)
            return replace(card, demo=await is_invented(session, card.kind, card.id))


def _found(search: Search, cards: list[Card], turn: Turn) -> Pointed:
    """The card of the button; else the one that the words point at."""
    shown = [Shown(card.kind, card.id, card.title) for card in cards]
    item_id = turn.entities.get("id")
    if item_id is not None:
        return Pointed(next((each for each in shown if each.id == item_id), None))
    told = meant(search, shown, turn.text)
    looked = looked_at(turn, search, shown) if says_this(turn.text) else None
    by_itself = names_place(turn.text) or names_card(turn.text, shown)
    same_kind = looked is not None and kinds_named(turn.text) <= {looked.kind}
    return Pointed(looked) if same_kind and not by_itself else told
