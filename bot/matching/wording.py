"""How near records come to the owner's very words, whatever those mean.

Titles seldom hold an owner's words, and then meaning has to decide. Long texts often do: someone
who quotes a project or asks for a subject by its name wants the record that says the same. Where
the nearest record holds most of what was said, and what it holds is rare enough to single it out,
the wording decides alone; where either lacks, meaning decides the rest.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bot.matching.documents import Readable
from bot.matching.index import Snapshot
from bot.matching.inquiry import Inquiry

# Below the first degree of distinctness (``Wording.distinct``) meaning orders alone, from the
# second on wording does. A word in a single record, and nothing else said, is 1; the second is
# more, because words of one matter come together more often than by chance. Of owners' needs
# against titles nine in ten lie below 0.4, of questions that quote a text nine in ten above 0.7.
_VAGUE, _PLAIN = 0.3, 1.5
# The most telling words, and no word that stands in more than this share of the records.
_MOST_WORDS = 20
_TOO_COMMON = 0.2
# What pairs of characters count beside whole words.
_PAIRS = 0.5
_K1, _B = 1.2, 0.75
# For the order by wording: whether a record holds a part tells more than how often it does.
_K1_ONCE = 0.9


@dataclass(frozen=True)
class Wording:
    """Parallel to the documents read: ``pairs`` from 0 to 1 of the best by neighbouring characters,
    ``words`` by words and pairs together. ``telling`` are the words compared, with their rarity.

    ``distinct`` tells how surely the wording singles out a record: the greatest share of it that
    any holds, times how rare the words of the nearest are. From 1 on it is unlikely by chance.
    """

    pairs: tuple[float, ...]
    words: tuple[float, ...]
    telling: Mapping[str, float]
    distinct: float

    @property
    def decides(self) -> float:
        """The share of the order that the wording settles."""
        return min(max((self.distinct - _VAGUE) / (_PLAIN - _VAGUE), 0.0), 1.0)


def compare_wording(inquiry: Inquiry, documents: Sequence[Readable], snapshot: Snapshot) -> Wording:
    if not documents:
        return Wording((), (), {}, 0.0)
    kind, texts = documents[0].kind, [document.text for document in documents]
    pairs, telling = _pair_rarities(inquiry, kind, snapshot), telling_words(inquiry, kind, snapshot)
    by_telling, by_pairs = (_scores(texts, parts, _K1_ONCE) for parts in (telling, pairs))
    by_words = [a + _PAIRS * b for a, b in zip(by_telling, by_pairs, strict=True)]
    nearest = texts[by_words.index(max(by_words))]
    return Wording(
        pairs=_of_the_best(_scores(texts, pairs, _K1)),
        words=_of_the_best(by_words),
        telling=telling,
        distinct=_share(texts, pairs) * _singling(nearest, telling, snapshot.size),
    )


def _share(texts: Sequence[str], pairs: Mapping[str, float]) -> float:
    """How much of the pairs, by their rarity, the text holds that holds most."""
    whole = sum(pairs.values()) or 1.0
    return max(_held(text, pairs) for text in texts) / whole


def _singling(text: str, telling: Mapping[str, float], size: int) -> float:
    """How rare it is to hold the words that the text holds. Rarities are logarithms: words that
    came together by chance only would be those of a single record where they add up to 1 here."""
    return _held(text, telling) / math.log(max(size, 2))


def _held(text: str, rarity: Mapping[str, float]) -> float:
    return sum(value for part, value in rarity.items() if part in text)


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


def _scores(texts: Sequence[str], rarity: Mapping[str, float], k1: float) -> list[float]:
    mean = sum(map(len, texts)) / len(texts) or 1.0
    return [_bm25(text, rarity, mean, k1) for text in texts]


def _bm25(text: str, rarity: Mapping[str, float], mean: float, k1: float) -> float:
    norm = k1 * (1 - _B + _B * len(text) / mean)
    return sum(
        value * times * (k1 + 1) / (times + norm)
        for part, value in rarity.items()
        if (times := text.count(part))
    )


def _of_the_best(scores: Sequence[float]) -> tuple[float, ...]:
    top = max(scores) or 1.0
    return tuple(score / top for score in scores)
