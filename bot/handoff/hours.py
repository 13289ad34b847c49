"""When people sit at the desk: spans of the week on Chinese time."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from bot.clock import CHINA
from bot.errors import SettingsInvalid

ALWAYS = "always"
DAY_NAMES = "一二三四五六日"
_GROUP = re.compile(r"([1-7](?:-[1-7])?(?:,[1-7](?:-[1-7])?)*) +(\S+)")
_SPAN = re.compile(r"([01]\d|2[0-3]):([0-5]\d)-(?:([01]\d|2[0-3]):([0-5]\d)|(24:00))")
_DAY_LONG = 24 * 60


@dataclass(frozen=True, slots=True)
class Span:
    """Minutes of one weekday (1 = Monday), the end not included."""

    day: int
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class WorkingHours:
    """``text`` is how owners read them, e.g. 周一至周五 09:00–17:30."""

    spans: tuple[Span, ...]
    text: str

    def is_open(self, at: datetime) -> bool:
        local = at.astimezone(CHINA)
        minute = local.hour * 60 + local.minute
        return any(
            span.day == local.isoweekday() and span.start <= minute < span.end
            for span in self.spans
        )

    def next_opening(self, at: datetime) -> datetime | None:
        """The start of the next span, aware; None while open, or where there are no spans."""
        if self.is_open(at):
            return None
        local = at.astimezone(CHINA)
        midnight = datetime.combine(local.date(), time(), CHINA)
        starts = (
            midnight + timedelta(days=days, minutes=span.start)
            for days in range(8)
            for span in self.spans
            if (midnight + timedelta(days=days)).isoweekday() == span.day
        )
        return min((start for start in starts if start > local), default=None)


def read_hours(text: str) -> WorkingHours:
    """``1-5 09:00-12:00,13:30-17:30; 6 09:00-12:00`` or ``always``. Days count from Monday = 1.

    Raises SettingsInvalid where it cannot be read.
    """
    if text.strip() == ALWAYS:
        every_day = tuple(Span(day, 0, _DAY_LONG) for day in range(1, 8))
        return WorkingHours(every_day, "每天 24 小时")
    spans: list[Span] = []
    told: list[str] = []
    for part in (part.strip() for part in text.split(";")):
        group = _GROUP.fullmatch(part)
        if group is None:
            raise _invalid(text)
        days = _read_days(group[1], text)
        for clock in group[2].split(","):
            spans += [Span(day, *_read_span(clock, text)) for day in days]
        told.append(f"{_name_days(group[1])} {group[2].replace('-', '–').replace(',', '、')}")
    return WorkingHours(tuple(spans), "，".join(told))


def _read_days(text: str, whole: str) -> list[int]:
    days: list[int] = []
    for part in text.split(","):
        first, _, last = part.partition("-")
        if int(last or first) < int(first):
            raise _invalid(whole)
        days += range(int(first), int(last or first) + 1)
    return days


def _read_span(text: str, whole: str) -> tuple[int, int]:
    found = _SPAN.fullmatch(text)
    if found is None:
        raise _invalid(whole)
    start = int(found[1]) * 60 + int(found[2])
    end = _DAY_LONG if found[5] else int(found[3]) * 60 + int(found[4])
    if end <= start:
        raise _invalid(whole)
    return start, end


def _name_days(text: str) -> str:
    return "、".join(
        "至".join(f"周{DAY_NAMES[int(day) - 1]}" for day in part.split("-"))
        for part in text.split(",")
    )


def _invalid(text: str) -> SettingsInvalid:
    return SettingsInvalid(
        f"设置有误：BOT_DESK_HOURS: 看不懂 {text!r}，"
        "应如 1-5 09:00-12:00,13:30-17:30; 6 09:00-12:00"
    )
