"""Words of titles that the encoder proposes for a whole message, besides those of the thesaurus.

Water of a turtle pond that is 乌漆麻黑 has 养殖废水 for an answer, though no relation leads there.
Each is hung on the thing said that it is nearest to, so that a reason can name it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np

from bot.matching.affinity import Vector, load_encoder
from bot.matching.lexicon import load_lexicon

MOST_PROPOSED = 20
# Cosines: to the whole message, and to the one thing said that it is to answer.
NEAR_ENOUGH, NEAR_TO_ONE = 0.3, 0.4
# How far a word as near as can be answers; less near, less far.
PROPOSED_STRENGTH = 0.8


@dataclass(frozen=True)
class Vocabulary:
    """The words that the thesaurus knows as answers, a row of ``vectors`` for each."""

    words: tuple[str, ...]
    vectors: Vector


@cache
def load_vocabulary() -> Vocabulary:
    """Encoded once, a third of a second."""
    lexicon = load_lexicon()
    terms = {term for answers in lexicon.links.values() for term in answers if len(term) > 1}
    words = tuple(sorted(terms - lexicon.generic))
    return Vocabulary(words, load_encoder().titled.encode(words))


def propose(
    matter: str, said: Sequence[str], wanted: Callable[[str], bool]
) -> dict[str, dict[str, float]]:
    """For things ``said`` the words that answer them, with their strength (0 to 1), of those that
    are ``wanted``."""
    vocabulary, sides = load_vocabulary(), load_encoder()
    nearness = vocabulary.vectors @ sides.said.encode([matter])[0]
    things = sides.said.encode(said)
    found: dict[str, dict[str, float]] = {}
    left = MOST_PROPOSED
    for at in _nearest(nearness):
        if not left:
            break
        one = things @ vocabulary.vectors[at]
        word, best = vocabulary.words[at], int(np.argmax(one))
        if one[best] >= NEAR_TO_ONE and wanted(word):
            found.setdefault(said[best], {})[word] = PROPOSED_STRENGTH * float(nearness[at])
            left -= 1
    return found


def _nearest(nearness: Vector) -> list[int]:
    """Places of the near ones, the nearest first; ties in the order of the words."""
    near = np.flatnonzero(nearness >= NEAR_ENOUGH)
    return [int(at) for at in near[np.argsort(-nearness[near], kind="stable")]]
