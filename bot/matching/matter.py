"""What of a text is matter to look for, and what only greets, asks, counts or tells the story."""

from __future__ import annotations

import re
from collections.abc import Iterable

from bot.matching.lexicon import Lexicon, load_lexicon
from bot.matching.places import place_names
from bot.matching.segment import base_words_of, bigrams_of, is_known_word

# Amounts, times and figures with units are facts of the need, read elsewhere: no technical terms.
_FIGURE = re.compile(
    r"^(?:[一二两三四五六七八九十百千万亿半几]+[年月日天块元个百千万亿分之一来多]*"
    r"|\d+(?:[.-]\d+)*(?:um|nm|mm|cm|m|kg|mg|g|t|h|min|s|w|kw|v|kv|ma|a|k|l|ml|mpa|hz|db)?"
    r"|(?:zl|cn)\d[\dx.]*)$"
)
# Unless a list knows them as things: steel 304, glue 502, the herb 三七.
_NUMBERED = re.compile(r"^(?:\d{3,}|[一二三四五六七八九十]{2})$")
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


def without_request(plain: str) -> str:
    """Guarded text without what asks for somebody or something of the catalogue."""
    return _REQUEST.sub(" ", plain)


def literal_words(plain: str, lexicon: Lexicon) -> tuple[str, ...]:
    """Filler too: what of it is rare in the records (经济, 设计, 公司) is their matter."""
    return tuple(dict.fromkeys(base_words_of(plain, lexicon)))


def content_words(plain: str, lexicon: Lexicon) -> list[str]:
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


def pairs_of(plain: str, kept: frozenset[str]) -> tuple[str, ...]:
    """Pairs within runs of kept words: filler between two words keeps them apart."""
    return tuple(dict.fromkeys(bigrams_of(joined(plain, kept))))


def matter_of(plain: str) -> str:
    """What is left of guarded text without what asks, greets or counts."""
    lexicon = load_lexicon()
    words = base_words_of(plain, lexicon)
    return joined(plain, frozenset(word for word in words if _is_content(word, lexicon)))


def joined(plain: str, kept: frozenset[str]) -> str:
    """The kept words; what was left out between two of them keeps them apart."""
    words = base_words_of(plain, load_lexicon(), keep_gaps=True)
    return "".join(word if word in kept else " " for word in words)
