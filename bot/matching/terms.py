"""What an owner's text is really about: its telling words, weighted, with all that answers them."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Mapping
from itertools import chain

from bot.matching.additions import NO_ADDITIONS, Additions
from bot.matching.index import FEWEST, Snapshot
from bot.matching.inquiry import GENERIC_WEIGHT, Concept, Inquiry
from bot.matching.institutions import universities_in
from bot.matching.learned import NOTHING, Learned
from bot.matching.lexicon import Lexicon, load_lexicon
from bot.matching.matter import (
    content_words,
    joined,
    literal_words,
    pairs_of,
    without_request,
)
from bot.matching.proposals import with_proposals
from bot.matching.segment import (
    LONGEST,
    guard,
    is_known_word,
    sub_words_of,
    visible,
    word_classes_of,
    words_of,
)

MOST_TERMS = 16
# A word in more than this share of all records tells nothing, once there are enough to judge by.
_TOO_COMMON = 0.2
# A word that no record and no relation knows: dialect, a typo, or a matter nobody here works on.
_UNKNOWN_WEIGHT = 0.5
# Neighbouring characters that no dictionary knows either: most likely no word at all.
_NOISE_WEIGHT = 0.15
_PART_STRENGTH = 0.55
# What the thesaurus knows is technical. Of other words the part of speech tells how likely they
# are part of the matter and not of the story around it (我家, 受不了, 两百万).
_CLASS_WEIGHT = {"n": 0.5, "v": 0.25}
_OTHER_CLASS_WEIGHT = 0.1
# From so many records on, a word in one alone tells something: in a handful each word is in one.
_MANY = 1_000
_NOUNS = frozenset({"vn", "an", "eng", "j", "l", ""})
_NOMINAL = frozenset("件率剂性度线料品液粉")
_CAPITALS = re.compile("[A-Z]")
# Stands where a telephone number or a name stood, and is no word of the owner's.
_MASK = re.compile("〔[^〔〕]{0,12}〕")


def understand(
    text: str,
    extra: Iterable[str],
    snapshot: Snapshot,
    learned: Learned = NOTHING,
    additions: Additions = NO_ADDITIONS,
) -> Inquiry:
    """The concepts of ``text`` and of the ``extra`` terms, the weightiest first, not too many."""
    lexicon = load_lexicon()
    typed = visible(_MASK.sub(" ", text))
    plain = without_request(typed.lower())
    added = additions.said_in(plain[:LONGEST])
    said = content_words(_without(plain[:LONGEST], added), lexicon)
    more = [word for term in extra for word in content_words(guard(term), lexicon)]
    kept = dict.fromkeys((*said, *more, *added))
    named = {word: universities_in(word, plain, lexicon) for word in kept}
    listed = {word: tuple(filter(snapshot.holds_university, named[word])) for word in kept}
    classes = word_classes_of(plain[:LONGEST], lexicon)
    weigher = _Weigher(snapshot, lexicon, typed, classes, learned, additions)
    # A university that no record mentions either says nothing of the matter.
    sought = [w for w in kept if not named[w] or (not listed[w] and snapshot.frequency(w))]
    concepts = [weigher.concept(word) for word in sought]
    ranked = sorted((c for c in concepts if c.weight > 0), key=lambda c: (-c.weight, c.said))
    matter = " ".join((joined(plain[:LONGEST], frozenset(sought)), *more))
    return Inquiry(
        concepts=with_proposals(ranked[:MOST_TERMS], matter, snapshot, learned),
        institutions=tuple(dict.fromkeys(chain.from_iterable(listed.values()))),
        pairs=pairs_of(plain[:LONGEST], frozenset(sought)),
        truncated=len(plain) > LONGEST,
        literal=literal_words(plain[:LONGEST], lexicon),
        text=matter,
        unlisted=tuple(names[-1] for word, names in named.items() if names and not listed[word]),
    )


def _without(plain: str, words: Iterable[str]) -> str:
    """What is left to be cut: a word that staff added is whole, as it will be once it is cut so."""
    for word in words:
        plain = plain.replace(word, " ")
    return plain


class _Weigher:
    def __init__(
        self,
        snapshot: Snapshot,
        lexicon: Lexicon,
        typed: str,
        classes: dict[str, str],
        learned: Learned,
        additions: Additions,
    ) -> None:
        self._learned = learned
        self._additions = additions
        self._typed = typed
        self._classes = classes
        self._snapshot = snapshot
        self._lexicon = lexicon
        self._size = max(snapshot.size, FEWEST)

    def concept(self, said: str) -> Concept:
        # A single character stands in too many other words (布 in 分布) to be looked for itself.
        parts = self._parts(said) if len(said) > 1 else {}
        answers = {said: 1.0, **parts} if len(said) > 1 else {}
        added = self._additions.answers(said)
        for word, strength in (*self._lexicon.answers(said).items(), *added.items()):
            if len(word) > 1 and word not in self._lexicon.generic:
                answers[word] = max(strength, answers.get(word, 0.0))
        answers = {
            word: min(strength * self._learned.factor(said, word), 1.0)
            for word, strength in answers.items()
        }
        telling = said not in self._lexicon.generic
        through = self._through(added)
        weight = self._weight(said, {**through, **answers}, telling) * self._likelihood(
            said, telling
        )
        return Concept(
            said=said,
            shown=self._as_typed(said),
            weight=weight,
            answers=answers,
            telling=telling,
            known=self._knows(said),
            complaint=said in self._additions.complaints
            or any(word in self._lexicon.complaints for word in (said, *parts)),
            sole=telling and self._is_sole(said),
            through=through,
        )

    def _is_sole(self, said: str) -> bool:
        """The name of a product that nobody foresaw: 荨麻."""
        new = self._is_noun(said) and not self._knows(said)
        return new and self._snapshot.size >= _MANY and self._frequency(said) == 1

    def _through(self, added: Mapping[str, float]) -> dict[str, float]:
        """The parts of added answers that stand in no record as a word of their own."""
        blocked = self._lexicon.generic | self._lexicon.filler
        return {
            part: strength * _PART_STRENGTH
            for word, strength in added.items()
            if not self._frequency(word)
            for part in words_of(word, self._lexicon)
            if part != word and len(part) > 1 and part not in blocked
        }

    def _as_typed(self, said: str) -> str:
        if said.isascii() or _CAPITALS.search(self._typed):
            found = re.search(re.escape(said), self._typed, re.IGNORECASE)
            return found[0] if found else said
        return said

    def _parts(self, said: str) -> dict[str, float]:
        """Known words inside a compound answer it in part: 压铸 in 压铸件, 废水 in 印染废水."""
        blocked = self._lexicon.generic | self._lexicon.filler
        return {
            part: _PART_STRENGTH * math.sqrt(2 * len(part) / len(said))
            for part in sub_words_of(said, self._lexicon)
            if part not in blocked and self._carries(part, said)
        }

    def _carries(self, part: str, said: str) -> bool:
        """Whether the part keeps the sense: the head of a Chinese compound stands last, unless
        the last character only makes a noun of what is before it (压铸-件, 气孔-率)."""
        is_head, is_term = said.endswith(part), part in self._lexicon.words
        if len(part) * 2 < len(said):
            return is_head and is_term
        is_stem = said.startswith(part) and said[len(part) :] in _NOMINAL
        return is_head or is_stem or is_term

    def _weight(self, said: str, answers: dict[str, float], telling: bool) -> float:
        frequency = self._frequency(said)
        if frequency > _TOO_COMMON * self._size:
            return 0.0
        if frequency:
            return self._rarity(frequency) * (1.0 if telling else GENERIC_WEIGHT)
        known = [self._rarity(n) for word in answers if (n := self._frequency(word))]
        if known:
            return min(known) if telling else GENERIC_WEIGHT * min(known)
        if not telling:
            return self._rarity(1) * GENERIC_WEIGHT
        is_word = said.isascii() or is_known_word(said, self._lexicon)
        return self._rarity(1) * (_UNKNOWN_WEIGHT if is_word else _NOISE_WEIGHT)

    def _knows(self, said: str) -> bool:
        return said in self._lexicon.words or bool(self._additions.answers(said))

    def _likelihood(self, said: str, telling: bool) -> float:
        """How likely the word is part of the technical matter."""
        if self._knows(said) or not telling:
            return 1.0
        if self._is_noun(said):
            return _CLASS_WEIGHT["n"]
        return _CLASS_WEIGHT.get(self._classes.get(said, ""), _OTHER_CLASS_WEIGHT)

    def _is_noun(self, said: str) -> bool:
        word_class = self._classes.get(said, "")
        return word_class in _NOUNS or word_class.startswith("n")

    def _frequency(self, word: str) -> int:
        return self._snapshot.frequency(word)

    def _rarity(self, frequency: int) -> float:
        return math.log1p((self._size - frequency + 0.5) / (frequency + 0.5))
