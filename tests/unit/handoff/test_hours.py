"""Working hours on Chinese time."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.clock import CHINA
from bot.errors import SettingsInvalid
from bot.handoff.hours import read_hours, read_stretches, tell_moment

WEEK = "1-5 09:00-12:00,13:30-17:30; 6 09:00-12:00"


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=CHINA)


@pytest.mark.parametrize(
    ("moment", "is_open"),
    [
        ("2026-11-23T09:00", True),  # Monday
        ("2026-11-23T08:59", False),
        ("2026-11-23T11:59", True),
        ("2026-11-23T12:00", False),
        ("2026-11-23T13:30", True),
        ("2026-11-27T17:29", True),
        ("2026-11-27T17:30", False),
        ("2026-11-28T09:30", True),  # Saturday
        ("2026-11-28T14:00", False),
        ("2026-11-29T10:00", False),  # Sunday
    ],
)
def test_open_within_the_spans_only(moment: str, is_open: bool) -> None:
    assert read_hours(WEEK).is_open(at(moment)) is is_open


def test_hours_are_read_on_chinese_time() -> None:
    hours = read_hours("1-5 09:00-17:30")
    assert hours.is_open(datetime.fromisoformat("2026-11-23T01:00+00:00"))
    assert not hours.is_open(datetime.fromisoformat("2026-11-23T09:30+00:00"))


@pytest.mark.parametrize(
    ("moment", "opens"),
    [
        ("2026-11-23T12:10", "2026-11-23T13:30"),
        ("2026-11-23T18:00", "2026-11-24T09:00"),
        ("2026-11-28T12:00", "2026-11-30T09:00"),
        ("2026-11-23T03:00", "2026-11-23T09:00"),
    ],
)
def test_the_next_opening(moment: str, opens: str) -> None:
    assert read_hours(WEEK).next_opening(at(moment)) == at(opens)


def test_while_open_there_is_no_next_opening() -> None:
    assert read_hours(WEEK).next_opening(at("2026-11-23T10:00")) is None


def test_a_single_span_a_week_opens_again_in_seven_days() -> None:
    assert read_hours("1 09:00-10:00").next_opening(at("2026-11-23T10:00")) == at(
        "2026-11-30T09:00"
    )


def test_always() -> None:
    hours = read_hours("always")
    assert hours.is_open(at("2026-11-29T23:59"))
    assert hours.text == "每天 24 小时"


def test_how_owners_read_them() -> None:
    assert read_hours(WEEK).text == "周一至周五 09:00–12:00、13:30–17:30，周六 09:00–12:00"
    assert read_hours("1,3,7 08:00-24:00").text == "周一、周三、周日 08:00–24:00"


@pytest.mark.parametrize(
    "text",
    ["", "9-5", "1-5", "1-5 9:00-17:00", "5-1 09:00-17:00", "0 09:00-10:00", "1 10:00-09:00",
     "1 09:00-09:00", "1 09:00-25:00", "1-5 09:00-17:30;", "1 24:00-24:00", "８ 09:00-10:00"],
)  # fmt: skip
def test_what_cannot_be_read_is_named(text: str) -> None:
    with pytest.raises(SettingsInvalid, match="BOT_DESK_HOURS"):
        read_hours(text)


HOLIDAY = replace(
    read_hours(WEEK),
    special={date(2026, 11, 24): (), date(2026, 11, 29): read_stretches("10:00-16:00")},
)


@pytest.mark.parametrize(
    ("since", "until", "minutes"),
    [
        ("2026-11-23T11:50", "2026-11-23T13:40", 20),  # the lunch break does not count
        ("2026-11-23T17:20", "2026-11-24T09:10", 10),  # Tuesday is a holiday
        ("2026-11-23T17:20", "2026-11-25T09:10", 20),
        ("2026-11-28T11:30", "2026-11-30T09:30", 30 + 360 + 30),  # the Sunday is worked
        ("2026-11-23T12:10", "2026-11-23T13:00", 0),
        ("2026-11-23T10:00", "2026-11-23T09:00", 0),
    ],
)
def test_only_working_time_counts(since: str, until: str, minutes: int) -> None:
    assert HOLIDAY.worked(at(since), at(until)) == timedelta(minutes=minutes)


@pytest.mark.parametrize(
    ("since", "minutes", "due"),
    [
        ("2026-11-23T11:50", 10, "2026-11-23T12:00"),
        ("2026-11-23T11:50", 11, "2026-11-23T13:31"),
        ("2026-11-23T18:00", 5, "2026-11-25T09:05"),
        ("2026-11-29T15:59", 2, "2026-11-30T09:01"),
    ],
)
def test_when_it_is_due(since: str, minutes: int, due: str) -> None:
    assert HOLIDAY.due(at(since), timedelta(minutes=minutes)) == at(due)


MOMENTS = st.datetimes(datetime(2026, 11, 20), datetime(2026, 12, 4), timezones=st.just(UTC))  # noqa: DTZ001 - the strategy adds the zone


@given(since=MOMENTS, until=MOMENTS, minutes=st.integers(1, 2_000))
def test_late_is_the_same_seen_from_either_end(
    since: datetime, until: datetime, minutes: int
) -> None:
    """The store asks who has waited since before a moment; a row tells when it was due."""
    limit = timedelta(minutes=minutes)
    due = HOLIDAY.due(since, limit)
    assert due is not None
    assert HOLIDAY.worked(since, due) == limit
    assert (due <= until) == (since <= HOLIDAY.before(until, limit))


def test_without_working_time_nothing_is_ever_due() -> None:
    closed = replace(read_hours("1 09:00-10:00"), spans=())
    assert closed.due(at("2026-11-23T10:00"), timedelta(minutes=1)) is None
    assert closed.next_opening(at("2026-11-23T10:00")) is None


def test_overlapping_spans_count_once() -> None:
    twice = read_hours("1-5 09:00-12:00; 1 11:00-13:00")
    assert twice.worked(at("2026-11-23T00:00"), at("2026-11-24T00:00")) == timedelta(hours=4)


@pytest.mark.parametrize(
    ("moment", "closes"),
    [
        ("2026-11-23T10:00", "2026-11-23T12:00"),  # before the lunch break
        ("2026-11-23T12:10", None),
        ("2026-11-27T13:30", "2026-11-27T17:30"),  # Friday
    ],
)
def test_it_closes_at_the_end_of_the_span(moment: str, closes: str | None) -> None:
    assert read_hours(WEEK).next_closing(at(moment)) == (at(closes) if closes else None)


def test_it_closes_after_spans_that_follow_each_other_and_never_where_they_do_not_end() -> None:
    night = read_hours("1 20:00-24:00; 2 00:00-06:00")
    assert night.next_closing(at("2026-11-23T22:00")) == at("2026-11-24T06:00")
    assert read_hours("always").next_closing(at("2026-11-23T22:00")) is None


@pytest.mark.parametrize(
    ("moment", "told"),
    [
        ("2026-11-23T13:30", "今天 13:30"),
        ("2026-11-24T09:00", "明天 09:00"),
        ("2026-11-30T09:00", "11月30日（周一）09:00"),
    ],
)
def test_how_a_moment_is_told(moment: str, told: str) -> None:
    assert tell_moment(at(moment), at("2026-11-23T12:10")) == told
