"""How well the text of a record answers an inquiry, concept by concept."""

from __future__ import annotations

import math
import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from bot.matching.criteria import Evidence
from bot.matching.documents import Document
from bot.matching.index import Snapshot
from bot.matching.terms import Concept, Inquiry

# A record is shown if its evidence weighs more than so many fully telling words of the thesaurus,
# or makes up so much of all that was said; whatever else speaks for it.
FLOOR_WORDS = 0.8
FLOOR_SHARE = 0.35
# A record this much weaker than the best of its list is not shown beside it.
FAR_BEHIND = 0.3
_BODY_STRENGTH = 0.85
# The share of the text part that the pairs of characters decide: little where the thesaurus knows
# what was said, more where it does not, for then the words may be cut differently on both sides.
_PAIRS_KNOWN, _PAIRS_UNKNOWN = 0.08, 0.5
# What a second word for the same thing adds, of what the first one told.
_FURTHER = 0.3
_K1, _B = 1.2, 0.75


@dataclass(frozen=True)
class Candidate:
    """A record with the evidence for it. ``text`` is its relevance, before any other feature."""

    document: Document
    evidence: tuple[Evidence, ...]
    cover: float
    text: float


def weigh_texts(
    inquiry: Inquiry, documents: Sequence[Document], snapshot: Snapshot
) -> list[Candidate]:
    """The documents above the floor. Pairs are scaled by the best document of the list."""
    if not documents:
        return []
    pairs = _pair_scores(inquiry.pairs, documents, snapshot)
    top = max(pairs) or 1.0
    scale = _Scale(snapshot)
    by_pairs = _PAIRS_UNKNOWN + (_PAIRS_KNOWN - _PAIRS_UNKNOWN) * inquiry.known
    found: list[Candidate] = []
    for document, pair in zip(documents, pairs, strict=True):
        traces = _all_traces(inquiry.concepts, document)
        evidence = tuple(_best_of(traces))
        cover = _cover(inquiry, evidence)
        if _is_enough(evidence, cover, scale.top):
            support = _support(inquiry, traces, scale)
            text = (1 - by_pairs) * support + by_pairs * pair / top
            found.append(Candidate(document, evidence, cover, text))
    return not_far_behind(found)


class _Scale:
    """How telling the words of records are, from 0 to 1, looked up once for a search."""

    def __init__(self, snapshot: Snapshot) -> None:
        self._snapshot = snapshot
        self._known: dict[str, float] = {}
        self.top = snapshot.top_rarity

    def telling(self, word: str) -> float:
        if word not in self._known:
            self._known[word] = min(self._snapshot.rarity(word) / self.top, 1.0)
        return self._known[word]


def _is_enough(evidence: Iterable[Evidence], cover: float, top: float) -> bool:
    told = sum(piece.weight * piece.strength for piece in evidence)
    return told > 0 and (told >= FLOOR_WORDS * top or cover >= FLOOR_SHARE)


def _support(inquiry: Inquiry, traces: Iterable[Evidence], scale: _Scale) -> float:
    """What of the inquiry the record answers. Other than for ``_cover``, rare words of the record
    count for more, and several words that answer one thing said for more than the best of them."""
    by_said: dict[str, list[tuple[float, str]]] = defaultdict(list)
    for trace in traces:
        by_said[trace.said].append((trace.strength * scale.telling(trace.found), trace.found))
    used: list[str] = []
    told = 0.0
    for concept in inquiry.concepts:
        share = concept.weight
        for strength, word in sorted(by_said[concept.said], reverse=True):
            if not any(word in other or other in word for other in used):
                used.append(word)
                told += share * strength
                share *= _FURTHER
    return told / inquiry.weight if inquiry.weight else 0.0


def not_far_behind(found: list[Candidate]) -> list[Candidate]:
    best = max((candidate.text for candidate in found), default=0.0)
    return [candidate for candidate in found if candidate.text >= FAR_BEHIND * best]


def gather_evidence(concepts: Iterable[Concept], document: Document) -> Iterable[Evidence]:
    """The best trace of each concept in the record; generic words are evidence of no weight.

    One word of the record speaks for one concept only, the one it answers best: 吸湿 does not
    prove both 粘成一坨 and 硬糖.
    """
    yield from _best_of(_all_traces(concepts, document))


def _all_traces(concepts: Iterable[Concept], document: Document) -> list[Evidence]:
    return [trace for concept in concepts for trace in _traces(concept, document)]


def _best_of(traces: Iterable[Evidence]) -> Iterable[Evidence]:
    said: set[str] = set()
    found: set[str] = set()
    for trace in sorted(traces, key=lambda t: (-t.strength, -t.weight, t.said, t.found)):
        if trace.said not in said and trace.found not in found:
            said.add(trace.said)
            found.add(trace.found)
            yield trace


def _traces(concept: Concept, document: Document) -> Iterable[Evidence]:
    weight = concept.weight if concept.telling else 0.0
    text = document.text
    for word, strength in concept.answers.items():
        if word not in text:
            continue
        if holds(document.strong, word):
            yield Evidence(concept.said, concept.shown, word, "strong", strength, weight)
        elif holds(document.body, word):
            worth = strength * _BODY_STRENGTH
            yield Evidence(concept.said, concept.shown, word, "body", worth, weight)


def holds(text: str, word: str) -> bool:
    """Whether guarded text holds the word; Latin words only as a whole (PA is not in PCB-pad)."""
    if word not in text:
        return False
    return not word.isascii() or _whole(word).search(text) is not None


@lru_cache(maxsize=4096)
def _whole(word: str) -> re.Pattern[str]:
    return re.compile(rf"(?<![a-z0-9]){re.escape(word)}(?![a-z0-9])")


def _cover(inquiry: Inquiry, evidence: Iterable[Evidence]) -> float:
    weights = {concept.said: concept.weight for concept in inquiry.concepts}
    found = sum(weights[piece.said] * piece.strength for piece in evidence)
    return found / inquiry.weight if inquiry.weight else 0.0


def _pair_scores(
    pairs: Sequence[str], documents: Sequence[Document], snapshot: Snapshot
) -> list[float]:
    """BM25 over pairs of characters, counted in these texts only: it mends what segmentation cut
    differently on the two sides."""
    if not pairs:
        return [0.0] * len(documents)
    kind, size = documents[0].kind, max(snapshot.size, 1)
    rarity = {
        pair: math.log1p((size - n + 0.5) / (n + 0.5))
        for pair in pairs
        if (n := snapshot.pair_frequency(pair, kind))
    }
    texts = [document.text for document in documents]
    mean = sum(map(len, texts)) / len(texts) or 1.0
    return [_bm25(text, rarity, mean) for text in texts]


def _bm25(text: str, rarity: dict[str, float], mean: float) -> float:
    norm = _K1 * (1 - _B + _B * len(text) / mean)
    return sum(
        value * times * (_K1 + 1) / (times + norm)
        for pair, value in rarity.items()
        if (times := text.count(pair))
    )
