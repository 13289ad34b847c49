"""The industrial thesaurus: what owners say, and what engineers and patents write for it."""

from __future__ import annotations

import hashlib
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from functools import cache
from importlib.resources import files

# How far a word of a record answers the word the owner said, by the kind of link.
LINK_STRENGTH = {"误写": 0.95, "同义": 0.9, "表现": 0.7, "下位": 0.65, "对策": 0.5}
SAME, MISSPELT = "同义", "误写"
WRONG = frozenset({"表现", "对策"})
# What follows from two links: another name or a misspelling stands for all that the proper word
# stands for, and a complaint for the remedies of the defect behind it.
FOLLOWS = {
    MISSPELT: frozenset({SAME, "表现", "下位", "对策"}),
    SAME: frozenset({"表现", "下位", "对策"}),
    "表现": frozenset({"对策"}),
}
# The file of what staff took of a model's proposals (``bot thesaurus``).
TAKEN = "taken"
# Files of the thesaurus that belong to no trade.
_ANY_TRADE = frozenset({"complaints", "misspellings", "universities", TAKEN})
# Of long chains the strongest links only: a word that stands for everything finds nothing.
MOST_ANSWERS = 20


class LexiconError(ValueError):
    """A line of the word lists cannot be read; the message names file and line."""


@dataclass(frozen=True, slots=True)
class Relation:
    """One said word with all that answers it in one way."""

    said: str
    kind: str
    terms: tuple[str, ...]
    # The file it stands in, which is a division of trades; blank where it belongs to none.
    trade: str = ""


@dataclass(frozen=True)
class Lexicon:
    """``links`` maps a said word to the words that answer it, with the strength of the link;
    ``complaints`` are the said words that name what is wrong, and not only a thing; ``trades``
    tells how far a word belongs to each division of trades (0 to 1, more where to few)."""

    links: dict[str, dict[str, float]]
    filler: frozenset[str]
    generic: frozenset[str]
    words: frozenset[str]
    longest: int
    fingerprint: str
    complaints: frozenset[str] = frozenset()
    trades: dict[str, dict[str, float]] = field(default_factory=dict)

    def answers(self, said: str) -> dict[str, float]:
        return self.links.get(said, {})

    def kinds_of(self, said: str) -> dict[str, str]:
        """How each answer came about, as far as one link goes: 表现, or 表现→对策 through another
        word."""
        return {
            answer: _kind_by_strength().get(round(strength, 4), "")
            for answer, strength in self.answers(said).items()
        }


@cache
def _kind_by_strength() -> dict[float, str]:
    """The strength of a link tells its kind, and of two links their kinds."""
    chains = {
        round(LINK_STRENGTH[first] * LINK_STRENGTH[then], 4): f"{first}→{then}"
        for first, follows in FOLLOWS.items()
        for then in follows
    }
    return chains | {strength: kind for kind, strength in LINK_STRENGTH.items()}


@cache
def load_lexicon() -> Lexicon:
    """The word lists of this package, read once."""
    return build_lexicon(
        shipped_relations(),
        filler=_words_of(_read("filler.txt")),
        generic=_words_of(_read("generic.txt")),
    )


def shipped_relations(but: str = "") -> tuple[Relation, ...]:
    """All relations of ``words/thesaurus``, file by file in the order of their names; ``but`` names
    one that is left out."""
    folder = files("bot.matching") / "words" / "thesaurus"
    sources = sorted((f for f in folder.iterdir() if f.name.endswith(".txt")), key=lambda f: f.name)
    return tuple(
        relation
        for file in sources
        if file.name != f"{but}.txt"
        for relation in _placed(read_relations(file.read_text("utf-8"), file.name), file.name)
    )


def _placed(relations: Iterable[Relation], name: str) -> Iterator[Relation]:
    trade = name.removesuffix(".txt")
    yield from (replace(r, trade="" if trade in _ANY_TRADE else trade) for r in relations)


def build_lexicon(
    relations: Iterable[Relation], *, filler: Iterable[str] = (), generic: Iterable[str] = ()
) -> Lexicon:
    kept = tuple(relations)
    links = {said: _strongest(answers) for said, answers in _answers(kept).items()}
    words = frozenset(links) | {term for answers in links.values() for term in answers}
    stop, weak = frozenset(filler) - words, frozenset(generic)
    return Lexicon(
        links=links,
        filler=stop,
        generic=weak,
        words=words,
        longest=max(map(len, words), default=0),
        fingerprint=_fingerprint(kept, stop, weak),
        complaints=_complaints(kept),
        trades=_trades(kept),
    )


