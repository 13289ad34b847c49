"""Sums as they are said, written so that numerals can be read: 万八千的, 十零万, 二十个."""

import re

from bot.reading.numerals import figure_at

# 达不溜 is how w is said, and w stands for 万.
_SPOKEN = {
    "十好几": "十几", "廿": "二十", "卅": "三十", "俩仨": "两三", "仨": "三", "十来二十": "一二十",
    "万儿八千": "八千到一万", "千儿八百": "八百到一千", "个达不溜": "万", "达不溜": "万",
    "个把万": "一万左右",
}  # fmt: skip
_DIGIT = r"(?<![\d一二两三四五六七八九十百千几数])"
# 万八千 is 万儿八千, but not in 一万八千; 十零万 is Cantonese for 十几万.
_LOOSE = (
    (re.compile(rf"{_DIGIT}万八千"), "八千到一万"),
    (re.compile(rf"{_DIGIT}千八百"), "八百到一千"),
    (re.compile(rf"{_DIGIT}万把(?=块|元)"), "一万来"),
    (re.compile(r"十零(?=[万千蚊])"), "十几"),
)
# 「十万八万的」, 「三万五万都行」: from one to the other, the smaller first.
_EITHER = re.compile(r"([\d一二两三四五六七八九十百]+)万([\d一二两三四五六七八九十百]+)万")
# 预算30万,等下,改成25: the new figure is in the unit of the old one.
_CHANGED_TO = re.compile(
    r"[\d.一二两三四五六七八九十百]+(?P<unit>[万wWkK])[,。\s]*"
    r"(?:(?:等[下等]|[哦啊嗯不]|算了|还是|那|我|再|预算|就)[,\s]*){0,3}"
    r"(?:改成?|换成|变成|降到?|加到?)(?:是|为|到)?"
    r"(?P<new>\d+(?:\.\d+)?|[一二两三四五六七八九十百]+)(?P=unit)?(?![\d.一二三四五六七八九十万千百亿%wWkK元块个月年号天])"
)
_TENS_OF_THOUSANDS = re.compile(
    r"(?<=[\d一二两三四五六七八九十百几])来?个(?=$|[,。吧]|左右|上下|以[内下上]|之内|不到|的?样子)"
)
# 「十五个吧,最多二十个,再多没有了」: in a clause of its own it may stand in a longer answer.
_IN_A_CLAUSE = re.compile(
    r"(?:(?<=^)|(?<=[,。]))(?P<led>(?:大概|差不多|也就|就|最多|顶多|至多|撑死|不超过|能|出|给|拿)*"
    r"[\d一二两三四五六七八九十百几]+)来?个(?=(?:吧|左右|上下|以[内下]|之内|的?样子)*(?:$|[,。]))"
)
_SHORT = 12  # 「一炉报废六个，想压到一个以内」 counts things


def in_numerals(text: str, *, asked: bool) -> str:
    """The text in the words that numerals are read in; ``asked``: 二十个 is said for 二十万."""
    for spoken, written in _SPOKEN.items():
        text = text.replace(spoken, written)
    for loose, written in _LOOSE:
        text = loose.sub(written, text)
    text = _EITHER.sub(_in_order, text)
    text = _CHANGED_TO.sub(r"\g<new>\g<unit>", text)
    if asked:
        text = _IN_A_CLAUSE.sub(r"\g<led>万", text)
    short = asked and len(text) <= _SHORT
    return _TENS_OF_THOUSANDS.sub("万", text) if short else text


def _in_order(either: re.Match[str]) -> str:
    first, second = either[1], either[2]
    figures = figure_at(first, 0), figure_at(second, 0)
    if figures[0] and figures[1] and figures[0].low > figures[1].low:
        first, second = second, first
    return f"{first}万到{second}万"
