"""Relations that staff took into the thesaurus while the desk runs.

They stand as JSON beside the index, on every replica, and act from the next search on. The index
was cut without them: a term that its dictionary does not know is looked up by its parts, and proved
as a whole. ``bot thesaurus`` writes them as lines of the thesaurus, cut like any other.
"""

from __future__ import annotations

import json
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType

from bot.matching.lexicon import (
    FOLLOWS,
    LINK_STRENGTH,
    MOST_ANSWERS,
    SAME,
    WRONG,
    Lexicon,
    Relation,
    load_lexicon,
)
from bot.matching.segment import guard

FILE = "additions.json"
_WORD = re.compile(r"(?=.*[\u3400-\u9fffa-z])[\u3400-\u9fffa-z0-9+#.-]{2,12}")


@dataclass(frozen=True, slots=True, order=True)
class Addition:
    """One link, as a line of the thesaurus would have it."""

    said: str
    kind: str
    term: str

    def as_relation(self) -> Relation:
        return Relation(self.said, self.kind, (self.term,))


@dataclass(frozen=True)
class Additions:
    """``links``: each said word with its answers, as ``Lexicon.links``; ``kinds`` tells for people
    how each came about."""

    links: Mapping[str, Mapping[str, float]] = field(default_factory=lambda: MappingProxyType({}))
    kinds: Mapping[str, Mapping[str, str]] = field(default_factory=lambda: MappingProxyType({}))
    complaints: frozenset[str] = frozenset()

    def said_in(self, plain: str) -> list[str]:
        """Those of the said words that guarded text holds, wherever the segmenter would cut."""
        return [said for said in self.links if said in plain]

    def answers(self, said: str) -> Mapping[str, float]:
        return self.links.get(said, {})

    def kinds_of(self, said: str) -> Mapping[str, str]:
        return self.kinds.get(said, {})


NO_ADDITIONS = Additions()


def objection(addition: Addition, lexicon: Lexicon) -> str | None:
    """Why it may not stand in the thesaurus, in one word; None where nothing speaks against it."""
    said, term = addition.said, addition.term
    if addition.kind not in LINK_STRENGTH:
        return "kind"
    if not all(_WORD.fullmatch(word) and guard(word) == word for word in (said, term)):
        return "unclean"
    if said == term or term in lexicon.answers(said):
        return "known"
    if term in lexicon.generic | lexicon.filler or said in lexicon.generic | lexicon.filler:
        return "generic"
    return None


def build_additions(taken: Iterable[Addition], lexicon: Lexicon) -> Additions:
    links: dict[str, dict[str, float]] = defaultdict(dict)
    kinds: dict[str, dict[str, str]] = defaultdict(dict)
    kept = sorted(taken)
    for said, term, strength, kind in (step for each in kept for step in _steps(each, lexicon)):
        if term != said and strength > links[said].get(term, 0.0):
            links[said][term], kinds[said][term] = strength, kind
    return Additions(
        {said: _strongest(answers) for said, answers in links.items()},
        kinds,
        frozenset(each.said for each in kept if each.kind in WRONG),
    )


def _steps(addition: Addition, lexicon: Lexicon) -> Iterator[tuple[str, str, float, str]]:
    """The link itself, the way back of a synonym, and what follows from it in the thesaurus."""
    said, kind, term = addition.said, addition.kind, addition.term
    strength = LINK_STRENGTH[kind]
    yield said, term, strength, kind
    if kind == SAME:
        yield term, said, strength, kind
    follows = FOLLOWS.get(kind, frozenset())
    for answer, how in lexicon.kinds_of(term).items():
        if how in follows:
            yield said, answer, strength * LINK_STRENGTH[how], f"{kind}→{how}"


def _strongest(answers: Mapping[str, float]) -> dict[str, float]:
    return dict(sorted(answers.items(), key=lambda item: (-item[1], item[0]))[:MOST_ANSWERS])


def as_text(taken: Iterable[Addition]) -> str:
    rows = [{"said": a.said, "kind": a.kind, "term": a.term} for a in sorted(taken)]
    return json.dumps(rows, ensure_ascii=False, indent=1)


def from_text(text: str) -> list[Addition]:
    return [Addition(row["said"], row["kind"], row["term"]) for row in json.loads(text)]


class AdditionsFile:
    """Reader of the file below ``folder``, as it is now; nothing was added where there is none."""

    def __init__(self, folder: Path) -> None:
        self._path = folder / FILE
        self._stamp: tuple[int, int] | None = None
        self._additions = NO_ADDITIONS

    def read(self) -> Additions:
        try:
            status = self._path.stat()
        except FileNotFoundError:
            self._stamp, self._additions = None, NO_ADDITIONS
            return NO_ADDITIONS
        stamp = (status.st_mtime_ns, status.st_ino)
        if stamp != self._stamp:
            taken = from_text(self._path.read_text("utf-8"))
            self._additions = build_additions(taken, load_lexicon())
            self._stamp = stamp
        return self._additions
