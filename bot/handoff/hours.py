"""When people sit at the desk: spans of the week on Chinese time."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from typing import Protocol

from bot.clock import CHINA
from bot.errors import SettingsInvalid

ALWAYS = "always"
DAY_NAMES = "一二三四五六日"
_GROUP = re.compile(r"([1-7](?:-[1-7])?(?:,[1-7](?:-[1-7])?)*) +(\S+)")
_SPAN = re.compile(r"([01]\d|2[0-3]):([0-5]\d)-(?:([01]\d|2[0-3]):([0-5]\d)|(24:00))")
_DAY_LONG = 24 * 60


# How far ahead an opening is looked for: longer than the longest run of holidays.
LOOK_AHEAD = 40
# How far back working time is counted: nobody waits for longer.
LOOK_BACK = 400

type Stretch = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Span:
    """Minutes of one weekday (1 = Monday), the end not included."""

    day: int
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class WorkingHours:
    """``text`` is how owners read them, e.g. 周一至周五 09:00–17:30. ``special``: dates that are
    not as their weekday, holidays (nothing) and the working days that make up for them."""

    spans: tuple[Span, ...]
    text: str
    special: Mapping[date, tuple[Stretch, ...]] = field(default_factory=dict)
    # Days as they were worked out: a list asks for the same few ones over and over.
    _days: dict[date, list[tuple[datetime, datetime]]] = field(
        default_factory=dict, init=False, repr=False, compare=False
    )

    def stretches(self, day: date) -> list[Stretch]:
        """Minutes of that day in order, none overlapping."""
        plain = ((span.start, span.end) for span in self.spans if span.day == day.isoweekday())
        merged: list[Stretch] = []
        for start, end in sorted(self.special.get(day, plain)):
            if merged and start <= merged[-1][1]:
                merged[-1] = (merged[-1][0], max(merged[-1][1], end))
            else:
                merged.append((start, end))
        return merged

    def is_open(self, at: datetime) -> bool:
        local = at.astimezone(CHINA)
        minute = local.hour * 60 + local.minute
        return any(start <= minute < end for start, end in self.stretches(local.date()))

    def next_opening(self, at: datetime) -> datetime | None:
        """The start of the next span on Chinese time; None while open, or where there are none."""
        if self.is_open(at):
            return None
        ahead = self._ahead(at.astimezone(CHINA).date(), LOOK_AHEAD)
        return next((opens.astimezone(CHINA) for opens, _ in ahead if opens > at), None)

    def next_closing(self, at: datetime) -> datetime | None:
        """The end of the span that ``at`` lies in, with those that follow it without a break; None
        while closed, and where it never closes."""
        if not self.is_open(at):
            return None
        end: datetime | None = None
        for opens, closes in self._ahead(at.astimezone(CHINA).date(), LOOK_AHEAD):
            if closes <= at:
                continue
            if end is not None and opens > end:
                return end
            end = closes
        return None

    def worked(self, since: datetime, until: datetime) -> timedelta:
        """Working time between the two; nothing where ``until`` is the earlier."""
        first, last = since.astimezone(CHINA).date(), until.astimezone(CHINA).date()
        days = min((last - first).days, LOOK_BACK)
        total = timedelta()
        for opens, closes in self._ahead(last - timedelta(days=days), days + 1):
            total += max(timedelta(), min(closes, until) - max(opens, since))
        return total

    def due(self, since: datetime, worked: timedelta) -> datetime | None:
        """When so much working time has passed; None where there is no working time."""
        left = worked
        for opens, closes in self._ahead(since.astimezone(CHINA).date(), LOOK_BACK):
            begun = max(opens, since)
            if closes - begun >= left:
                return begun + left
            left -= max(timedelta(), closes - begun)
        return None

    def before(self, until: datetime, worked: timedelta) -> datetime:
        """The latest moment since which so much working time has passed until ``until``."""
        left, day = worked, until.astimezone(CHINA).date()
        for _ in range(LOOK_BACK):
            for opens, closes in reversed(self._day(day)):
                ended = min(closes, until)
                if ended - opens >= left:
                    return ended - left
                left -= max(timedelta(), ended - opens)
            day -= timedelta(days=1)
        return datetime.combine(day, time(), CHINA)

    def _ahead(self, first: date, days: int) -> Iterator[tuple[datetime, datetime]]:
        for later in range(days):
            yield from self._day(first + timedelta(days=later))

    def _day(self, day: date) -> list[tuple[datetime, datetime]]:
        known = self._days.get(day)
        if known is None:
            # On one clock with what the store holds: moments of one zone compare quickly.
            midnight = datetime.combine(day, time(), CHINA).astimezone(UTC)
            known = self._days[day] = [
                (midnight + timedelta(minutes=start), midnight + timedelta(minutes=end))
                for start, end in self.stretches(day)
            ]
        return known


def tell_moment(at: datetime, now: datetime) -> str:
    """今天 13:30, 明天 09:00, else 11月23日（周一）09:00."""
    local = at.astimezone(CHINA)
    days = (local.date() - now.astimezone(CHINA).date()).days
    near = {0: "今天 ", 1: "明天 "}
    far = f"{local.month}月{local.day}日（周{DAY_NAMES[local.weekday()]}）"
    return f"{near.get(days, far)}{local:%H:%M}"


class Calendar(Protocol):
    """Working hours as they stand now: managers change them while the desk runs."""

    async def hours(self) -> WorkingHours: ...


class AtAnyTime:
    """The calendar of a desk that never closes."""

    async def hours(self) -> WorkingHours:
        return read_hours(ALWAYS)


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


def read_stretches(text: str) -> tuple[Stretch, ...]:
    """``09:00-12:00,13:30-17:30``; empty = closed all day. Raises SettingsInvalid."""
    return tuple(_read_span(part.strip(), text) for part in text.split(",") if part.strip())


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
