"""Numbers that choose from a list: 2、 · 二。 · 我选2 · 2️⃣ · 第二个 · 1和4 · 联系4."""

from __future__ import annotations

import re
from dataclasses import dataclass

from bot.reading.numerals import han_value
from bot.reading.script import normalise

# What a keyboard draws round a figure: 2️⃣ is a 2 and two marks.
_KEYCAP = re.compile("[\ufe0f\u20e3]")
_NUMBER = r"(?:\d{1,2}|[一二三四五六七八九十]{1,3})"
_NTH = rf"(?:第\s?)?{_NUMBER}"
_LEAD = r"(?:嗯|好的?|行|那|我|就|还是|要不|[，,\s])*(?:选择?|挑|要|用|看中)?(?:了|的是)?\s?"
_TAIL = r"(?:吧|呢|啊|呀|哦|嘛|好了|就行|[、，,。.!！)）:：;；\s])*"
# 「2个」 is an amount, 「第2个」 one of several.
_COUNTED = r"(?:(?<=\d)[#项]|(?<=[\d一二三四五六七八九十])[个种项条款位家号样])?"
_ONE = re.compile(
    rf"{_LEAD}(?:(?P<nth>第)\s?(?P<a>{_NUMBER}){_COUNTED}|(?P<b>{_NUMBER})[#项]?){_TAIL}"
)
_TOUCH = r"(?:(?:我|请|帮我|给我|想|要|麻烦)*(?:联系|对接|约)(?:一?下)?)"
_TOUCHED = re.compile(
    rf"{_TOUCH}\s?(?P<a>{_NTH})[个号位家]?{_TAIL}|(?P<b>{_NTH})[个号位家]?[，,\s]*{_TOUCH}{_TAIL}"
)
_JOINT = r"\s?(?:和|跟|与|及|还有|[、,，/&+\s])\s?"
_SEVERAL = re.compile(
    rf"{_LEAD}{_TOUCH}?\s?{_NTH}[个号]?(?:{_JOINT}{_NTH}[个号]?){{1,4}}(?:都)?{_TOUCH}?{_TAIL}"
)
_EACH = re.compile(_NUMBER)
_LONE = re.compile(rf"(?:\d{{1,4}}|{_NUMBER}|[A-Za-z])?{_TAIL}")
# 👍, and as WeChat writes its own: [强].
_PICTURES = re.compile(
    r"(?:\[[一-龥A-Za-z]{1,5}\]|[^\w\s\u0020-\u007e\u00a1-\u2fff\u3000-\u303f\uff00-\uffef]|[\u2600-\u27bf\u2b50\u200d\ufe0f]|\s)+"
)
_PRINTED = re.compile(r"[^\w\s]*")


@dataclass(frozen=True, slots=True)
class Chosen:
    """``touches``: whom the number means is to be got in touch with; ``ordinal``: 「第二个」, which
    counts a list though it shows no numbers."""

    numbers: tuple[int, ...]
    touches: bool = False
    ordinal: bool = False


def read_choice(text: str) -> Chosen | None:
    """Where a message chooses by number and says nothing else."""
    plain = _plain(text)
    if one := _ONE.fullmatch(plain):
        return Chosen((_value(one["a"] or one["b"]),), ordinal=one["nth"] is not None)
    if touched := _TOUCHED.fullmatch(plain):
        return Chosen((_value(touched["a"] or touched["b"]),), touches=True)
    if _SEVERAL.fullmatch(plain):
        numbers = tuple(dict.fromkeys(_value(each) for each in _EACH.findall(plain)))
        return Chosen(numbers, touches=re.search(_TOUCH, plain) is not None)
    return None


def is_lone(text: str) -> bool:
    """A number, a letter or a mark and nothing else: it is never a yes or a no."""
    plain = _plain(text)
    return _LONE.fullmatch(plain) is not None or _PRINTED.fullmatch(plain) is not None


def is_picture(text: str) -> bool:
    """Faces and hands, and nothing else: nobody can be sure what they answer."""
    return bool(text.strip()) and _PICTURES.fullmatch(text) is not None


def is_number(text: str) -> bool:
    """Digits, in whatever script, and nothing else."""
    plain = _plain(text)
    return is_lone(text) and re.search(r"\d|[一二三四五六七八九十]", plain) is not None


def _plain(text: str) -> str:
    return _KEYCAP.sub("", normalise(text)).strip()


def _value(words: str) -> int:
    number = words.removeprefix("第").strip()
    return int(number) if number.isdigit() else int(han_value(number) or 0)
