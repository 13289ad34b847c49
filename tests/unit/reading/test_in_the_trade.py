"""Sums, spans and ways of working as they are said between people who know each other's trade."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from bot.reading.facts import read

TODAY = date(2026, 11, 22)


def entities(text: str, expecting: str | None = None) -> dict[str, Any]:
    return read(text, today=TODAY, expecting=expecting).to_entities()


@pytest.mark.parametrize(
    ("text", "least", "most"),
    [
        ("二十个", 200_000, 200_000),
        ("二三十个", 200_000, 300_000),
        ("不到10个", None, 100_000),
        ("经费控制在卅万以内", None, 300_000),
        ("万把块", 10_000, 10_000),
        ("十好几万", 110_000, 190_000),
        ("最少也得准备两百万", 2_000_000, None),
    ],
)
def test_sums(text: str, least: int | None, most: int | None) -> None:
    budget = entities(text, "budget")["budget"]

    assert (budget["min"], budget["max"]) == (least, most)


@pytest.mark.parametrize("text", ["千万别", "想找人合伙干，一块儿投", "想外包一块研发出去"])
def test_what_only_sounds_like_a_sum(text: str) -> None:
    assert "budget" not in entities(text)


@pytest.mark.parametrize(
    ("text", "metric", "role"),
    [
        ("风筝布一晒就粉，想撑过500小时", "撑过500小时", "target"),
        ("豆浆机现在82分贝，目标65", "目标65", "target"),
        ("一根要26小时，想压到20小时", "一根要26小时", "current"),
        ("一支掉十几根毛，想控制在一根以内", "想控制在一根以内", "target"),
        ("寿命现在25分钟想到40分钟", "寿命现在25分钟想到40分钟", "target"),
        ("平面度要求0.5现在1.2", "平面度要求0.5现在1.2", "target"),
        ("寿命现在25分钟", "寿命现在25分钟", "current"),
        ("氨基酸态氮现在零点六五左右", "氨基酸态氮现在零点六五左右", "current"),
    ],
)
def test_figures(text: str, metric: str, role: str) -> None:
    assert {"text": metric, "role": role} in entities(text)["metrics"]


@pytest.mark.parametrize(
    ("text", "mode"),
    [
        ("直接把技术买过来", "技术转让"),
        ("专利授权我们用", "技术许可"),
        ("找人合伙干，一块儿投", "合作开发"),
        ("跟学校合着搞", "合作开发"),
        ("花钱请学校做", "委托开发"),
        ("请专家来给工人上课", "技术培训"),
        ("请专家来厂里看看", "技术导师"),
    ],
)
def test_ways_of_working(text: str, mode: str) -> None:
    assert entities(text, "mode")["mode"] == mode


def test_the_later_words_are_the_clearer_ones() -> None:
    assert entities("下半年吧，明年下半年", "deadline")["deadline"]["by"] == "2027-12-31"
    assert entities("不是三个月，是半年")["deadline"]["by"] == "2027-05-22"


@pytest.mark.parametrize(
    "text", ["笔芯漏油，夏天特别厉害", "就是夏天，放三个月就长", "冬天", "帮我写个年终总结"]
)
def test_a_time_that_is_no_deadline(text: str) -> None:
    assert "deadline" not in entities(text)


def test_a_district_right_behind_its_city() -> None:
    assert entities("佛山南海狮山", "region")["region"]["code"] == "440605"


def test_a_title_still_applied_for() -> None:
    held = {each["name"]: each["status"] for each in entities("高企还在申请")["qualifications"]}

    assert held == {"高新技术企业": "申报中"}


@pytest.mark.parametrize("text", ["首付三成", "先付30%", "预付30%行不行"])
def test_terms_of_payment_are_no_figures(text: str) -> None:
    assert "metrics" not in entities(text)
