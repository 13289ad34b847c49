"""How near records come to the owner's very words, whatever those mean.

Titles seldom hold an owner's words, and then meaning has to decide. Long texts often do: someone
who quotes a project or asks for a subject by its name wants the record that says the same. So the
nearer the nearest record comes to the wording, the more the wording decides.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bot.matching.documents import Readable
from bot.matching.index import Snapshot
from bot.matching.terms import Inquiry

# Where the nearest record holds less than the first share of the wording, wording says nothing;
# from the second on it has its full say. (Owners' needs against titles lie below the first.)
_FAR, _NEAR = 0.3, 0.6
_SAY = 0.4
# The most telling words, and no word that stands in more than this share of the records.
_MOST_WORDS = 20
_TOO_COMMON = 0.2
# What pairs of characters count beside whole words.
_PAIRS = 0.5
_K1, _B = 1.2, 0.75


@dataclass(frozen=True)
class Wording:
    """Parallel to the documents read: ``pairs`` from 0 to 1 of the best by neighbouring characters,
    ``near`` the share of the wording that each holds, ``words`` from 0 to 1 of the best by words
    and pairs together. ``decides`` is the share of the order that the wording settles."""

    pairs: tuple[float, ...]
    near: tuple[float, ...]
    words: tuple[float, ...]
    decides: float


def compare_wording(inquiry: Inquiry, documents: Sequence[Readable], snapshot: Snapshot) -> Wording:
    if not documents:
        return Wording((), (), (), 0.0)
    texts = [document.text for document in documents]
    pairs = _pair_rarities(inquiry, documents[0].kind, snapshot)
    by_pairs = _scores(texts, pairs)
    whole = sum(pairs.values()) or 1.0
    near = [sum(v for pair, v in pairs.items() if pair in text) / whole for text in texts]
    decides = _SAY * min(max((max(near) - _FAR) / (_NEAR - _FAR), 0.0), 1.0)
    by_words = by_pairs
    if decides:
        words = telling_words(inquiry, documents[0].kind, snapshot)
        by_words = [a + _PAIRS * b for a, b in zip(_scores(texts, words), by_pairs, strict=True)]
    return Wording(_of_the_best(by_pairs), tuple(near), _of_the_best(by_words), decides)


def telling_words(inquiry: Inquiry, kind: str, snapshot: Snapshot) -> dict[str, float]:
    """The rarest words that the owner used, with their rarity among records of the kind."""
    most = _TOO_COMMON * snapshot.size
    found = {
        word: _rarity(count, snapshot.size)
        for word in inquiry.literal
        if 0 < (count := snapshot.kind_frequency(word, kind)) <= max(most, 1)
    }
    ranked = sorted(found.items(), key=lambda item: (-item[1], item[0]))
    return dict(ranked[:_MOST_WORDS])


def _pair_rarities(inquiry: Inquiry, kind: str, snapshot: Snapshot) -> dict[str, float]:
    """Of pairs that no record holds too: they count against every record."""
    return {
        pair: _rarity(snapshot.pair_frequency(pair, kind), snapshot.size) for pair in inquiry.pairs
    }


def _rarity(count: int, size: int) -> float:
    return math.log1p((max(size, 1) - count + 0.5) / (count + 0.5))


def _scores(texts: Sequence[str], rarity: Mapping[str, float]) -> list[float]:
    mean = sum(map(len, texts)) / len(texts) or 1.0
    return [_bm25(text, rarity, mean) for text in texts]


def _bm25(text: str, rarity: Mapping[str, float], mean: float) -> float:
    norm = _K1 * (1 - _B + _B * len(text) / mean)
    return sum(
        value * times * (_K1 + 1) / (times + norm)
        for part, value in rarity.items()
        if (times := text.count(part))
    )


def _of_the_best(scores: Sequence[float]) -> tuple[float, ...]:
    top = max(scores) or 1.0
    return tuple(score / top for score in scores)
