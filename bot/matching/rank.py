"""How well the text of a record answers an inquiry, concept by concept."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from bot.matching.affinity import load_encoder
from bot.matching.criteria import Evidence
from bot.matching.documents import Document, Readable
from bot.matching.index import Snapshot
from bot.matching.inquiry import Concept, Inquiry
from bot.matching.trades import agreement
from bot.matching.wording import Wording

# How likely a record is to help, as log odds: what it is not, and what each signal adds to it. From
# logistic regression over judged needs, the affinity by an encoder that had seen none of them
# (benchmarks/README.md). A signal runs from 0 to 1; see ``_signals`` for what each says.
BASE = -9.5
WEIGHTS = {
    "affinity": 12.0,
    "strongest": 1.4,
    "fault": 1.6,
    "both": 0.9,
}
# Where the encoder can read nothing of the title or of what was said (a number, another language).
WORDS_BASE = -8.6
WORDS_WEIGHTS = {
    "pieces": 5.2,
    "strongest": 3.0,
    "both": 2.6,
    "complaints": 1.7,
    "fault": 1.4,
    "trade": 1.2,
    "pairs": 0.3,
}
# Log odds become a share from 0 to 1 around this middle; the wide scale keeps weak records apart.
_MIDDLE, _SCALE = -3.0, 2.0
_ENOUGH_COMPLAINTS = 3
_ENOUGH_PIECES = 4
# A record this much weaker than the best of its list is not shown beside it.
FAR_BEHIND = 0.3
_BODY_STRENGTH = 0.85
# What the owner says of a fault is a figure of speech more often than a term: found as it was said,
# it proves less than the engineers' word for it.
_FIGURE_OF_SPEECH = 0.6
# From this share of the order on that the wording settles, a record may be shown for the very words
# alone, though none of them is known to mean anything.
_WORDED = 0.5
# A fault answered no better than this is answered by a remedy only, which other faults share.
_REMEDY = 0.5


@dataclass(frozen=True)
class Candidate:
    """A record with the evidence for it. ``text`` is its relevance from 0 to 1, before any other
    feature; ``odds`` are the log odds that it helps, ``signals`` what they were made of."""

    record: Readable
    evidence: tuple[Evidence, ...]
    cover: float
    text: float
    odds: float = 0.0
    signals: Mapping[str, float] = field(default_factory=dict)
    # The words said, each with the word of the record that answers it.
    links: tuple[tuple[str, str], ...] = ()
    # How near its vector is to the inquiry's, where both are known.
    likeness: float | None = None
    # How near it is to the owner's very words, from 0 to 1 of the nearest.
    worded: float = 0.0

    @property
    def document(self) -> Document:
        return self.record.document

    @property
    def id(self) -> str:
        return self.record.id


def weigh_texts(
    inquiry: Inquiry, documents: Sequence[Readable], snapshot: Snapshot, wording: Wording
) -> list[Candidate]:
    """Those of the documents that answer anything said, or plainly say the same."""
    scale = _Scale(snapshot)
    nearness = load_encoder().affinity(inquiry.text, [document.strong for document in documents])
    found = (
        _weighed(inquiry, document, wording, at, scale, nearness[at])
        for at, document in enumerate(documents)
    )
    return [candidate for candidate in found if candidate.cover > 0 or candidate.evidence]


def _weighed(
    inquiry: Inquiry,
    document: Readable,
    wording: Wording,
    at: int,
    scale: _Scale,
    affinity: float | None,
) -> Candidate:
    # What was proposed for titles says nothing of a text that the encoder cannot read.
    concepts = inquiry.concepts if affinity is not None else inquiry.unproposed
    traces = _all_traces(concepts, document)
    evidence = answers = tuple(_best_of(traces))
    if wording.decides >= _WORDED and not any(piece.weight > 0 for piece in answers):
        evidence = tuple(_word_for_word(document, wording.telling))
    signals = _signals(inquiry, traces, answers, scale)
    signals["trade"] = agreement(inquiry.trades, document.trades)
    signals["fault"] *= signals["trade"]
    signals["pairs"] = wording.pairs[at]
    if affinity is not None:
        signals["affinity"] = affinity
    base, weights = weighing_of(signals)
    signals = {name: signals[name] for name in weights}
    odds = base + sum(weights[name] * value for name, value in signals.items())
    return Candidate(
        record=document,
        evidence=evidence,
        cover=_cover(inquiry, answers),
        text=(1 - wording.decides) * share_of(odds) + wording.decides * wording.words[at],
        odds=odds,
        signals=signals,
        links=tuple((piece.said, piece.found) for piece in answers if piece.weight > 0),
        worded=wording.words[at],
    )


def weighing_of(signals: Mapping[str, float]) -> tuple[float, Mapping[str, float]]:
    """The base and the weights that these signals are counted with."""
    return (BASE, WEIGHTS) if "affinity" in signals else (WORDS_BASE, WORDS_WEIGHTS)


def share_of(odds: float) -> float:
    """How relevant a record is by what the words mean, from 0 to 1."""
    return 1 / (1 + math.exp((_MIDDLE - odds) / _SCALE))


def _signals(
    inquiry: Inquiry, traces: Sequence[Evidence], evidence: Sequence[Evidence], scale: _Scale
) -> dict[str, float]:
    """What speaks for a record: how many things said it answers (``pieces``), how well the best of
    them (``strongest``), a thing and its fault together, how many complaints, and the ``fault``
    that it answers best by more than a remedy. Whatever the words: how near its title is to the
    whole message (``affinity``), and how many neighbouring characters it shares (``pairs``)."""
    telling = [piece for piece in evidence if piece.weight > 0]
    worth = [scale.worth(piece) for piece in telling]
    return {
        "pieces": min(len(telling) / _ENOUGH_PIECES, 1.0),
        "strongest": max(worth, default=0.0),
        "both": _both(inquiry, traces, scale),
        "complaints": _complaints(inquiry, traces),
        "fault": max((scale.named(p) for p in telling if _names_fault(p, inquiry)), default=0.0),
    }


def _names_fault(piece: Evidence, inquiry: Inquiry) -> bool:
    return piece.said in inquiry.complaints and piece.strength > _REMEDY


def _both(inquiry: Inquiry, traces: Sequence[Evidence], scale: _Scale) -> float:
    """The weaker of two different words: one for a thing said, one for what is wrong with it."""
    worth = {id(trace): scale.worth(trace) for trace in traces}
    wrong = [t for t in traces if t.said in inquiry.complaints]
    things = [t for t in traces if t.said not in inquiry.complaints]
    return max(
        (
            min(worth[id(fault)], worth[id(thing)])
            for fault in wrong
            for thing in things
            if fault.found not in thing.found and thing.found not in fault.found
        ),
        default=0.0,
    )


def _complaints(inquiry: Inquiry, traces: Iterable[Evidence]) -> float:
    answered = {t.said for t in traces if t.weight > 0 and t.said in inquiry.complaints}
    return min(len(answered) / _ENOUGH_COMPLAINTS, 1.0)


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

    def named(self, piece: Evidence) -> float:
        """How well the word found answers the word said."""
        return piece.strength * self.telling(piece.found)

    def worth(self, piece: Evidence) -> float:
        """As ``named``, and how much the word said weighs."""
        return self.named(piece) * min(piece.weight / self.top, 1.0)


def not_far_behind(found: Iterable[Candidate], others: Iterable[Candidate] = ()) -> list[Candidate]:
    """Behind the best of ``found`` and ``others``."""
    found = list(found)
    best = max((candidate.text for candidate in (*found, *others)), default=0.0)
    return [candidate for candidate in found if candidate.text >= FAR_BEHIND * best]


def _all_traces(concepts: Iterable[Concept], document: Readable) -> list[Evidence]:
    return [trace for concept in concepts for trace in _traces(concept, document)]


def _best_of(traces: Iterable[Evidence]) -> Iterable[Evidence]:
    """One word of the record speaks for one concept only, the one it answers best: 吸湿 does not
    prove both 粘成一坨 and 硬糖."""
    said: set[str] = set()
    found: set[str] = set()
    for trace in sorted(traces, key=lambda t: (-t.strength, -t.weight, t.said, t.found)):
        if trace.said not in said and trace.found not in found:
            said.add(trace.said)
            found.add(trace.found)
            yield trace


def _traces(concept: Concept, document: Readable) -> Iterable[Evidence]:
    weight = concept.weight if concept.telling else 0.0
    text = document.text
    for word, answer in concept.answers.items():
        if word not in text:
            continue
        strength = (
            min(answer, _FIGURE_OF_SPEECH) if word == concept.said and concept.complaint else answer
        )
        if holds(document.strong, word):
            yield Evidence(concept.said, concept.shown, word, "strong", strength, weight)
        elif holds(document.body, word):
            worth = strength * _BODY_STRENGTH
            yield Evidence(concept.said, concept.shown, word, "body", worth, weight)


def _word_for_word(document: Readable, telling: Mapping[str, float]) -> Iterable[Evidence]:
    """The owner's words that the record holds as they were said."""
    for word, rarity in telling.items():
        if holds(document.strong, word):
            yield Evidence(word, word, word, "strong", 1.0, rarity)
        elif holds(document.body, word):
            yield Evidence(word, word, word, "body", _BODY_STRENGTH, rarity)


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
