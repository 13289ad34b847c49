"""How long a thing keeps or takes, beside the time in which the work is to be done."""

from datetime import date

import pytest

from bot.reading.facts import read as read_all
from bot.reading.moment import Deadline, read_deadline
from bot.reading.script import normalise

TODAY = date(2026, 11, 22)


def read(text: str, *, asked: bool = True) -> Deadline | None:
    return read_deadline(normalise(text), TODAY, expected=asked)


@pytest.mark.parametrize(
    "answer",
    [
        "想做到18个月不胀袋",
        "想做到18个月效率还在95%以上",
        "想放三个月不酸",
        "延长到12个月",
        "温度-18度冻三个月",
        "发酵周期六个月",
        "进口的交期二十六周",
        "现在交期三十周",
        "1",
    ],
)
def test_of_the_thing(answer: str) -> None:
    assert read(answer) is None


@pytest.mark.parametrize(
    ("answer", "by"),
    [
        ("18个月内做完", date(2028, 5, 22)),
        ("工期延长到12个月", date(2027, 11, 22)),
        ("项目周期六个月", date(2027, 5, 22)),
        ("开发周期大概六个月", date(2027, 5, 22)),
        ("交期三个月", date(2027, 2, 22)),
        ("一年内不解决就亏了", date(2027, 11, 22)),
        ("三个月能用上", date(2027, 2, 22)),
        ("三个月不够，半年吧", date(2027, 5, 22)),
        ("三个号头", date(2027, 2, 22)),
        ("做到明年底", date(2027, 12, 31)),
        ("年后 3月15号前", date(2027, 3, 15)),
        ("春节后吧，4月底前交样", date(2027, 4, 30)),
        ("发酵周期六个月，最好明年中秋前能出结果", date(2027, 9, 14)),
    ],
)
def test_of_the_work(answer: str, by: date) -> None:
    wish = read(answer)
    assert wish is not None
    assert wish.by == by


def test_a_first_sample_is_a_result_whatever_was_asked() -> None:
    wish = read("两个月出小样", asked=False)
    assert wish is not None
    assert wish.by == date(2027, 1, 22)


@pytest.mark.parametrize(
    ("text", "words", "by"),
    [
        ("6个月内样机，明年国庆前量产", "6个月内样机,明年国庆前量产", date(2027, 5, 22)),
        ("交样在2月底，量产在5月", "交样在2月底,量产在5月", date(2027, 2, 28)),
    ],
)
def test_the_words_of_two_results_are_kept(text: str, words: str, by: date) -> None:
    wish = read(text)
    assert wish is not None
    assert (wish.text, wish.by) == (words, by)


def test_how_long_it_is_to_keep_is_a_figure() -> None:
    facts = read_all("想做到18个月不胀袋", today=TODAY, expecting="deadline")
    assert [metric.role for metric in facts.metrics] == ["target"]
