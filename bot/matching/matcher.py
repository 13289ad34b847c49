"""The matcher: one synchronous call, milliseconds, no SQL."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path

from bot.matching.additions import Additions, AdditionsFile
from bot.matching.cards import facts_of, subtitle_of, title_of
from bot.matching.criteria import Match, Matches, Query
from bot.matching.documents import PatentDocument, UniversityDocument
from bot.matching.explain import Related, explain
from bot.matching.features import total, weigh_features
from bot.matching.gathering import READ, Gathered, Search, begin, gather, may_show
from bot.matching.index import CatalogueIndex
from bot.matching.inquiry import Inquiry
from bot.matching.learned import Learned, LearnedFile
from bot.matching.limits import marked, stands_behind
from bot.matching.places import place_names
from bot.matching.proposals import load_vocabulary
from bot.matching.rank import Candidate, not_far_behind
from bot.matching.segment import guard, words_of
from bot.matching.vectors import Vectors

_PER_UNIVERSITY = 2
# Candidates whose other features are looked at, besides as many as are wanted.
_SCORED = 40
# A university's people and patents count by their best three, each much less than the one
# before: a large portfolio does not win by its size.
_DISCOUNTS = (1.0, 0.35, 0.15)
_OWN, _THROUGH = 0.25, 0.75
# Whose answers speak for their university too.
_SPEAKING = frozenset({"university", "mentor", "patent"})


@dataclass(frozen=True, slots=True)
class Course:
    """One search from the text to what is shown, for who wants to see why. ``gathered`` are the
    lists of records by kind that were held to the floor."""

    inquiry: Inquiry
    gathered: tuple[Gathered, ...]
    matches: Matches
    learned: Learned
    additions: Additions


class Matcher:
    """Reads the index below ``index_path``; thread-safe. ``match`` raises ``IndexMissing`` before
    the first build."""

    def __init__(self, index_path: Path, vectors_path: Path | None = None) -> None:
        self._index = CatalogueIndex(index_path)
        self._learned = LearnedFile(index_path)
        self._additions = AdditionsFile(index_path)
        self._vectors = Vectors(vectors_path) if vectors_path else None

    def match(self, query: Query) -> Matches:
        return self.follow(query).matches

    def follow(self, query: Query) -> Course:
        """As ``match``, with what led there."""
        snapshot, additions = self._index.snapshot(), self._additions.read()
        search = begin(query, snapshot, self._learned.read(), self._vectors, additions)
        gathered: tuple[Gathered, ...] = ()
        if query.patent_no:
            matches = _numbered(search, query.patent_no)
        elif search.inquiry.is_telling:
            gathered = _gather_all(search)
            matches = _all_kinds(search, gathered)
        elif search.wanted and "university" in query.kinds:
            matches = _named(search)
        else:
            matches = Matches(reason="no_terms", truncated=search.inquiry.truncated)
        matches = replace(matches, unlisted=search.unlisted)
        return Course(search.inquiry, gathered, matches, search.learned, additions)

    def warm_up(self) -> None:
        """Load dictionary, word lists and encoder (two seconds) before the first owner."""
        words_of(guard("预热"))
        place_names()
        load_vocabulary()


def _numbered(search: Search, patent_no: str) -> Matches:
    """The patent of this number, expired or not: the owner asked for this one."""
    patents = search.snapshot.patents_numbered(patent_no)
    found = tuple(_match(Candidate(patent, (), 1.0, 1.0), search, reasons=()) for patent in patents)
    return Matches(patents=found, reason=None if found else "nothing_fits")


def _named(search: Search) -> Matches:
    """The universities that were named, where nothing else was said."""
    documents = [d for name in search.wanted for d in search.snapshot.universities_named(name)]
    found = tuple(
        _match(Candidate(document, (), 1.0, 1.0), search, (f"您提到了{document.name}",))
        for document in documents
        if isinstance(document, UniversityDocument)
    )
    return Matches(
        universities=found[: search.query.limit], reason=None if found else "nothing_fits"
    )


def _gather_all(search: Search) -> tuple[Gathered, ...]:
    """Universities are found through their people and patents, whatever kinds are shown."""
    kinds = search.query.kinds
    read = kinds | _SPEAKING if "university" in kinds else kinds
    return tuple(gather(search, kind) for kind in READ if kind in read)


def _all_kinds(search: Search, gathered: Sequence[Gathered]) -> Matches:
    kinds = search.query.kinds
    kept = {each.kind: each.kept for each in gathered}
    patents, mentors = kept.get("patent", ()), kept.get("mentor", ())
    own = kept.get("university", ())
    found = Matches(
        universities=_universities(search, own, [*mentors, *patents])
        if "university" in kinds
        else (),
        mentors=_several(search, mentors) if "mentor" in kinds else (),
        patents=_patents(search, patents) if "patent" in kinds else (),
        platforms=_several(search, kept.get("platform", ())) if "platform" in kinds else (),
        terms=tuple(c.shown for c in search.inquiry.concepts if c.telling),
        truncated=search.inquiry.truncated,
    )
    if found.is_empty():
        return replace(found, reason="nothing_fits")
    return replace(found, doubtful=_doubtful(search, gathered, found))


def _doubtful(search: Search, gathered: Sequence[Gathered], found: Matches) -> frozenset[str]:
    """There is little doubt about a university of which a record is clear, or that was named."""
    clear = {id_ for each in gathered for id_ in each.clear}
    clear |= {
        candidate.record.university_id or ""
        for each in gathered
        for candidate in each.kept
        if candidate.id in clear
    }
    named = {"university"} if search.wanted else set[str]()
    return frozenset(
        kind
        for kind in search.query.kinds - named
        if found.of_kind(kind) and not any(match.id in clear for match in found.of_kind(kind))
    )


def _several(search: Search, candidates: Iterable[Candidate]) -> tuple[Match, ...]:
    """Of each university a few, so that there is a choice of places."""
    taken: dict[str, int] = defaultdict(int)

    def may_join(candidate: Candidate) -> bool:
        university = candidate.document.university_id or ""
        taken[university] += 1
        return taken[university] <= _PER_UNIVERSITY

    return _shown(search, candidates, may_join)


def _patents(search: Search, candidates: Iterable[Candidate]) -> tuple[Match, ...]:
    """One of a family: the same title filed as invention and as utility model is shown once."""
    seen: set[str] = set()

    def may_join(candidate: Candidate) -> bool:
        title = guard(title_of(candidate.document))
        is_new = title not in seen
        seen.add(title)
        return is_new

    return _shown(search, candidates, may_join)


def _shown(
    search: Search, candidates: Iterable[Candidate], may_join: Callable[[Candidate], bool]
) -> tuple[Match, ...]:
    """The best that may join the list and for which there is a reason to give."""
    found: list[Match] = []
    for candidate in _ranked(search, candidates):
        if len(found) == search.query.limit:
            break
        reasons = explain(candidate, search.query)
        if reasons and may_join(candidate):
            found.append(_match(candidate, search, reasons))
    return tuple(found)


def _ranked(search: Search, candidates: Iterable[Candidate]) -> list[Candidate]:
    """By the whole score; the text has the most weight in it, so that only the best by text are
    read in full."""
    fresh = [c for c in candidates if c.id not in search.query.exclude_ids]
    best = sorted(fresh, key=lambda c: (-c.text, c.id))[: _SCORED + search.query.limit]
    return sorted(
        best,
        key=lambda c: (stands_behind(c.document, search.query), -_score(c, search), c.id),
    )


def _score(candidate: Candidate, search: Search, related: int = 0) -> float:
    return round(total(weigh_features(candidate, search.query, related), search.weights), 4)


def _universities(
    search: Search, themselves: Iterable[Candidate], people: Iterable[Candidate]
) -> tuple[Match, ...]:
    """Universities that say so themselves, and those whose mentors or patents do."""
    own = {c.id: c for c in themselves}
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
        if isinstance(document, UniversityDocument)
        and document.id not in search.query.exclude_ids
        and may_show(document, search)
    ]
    kept = {id(candidate) for candidate in not_far_behind([c for c, _ in appraised])}
    ranked = sorted(
        (pair for pair in appraised if id(pair[0]) in kept),
        key=lambda pair: (
            stands_behind(pair[0].document, search.query),
            -_score(pair[0], search, pair[1].count),
            pair[0].document.id,
        ),
    )
    shown = _explained(search, ranked)
    return tuple(islice(shown, search.query.limit)) or _named(search).universities


def _explained(search: Search, ranked: Iterable[tuple[Candidate, Related]]) -> Iterator[Match]:
    for candidate, related in ranked:
        reasons = explain(candidate, search.query, related)
        if reasons:
            yield _match(candidate, search, reasons, related=related.count)


def _appraise(
    document: UniversityDocument, own: Candidate | None, theirs: Sequence[Candidate]
) -> tuple[Candidate, Related]:
    """``theirs`` is what the university's people and patents answer, the best first."""
    through = sum(
        share * candidate.text for share, candidate in zip(_DISCOUNTS, theirs, strict=False)
    ) / sum(_DISCOUNTS)
    text = _OWN * own.text + _THROUGH * through if own else _THROUGH * through
    best = max((c for c in (own, *theirs[:1]) if c), key=lambda c: c.odds)
    candidate = Candidate(
        record=document,
        evidence=own.evidence if own else (),
        cover=own.cover if own else 0.0,
        text=text,
        signals=best.signals,
        links=best.links,
    )
    related = Related(
        mentors=sum(c.record.kind == "mentor" for c in theirs),
        patents=sum(c.record.kind == "patent" for c in theirs),
        best=theirs[0] if theirs else None,
        demo=any(c.document.is_demo for c in theirs),
    )
    return candidate, related


def _match(
    candidate: Candidate, search: Search, reasons: Sequence[str], *, related: int = 0
) -> Match:
    query, document = search.query, candidate.document
    features = weigh_features(candidate, query, related)
    return Match(
        kind=document.kind,
        id=document.id,
        title=title_of(document),
        subtitle=subtitle_of(document),
        score=round(total(features, search.weights), 4),
        reasons=tuple(reasons),
        features={name: round(value, 4) for name, value in features.items()},
        facts=marked(facts_of(document, query.today), document, query),
        demo=document.is_demo,
        patent_no=document.patent_no if isinstance(document, PatentDocument) else None,
        university_id=document.university_id,
        region_code=document.region_code,
        signals={name: round(value, 4) for name, value in candidate.signals.items()},
        links=candidate.links,
        weights=search.weights,
    )
