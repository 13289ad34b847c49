"""The same trouble told twice is recognised, another one is not."""

from __future__ import annotations

from datetime import date

import pytest

from bot.programme.likeness import alike_before, days_ago
from bot.store.models import Need

TOLD = Need(id="1", problem="湖笔笔头掉毛，一支掉十几根，想控制在一根以内", state="recorded")


@pytest.mark.parametrize(
    ("problem", "alike"),
    [
        ("我们湖笔的笔头总是掉毛，想控制在一根以内", True),
        ("湖笔笔头老是掉毛", True),
        ("羊毛衫洗完就掉毛", False),
        ("电机噪音大", False),
        ("笔头", False),
    ],
)
def test_the_same_trouble(problem: str, alike: bool) -> None:
    found = alike_before(Need(id="2", problem=problem), [TOLD])

    assert (found is TOLD) == alike


def test_what_was_withdrawn_and_the_need_itself_do_not_count() -> None:
    withdrawn = Need(id="3", problem=TOLD.problem, state="withdrawn")

    assert alike_before(TOLD, [TOLD, withdrawn]) is None


@pytest.mark.parametrize(
    ("day", "said"),
    [
        (date(2026, 11, 22), "今天"),
        (date(2026, 11, 21), "昨天"),
        (date(2026, 11, 17), "5天前"),
        (date(2026, 11, 12), "上周"),
        (date(2026, 9, 1), "9月1日"),
    ],
)
def test_days_are_said_as_one_says_them(day: date, said: str) -> None:
    assert days_ago(day, date(2026, 11, 22)) == said
