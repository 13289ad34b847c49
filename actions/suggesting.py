"""Shows what the matcher found, as cards with their reasons."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, replace

import structlog
from rasa_sdk.events import SlotSet

from actions.base import Events
from actions.services import ActionServices
from actions.speech import Speech
from bot.matching.criteria import LISTS, Matches, Query
from bot.programme.cards import card_of_match
from bot.programme.redaction import redact
from bot.programme.suggestions import Search, flatten, keep_suggestions, search_for
from bot.store.models import Need

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Suggesting:
    services: ActionServices
    speech: Speech

    async def find(self, search: Search) -> Matches:
        today = self.services.clock.today()
        matches = await self.ask(search.as_query(today))
        if matches.is_empty() and search.detail:
            matches = await self.ask(replace(search, detail="").as_query(today))
        return matches

    async def ask(self, query: Query) -> Matches:
        if self.services.meanings is not None:
            # The endpoint may be someone else's: how to reach the owner is not for it.
            query = replace(query, vector=await self.services.meanings.of(redact(query.text)))
        # The index is read in milliseconds, but off the loop: other turns wait on it meanwhile.
        return await asyncio.to_thread(self.services.matcher.match, query)

    async def answer_need(self, need: Need) -> Events:
        """Suggestions for a need that was just recorded."""
        search = search_for(need)
        try:
            matches = await self.find(search)
        except Exception as error:
            # The need is recorded; a broken index must not cost the owner that news.
            log.error("suggestions_failed", error=type(error).__name__)
            self.speech.say("utter_suggestions_later")
            return []
        if matches.is_empty():
            self.tell_unlisted(matches)
            self.speech.say("utter_nothing_fits_need")
            return [SlotSet("search", search.as_json())]
        return await self.present(search, matches)

    def tell_unlisted(self, matches: Matches) -> None:
        """Before others are shown in place of a university that was named, or nothing is."""
        if matches.unlisted:
            self.speech.say("utter_university_unlisted", names="、".join(matches.unlisted))

    async def present(
        self, search: Search, matches: Matches, *, heading: str | None = None
    ) -> Events:
        """Show the cards, in the order in which their kinds were sought, keep them with their
        reasons, remember where "more" goes on. ``heading`` takes the place of the kinds' own."""
        if not search.shown:
            self.tell_unlisted(matches)
        for kind in search.kinds:
            cards = [card_of_match(match) for match in matches.of_kind(kind)]
            if cards:
                self.speech.show(heading or _heading(kind, matches), cards, buttons=())
        recorded = await self._keep(search.need_id, matches) if search.need_id else None
        self.speech.say(_next_steps(matches, recorded=recorded))
        return [SlotSet("search", search.after(matches).as_json())]

    async def _keep(self, need_id: str, matches: Matches) -> bool:
        """Whether the need that they are for has been recorded yet."""
        async with self.services.database.write() as session:
            await keep_suggestions(session, need_id, matches, self.services.clock.now())
            need = await session.get(Need, need_id)
        return need is not None and need.number is not None


def _heading(kind: str, matches: Matches) -> str:
    """The words before a kind's cards."""
    doubt = "_doubtful" if kind in matches.doubtful else ""
    return f"utter_{LISTS[kind]}{doubt}"


def _next_steps(matches: Matches, *, recorded: bool | None) -> str:
    """Where everything shown is doubtful, the owner hears that the search goes on. ``recorded``:
    None for a search outside a need."""
    shown = {match.kind for match in flatten(matches)}
    doubtful = shown <= matches.doubtful
    if recorded is None:
        return "utter_next_steps_search_doubtful" if doubtful else "utter_next_steps_search"
    if not doubtful:
        return "utter_next_steps"
    return "utter_next_steps_doubtful" if recorded else "utter_next_steps_draft_doubtful"
