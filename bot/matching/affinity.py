"""How near a title comes to what an owner wrote, by a small encoder that learnt from examples.

The thesaurus leads from one word to another. The encoder has seen thousands of messages beside the
technical words for them, and reads a message as a whole: 起雾 of a camera is another matter than
起雾 of a sprayer. Each side is the sum of learnt vectors of its short runs of characters, so that a
word nobody foresaw still speaks through its parts. ``affinity_training`` makes the weights from
``data/affinity``; no network and no model of others has a part in it (docs/adr/0035).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import as_file, files
from itertools import chain, islice
from pathlib import Path
from typing import Any

import numpy as np

FILE = "affinity.npz"
# Runs of one to so many characters.
LONGEST_RUN = 3
# So many known runs of a text are read, which few texts have: a huge one costs no more.
MOST_RUNS = 1_000
_STRETCH = re.compile(r"[\u3400-\u9fff]+|[a-z0-9]+")
# Every title begins so.
_OPENING = re.compile(r"^(?:一种|一款|基于)")

Vector = np.ndarray[Any, np.dtype[np.float32]]
Packed = np.ndarray[Any, np.dtype[np.int8]]


def runs_of(text: str) -> Iterator[str]:
    """The runs of guarded text, each once: of Chinese all of one to three characters, of Latin
    letters and figures the word."""
    yield from dict.fromkeys(_all_runs(_OPENING.sub("", text)))


def _all_runs(text: str) -> Iterator[str]:
    for stretch in _STRETCH.findall(text):
        if stretch.isascii():
            yield stretch
            continue
        for length in range(1, LONGEST_RUN + 1):
            yield from (stretch[at : at + length] for at in range(len(stretch) - length + 1))


@dataclass(frozen=True)
class Side:
    """The vectors of one side, a row for each run it knows, packed into bytes with a scale each."""

    places: dict[str, int]
    rows: Packed
    scales: Vector

    def encode(self, texts: Sequence[str]) -> Vector:
        """A row for each text, of length 1, or all zeros where nothing of it is known."""
        known = [self._known(text) for text in texts]
        flat = np.fromiter(chain.from_iterable(known), np.intp)
        counts = np.array([len(each) for each in known])
        starts = (counts.cumsum() - counts)[counts > 0]
        total = np.zeros((len(texts), self.rows.shape[1]), np.float32)
        if len(flat):
            vectors = self.scales[flat, None] * self.rows[flat]
            total[counts > 0] = np.add.reduceat(vectors, starts, axis=0)
        length = np.linalg.norm(total, axis=1, keepdims=True)
        unit: Vector = np.divide(total, length, out=total, where=length > 0)
        return unit

    def _known(self, text: str) -> list[int]:
        places = (self.places.get(run) for run in runs_of(text))
        return list(islice((place for place in places if place is not None), MOST_RUNS))


@dataclass(frozen=True)
class Encoder:
    """``said`` reads owners' messages, ``titled`` titles. ``source`` is the digest of the examples
    that it learnt from."""

    said: Side
    titled: Side
    source: str

    def affinity(self, message: str, titles: Sequence[str]) -> list[float | None]:
        """The cosine of each guarded title to the matter of a message (``matter.matter_of``), 0
        where it is negative; None where nothing of the title or of the message is known."""
        asked, named = self.said.encode([message])[0], self.titled.encode(titles)
        if not asked.any():
            return [None] * len(titles)
        return [
            max(float(cosine), 0.0) if row.any() else None
            for row, cosine in zip(named, named @ asked, strict=True)
        ]


@cache
def load_encoder() -> Encoder:
    """The encoder of this package, read once."""
    with as_file(files("bot.matching") / "words" / FILE) as path:
        return read_encoder(path)


def read_encoder(path: Path) -> Encoder:
    with np.load(path, allow_pickle=False) as stored:
        sides = [
            _side(stored[f"{name}_runs"], stored[f"{name}_rows"], stored[f"{name}_scales"])
            for name in ("said", "titled")
        ]
        return Encoder(sides[0], sides[1], str(stored["source"]))


def write_encoder(encoder: Encoder, path: Path) -> None:
    stored: dict[str, Any] = {"source": np.array(encoder.source)}
    for name, side in (("said", encoder.said), ("titled", encoder.titled)):
        runs = "\n".join(side.places).encode()
        stored[f"{name}_runs"] = np.frombuffer(runs, np.uint8)
        stored[f"{name}_rows"] = side.rows
        stored[f"{name}_scales"] = side.scales.astype(np.float16)
    np.savez_compressed(path, **stored)


def _side(runs: Any, rows: Packed, scales: Any) -> Side:
    known = bytes(runs).decode().split("\n")
    return Side({run: at for at, run in enumerate(known)}, rows, scales.astype(np.float32))


def pack(vectors: dict[str, Vector]) -> Side:
    """Vectors of any length, to one byte a number."""
    matrix = np.stack(list(vectors.values()))
    scales = np.abs(matrix).max(axis=1) / 127
    rows = np.rint(matrix / np.maximum(scales, 1e-12)[:, None]).astype(np.int8)
    return Side({run: at for at, run in enumerate(vectors)}, rows, scales.astype(np.float32))
