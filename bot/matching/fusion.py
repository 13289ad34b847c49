"""Two orders of records made one, by rank: that of the words and that of the vectors."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from bot.matching.documents import Readable
from bot.matching.rank import BASE, Candidate

# Reciprocal rank fusion: 1 / (_CALM + rank). The usual 60 lets a record that both orders know go
# before one that only one of them has first.
_CALM = 60
# What only its vector speaks for must be nearly as near as the nearest of all; how near that is
# differs from model to model.
_AS_NEAR = 0.95
# Each record that joins the list makes it longer by one that is worth a little less.
_LESS = 0.9


def fuse(
    found: Sequence[Candidate], more: Sequence[Readable], likeness: Mapping[str, float]
) -> list[Candidate]:
    """``found`` by words, and ``more`` that only ``likeness`` speaks for. What the texts are worth
    is handed out anew in the fused order: the best keeps the worth of the best, so that the floor
    and the other features mean what they meant."""
    if not likeness:
        return list(found)
    nearest = max(likeness.values())
    alike = [
        Candidate(record, (), cover=0.0, text=0.0, odds=BASE)
        for record in more
        if likeness[record.id] >= _AS_NEAR * nearest
    ]
    everyone = [
        replace(candidate, likeness=likeness.get(candidate.id)) for candidate in (*found, *alike)
    ]
    by_words = _ranks([c.id for c in sorted(found, key=lambda c: (-c.text, c.id))])
    by_vectors = _ranks(sorted(likeness, key=lambda key: (-likeness[key], key)))
    fused = {c.id: by_words.get(c.id, 0.0) + by_vectors.get(c.id, 0.0) for c in everyone}
    order = sorted(everyone, key=lambda c: (-fused[c.id], c.id))
    worth = sorted((c.text for c in found), reverse=True)
    least = worth[-1] if worth else 0.0
    worth += [least * _LESS**count for count in range(1, len(alike) + 1)]
    return [replace(candidate, text=text) for candidate, text in zip(order, worth, strict=True)]


def _ranks(ids: Sequence[str]) -> dict[str, float]:
    return {each: 1 / (_CALM + rank) for rank, each in enumerate(ids, start=1)}
