"""Lengths of time in a text, counted from today: 三个月内, 半年左右, 一到两年, 个把月.

Whether one of them is meant as a date is decided by who reads dates (moment.py).
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from bot.reading.calendar_words import add_days, add_months
from bot.reading.numerals import Figure, figure_at

_JOIN = re.compile(r"\s?(?:-|~|到|至)\s?")
_BEGINS = "0123456789一二两俩三仨四五六七八九十百几"
_PART_OF_A_NUMBER = "0123456789.第每"
_LENGTH = re.compile(
    r"\s?(?P<half>个半)?(?P<unit>个月|(?<=个半)月|(?<=[两俩仨])月|[个只]?号头|个?(?:星期|礼拜|季度)|个?工作日|天|日(?!元|"
    r"币)|周|年)(?P<and_half>半)?"
    r"(?P<tail>以内|之内|内|左右|上下)?"
)
_HALVES = re.compile(
    r"(?<![上下年])(?P<some>大|小|十天)?半(?:拉|啦)?(?P<unit>个?月|年)(?P<tail>以内|之内|内|左右|上下)?"
)
_ABOUT_ONE = re.compile(r"(?<![这那一])个把(?P<unit>月|星期|礼拜|周|季度)(?P<tail>以内|之内|内)?")
_DAYS: dict[str, int | Decimal] = {
    "天": 1,
    "日": 1,
    "周": 7,
    "星期": 7,
    "礼拜": 7,
    "工作日": Decimal("1.4"),
}
_MONTHS = {"月": 1, "号头": 1, "季度": 3, "年": 12}
_LONGEST_MONTHS = 12 * 30


@dataclass(frozen=True, slots=True)
class TimeSpan:
    """``by`` is its last day, ``start`` the first of a range (一到两年); ``tail`` what limits it
    (以内, 左右)."""

    text: str
    at: int
    end: int
    start: date | None
    by: date
    tail: str | None


def time_spans(text: str, today: date) -> Iterator[TimeSpan]:
    at = 0
    while at < len(text):
        span = _span_at(text, at, today)
        if span is not None:
            yield span
        at = at + 1 if span is None else span.end


def _span_at(text: str, at: int, today: date) -> TimeSpan | None:
    unnumbered = _HALVES.match(text, at) or _ABOUT_ONE.match(text, at)
    if unnumbered is not None:
        by = _unnumbered(unnumbered, today)
        return TimeSpan(unnumbered[0], at, unnumbered.end(), None, by, unnumbered["tail"])
    if text[at] not in _BEGINS or (at and text[at - 1] in _PART_OF_A_NUMBER):
        return None
    return _counted(text, at, today)


def _unnumbered(found: re.Match[str], today: date) -> date:
    unit = found["unit"].removeprefix("个")
    if found.re is _HALVES:
        return add_months(today, 6) if unit == "年" else add_days(today, 15)
    return add_days(today, int(_DAYS[unit])) if unit in _DAYS else add_months(today, _MONTHS[unit])


def _counted(text: str, at: int, today: date) -> TimeSpan | None:
    first = figure_at(text, at)
    if first is None:
        return None
    length = _LENGTH.match(text, first.end)
    low, high = first, first
    join = _JOIN.match(text, length.end() if length else first.end)
    second = figure_at(text, join.end()) if join else None
    if second is not None and (longer := _LENGTH.match(text, second.end)):
        high, length = second, longer
    if length is None or text[length.end() : length.end() + 1] == "前":
        return None
    by, start = _after(today, high.high, length), _after(today, low.low, length)
    if by is None or start is None or _is_calendar_year(high, length):
        return None
    begin = start if low.low != high.high else None
    return TimeSpan(text[at : length.end()], at, length.end(), begin, by, length["tail"])


def _is_calendar_year(figure: Figure, length: re.Match[str]) -> bool:
    return length["unit"] == "年" and figure.high > 30


def _after(today: date, count: Decimal, length: re.Match[str]) -> date | None:
    unit = length["unit"].lstrip("个只")
    amount = count + (Decimal("0.5") if length["half"] or length["and_half"] else 0)
    if unit in _DAYS:
        days = int(amount * _DAYS[unit])
        return add_days(today, days) if days <= _LONGEST_MONTHS * 31 else None
    months = amount * _MONTHS[unit]
    if months > _LONGEST_MONTHS:
        return None
    return add_days(add_months(today, int(months)), 15 if months % 1 else 0)
