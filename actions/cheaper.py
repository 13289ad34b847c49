"""Cheaper patents than those of the list above."""

from __future__ import annotations

from dataclasses import replace

from rasa_sdk.events import SlotSet

from actions.base import DeskAction, Events
from actions.searching import FREE, ask_topic, last_search
from actions.speech import Speech
from actions.suggesting import Suggesting
from actions.turn import Turn
from bot.matching.criteria import Matches
from bot.programme.suggestions import Search, flatten
from bot.reading.facts import read
from bot.reading.script import normalise

# What still counts as cheap where nothing is free.
LOW_FEE_YUAN = 30_000


class Cheaper(DeskAction):
    """Cheaper patents, never a lower price: that the desk agrees to none is said by the hearing."""

    label = "action_cheaper"

    async def act(self, turn: Turn, speech: Speech) -> Events:
        search = await last_search(self.services, turn)
        if search is None:
            # 「专利免费的有吗」, before anything was shown.
            free = FREE.search(normalise(turn.text)) is not None
            return ask_topic(Search(text=turn.text, kinds=("patent",), free_only=free), speech)
        suggesting = Suggesting(self.services, speech)
        before = search
        search, matches = await self._find_anew(suggesting, before, turn)
        if matches.is_empty():
            speech.say("utter_nothing_cheaper")
            return []
        if _shows_nothing_else(before, matches):
            speech.say("utter_none_cheaper_left")
            return []
        events = await suggesting.present(search, matches)
        after = replace(search, shown=_without(before.shown, matches)).after(matches)
        if before.kinds != ("patent",):
            # "再看一些" goes back to all kinds; who looks for patents alone wants cheap ones.
            after = replace(after, kinds=before.kinds, max_fee_yuan=None, free_only=False)
        return [*events, SlotSet("search", after.as_json())]

    async def _find_anew(
        self, suggesting: Suggesting, before: Search, turn: Turn
    ) -> tuple[Search, Matches]:
        """With the free ones of the list above, unless it held nothing else."""
        fresh = replace(before, kinds=("patent",), shown=(), latest=0)
        found = await self._find(suggesting, fresh, turn)
        if not _shows_nothing_else(before, found[1]):
            return found
        others = await self._find(suggesting, replace(fresh, shown=before.shown), turn)
        return found if others[1].is_empty() else others

    async def _find(
        self, suggesting: Suggesting, search: Search, turn: Turn
    ) -> tuple[Search, Matches]:
        """Within the limit that the owner names; else free ones, else below a low fee."""
        named = read(turn.text, today=self.today, expecting="budget").money if turn.text else None
        limits = [named.max] if named and named.max is not None else [None, LOW_FEE_YUAN]
        for limit in limits:
            cheaper = replace(search, max_fee_yuan=limit, free_only=limit is None)
            for wider in (cheaper, replace(cheaper, region_code=None)):
                matches = await suggesting.find(wider)
                if not matches.is_empty():
                    return wider, matches
        return search, Matches(reason="nothing_fits")


def _shows_nothing_else(before: Search, matches: Matches) -> bool:
    """Whether the list above consisted of just these."""
    found = {match.id for match in flatten(matches)}
    latest = before.shown[-before.latest :] if before.latest else ()
    return bool(found) and found == set(latest)


def _without(shown: tuple[str, ...], matches: Matches) -> tuple[str, ...]:
    found = {match.id for match in flatten(matches)}
    return tuple(each for each in shown if each not in found)
