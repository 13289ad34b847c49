"""Words of titles that the encoder proposes for a whole message, besides those of the thesaurus.

起雾 of a site's camera has 去雾 for an answer, though the thesaurus knows only of sprays there.
Each is hung on the thing said that it is nearest to, so that a reason can name it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from itertools import islice
from typing import Any

import numpy as np

from bot.matching.affinity import Vector, load_encoder
from bot.matching.index import FEWEST, Snapshot
from bot.matching.inquiry import Concept
from bot.matching.learned import Learned
from bot.matching.lexicon import load_lexicon
from bot.matching.trades import agreement, trades_of

MOST_PROPOSED = 20
# Cosines: to the whole message, and to the one thing said that it is to answer.
NEAR_ENOUGH, NEAR_TO_ONE = 0.3, 0.4
# How far a word as near as can be answers; less near, less far.
PROPOSED_STRENGTH = 0.8
# A word in more of the records than this is not proposed: it tells too little by itself.
_TOO_COMMON = 0.05

Places = np.ndarray[Any, np.dtype[np.intp]]


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


def with_proposals(
    concepts: Sequence[Concept], matter: str, snapshot: Snapshot, learned: Learned
) -> tuple[Concept, ...]:
    """Telling concepts gain the words of titles that the whole message speaks for."""
    known = {word for concept in concepts for word in concept.answers}
    most = _TOO_COMMON * max(snapshot.size, FEWEST)

    def wanted(word: str) -> bool:
        return word not in known and 0 < snapshot.frequency(word) <= most

    said = [concept.said for concept in concepts if concept.telling]
    more = propose(matter, said, wanted) if said else {}
    return tuple(_proposed(concept, more.get(concept.said, {}), learned) for concept in concepts)


def _proposed(concept: Concept, more: Mapping[str, float], learned: Learned) -> Concept:
    answers = {
        word: min(strength * learned.factor(concept.said, word), 1.0)
        for word, strength in more.items()
    }
    return replace(concept, answers={**concept.answers, **answers}, proposed=frozenset(answers))


def propose(
    matter: str, said: Sequence[str], wanted: Callable[[str], bool]
) -> dict[str, dict[str, float]]:
    """For things ``said`` the words that answer them, with their strength (0 to 1), of those that
    are ``wanted``."""
    vocabulary, sides = load_vocabulary(), load_encoder()
    nearness = vocabulary.vectors @ sides.said.encode([matter])[0]
    near = _nearest(nearness)
    to_each = vocabulary.vectors[near] @ sides.said.encode(said).T
    fitting = np.flatnonzero(to_each.max(axis=1, initial=0) >= NEAR_TO_ONE)
    meant = ((vocabulary.words[near[at]], at) for at in fitting)
    found: dict[str, dict[str, float]] = {}
    for word, at in islice((each for each in meant if wanted(each[0])), MOST_PROPOSED):
        answered = said[int(to_each[at].argmax())]
        if _shares_a_letter_only(answered, word):
            continue
        strength = PROPOSED_STRENGTH * float(nearness[near[at]])
        found.setdefault(answered, {})[word] = strength
    return found


def _shares_a_letter_only(said: str, word: str) -> bool:
    """米线 is eaten, 线宽线距 etched; 腐竹 is of beans, 竹纤维 of bamboo: the last letter of the
    thing begins the word, which is of another trade."""
    lexicon = load_lexicon()
    joined = word.startswith(said[-1]) and set(said) & set(word) == {said[-1]}
    if said in lexicon.complaints or not joined:
        return False
    return agreement(trades_of([said], lexicon), trades_of([word], lexicon)) == 0


def _nearest(nearness: Vector) -> Places:
    """Places of the near ones, the nearest first; ties in the order of the words."""
    near = np.flatnonzero(nearness >= NEAR_ENOUGH)
    places: Places = near[np.argsort(-nearness[near], kind="stable")]
    return places
