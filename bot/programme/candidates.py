"""What of the catalogue staff may suggest for a need: found by name, by words, or by the need."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from dataclasses import dataclass, replace

import structlog
from sqlalchemy.ext.asyncio import AsyncSession

from bot.clock import Clock
from bot.errors import DeskError
from bot.matching.criteria import Match, Query
from bot.messages import Card
from bot.programme.cards import card_of_document
from bot.programme.suggestions import NEED_KINDS, Matcher, flatten, search_for
from bot.store.catalogue import (
    Page,
    list_mentors,
    list_patents,
    list_platforms,
    list_universities,
)
from bot.store.database import Database
from bot.store.models import Need
from bot.store.search_rows import documents_named
from bot.store.suggestions import list_suggestions

log = structlog.get_logger(__name__)

# So many of a kind are asked of the matcher: what staff name is mostly among them, with reasons.
DEEP = 40
BY_NAME, BY_WORDS, SHOWN = 8, 6, 24
# Staff may suggest a platform too, which owners are shown only when they ask for one.
KINDS = (*NEED_KINDS, "platform")


@dataclass(frozen=True, slots=True)
class Candidate:
    """``card`` has the matcher's reasons for this need, none where it sees none. ``suggested``:
    the need has it already."""

    card: Card
    suggested: bool


type Key = tuple[str, str]


class Candidates:
    def __init__(self, database: Database, matcher: Matcher, clock: Clock) -> None:
        self._database = database
        self._matcher = matcher
        self._clock = clock

    async def look(self, need: Need, words: str, kind: str | None) -> list[Candidate]:
        """Best for the need first. Without ``words``: what the matcher finds for the need."""
        kinds = (kind,) if kind is not None else KINDS
        search = replace(search_for(need), kinds=kinds)
        today = self._clock.today()
        fitting = {
            _key(each): each for each in await self._match(search.as_query(today, limit=DEEP))
        }
        if words:
            query = Query(words, today, kinds=frozenset(kinds), limit=BY_WORDS)
            alike = [_key(each) for each in await self._match(query)]
        async with self._database.read() as session:
            found = [*await _named(session, words, kinds), *alike] if words else list(fitting)
            keys = _best_first(found, fitting)[:SHOWN]
            documents = {
                (each.kind, each.id): each for each in await documents_named(session, keys)
            }
            known = {(row.kind, row.item_id) for row in await list_suggestions(session, need.id)}
        return [
            Candidate(
                card_of_document(documents[key], _reasons(fitting.get(key)), today), key in known
            )
            for key in keys
            if key in documents
        ]

    async def _match(self, query: Query) -> tuple[Match, ...]:
        """The best first; nothing where the index is not there: names are found without it."""
        try:
            matches = await asyncio.to_thread(self._matcher.match, query)
        except DeskError as error:
            log.warning("candidates.unmatched", error=error.code)
            return ()
        return tuple(sorted(flatten(matches), key=lambda match: -match.score))


def _key(match: Match) -> Key:
    return match.kind, match.id


def _reasons(match: Match | None) -> tuple[str, ...]:
    return match.reasons if match is not None else ()


def _best_first(found: Iterable[Key], fitting: dict[Key, Match]) -> list[Key]:
    """What fits the need before what is only called so; each once."""
    keys = list(dict.fromkeys(found))
    return [key for key in fitting if key in set(keys)] + [
        key for key in keys if key not in fitting
    ]


async def _named(session: AsyncSession, words: str, kinds: Iterable[str]) -> list[Key]:
    keys: list[Key] = []
    if "university" in kinds:
        universities, _ = await list_universities(session, Page(BY_NAME, sort="name"), q=words)
        keys += [("university", row.id) for row in universities]
    if "mentor" in kinds:
        mentors, _ = await list_mentors(session, Page(BY_NAME, sort="name"), q=words)
        keys += [("mentor", row.id) for row in mentors]
    if "patent" in kinds:
        patents, _ = await list_patents(session, Page(BY_NAME, sort="title"), q=words)
        keys += [("patent", row.id) for row in patents]
    if "platform" in kinds:
        platforms, _ = await list_platforms(session, Page(BY_NAME, sort="name"), q=words)
        keys += [("platform", row.id) for row in platforms]
    return keys
