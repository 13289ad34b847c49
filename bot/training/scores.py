"""Precision, recall and F1 of each name, out of what was wanted, found and right."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Score:
    name: str
    precision: float
    recall: float
    f1: float
    support: int


def score(
    name: str, *, right: Mapping[str, int], found: Mapping[str, int], wanted: Mapping[str, int]
) -> Score:
    hits = right.get(name, 0)
    precision = hits / found[name] if found.get(name) else 0.0
    recall = hits / wanted[name] if wanted.get(name) else 0.0
    f1 = 2 * precision * recall / (precision + recall) if hits else 0.0
    return Score(name, round(precision, 3), round(recall, 3), round(f1, 3), wanted.get(name, 0))


def share(marks: Iterable[bool]) -> float | None:
    """How many of the marks are set; None where there are none."""
    listed = list(marks)
    return round(sum(listed) / len(listed), 4) if listed else None
