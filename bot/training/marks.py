"""Whether what staff marked in a message is read from it now."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Protocol

from bot.reading.facts import read
from bot.training.fact_scores import SHAPES


class Marked(Protocol):
    @property
    def text(self) -> str: ...

    @property
    def entities(self) -> Mapping[str, str]: ...


@dataclass(frozen=True, slots=True)
class Mark:
    """``alone`` is what is read from the marked words by themselves, ``within`` from the whole
    message; None where nothing is, or where no reader is made for the kind."""

    text: str
    kind: str
    words: str
    alone: str | None
    within: str | None

    @property
    def found(self) -> bool:
        return self.alone is not None and self.alone == self.within


def read_marks(taught: Iterable[Marked], today: date) -> list[Mark]:
    return [
        Mark(
            each.text, kind, words,
            alone=_shape(kind, words, today, expecting=kind),
            within=_shape(kind, each.text, today, expecting=None),
        )
        for each in taught
        for kind, words in each.entities.items()
    ]  # fmt: skip


def _shape(kind: str, text: str, today: date, expecting: str | None) -> str | None:
    shape = SHAPES.get(kind)
    if shape is None:
        return None
    asked = expecting if expecting in {"budget", "region", "deadline"} else None
    found = shape(read(text, today=today, expecting=asked))
    return str(found) if found else None
