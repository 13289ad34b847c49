"""Measures of ranked lists. Grades run from 0 to 3; what was not judged counts as 0."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence

from benchmarks.shared_sets import HELPS, Grades


def ndcg(found: Sequence[str], grades: Grades, depth: int = 10) -> float:
    """Normalised discounted cumulative gain, a grade g being worth 2^g - 1."""
    best = _gain(sorted(grades.values(), reverse=True)[:depth])
    return _gain(grades.get(item, 0) for item in found[:depth]) / best if best else 0.0


def succeeds(found: Sequence[str], grades: Grades, depth: int = 5) -> bool:
    """Whether one of the first ``depth`` would help."""
    return any(grades.get(item, 0) >= HELPS for item in found[:depth])


def reciprocal_rank(found: Sequence[str], answer: str, depth: int = 10) -> float:
    return 1 / (found.index(answer) + 1) if answer in found[:depth] else 0.0


def mean(values: Iterable[float]) -> float:
    kept = list(values)
    return sum(kept) / len(kept) if kept else 0.0


def percentile(values: Sequence[float], share: float) -> float:
    return sorted(values)[min(int(len(values) * share), len(values) - 1)]


def _gain(grades: Iterable[int]) -> float:
    return sum((2.0**grade - 1) / math.log2(rank + 2) for rank, grade in enumerate(grades))
