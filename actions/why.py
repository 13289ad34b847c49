"""「为什么」: the reasons behind a card."""

from __future__ import annotations

import re
from dataclasses import replace

from actions.base import DeskAction, Events
from actions.searching import last_search
from actions.speech import Speech
from actions.suggesting import Suggesting
from actions.turn import Turn
from bot.matching.criteria import Match
from bot.messages import Card
from bot.programme.cards import card_of_match
from bot.programme.suggestions import Search, flatten
from bot.store.models import Suggestion
from bot.store.suggestions import (
    is_invented,
    list_suggestions,
    need_shown_it,
    note_reaction,
)

_NAMED = (
    ("university", re.compile(r"学校|高校|大学|学院")),
    ("mentor", re.compile(r"老师|教授|导师|专家")),
    ("patent", re.compile(r"专利")),
)
# A card that was shown is found again among at most this many.
DEEP = 30


class Why(DeskAction):
    """The reasons as they were shown; for a passing search, found again."""

    label = "action_why"

    async def act(self, turn: Turn, speech: Speech) -> Events:
        card = await self._asked_about(turn, speech)
        if card is None:
            speech.say("utter_search_first")
            return []
        speech.show("utter_why", [card], buttons=(), title=card.title)
        speech.say("utter_why_more")
        return []

    async def _asked_about(self, turn: Turn, speech: Speech) -> Card | None:
        search = await last_search(self.services, turn)
        item_id = turn.entities.get("id")
        if item_id is not None and (search is None or item_id not in search.shown):
            # No search of the dialogue's showed it: staff did.
            async with self.database.read() as session:
                need = await need_shown_it(
                    session, turn.conversation_id, turn.entities.get("kind", ""), item_id
                )
            return await self._from_store(need.id, turn) if need is not None else None
        if search is None or not search.shown:
            return None
        if search.need_id is not None:
            return await self._from_store(search.need_id, turn)
        return await self._found_again(search, turn, speech)

    async def _from_store(self, need_id: str, turn: Turn) -> Card | None:
        async with self.database.write() as session:
            shown = await list_suggestions(session, need_id)
            row = _chosen(list(shown), turn)
            if row is not None:
                await note_reaction(session, need_id, row.kind, row.item_id, "asked_why", self.now)
            demo = row is not None and await is_invented(session, row.kind, row.item_id)
        if row is None:
            return None
        return Card(row.kind, row.item_id, row.title, reasons=tuple(row.reasons), demo=demo)

    async def _found_again(self, search: Search, turn: Turn, speech: Speech) -> Card | None:
        query = replace(search.as_query(self.today, limit=DEEP), exclude_ids=frozenset())
        matches = await Suggesting(self.services, speech).ask(query)
        shown = [match for match in flatten(matches) if match.id in search.shown]
        match = _chosen(shown, turn)
        return card_of_match(match) if match is not None else None


def _chosen[Shown: (Match, Suggestion)](shown: list[Shown], turn: Turn) -> Shown | None:
    """The card of the button; else the first of the kind that the owner names; else the first."""
    item_id = turn.entities.get("id")
    if item_id is not None:
        return next((each for each in shown if _id_of(each) == item_id), None)
    kinds = [kind for kind, words in _NAMED if words.search(turn.text)]
    named = [each for each in shown if each.kind in kinds]
    return next(iter(named or shown), None)


def _id_of(each: Match | Suggestion) -> str:
    return each.id if isinstance(each, Match) else each.item_id
