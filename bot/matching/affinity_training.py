"""Trains the encoder of ``affinity``: ``python -m bot.matching.affinity_training``.

Two tables of vectors, one for the runs of messages and one for those of titles, are pulled so that
a message comes nearer to its own technical words than to those of the others in its batch
(softmax over the batch), by Adagrad. The relations of the thesaurus are examples too, shorter and
of less weight. A minute on two cores; the same examples give the same weights, but for rounding.
"""

from __future__ import annotations

import argparse
import hashlib
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from bot.matching.affinity import FILE, MOST_RUNS, Encoder, Vector, pack, runs_of, write_encoder
from bot.matching.lexicon import shipped_relations
from bot.matching.matter import matter_of
from bot.matching.segment import guard

WIDTH = 128
ROUNDS = 12
BATCH = 512
RATE = 0.2
# How sharply the right one is told from the others: cosines are small numbers.
SHARPNESS = 15.0
# So much of either side is hidden in each round, so that no single run is relied on.
HIDDEN = 0.2
# A run that fewer examples hold is not learnt.
FEWEST = 8
# Of the thesaurus: batches for each batch of messages, their size and their weight.
RELATION_BATCHES, RELATION_BATCH, RELATION_WEIGHT = 2, 512, 0.5
_SPREAD = 0.05

Pair = tuple[str, str]
Places = np.ndarray[Any, np.dtype[np.int32]]


def read_examples(folder: Path) -> list[Pair]:
    """All ``message TAB technical words`` of the ``*.tsv`` below ``folder``, file by file."""
    lines = (
        line
        for file in sorted(folder.glob("*.tsv"))
        for line in file.read_text("utf-8").splitlines()
        if line.strip() and not line.startswith("#")
    )
    parts = (line.split("\t") for line in lines)
    return [(guard(message), guard(words)) for message, words, *_ in parts]


def relations() -> list[Pair]:
    return [(r.said, term) for r in shipped_relations() for term in r.terms]


def digest_of(examples: Iterable[Pair]) -> str:
    return hashlib.sha256(repr(sorted(examples)).encode()).hexdigest()[:16]


def train(
    examples: Sequence[Pair], links: Sequence[Pair] = (), *, rounds: int = ROUNDS, seed: int = 0
) -> Iterator[Encoder]:
    """The encoder after each round."""
    draw = np.random.default_rng(seed)
    matters = [(matter_of(message), words) for message, words in examples]
    said = _Table([a for a, _ in (*matters, *links)], draw)
    titled = _Table([b for _, b in (*matters, *links)], draw)
    pairs, short = _Pairs(said, titled, matters), _Pairs(said, titled, links)
    source = digest_of(examples)
    for done in range(rounds):
        # Ever smaller steps, so that the last examples weigh no more than the first.
        said.rate = titled.rate = RATE * (1 - done / rounds)
        for batch in pairs.batches(BATCH, draw):
            _step(said, titled, batch, draw, 1.0)
            for some in short.draw(RELATION_BATCH, RELATION_BATCHES, draw):
                _step(said, titled, some, draw, RELATION_WEIGHT)
        yield Encoder(pack(said.vectors()), pack(titled.vectors()), source)


class _Table:
    """Vectors of runs, row 0 for none, and how far each number has been moved already."""

    def __init__(self, texts: Sequence[str], draw: np.random.Generator) -> None:
        counted = Counter(run for text in texts for run in runs_of(text))
        known = [run for run, count in counted.items() if count >= FEWEST]
        self.places = {run: at for at, run in enumerate(known, start=1)}
        self.rows: Vector = draw.normal(0, _SPREAD, (len(known) + 1, WIDTH)).astype(np.float32)
        self.rows[0] = 0
        self.rate = RATE
        self._moved = np.full_like(self.rows, 1e-6)

    def places_of(self, text: str) -> list[int]:
        return [self.places[run] for run in runs_of(text) if run in self.places][:MOST_RUNS]

    def move(self, places: Places, slopes: Vector) -> None:
        """``slopes`` by row of ``places``: each run of a row gets the slope of that row."""
        flat = places.ravel()
        order = np.argsort(flat, kind="stable")
        sorted_flat = flat[order]
        starts = np.flatnonzero(np.r_[True, sorted_flat[1:] != sorted_flat[:-1]])
        owners = order // places.shape[1]
        summed = np.add.reduceat(slopes[owners], starts, axis=0)
        touched = sorted_flat[starts]
        keep = touched > 0
        touched, summed = touched[keep], summed[keep]
        self._moved[touched] += summed**2
        self.rows[touched] -= self.rate * summed / np.sqrt(self._moved[touched])

    def vectors(self) -> dict[str, Vector]:
        return {run: self.rows[at] for run, at in self.places.items()}


