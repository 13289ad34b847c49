"""Whether the thesaurus is sound, and what each of its entries does to real questions.

    python -m benchmarks.thesaurus --check     faults, and answers too common to tell anything
    python -m benchmarks.thesaurus             entries that fire on the needs seen, one by one

The second form takes each entry that fires out of the word list, asks again, and prints what that
does: to nDCG@10 where the collection holds an answer, to silence where it holds none. The fresh
half of the judged needs is never read here. The words themselves stay known to the segmenter.
Reads the data pack beside the repository; where that is absent it says so.
"""

from __future__ import annotations

import argparse
import csv
import sys
from collections import defaultdict
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field

from benchmarks.measures import mean, ndcg
from benchmarks.peers import Engine, open_ours
from benchmarks.shared_sets import SHARED, Need, read_needs, read_titles
from bot.matching.lexicon import Lexicon, load_lexicon, shipped_relations
from bot.matching.segment import base_words_of, guard, words_of
from bot.matching.thesaurus_check import find_common, find_faults

DEPTH = 10
# The halves that words may be judged by; the fresh one is for the figure only.
SEEN = ("tune", "final")
# Less than this is a change of order among records of the same grade.
_NOTICED = 0.001


@dataclass
class Effect:
    """What an entry does, summed over the needs it fires on: above zero it helps."""

    said: str
    answer: str
    ranking: float = 0.0
    silence: float = 0.0
    needs: list[str] = field(default_factory=list)


def main() -> int:
    options = _options()
    if not SHARED.exists():
        print(f"../{SHARED.parent.name}/{SHARED.name} is absent: nothing to measure against.")
        return print_faults(titles=[]) if options.check else 0
    if options.check:
        return print_faults([*read_titles().values(), *_ipc_titles()])
    print_effects()
    return 0


def print_faults(titles: Sequence[str]) -> int:
    """0 where nothing was found, else 1."""
    relations, lexicon = shipped_relations(), load_lexicon()
    pairs = sum(len(relation.terms) for relation in relations)
    print(f"{len(relations)} relations, {pairs} links written, {len(lexicon.words)} words")
    counts: dict[str, int] = defaultdict(int)
    for title in titles:
        for word in set(words_of(guard(title), lexicon)):
            counts[word] += 1
    faults = find_faults(relations, lexicon)
    if titles:
        faults += find_common(relations, lambda word: counts.get(word, 0), len(titles))
    for fault in faults:
        print(f"{fault.code:10}{fault.word}: {fault.detail}")
    print(f"{len(faults)} faults")
    return 1 if faults else 0


def print_effects() -> None:
    lexicon = load_lexicon()
    needs = [need for need in read_needs() if need.split in SEEN]
    with open_ours(read_titles(), titled=True) as engine:
        found = {need.id: engine(need.text, DEPTH) for need in needs}
        answered = [need for need in needs if need.has_answer]
        print(f"nDCG@{DEPTH} {mean(ndcg(found[n.id], n.grades, DEPTH) for n in answered):.3f}")
        effects = list(_effects(engine, needs, found, lexicon))
    for effect in sorted(effects, key=lambda e: (e.ranking + e.silence, e.said, e.answer)):
        change = f"{effect.ranking:+8.3f} {effect.silence:+5.0f}"
        print(f"{change}  {effect.said} → {effect.answer}  ({' '.join(effect.needs)})")


def _effects(
    engine: Engine, needs: Sequence[Need], found: dict[str, list[str]], lexicon: Lexicon
) -> Iterator[Effect]:
    effects: dict[tuple[str, str], Effect] = {}
    for need in needs:
        for said, answer in _firing(need.text, lexicon):
            with _without(lexicon, said, answer):
                other = engine(need.text, DEPTH)
            if other == found[need.id]:
                continue
            effect = effects.setdefault((said, answer), Effect(said, answer))
            effect.needs.append(need.id)
            if need.has_answer:
                before = ndcg(found[need.id], need.grades, DEPTH)
                effect.ranking += before - ndcg(other, need.grades, DEPTH)
            else:
                effect.silence += bool(other) - bool(found[need.id])
    for effect in effects.values():
        if abs(effect.ranking) > _NOTICED or effect.silence:
            yield effect


ALL = "*"


def _firing(text: str, lexicon: Lexicon) -> Iterator[tuple[str, str]]:
    """Every answer of every known word of the text, and the word with all of its answers."""
    for said in dict.fromkeys(base_words_of(guard(text), lexicon)):
        if lexicon.answers(said):
            yield said, ALL
            yield from ((said, answer) for answer in lexicon.answers(said))


@contextmanager
def _without(lexicon: Lexicon, said: str, answer: str) -> Iterator[None]:
    kept = lexicon.links[said]
    lexicon.links[said] = {} if answer == ALL else {a: s for a, s in kept.items() if a != answer}
    try:
        yield
    finally:
        lexicon.links[said] = kept


def _ipc_titles() -> list[str]:
    source = SHARED / "classification" / "ipc_zh_main_groups_2026.csv"
    with source.open(encoding="utf-8-sig", newline="") as file:
        return [row["title_zh"] for row in csv.DictReader(file)]


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--check", action="store_true", help="only look for faults")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
