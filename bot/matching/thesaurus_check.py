"""What must not be in the thesaurus, found by program. Used by the tests, the benchmark and, before
an addition is kept, whoever lets staff extend it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from graphlib import CycleError, TopologicalSorter

from bot.matching.lexicon import MISSPELT, SAME, Lexicon, Relation
from bot.matching.segment import base_words_of, guard

# An answer in more than this share of all records says nothing about any of them.
TOO_COMMON = 0.05
_DIRECTED = ("下位", "表现", "对策", MISSPELT)


@dataclass(frozen=True, slots=True)
class Fault:
    """``code`` is one of repeated, circle, short, generic, unclean, cut, common."""

    code: str
    word: str
    detail: str


def find_faults(relations: Sequence[Relation], lexicon: Lexicon) -> list[Fault]:
    """All faults that show without any records."""
    return [
        *_repeated(relations),
        *_circles(relations),
        *_bad_answers(relations, lexicon),
        *_bad_words(lexicon),
    ]


def find_common(
    relations: Iterable[Relation], frequency: Callable[[str], int], records: int
) -> list[Fault]:
    """Answers that stand in too many of the ``records``; ``frequency`` counts those with a word."""
    answers = sorted({term for relation in relations for term in relation.terms})
    most = TOO_COMMON * records
    return [
        Fault("common", term, f"{count} of {records} records")
        for term in answers
        if (count := frequency(term)) > most
    ]


def _repeated(relations: Iterable[Relation]) -> Iterator[Fault]:
    seen: set[tuple[str, str, str]] = set()
    for said, kind, term in _pairs(relations):
        # 马达 同义 电机 and 电机 同义 马达 are one relation.
        first, second = sorted((said, term)) if kind == SAME else (said, term)
        if (first, kind, second) in seen or said == term:
            yield Fault("repeated", said, f"{kind} {term}")
        seen.add((first, kind, second))


def _circles(relations: Sequence[Relation]) -> Iterator[Fault]:
    for kind in _DIRECTED:
        graph: dict[str, set[str]] = defaultdict(set)
        for said, found, term in _pairs(relations):
            if found == kind:
                graph[said].add(term)
        circle = _circle_in(graph)
        if circle:
            yield Fault("circle", circle[0], f"{kind}: {' → '.join(circle)}")


def _circle_in(graph: Mapping[str, set[str]]) -> list[str]:
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as error:
        circle: list[str] = error.args[1]
        return circle[::-1]
    return []


def _bad_answers(relations: Iterable[Relation], lexicon: Lexicon) -> Iterator[Fault]:
    for said, kind, term in _pairs(relations):
        if len(term) < 2:
            yield Fault("short", said, f"{kind} {term}")
        if term in lexicon.generic:
            yield Fault("generic", said, f"{kind} {term}")


def _bad_words(lexicon: Lexicon) -> Iterator[Fault]:
    """Words that would never be met in a text as they stand here."""
    for word in sorted(lexicon.words):
        if guard(word) != word:
            yield Fault("unclean", word, guard(word))
        elif base_words_of(word, lexicon) != [word]:
            yield Fault("cut", word, " ".join(base_words_of(word, lexicon)))


def _pairs(relations: Iterable[Relation]) -> Iterator[tuple[str, str, str]]:
    for relation in relations:
        for term in relation.terms:
            yield relation.said, relation.kind, term
