"""Which trades a text belongs to, told by the divisions of the thesaurus that know its words."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Mapping

from bot.matching.lexicon import Lexicon

# What is said of texts whose trade nobody knows: neither near nor far.
UNKNOWN = 0.3
_MOST = 4


def trades_of(words: Iterable[str], lexicon: Lexicon) -> dict[str, float]:
    """The strongest few trades of the words, as a vector of length 1; empty where none is known."""
    return as_direction(_weighed(((word, 1.0) for word in words), lexicon))


def weighed_trades(words: Iterable[tuple[str, float]], lexicon: Lexicon) -> dict[str, float]:
    """As ``trades_of`` for words with weights."""
    return as_direction(_weighed(words, lexicon))


def agreement(one: Mapping[str, float], other: Mapping[str, float]) -> float:
    """The cosine of two directions, ``UNKNOWN`` where either is empty."""
    if not one or not other:
        return UNKNOWN
    return sum(share * other.get(trade, 0.0) for trade, share in one.items())


def as_direction(weights: Mapping[str, float]) -> dict[str, float]:
    kept = sorted(weights.items(), key=lambda item: (-item[1], item[0]))[:_MOST]
    length = math.sqrt(sum(share * share for _, share in kept))
    return {trade: round(share / length, 3) for trade, share in kept} if length else {}


def _weighed(words: Iterable[tuple[str, float]], lexicon: Lexicon) -> dict[str, float]:
    found: dict[str, float] = defaultdict(float)
    for word, weight in words:
        for trade, share in lexicon.trades.get(word, {}).items():
            found[trade] += weight * share
    return found
