"""What an owner's text is really about: its telling words, weighted, with all that answers them."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from itertools import chain

from bot.matching.additions import NO_ADDITIONS, Additions
from bot.matching.index import FEWEST, Snapshot
from bot.matching.institutions import universities_in
from bot.matching.learned import NOTHING, Learned
from bot.matching.lexicon import Lexicon, load_lexicon
from bot.matching.places import place_names
from bot.matching.proposals import propose
from bot.matching.segment import (
    LONGEST,
    base_words_of,
    bigrams_of,
    guard,
    is_known_word,
    sub_words_of,
    visible,
    word_classes_of,
    words_of,
)
from bot.matching.trades import weighed_trades

MOST_TERMS = 16
# A word in more than this share of all records tells nothing, once there are enough to judge by.
_TOO_COMMON = 0.2
# Generic engineering words (温度, 检测) rank a little and prove nothing.
_GENERIC_WEIGHT = 0.25
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
# Amounts, times and figures with units are facts of the need, read elsewhere: no technical terms.
_FIGURE = re.compile(
    r"^(?:[一二两三四五六七八九十百千万亿半几]+[年月日天块元个百千万亿分之一来多]*"
    r"|\d+(?:[.-]\d+)*(?:um|nm|mm|cm|m|kg|mg|g|t|h|min|s|w|kw|v|kv|ma|a|k|l|ml|mpa|hz|db)?"
    r"|(?:zl|cn)\d[\dx.]*)$"
)
# Unless a list knows them as things: steel 304, glue 502, the herb 三七.
_NUMBERED = re.compile(r"^(?:\d{3,}|[一二三四五六七八九十]{2})$")
# A word in more of the records than this is not proposed: it tells too little by itself.
_TOO_COMMON_TO_PROPOSE = 0.05
_NOMINAL = frozenset("件率剂性度线料品液粉")
# 「给我推荐个搞焊接的教授」, 「有没有防腐涂料的专利」: what asks, and for what kind, is no matter
# to look for; 推荐算法 and 专利检索 are.
_ASKED_OF = r"(?:给|帮|替|跟|向|能|请|求|麻烦)[您你]?(?:我|咱|俺)?们?(?:再|多|先)?"
_COUNTED = r"[一几两三\d]?[个位些名所家下款件项条种]+"
_REQUEST = re.compile(
    rf"(?:能不能|能否|可否|可不可以)?(?:{_ASKED_OF})?(?:推荐|介绍)"
    rf"(?:{_COUNTED}|(?=我|咱|老师|教授|专家|导师|高校|学校|大学|专利))|"
    rf"{_ASKED_OF}(?:推荐|介绍)|"
    r"(?:开放许可)?专利(?!检索|文献|文本|数据|分析|代理|撰写|布局|预警|地图)"
)
_CAPITALS = re.compile("[A-Z]")


@dataclass(frozen=True)
class Concept:
    """One thing said, ``shown`` as the owner typed it.

    ``answers`` maps each word that answers it to how far it does (0 to 1), the said word itself at
    1; ``telling`` words can justify a suggestion, generic ones cannot; ``known`` ones stand in the
    thesaurus, and a ``complaint`` names there what is wrong, not only a thing. ``through`` are
    words by which the index finds answers that it was cut without. A ``sole`` one is a noun that no
    list knows, and one record of many alone holds it. ``proposed`` are the answers
    that the encoder found for the whole message.
    """

    said: str
    shown: str
    weight: float
    answers: dict[str, float]
    telling: bool
    known: bool = False
    complaint: bool = False
    sole: bool = False
    proposed: frozenset[str] = frozenset()
    through: dict[str, float] = field(default_factory=dict)


@dataclass(frozen=True)
class Inquiry:
    """The text, understood. ``pairs`` are the neighbouring characters of what was kept, and
    ``literal`` all its words, as they were said. ``institutions`` are the universities named that
    the catalogue knows, ``unlisted`` those that it lacks, which are sought as words. ``text`` is
    the matter of what was said, without what asks, greets or counts."""

    concepts: tuple[Concept, ...]
    institutions: tuple[str, ...]
    pairs: tuple[str, ...]
    truncated: bool
    literal: tuple[str, ...] = ()
    unlisted: tuple[str, ...] = ()
    text: str = ""

    @cached_property
    def weight(self) -> float:
        return sum(concept.weight for concept in self.concepts)

    @cached_property
    def known(self) -> float:
        """The share of what was said, by weight, that the thesaurus holds."""
        known = sum(concept.weight for concept in self.concepts if concept.known)
        return known / self.weight if self.weight else 0.0

    @cached_property
    def unproposed(self) -> tuple[Concept, ...]:
        """The concepts without what the encoder proposed."""
        return tuple(
            replace(
                concept,
                answers={w: s for w, s in concept.answers.items() if w not in concept.proposed},
            )
            for concept in self.concepts
        )

    @cached_property
    def words(self) -> dict[str, float]:
        """Every word to look up, with its weight in the search."""
        found: dict[str, float] = {}
        for concept in self.concepts:
            scale = 1.0 if concept.telling else _GENERIC_WEIGHT
            for word, strength in (*concept.answers.items(), *concept.through.items()):
                found[word] = max(found.get(word, 0.0), scale * strength)
        return found

    @cached_property
    def complaints(self) -> frozenset[str]:
        """What was said of a fault, known words only."""
        return frozenset(c.said for c in self.concepts if c.complaint)

    @cached_property
    def trades(self) -> dict[str, float]:
        said = ((c.said, c.weight) for c in self.concepts if c.telling)
        return weighed_trades(said, load_lexicon())

    @property
    def is_telling(self) -> bool:
        return any(concept.telling for concept in self.concepts)


def understand(
    text: str,
    extra: Iterable[str],
    snapshot: Snapshot,
    learned: Learned = NOTHING,
    additions: Additions = NO_ADDITIONS,
) -> Inquiry:
    """The concepts of ``text`` and of the ``extra`` terms, the weightiest first, not too many."""
    lexicon = load_lexicon()
    typed = visible(text)
    plain = _REQUEST.sub(" ", typed.lower())
    added = additions.said_in(plain[:LONGEST])
    said = _said(_without(plain[:LONGEST], added), lexicon)
    more = [word for term in extra for word in _said(guard(term), lexicon)]
    kept = dict.fromkeys((*said, *more, *added))
    named = {word: universities_in(word, plain, lexicon) for word in kept}
    listed = {word: tuple(filter(snapshot.holds_university, named[word])) for word in kept}
    classes = word_classes_of(plain[:LONGEST], lexicon)
    weigher = _Weigher(snapshot, lexicon, typed, classes, learned, additions)
    # A university that no record mentions either says nothing of the matter.
    sought = [w for w in kept if not named[w] or (not listed[w] and snapshot.frequency(w))]
    concepts = [weigher.concept(word) for word in sought]
    ranked = sorted((c for c in concepts if c.weight > 0), key=lambda c: (-c.weight, c.said))
    matter = " ".join((_joined(plain[:LONGEST], frozenset(sought)), *more))
    return Inquiry(
        concepts=_with_proposals(ranked[:MOST_TERMS], matter, snapshot, learned),
        institutions=tuple(dict.fromkeys(chain.from_iterable(listed.values()))),
        pairs=_pairs(plain[:LONGEST], frozenset(sought)),
        truncated=len(plain) > LONGEST,
        literal=_literal(plain[:LONGEST], lexicon),
        text=matter,
        unlisted=tuple(names[-1] for word, names in named.items() if names and not listed[word]),
    )


def _with_proposals(
    concepts: Sequence[Concept], matter: str, snapshot: Snapshot, learned: Learned
) -> tuple[Concept, ...]:
    """Telling concepts gain the words of titles that the whole message speaks for."""
    known = {word for concept in concepts for word in concept.answers}
    most = _TOO_COMMON_TO_PROPOSE * max(snapshot.size, FEWEST)

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


def _literal(plain: str, lexicon: Lexicon) -> tuple[str, ...]:
    """Filler too: what of it is rare in the records (经济, 设计, 公司) is their matter."""
    return tuple(dict.fromkeys(base_words_of(plain, lexicon)))


def _without(plain: str, words: Iterable[str]) -> str:
    """What is left to be cut: a word that staff added is whole, as it will be once it is cut so."""
    for word in words:
        plain = plain.replace(word, " ")
    return plain


def _said(plain: str, lexicon: Lexicon) -> list[str]:
    words = base_words_of(plain, lexicon)
    parts = [part for word in words for part in _taken_apart(word, lexicon)]
    return [part for part in parts if _is_content(part, lexicon)]


def _taken_apart(word: str, lexicon: Lexicon) -> Iterable[str]:
    """The single characters that mean something by themselves, of a pair that is no word: 锈得 →
    锈, 手剥 → 剥."""
    if len(word) != 2 or word in lexicon.words or is_known_word(word, lexicon):
        return (word,)
    return (word, *(char for char in word if char in lexicon.links))


def _is_content(word: str, lexicon: Lexicon) -> bool:
    if word in lexicon.filler or word in place_names():
        return False
    if _FIGURE.match(word) and not (word in lexicon.links and _NUMBERED.match(word)):
        return False
    # A single character counts only where the lexicon knows it as a thing (漆, 泵, 纸).
    return len(word) > 1 or word in lexicon.links


def _pairs(plain: str, kept: frozenset[str]) -> tuple[str, ...]:
    """Pairs within runs of kept words: filler between two words keeps them apart."""
    return tuple(dict.fromkeys(bigrams_of(_joined(plain, kept))))


def matter_of(plain: str) -> str:
    """What is left of guarded text without what asks, greets or counts."""
    lexicon = load_lexicon()
    words = base_words_of(plain, lexicon)
    return _joined(plain, frozenset(word for word in words if _is_content(word, lexicon)))


def _joined(plain: str, kept: frozenset[str]) -> str:
    """The kept words; what was left out between two of them keeps them apart."""
    words = base_words_of(plain, load_lexicon(), keep_gaps=True)
    return "".join(word if word in kept else " " for word in words)


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
            return self._rarity(frequency) * (1.0 if telling else _GENERIC_WEIGHT)
        known = [self._rarity(n) for word in answers if (n := self._frequency(word))]
        if known:
            return min(known) if telling else _GENERIC_WEIGHT * min(known)
        if not telling:
            return self._rarity(1) * _GENERIC_WEIGHT
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
