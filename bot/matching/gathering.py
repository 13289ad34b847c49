"""From an inquiry to the records of one kind that are worth showing, before they are ordered."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from bot.matching.additions import NO_ADDITIONS, Additions
from bot.matching.criteria import Query
from bot.matching.documents import Document, Listed, PatentDocument
from bot.matching.features import learned_weights
from bot.matching.floor import Standing, clear_of, stand
from bot.matching.fusion import fuse
from bot.matching.index import Filters, Snapshot
from bot.matching.inquiry import Inquiry
from bot.matching.institutions import full_names, ruled_out
from bot.matching.learned import NOTHING, Learned
from bot.matching.rank import Candidate, not_far_behind, weigh_texts
from bot.matching.segment import guard
from bot.matching.terms import understand
from bot.matching.vectors import Vectors
from bot.matching.wording import compare_wording, telling_words

# Candidates read from the index, by kind, before the closer look.
READ = {"patent": 60, "mentor": 60, "university": 40, "platform": 40}
# Only these can be had on some days and not on others.
_DATED = frozenset({"patent", "mentor"})
# And by their vectors.
NEAREST = 30


@dataclass(frozen=True)
class Search:
    query: Query
    inquiry: Inquiry
    snapshot: Snapshot
    unwanted: tuple[str, ...]
    learned: Learned = NOTHING
    vectors: Vectors | None = None

    @cached_property
    def weights(self) -> dict[str, float]:
        return learned_weights(self.learned)

    @property
    def wanted(self) -> tuple[str, ...]:
        """The universities that the owner named, less those that were ruled out."""
        return tuple(n for n in self.inquiry.institutions if n not in self.unwanted)

    @property
    def unlisted(self) -> tuple[str, ...]:
        """Those that the owner named and the catalogue lacks, unless they were ruled out."""
        return tuple(n for n in self.inquiry.unlisted if n not in self.unwanted)

    def everywhere(self) -> Search:
        """Without what only narrows it: place, price, university."""
        query = replace(
            self.query, region_code=None, exclude_regions=(), free_only=False, max_fee_yuan=None
        )
        return replace(self, query=query, inquiry=replace(self.inquiry, institutions=()))


@dataclass(frozen=True)
class Gathered:
    """The records of one kind. ``read`` came from the index, ``found`` answer something said,
    ``kept`` may be shown. ``standing`` is that of the list that the floor was held to. ``clear``
    are the ids of those kept about which there is little doubt."""

    kind: str
    read: int
    found: tuple[Candidate, ...]
    standing: Standing | None
    kept: tuple[Candidate, ...]
    clear: tuple[str, ...] = ()
    # The share of the order that the owner's very words settle.
    wording: float = 0.0


def begin(
    query: Query,
    snapshot: Snapshot,
    learned: Learned = NOTHING,
    vectors: Vectors | None = None,
    additions: Additions = NO_ADDITIONS,
) -> Search:
    unwanted = (
        *ruled_out(query.text),
        *(full for name in query.exclude_names for full in full_names(name)),
    )
    inquiry = understand(query.text, query.terms, snapshot, learned, additions)
    return Search(query, inquiry, snapshot, unwanted, learned, vectors)


def gather(search: Search, kind: str) -> Gathered:
    """Whether there is anything for a need is asked of the whole catalogue: what would be shown
    there does not vanish because the owner looks in its own province."""
    whole = search.everywhere()
    everywhere = _weigh(whole, kind)
    if whole == search or not everywhere.kept:
        return everywhere
    narrowed = _weigh(search, kind)
    kept = not_far_behind(narrowed.found, everywhere.kept)
    clear = clear_of(kept, narrowed.standing)
    return replace(narrowed, standing=everywhere.standing, kept=tuple(kept), clear=tuple(clear))


def _weigh(search: Search, kind: str) -> Gathered:
    inquiry, snapshot = search.inquiry, search.snapshot
    documents = _read(search, kind, inquiry.words)
    wording = compare_wording(inquiry, documents, snapshot)
    if wording.decides:
        # More records, by the owner's own words alone: what they mean does not push these aside.
        words = dict.fromkeys(telling_words(inquiry, kind, snapshot), 1.0)
        both = {d.id: d for d in (*documents, *_read(search, kind, words))}
        documents = list(both.values())
        wording = compare_wording(inquiry, documents, snapshot)
    found = weigh_texts(inquiry, documents, snapshot, wording)
    standing = stand(found, wording, inquiry)
    kept: Sequence[Candidate] = ()
    if standing is not None and standing.passes:
        # Vectors order and add to a list that words have opened; they open none by themselves.
        kept = not_far_behind(_with_meaning(search, kind, found))
    return Gathered(
        kind,
        read=len(documents),
        found=tuple(found),
        standing=standing,
        kept=tuple(kept),
        clear=tuple(clear_of(kept, standing)),
        wording=wording.decides,
    )


def _with_meaning(search: Search, kind: str, found: list[Candidate]) -> list[Candidate]:
    if search.vectors is None or search.query.vector is None:
        return found
    near = search.vectors.nearest(kind, search.query.vector, NEAREST)
    known = {candidate.id for candidate in found}
    more = [each.id for each in near if each.id not in known]
    records = search.snapshot.listed(kind, more, _filters(search, kind))
    likeness = {each.id: each.likeness for each in near}
    return fuse(found, _allowed(search, records), likeness)


def _filters(search: Search, kind: str) -> Filters:
    query = search.query
    return Filters(
        province=query.region_code[:2] if query.region_code else None,
        no_provinces=tuple(code[:2] for code in query.exclude_regions if code.endswith("0000")),
        free_only=kind == "patent" and query.free_only,
        open_on=query.today if kind in _DATED else None,
        universities=search.wanted,
    )


def _read(search: Search, kind: str, words: dict[str, float]) -> list[Listed]:
    """The best of the index that may be shown at all."""
    filters = _filters(search, kind)
    return _allowed(search, search.snapshot.search(kind, words, filters, READ[kind]))


def _allowed(search: Search, found: list[Listed]) -> list[Listed]:
    query = search.query
    if not (search.unwanted or query.exclude_regions) and query.max_fee_yuan is None:
        return found
    return [listed for listed in found if may_show(listed.document, search)]


def may_show(document: Document, search: Search) -> bool:
    """Never: a licence dearer than allowed, a place or a university that was ruled out."""
    query = search.query
    if isinstance(document, PatentDocument) and not _is_affordable(document, query):
        return False
    if any(_lies_in(document.region_code, code) for code in query.exclude_regions):
        return False
    name = guard(document.university_name)
    return not any(unwanted in name for unwanted in search.unwanted if name)


def _lies_in(region: str | None, code: str) -> bool:
    """The pairs of zeros at the end of a code stand for all of it."""
    return region is not None and region.startswith(re.sub(r"(?:00){1,2}$", "", code))


def _is_affordable(document: PatentDocument, query: Query) -> bool:
    payment = document.first_payment_yuan
    return query.max_fee_yuan is None or payment is None or payment <= query.max_fee_yuan