@dataclass(frozen=True)
class _Batch:
    """``kinds`` are alike where the words are: these are right for one another's messages too."""

    said: Places
    titled: Places
    kinds: Places


class _Pairs:
    def __init__(self, said: _Table, titled: _Table, pairs: Sequence[Pair]) -> None:
        self._said = _padded([said.places_of(a) for a, _ in pairs])
        self._titled = _padded([titled.places_of(b) for _, b in pairs])
        numbers = {words: at for at, (_, words) in enumerate(pairs)}
        self._kinds = np.array([numbers[words] for _, words in pairs], np.int32)

    def batches(self, size: int, draw: np.random.Generator) -> Iterator[_Batch]:
        order = draw.permutation(len(self._said))
        for at in range(0, len(order), size):
            yield self._take(order[at : at + size])

    def draw(self, size: int, count: int, draw: np.random.Generator) -> Iterator[_Batch]:
        if len(self._said):
            for _ in range(count):
                yield self._take(draw.integers(0, len(self._said), size))

    def _take(self, chosen: Any) -> _Batch:
        said, titled = _trimmed(self._said[chosen]), _trimmed(self._titled[chosen])
        return _Batch(said, titled, self._kinds[chosen])


def _padded(rows: Sequence[Sequence[int]]) -> Places:
    matrix = np.zeros((len(rows), max([1, *map(len, rows)])), np.int32)
    for at, row in enumerate(rows):
        matrix[at, : len(row)] = row
    return matrix


def _trimmed(places: Places) -> Places:
    return places[:, : max(int((places > 0).sum(axis=1).max()), 1)]


def _step(
    said: _Table, titled: _Table, batch: _Batch, draw: np.random.Generator, weight: float
) -> None:
    asked, a, a_length = _sum(said, batch.said, draw)
    named, b, b_length = _sum(titled, batch.titled, draw)
    scores = SHARPNESS * a @ b.T
    same = batch.kinds[:, None] == batch.kinds[None, :]
    wanted = same / same.sum(axis=1, keepdims=True)
    chances = np.exp(scores - scores.max(axis=1, keepdims=True))
    chances /= chances.sum(axis=1, keepdims=True)
    slope = (chances - wanted).astype(np.float32) * np.float32(SHARPNESS * weight / len(scores))
    said.move(asked, _unbent(slope @ b, a, a_length))
    titled.move(named, _unbent(slope.T @ a, b, b_length))


def _sum(table: _Table, places: Places, draw: np.random.Generator) -> tuple[Places, Vector, Vector]:
    """What was left of the places, their sums at length 1, and how long they were."""
    left: Places = np.where(draw.random(places.shape) >= HIDDEN, places, 0).astype(np.int32)
    total: Vector = table.rows[left].sum(axis=1)
    length: Vector = np.maximum(np.linalg.norm(total, axis=1, keepdims=True), 1e-4)
    unit: Vector = total / length
    return left, unit, length


def _unbent(slope: Vector, unit: Vector, length: Vector) -> Vector:
    """The slope before the sums were brought to length 1."""
    along = (slope * unit).sum(axis=1, keepdims=True)
    bent: Vector = (slope - unit * along) / length
    return bent


def main() -> None:
    root = Path(__file__).resolve().parents[2]
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--examples", type=Path, default=root / "data" / "affinity")
    parser.add_argument("--to", type=Path, default=root / "bot" / "matching" / "words" / FILE)
    chosen = parser.parse_args()
    examples = read_examples(chosen.examples)
    for number, encoder in enumerate(train(examples, relations()), start=1):
        print(f"{number} of {ROUNDS} rounds, {len(examples)} examples", flush=True)
        write_encoder(encoder, chosen.to)


if __name__ == "__main__":
    main()