def read_relations(text: str, name: str = "lexicon") -> Iterator[Relation]:
    """Lines of ``said said | kind | term term``: each said word is a relation of its own. Blank
    lines and comments are passed over; ``name`` is the file that a ``LexiconError`` names."""
    for number, line in enumerate(text.splitlines(), start=1):
        bare = line.partition("#")[0].strip()
        if not bare:
            continue
        parts = [part.strip().lower() for part in bare.split("|")]
        if len(parts) != 3 or parts[1] not in LINK_STRENGTH or not (parts[0] and parts[2]):
            raise LexiconError(f"{name} line {number}: {line.strip()}")
        terms = tuple(parts[2].split())
        yield from (Relation(said, parts[1], terms) for said in parts[0].split())


def _complaints(relations: Iterable[Relation]) -> frozenset[str]:
    """What is wrong by itself, and other names and misspellings of it."""
    kept = tuple(relations)
    wrong = {relation.said for relation in kept if relation.kind in WRONG}
    named = ((said, term) for said, kind, term in _links(kept) if kind in (SAME, MISSPELT))
    return frozenset(wrong | {said for said, term in named if term in wrong})


def _trades(relations: Iterable[Relation]) -> dict[str, dict[str, float]]:
    """A said word speaks for its trade more than a word that answers it; a word of many trades
    hardly speaks for any."""
    counted: dict[str, Counter[str]] = defaultdict(Counter)
    for relation in relations:
        if relation.trade:
            counted[relation.said][relation.trade] += 2
            for term in relation.terms:
                counted[term][relation.trade] += 1
    return {word: _shares(trades) for word, trades in counted.items()}


def _shares(trades: Counter[str]) -> dict[str, float]:
    total = trades.total()
    purity = sum((count / total) ** 2 for count in trades.values())
    return {trade: purity * count / total for trade, count in trades.items()}


def _answers(relations: Iterable[Relation]) -> dict[str, dict[str, float]]:
    """Direct links, and those that follow through the word between."""
    by_kind: dict[str, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    for said, kind, term in _links(relations):
        by_kind[said][kind].add(term)
    found: dict[str, dict[str, float]] = {}
    for said, kinds in by_kind.items():
        answers = found[said] = {}
        for term, strength in _reached(kinds, by_kind):
            if term != said:
                answers[term] = max(strength, answers.get(term, 0.0))
    return found


def _reached(
    kinds: dict[str, set[str]], by_kind: dict[str, dict[str, set[str]]]
) -> Iterator[tuple[str, float]]:
    for kind, terms in kinds.items():
        strength, follows = LINK_STRENGTH[kind], FOLLOWS.get(kind, frozenset())
        for term in terms:
            yield term, strength
            further = by_kind[term].items() if follows and term in by_kind else ()
            for next_kind, next_terms in further:
                if next_kind in follows:
                    yield from ((t, strength * LINK_STRENGTH[next_kind]) for t in next_terms)


def _links(relations: Iterable[Relation]) -> Iterator[tuple[str, str, str]]:
    for relation in relations:
        for term in relation.terms:
            yield relation.said, relation.kind, term
            if relation.kind == SAME:
                yield term, SAME, relation.said


def _strongest(answers: dict[str, float]) -> dict[str, float]:
    ranked = sorted(answers.items(), key=lambda item: (-item[1], item[0]))
    return dict(ranked[:MOST_ANSWERS])


def _read(name: str) -> str:
    return (files("bot.matching") / "words" / name).read_text("utf-8")


def _words_of(text: str) -> frozenset[str]:
    lines = (line.partition("#")[0] for line in text.splitlines())
    return frozenset(word.lower() for line in lines for word in line.split())


def _fingerprint(
    relations: tuple[Relation, ...], filler: frozenset[str], generic: frozenset[str]
) -> str:
    content = repr((relations, sorted(filler), sorted(generic)))
    return hashlib.sha256(content.encode()).hexdigest()[:12]
