"""Whose turn it is."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from bot.handoff.inbox.assigning import LONG_AGO, Hand, choose
from bot.handoff.rule_shapes import AssignmentCase, AssignmentRule
from bot.store.assignment import Queued
from bot.store.models import Staff

NOW = datetime(2026, 11, 22, tzinfo=UTC)
QUEUED = Queued("c", 1, "wechat", "420600", "C33", ("label",), None)
EVERYBODY = AssignmentRule(automatic=True, cases=[AssignmentCase(name="都")])


def hand(name: str, attending: int = 0, minutes_ago: int | None = None) -> Hand:
    at = LONG_AGO if minutes_ago is None else NOW - timedelta(minutes=minutes_ago)
    return Hand(Staff(id=name, display_name=name), attending, at)


def chosen(queued: Queued, rule: AssignmentRule, *hands: Hand) -> str | None:
    found = choose(queued, rule, hands)
    return found.staff.id if found is not None else None


def test_in_turn() -> None:
    hands = hand("a", 1, minutes_ago=1), hand("b", 5, minutes_ago=9), hand("c", 2, minutes_ago=3)
    assert chosen(QUEUED, EVERYBODY, *hands) == "b"
    assert chosen(QUEUED, EVERYBODY, *hands, hand("new")) == "new"


def test_nobody_gets_more_than_they_can_hold() -> None:
    rule = EVERYBODY.model_copy(update={"most": 2})
    assert chosen(QUEUED, rule, hand("a", 2), hand("b", 1, minutes_ago=1)) == "b"
    assert chosen(QUEUED, rule, hand("a", 2)) is None


def test_not_to_the_one_who_has_just_put_it_back() -> None:
    left = replace(QUEUED, left_by="a")
    assert chosen(left, EVERYBODY, hand("a"), hand("b", 3, minutes_ago=1)) == "b"
    assert chosen(left, EVERYBODY, hand("a")) is None


@pytest.mark.parametrize(
    ("condition", "fits"),
    [
        ({"regions": ["420000"]}, True),
        ({"regions": ["420600"]}, True),
        ({"regions": ["330000", "420500"]}, False),
        ({"industries": ["C3"]}, True),
        ({"industries": ["C34"]}, False),
        ({"channels": ["wechat"]}, True),
        ({"channels": ["webchat"]}, False),
        ({"label_ids": ["label"]}, True),
        ({"label_ids": ["other"]}, False),
        ({"regions": ["420000"], "industries": ["C34"]}, False),
    ],
)
def test_cases_ask_for_region_field_channel_and_label(
    condition: dict[str, Any], fits: bool
) -> None:
    case = AssignmentCase(name="x", staff_ids=["a"], **condition)
    rule = AssignmentRule(automatic=True, cases=[case])
    assert (chosen(QUEUED, rule, hand("a"), hand("b")) == "a") is fits


def test_the_first_case_that_fits_decides_alone() -> None:
    rule = AssignmentRule(
        automatic=True,
        cases=[
            AssignmentCase(name="湖北", regions=["420000"], staff_ids=["away"]),
            AssignmentCase(name="都"),
        ],
    )
    assert chosen(QUEUED, rule, hand("a")) is None
    assert chosen(replace(QUEUED, region_code=None), rule, hand("a")) == "a"
