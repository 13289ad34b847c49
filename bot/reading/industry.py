"""The owner's trade as a division of GB/T 4754-2017, from everyday words.

The trade is the owner's, not the problem's: 印染废水COD降不下来 comes from a textile
finisher (C17), not from a firm of water treatment. Words that belong to problems
and tools (hints) therefore count only where the owner says "we do …".
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from itertools import zip_longest

import yaml

_ENTRIES = "industries.yaml"
_OURS = re.compile(
    r"(?:(?:我们|咱们|俺们|我司|我厂|我公司|我哋|阿拉|本厂|我|咱|俺|厂里|公司|工厂|家里|这边|"
    r"这里|旮沓|旮旯|主营|主要)[^,。;!?]{0,8}?"
    r"(?:做|(?<![老总还但可若要不])是|搞|生产|专注|从事|种|养|加工|开|系|经营|属于|"
    r"干)[^,。;!?]{0,6}|(?:主营|主打|主产|主要产品(?:是|为|有)?)[^,。;!?]{0,14}|(?:^|[,。;\s])(?:专业|专门)?(?:做|搞|生产|从事|经营|"
    r"专注于?)[^,。;!?]{0,6})$"
)
_OURS_AFTER = re.compile(
    r"(?:加工|制造|生产|深加工)?(?:厂|企业|公司|行业|作坊|合作社|车间(?![内外]))|(?:方面|这行|"
    r"这一行|这块)?的[,。!\s]|的$|个,|嘅,"
)
_SUPPLY = re.compile(
    r"(?:找|请|有没有|有无|要|认识|联系)[^,。;!?]{0,6}(?:搞|做|研究|懂|教)[^,。;!?]{0,6}$"
)
# 建有盐雾试验室、10吨万能试验机: what stands in the works is not what is made there.
_EQUIPPED = re.compile(r"(?:建有|配有|配备|拥有|购置|购有|引进|装有|备有)了?[^,。;!?]{0,16}$")
_THEIRS = re.compile(r"(?:客户|甲方|买家|卖给|供给|用户|终端)[^,。;!?]{0,4}$")
_FOR_THEM = re.compile(r"(?:专)?用的|里的|里用")
_UNIVERSITY = re.compile(
    r"[^,。;:!?\s这那的找有哪在我们要想个做和跟与、请去是]{1,10}(?:大学|学院|研究院)"
)
_MOST_FOUND = 200
# 种了2000亩魔芋: who grows it does not process it, though the word is of the mills.
_GROWS = re.compile(
    r"[种栽](?:植|的|了|着|有|点|过)*(?:[\d一二两三四五六七八九十百千万几]+(?:多|来)?(?:亩|棵|株|垄|公顷|个?大?棚))?的?$"
)
_AGRICULTURE = "A01"
_MILLED = frozenset({"C13", "C14", "C15", "C16", "C27"})
# 椰子饼, 猕猴桃汁: what is made of the fruit.
_MADE_OF = (
    (re.compile(r"[饼糕酥糖片酱]|罐头|脆"), "C14"),
    (re.compile(r"[汁酒]|饮料"), "C15"),
    (re.compile(r"[干粉油]|加工"), "C13"),
)


@dataclass(frozen=True, slots=True)
class Industry:
    """A division such as C33 金属制品业, and the word that gave it away."""

    code: str
    name: str
    evidence: str


@dataclass(frozen=True, slots=True)
class _Entry:
    code: str
    firm: bool
    """A word of the trade itself, not a mere hint."""


@dataclass(frozen=True, slots=True)
class _Lexicon:
    names: dict[str, str]
    words: dict[str, _Entry]
    longest: dict[str, int]


def read_industry(text: str, *, expected: bool = False) -> Industry | None:
    """The owner's division, or None where no word tells.

    `expected`: the desk has just asked for the trade, so hints count as well.
    """
    lexicon = _lexicon()
    masked = _UNIVERSITY.sub(lambda found: " " * len(found[0]), text)
    ranked = (_ranked(masked, start, word, expected) for start, word in _heads(masked, lexicon))
    best = max((rank for rank in ranked if rank is not None), default=None)
    if best is None:
        return None
    word, start = best[-1], -best[-2]
    code = lexicon.words[word.upper() if word.upper() in lexicon.words else word].code
    code = _grown_or_made(masked, start, word, code)
    return Industry(code, lexicon.names[code], word)


def _grown_or_made(text: str, start: int, word: str, code: str) -> str:
    """The same fruit is grown by one trade and made into something by another."""
    if code in _MILLED and _GROWS.search(text[max(0, start - 16) : start]):
        return _AGRICULTURE
    if code == _AGRICULTURE:
        behind = ((made, pattern) for pattern, made in _MADE_OF)
        end = start + len(word)
        return next((made for made, pattern in behind if pattern.match(text, end)), code)
    return code


def without_trade_words(text: str) -> str:
    """What is left of a name when its trade is taken out: 「宏达」 of 「宏达玩具」."""
    found = list(_found(text, _lexicon()))
    spans = [range(start, start + len(word)) for start, word in found]
    return "".join(char for at, char in enumerate(text) if not any(at in span for span in spans))


def divisions() -> dict[str, str]:
    """All 97 divisions, code to official name."""
    return dict(_lexicon().names)


def _ranked(
    text: str, start: int, word: str, expected: bool
) -> tuple[bool, int, int, int, str] | None:
    """Firm before hint, own before other, long before short, early before late.

    Compounds carry their head last: of 氧化锌避雷器 the 避雷器 is what the firm makes.
    """
    entry = _entry(_lexicon(), word)
    end = start + len(word)
    before = text[max(0, start - 20) : start]
    others = any(pattern.search(before) for pattern in (_SUPPLY, _THEIRS, _EQUIPPED))
    aside = others or bool(_FOR_THEM.match(text, end))
    own = not aside and bool(_OURS.search(before))
    if entry is None or not (entry.firm or own or expected):
        return None
    standing = -1 if aside else 2 * own + bool(_OURS_AFTER.match(text, end))
    return entry.firm, standing, len(word), -start, word


def _entry(lexicon: _Lexicon, word: str) -> _Entry | None:
    return lexicon.words.get(word) or lexicon.words.get(word.upper())


def _heads(text: str, lexicon: _Lexicon) -> Iterator[tuple[int, str]]:
    """The found words, without those that only qualify a longer or equal one right behind."""
    found = list(_found(text, lexicon))
    for (start, word), (after, head) in zip_longest(found, found[1:], fillvalue=(-1, "")):
        entry = lexicon.words.get(_cased(head)) if head else None
        qualifies = after == start + len(word) and len(head) >= max(3, len(word))
        if not (qualifies and entry is not None and entry.firm):
            yield start, word


def _found(text: str, lexicon: _Lexicon) -> Iterator[tuple[int, str]]:
    """Words of the lexicon in the text, each the longest at its place, none inside another."""
    at, count = 0, 0
    while at < len(text) and count < _MOST_FOUND:
        word = _word_at(text, at, lexicon)
        if word is None:
            at += 1
        else:
            yield at, word
            at, count = at + len(word), count + 1


def _word_at(text: str, at: int, lexicon: _Lexicon) -> str | None:
    for length in range(lexicon.longest.get(text[at : at + 1].upper(), 0), 0, -1):
        word = text[at : at + length]
        if len(word) == length and _entry(lexicon, word) and _is_whole(text, at, word):
            return word
    return None


def _is_whole(text: str, at: int, word: str) -> bool:
    """Latin words must not be a part of a longer one: AI in PAINT."""
    if not word.isascii():
        return True
    around = text[max(0, at - 1) : at] + text[at + len(word) : at + len(word) + 1]
    return not any(char.isascii() and char.isalnum() for char in around)


@cache
def _lexicon() -> _Lexicon:
    raw = yaml.safe_load((files("bot.reading") / _ENTRIES).read_text("utf-8"))
    words: dict[str, _Entry] = {}
    for code, division in raw.items():
        official = (division["name"], division["name"].removesuffix("业"))
        for word in division["trade"]:
            words.setdefault(_cased(word), _Entry(code, True))
        for word in (name for name in official if len(name) > 2):
            words.setdefault(_cased(word), _Entry(code, True))
        for word in (*division["hint"], *(name for name in official if len(name) == 2)):
            words.setdefault(_cased(word), _Entry(code, False))
    longest: dict[str, int] = {}
    for word in words:
        longest[word[0].upper()] = max(len(word), longest.get(word[0].upper(), 0))
    return _Lexicon({code: entry["name"] for code, entry in raw.items()}, words, longest)


def _cased(word: str) -> str:
    return str(word).upper() if str(word).isascii() else str(word)
