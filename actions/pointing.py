"""Which of the cards that were shown an owner's words point at: 「第二个专利」, 「第一位老师」."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from bot.reading.numerals import han_value

KINDS = (
    ("university", re.compile(r"学校|高校|大学|学院|院校")),
    ("mentor", re.compile(r"老师|教授|导师|专家")),
    ("patent", re.compile(r"专利")),
    ("platform", re.compile(r"平台|中心|实验室")),
)
_UNIT = r"[个位所件条项家名篇款张]"
_NTH = re.compile(
    rf"第\s?(?P<han>[一二两三四五六七八九十]{{1,2}}|\d{{1,2}})(?![次步季期批年天届\d])"
    rf"|(?<![\d.])(?P<digit>\d{{1,2}})(?:号|#)|(?P<first>头一?{_UNIT}|排头|最[上前]面?的?那?{_UNIT})"
    rf"|(?P<last>最[后下]面?的?那?一?{_UNIT})|(?P<middle>中间的?那?{_UNIT})"
)
_THIS = re.compile(r"[这该此][个位所件条项家]|[他她它]")

_SMALL = re.compile(r"[这那该此他她它个位所件条项家的了吧啊呢嘛哦那嗯好，,。.!！\s]*")
_OTHER_THINGS = re.compile(r"第.{1,2}个?(?:问题|难题|需求|月|星期|阶段|方案|条件)")


@dataclass(frozen=True, slots=True)
class Shown:
    """A card as it was shown."""

    kind: str
    id: str
    title: str


@dataclass(frozen=True, slots=True)
class Pointed:
    """``card`` is None where the words point at one that was never shown."""

    card: Shown | None
    by_place: bool = False


def pointed(text: str, latest: Sequence[Shown], earlier: Sequence[Shown]) -> Pointed:
    """A name counts most, then 第二个 among the latest cards of the kind that is named, then among
    all of that kind; without either the first one of the kind. ``earlier`` come in the order in
    which they were shown."""
    everything = [*earlier, *latest]
    named = next((card for card in reversed(everything) if _is_named(card, text)), None)
    if named is not None:
        return Pointed(named)
    pools = [_of_kinds(text, cards) for cards in (latest, everything)]
    place = _place(text)
    if place is None:
        return Pointed(next((card for pool in (*pools, everything) for card in pool), None))
    placed = (pool[at] for pool in pools if (at := place(len(pool))) in range(len(pool)))
    return Pointed(next(placed, None), by_place=True)


def names_card(text: str, cards: Sequence[Shown]) -> bool:
    return any(_is_named(card, text) for card in cards)


def names_place(text: str) -> bool:
    return _place(text) is not None


def _is_named(card: Shown, text: str) -> bool:
    """By the whole name, or as 王老师."""
    called = card.kind == "mentor" and _called(card.title).search(text) is not None
    return card.title in text or called


def _called(name: str) -> re.Pattern[str]:
    return re.compile(rf"{re.escape(name[:1])}(?:老师|教授|导师)")


def says_this(text: str) -> bool:
    """「这个」, 「他」: the card that was looked at last; 「那个」 may be any."""
    return _THIS.search(text) is not None


def only_points(text: str, cards: Sequence[Shown]) -> bool:
    """「第二个专利」, a name: nothing is said beside it."""
    rest = _NTH.sub("", text)
    for words in (*(card.title for card in cards), *(words.pattern for _, words in KINDS)):
        rest = re.sub(words if "|" in words else re.escape(words), "", rest)
    return _SMALL.fullmatch(rest) is not None


def counts_other_things(text: str) -> bool:
    """「第二个问题」 is no card."""
    return _OTHER_THINGS.search(text) is not None


def points(text: str) -> bool:
    """Whether the words name a place or a kind, or say that something was recommended."""
    named = any(words.search(text) for _, words in KINDS)
    return (
        named or _place(text) is not None or re.search(r"推|介绍|匹配|是[他它]", text) is not None
    )


def kinds_named(text: str) -> set[str]:
    return {kind for kind, words in KINDS if words.search(text)}


def _of_kinds(text: str, cards: Sequence[Shown]) -> list[Shown]:
    kinds = kinds_named(text)
    return [card for card in cards if card.kind in kinds or not kinds]


def _place(text: str) -> Callable[[int], int] | None:
    """From the number of cards to the place of the one that is meant, counted from 0."""
    found = _NTH.search(text)
    if found is None:
        return None
    if found["first"]:
        return lambda _: 0
    if found["last"]:
        return lambda size: size - 1
    if found["middle"]:
        return lambda size: size // 2
    said = found["han"] or found["digit"]
    number = int(said) if said.isdigit() else int(han_value(said) or 0)
    return lambda _: number - 1
