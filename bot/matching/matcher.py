"""The matcher: one synchronous call, milliseconds, no SQL."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path

from bot.matching.cards import facts_of, subtitle_of, title_of
from bot.matching.criteria import Match, Matches, Query
from bot.matching.documents import (
    Document,
    Listed,
    PatentDocument,
    UniversityDocument,
)
from bot.matching.explain import Related, explain
from bot.matching.features import total, weigh_features
from bot.matching.index import CatalogueIndex, Filters, Snapshot
from bot.matching.places import place_names
from bot.matching.rank import Candidate, not_far_behind, weigh_texts, worth_showing
from bot.matching.segment import guard, words_of
from bot.matching.terms import Inquiry, full_names, ruled_out, understand
from bot.matching.wording import Wording, compare_wording, telling_words

# Candidates read from the index, by kind, before the closer look.
_READ = {"patent": 60, "mentor": 60, "university": 40}
_PER_UNIVERSITY = 2
# Candidates whose other features are looked at, besides as many as are wanted.
_SCORED = 40
# A university's people and patents count by their best three, each much less than the one
# before: a large portfolio does not win by its size.
_DISCOUNTS = (1.0, 0.35, 0.15)
_OWN, _THROUGH = 0.25, 0.75


@dataclass(frozen=True)
class _Search:
    query: Query
    inquiry: Inquiry
    snapshot: Snapshot
    unwanted: tuple[str, ...]

    @property
    def wanted(self) -> tuple[str, ...]:
        """The universities that the owner named, less those that were ruled out."""
        return tuple(n for n in self.inquiry.institutions if n not in self.unwanted)

    def everywhere(self) -> _Search:
        """Without what only narrows it: place, price, university."""
        query = replace(self.query, region_code=None, free_only=False, max_fee_yuan=None)
        return replace(self, query=query, inquiry=replace(self.inquiry, institutions=()))


@dataclass(frozen=True, slots=True)
class Stage:
    """How many records of a kind were read from the index, and how many passed the floor."""

    kind: str
    read: int
    kept: int


class Matcher:
    """Reads the index below ``index_path``; thread-safe. ``match`` raises ``IndexMissing`` before
    the first build."""

    def __init__(self, index_path: Path) -> None:
        self._index = CatalogueIndex(index_path)

    def match(self, query: Query) -> Matches:
        snapshot = self._index.snapshot()
        inquiry = understand(query.text, query.terms, snapshot)
        unwanted = (
            *ruled_out(query.text),
            *(full for name in query.exclude_names for full in full_names(name)),
        )
        search = _Search(query, inquiry, snapshot, unwanted)
        if query.patent_no:
            return _numbered(search, query.patent_no)
        if inquiry.is_telling:
            return _all_kinds(search)
        if search.wanted and "university" in query.kinds:
            return _named(search)
        return Matches(reason="no_terms", truncated=inquiry.truncated)

    def understand(self, query: Query) -> Inquiry:
        """What the text is taken to be about, for who wants to see why."""
        return understand(query.text, query.terms, self._index.snapshot())

    def stages(self, query: Query) -> tuple[Stage, ...]:
        """What became of the candidates of each kind, before the final order."""
        snapshot = self._index.snapshot()
        inquiry = understand(query.text, query.terms, snapshot)
        search = _Search(query, inquiry, snapshot, ruled_out(query.text))
        return tuple(
            Stage(kind, len(_read(search, kind, inquiry.words)), len(_candidates(search, kind)))
            for kind in _READ
            if kind in query.kinds
        )

    def warm_up(self) -> None:
        """Load the dictionary and the word lists (a quarter of a second) before the first owner."""
        words_of(guard("预热"))
        place_names()


def _numbered(search: _Search, patent_no: str) -> Matches:
    """The patent of this number, expired or not: the owner asked for this one."""
    patents = search.snapshot.patents_numbered(patent_no)
    found = tuple(
        _match(Candidate(patent, (), 1.0, 1.0), search.query, reasons=()) for patent in patents
    )
    return Matches(patents=found, reason=None if found else "nothing_fits")


def _named(search: _Search) -> Matches:
    """The universities that were named, where nothing else was said."""
    documents = [d for name in search.wanted for d in search.snapshot.universities_named(name)]
    found = tuple(
        _match(Candidate(document, (), 1.0, 1.0), search.query, (f"您提到了{document.name}",))
        for document in documents
        if isinstance(document, UniversityDocument)
    )
    return Matches(
        universities=found[: search.query.limit], reason=None if found else "nothing_fits"
    )


def _all_kinds(search: _Search) -> Matches:
    query = search.query
    # Universities are found through their people and patents, whatever kinds are shown.
    through = "university" in query.kinds
    mentors = _candidates(search, "mentor") if through or "mentor" in query.kinds else []
    patents = _candidates(search, "patent") if through or "patent" in query.kinds else []
    found = Matches(
        universities=_universities(search, [*mentors, *patents]) if through else (),
        mentors=_mentors(search, mentors) if "mentor" in query.kinds else (),
        patents=_patents(search, patents) if "patent" in query.kinds else (),
        terms=tuple(c.shown for c in search.inquiry.concepts if c.telling),
        truncated=search.inquiry.truncated,
    )
    return replace(found, reason="nothing_fits") if found.is_empty() else found


def _candidates(search: _Search, kind: str) -> list[Candidate]:
    """Worth showing. Whether there is anything for a need is asked of the whole catalogue: what
    would be shown there does not vanish because the owner looks in its own province."""
    whole = search.everywhere()
    everywhere = worth_showing(*_weigh(whole, kind))
    if whole == search or not everywhere:
        return everywhere
    return not_far_behind(_weigh(search, kind)[0], everywhere)


def _weigh(search: _Search, kind: str) -> tuple[list[Candidate], Wording]:
    inquiry, snapshot = search.inquiry, search.snapshot
    documents = _read(search, kind, inquiry.words)
    wording = compare_wording(inquiry, documents, snapshot)
    if wording.decides:
        # More records, by the owner's own words alone: what they mean does not push these aside.
        words = dict.fromkeys(telling_words(inquiry, kind, snapshot), 1.0)
        both = {d.id: d for d in (*documents, *_read(search, kind, words))}
        documents = list(both.values())
        wording = compare_wording(inquiry, documents, snapshot)
    return weigh_texts(inquiry, documents, snapshot, wording), wording


def _read(search: _Search, kind: str, words: dict[str, float]) -> list[Listed]:
    """The best of the index that may be shown at all."""
    query = search.query
    province = query.region_code[:2] if query.region_code else None
    filters = Filters(
        province=province,
        free_only=kind == "patent" and query.free_only,
        open_on=query.today if kind != "university" else None,
    )
    found = search.snapshot.search(kind, words, filters, _READ[kind])
    if not (search.wanted or search.unwanted or query.max_fee_yuan is not None):
        return found
    return [listed for listed in found if _may_show(listed.document, search)]


def _may_show(document: Document, search: _Search) -> bool:
    """Never: a licence dearer than allowed, a university not wanted."""
    query = search.query
    if isinstance(document, PatentDocument) and not _is_affordable(document, query):
        return False
    name = guard(document.university_name)
    if search.wanted and not any(wanted in name for wanted in search.wanted):
        return False
    return not any(unwanted in name for unwanted in search.unwanted if name)


def _is_affordable(document: PatentDocument, query: Query) -> bool:
    payment = document.first_payment_yuan
    return query.max_fee_yuan is None or payment is None or payment <= query.max_fee_yuan


def _mentors(search: _Search, candidates: Iterable[Candidate]) -> tuple[Match, ...]:
    taken: dict[str, int] = defaultdict(int)

    def may_join(candidate: Candidate) -> bool:
        university = candidate.document.university_id or ""
        taken[university] += 1
        return taken[university] <= _PER_UNIVERSITY

    return _shown(search, candidates, may_join)


def _patents(search: _Search, candidates: Iterable[Candidate]) -> tuple[Match, ...]:
    """One of a family: the same title filed as invention and as utility model is shown once."""
    seen: set[str] = set()

    def may_join(candidate: Candidate) -> bool:
        title = guard(title_of(candidate.document))
        is_new = title not in seen
        seen.add(title)
        return is_new

    return _shown(search, candidates, may_join)


def _shown(
    search: _Search, candidates: Iterable[Candidate], may_join: Callable[[Candidate], bool]
) -> tuple[Match, ...]:
    """The best that may join the list and for which there is a reason to give."""
    found: list[Match] = []
    for candidate in _ranked(search, candidates):
        if len(found) == search.query.limit:
            break
        reasons = explain(candidate, search.query)
        if reasons and may_join(candidate):
            found.append(_match(candidate, search.query, reasons))
    return tuple(found)


def _ranked(search: _Search, candidates: Iterable[Candidate]) -> list[Candidate]:
    """By the whole score; the text has the most weight in it, so that only the best by text are
    read in full."""
    fresh = [c for c in candidates if c.id not in search.query.exclude_ids]
    best = sorted(fresh, key=lambda c: (-c.text, c.id))[: _SCORED + search.query.limit]
    return sorted(best, key=lambda c: (-_score(c, search.query), c.id))


def _score(candidate: Candidate, query: Query, related: int = 0) -> float:
    return round(total(weigh_features(candidate, query, related)), 4)


def _universities(search: _Search, people: Sequence[Candidate]) -> tuple[Match, ...]:
    """Universities that say so themselves, and those whose mentors or patents do."""
    own = {c.id: c for c in _candidates(search, "university")}
    theirs: dict[str, list[Candidate]] = defaultdict(list)
    for candidate in sorted(people, key=lambda c: (-c.text, c.id)):
        if candidate.record.university_id:
            theirs[candidate.record.university_id].append(candidate)
    # By their best record: what comes after so many has no say in the first few.
    missing = [university for university in theirs if university not in own][:_SCORED]
    documents = [c.document for c in own.values()] + search.snapshot.fetch("university", missing)
    appraised = [
        _appraise(document, own.get(document.id), theirs.get(document.id, []))
        for document in documents
        if isinstance(document, UniversityDocument) and document.id not in search.query.exclude_ids
    ]
    kept = {id(candidate) for candidate in not_far_behind([c for c, _ in appraised])}
    ranked = sorted(
        (pair for pair in appraised if id(pair[0]) in kept),
        key=lambda pair: (-_score(pair[0], search.query, pair[1].count), pair[0].document.id),
    )
    shown = _explained(search, ranked)
    return tuple(islice(shown, search.query.limit)) or _named(search).universities


def _explained(search: _Search, ranked: Iterable[tuple[Candidate, Related]]) -> Iterator[Match]:
    for candidate, related in ranked:
        reasons = explain(candidate, search.query, related)
        if reasons:
            yield _match(candidate, search.query, reasons, related=related.count)


def _appraise(
    document: UniversityDocument, own: Candidate | None, theirs: Sequence[Candidate]
) -> tuple[Candidate, Related]:
    """``theirs`` is what the university's people and patents answer, the best first."""
    through = sum(
        share * candidate.text for share, candidate in zip(_DISCOUNTS, theirs, strict=False)
    ) / sum(_DISCOUNTS)
    text = _OWN * own.text + _THROUGH * through if own else _THROUGH * through
    candidate = Candidate(document, own.evidence if own else (), own.cover if own else 0.0, text)
    related = Related(
        mentors=sum(c.record.kind == "mentor" for c in theirs),
        patents=sum(c.record.kind == "patent" for c in theirs),
        best=theirs[0] if theirs else None,
        demo=any(c.document.is_demo for c in theirs),
    )
    return candidate, related


def _match(
    candidate: Candidate, query: Query, reasons: Sequence[str], *, related: int = 0
) -> Match:
    document = candidate.document
    features = weigh_features(candidate, query, related)
    return Match(
        kind=document.kind,
        id=document.id,
        title=title_of(document),
        subtitle=subtitle_of(document),
        score=round(total(features), 4),
        reasons=tuple(reasons),
        features={name: round(value, 4) for name, value in features.items()},
        facts=facts_of(document, query.today),
        demo=document.is_demo,
        patent_no=document.patent_no if isinstance(document, PatentDocument) else None,
        university_id=document.university_id,
        region_code=document.region_code,
    )
