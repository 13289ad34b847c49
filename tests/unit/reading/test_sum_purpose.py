"""The budget beside prices, volumes, subsidies and what was spent before."""

from __future__ import annotations

from datetime import date

import pytest

from bot.reading.facts import read
from bot.reading.left_open import denies_budget
from bot.reading.money import Money, read_money
from bot.reading.script import normalise
from bot.reading.sum_purpose import tells_other_sum

TODAY = date(2026, 11, 22)


def money(text: str, *, asked: bool = False) -> Money | None:
    return read_money(normalise(text), expected=asked)


@pytest.mark.parametrize(
    "text",
    [
        "ph6.5",
        "水分15，要12",
        "盐度现在是0.008，想做到0.003",
        "平面度是0.08",
        "缩痕深度要0.05",
        "总氮5000，COD3万",
        "菌落总数10万",
        "3块2一斤",
        "塘口价18一斤",
        "一吨镀锌成本2600元",
        "补贴每月8000",
        "眼下一炉报废六个，想压到一个以内",
        "不良率千分之五",
        "去年亏了60万",
        "编号0003",
        "工人一个月八千块",
        "现在请个焊工一个月要一万二",
        "工人八千块一个月",
        "一年光人工就八十万",
        "一年光废品就扔掉三十万",
        "一天产五万",
        "厂里一年赚五十万",
    ],
)
def test_an_answer_that_carries_another_name_is_no_sum(text: str) -> None:
    assert money(text, asked=True) is None


@pytest.mark.parametrize(
    ("text", "least", "most"),
    [
        ("ph6.5，预算5", 50_000, 50_000),
        ("合作开发 预算15左右", 150_000, 150_000),
        ("我们厂出30吧", 300_000, 300_000),
        ("现在能出50", 500_000, 500_000),
        ("老板批了30", 300_000, 300_000),
        ("嗯……30", 300_000, 300_000),
        ("降到5万", 50_000, 50_000),
        ("成本控制在5万以内", None, 50_000),
        ("跟去年一样20万", 200_000, 200_000),
        ("5万左右，水分15", 50_000, 50_000),
        ("万八千的", 8_000, 10_000),
        ("一万八千", 18_000, 18_000),
        ("个把万", 10_000, 10_000),
        ("十零万", 110_000, 190_000),
        ("十万以上二十万以下", 100_000, 200_000),
        ("8w-1.2w", 12_000, 80_000),
        ("打错了 8w-12w", 80_000, 120_000),
    ],
)
def test_an_answer_that_carries_none_is_one(text: str, least: int | None, most: int) -> None:
    budget = money(text, asked=True)
    assert budget is not None
    assert (budget.min, budget.max) == (least, most)


@pytest.mark.parametrize(
    "text",
    [
        "收购价14块5一斤",
        "收购价鲜芋1块8",
        "米价2块6",
        "出厂价3万",
        "年产20万方",
        "年产20万立方",
        "年产20万",
        "县里给了20万补贴建冷库",
        "县里补贴了45万",
        "投资了800万建线",
        "每亩投入3万元",
        "一口气接了3万单",
    ],
)
def test_prices_volumes_and_what_was_spent_or_received(text: str) -> None:
    assert money(text) is None


@pytest.mark.parametrize(
    ("text", "most"),
    [
        ("预算5万，年产20万方", 50_000),
        ("想投20万立方的窑，预算50万", 500_000),
        ("预算20万方便的话", 200_000),
        ("报价20万", 200_000),
        ("一口价八万", 80_000),
        ("拿20万补贴款来做", 200_000),
        ("领导批了30万", 300_000),
        ("想找一支团队，投20万", 200_000),
        ("投资了800万元做中试。研发投入方面计划拿出300万元左右", 3_000_000),
        ("投资800万，预算拿30万", 300_000),
        ("预算每年50万，一共5年，250万", 2_500_000),
        ("讨海人没啥钱，两三千", 3_000),
        ("20万刀具费", 200_000),
    ],
)
def test_the_budget_beside_them(text: str, most: int) -> None:
    budget = money(text)
    assert budget is not None
    assert (budget.max, budget.currency) == (most, "CNY")


def test_a_sum_for_each_year_says_so() -> None:
    budget = money("预算每年5万")
    assert budget is not None
    assert budget.text == "每年5万"


@pytest.mark.parametrize(
    "text",
    ["不是预算，20万方是产量", "我没说预算2块，那是米价", "预算20万是错的，那是产量", "预算没定"],
)
def test_a_sum_that_is_denied(text: str) -> None:
    facts = read(text, today=TODAY)
    assert facts.money is None
    assert facts.budget_denied


def test_a_sum_put_right_is_not_denied() -> None:
    facts = read("预算不对，是30万", today=TODAY)
    assert facts.money is not None
    assert not facts.budget_denied
    assert not denies_budget("预算没有写错")


@pytest.mark.parametrize("text", ["钱没有", "跟老师谈了再说", "看效果", "先看看效果再说"])
def test_a_sum_left_open(text: str) -> None:
    assert read(text, today=TODAY, expecting="budget").budget_open


@pytest.mark.parametrize(
    ("text", "metrics"),
    [
        ("水分15，要12", ["水分15"]),
        ("ph6.5", ["ph6.5"]),
        ("总氮5000，COD3万", ["总氮5000", "COD3万"]),
        ("收购价14块5一斤", ["收购价14块5一斤"]),
        (
            "一吨镀锌成本2600元，想降到2200",
            ["一吨镀锌成本2600元", "一吨镀锌成本2600元,想降到2200"],
        ),
    ],
)
def test_they_are_figures_of_the_trouble(text: str, metrics: list[str]) -> None:
    read_as = read(text, today=TODAY, expecting="budget").metrics
    assert [metric.text for metric in read_as] == metrics


@pytest.mark.parametrize(
    ("text", "most"),
    [
        ("请专家一年十万", 100_000),
        ("请教授指导，一个月给一万", 10_000),
        ("一个月出五万", 50_000),
        ("工人一个月八千，能拿出来做这个的也就二十万", 200_000),
        ("招个技术员月薪一万五，预算二十万", 200_000),
    ],
)
def test_whoever_is_asked_for_help_is_paid_from_the_budget(text: str, most: int) -> None:
    found = money(text, asked=True)
    assert found is not None
    assert found.max == most


def test_the_price_of_a_piece_is_a_budget_only_where_one_was_asked_for() -> None:
    assert money("我们一套三万块，老被退货") is None
    assert money("一件衣服两百块") is None
    assert money("想做一套三十万的") is not None
    found = money("一套三万块", asked=True)
    assert found is not None
    assert found.max == 30_000


@pytest.mark.parametrize(
    ("text", "other"),
    [
        ("工人一个月八千", True),
        ("一块豆干卖三块钱", True),
        ("一天出三万个", False),
        ("二十万", False),
        ("一个月给老师八千", False),
        ("看情况", False),
    ],
)
def test_a_sum_of_something_else_is_known_without_its_unit(text: str, other: bool) -> None:
    assert tells_other_sum(normalise(text)) is other
