"""Figures as people write and say them."""

from decimal import Decimal

import jionlp
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.reading.numerals import figure_at, han_value


@pytest.mark.parametrize(
    ("said", "low", "high"),
    [
        ("7", 7, 7),
        ("1,200,000", 1_200_000, 1_200_000),
        ("3.5万", 35_000, 35_000),
        ("三点五万", 35_000, 35_000),
        ("十", 10, 10),
        ("一百零五", 105, 105),
        ("一千二", 1_200, 1_200),
        ("一千零二", 1_002, 1_002),
        ("两百五", 250, 250),
        ("一万五", 15_000, 15_000),
        ("2万5", 25_000, 25_000),
        ("4k5", 4_500, 4_500),
        ("3万5千", 35_000, 35_000),
        ("一百二十五万三千", 1_253_000, 1_253_000),
        ("一亿两千万", 120_000_000, 120_000_000),
        ("1.2亿", 120_000_000, 120_000_000),
        ("壹佰贰拾万", 1_200_000, 1_200_000),
        ("半个亿", 50_000_000, 50_000_000),
        ("1个亿", 100_000_000, 100_000_000),
        ("3千万", 30_000_000, 30_000_000),
        ("二零二七", 2027, 2027),
        ("两三百万", 2_000_000, 3_000_000),
        ("三五十万", 300_000, 500_000),
        ("十七八万", 170_000, 180_000),
        ("百八十万", 800_000, 1_000_000),
        ("五十多万", 500_000, 600_000),
        ("50几万", 500_000, 600_000),
        ("3万多", 30_000, 40_000),
        ("50来万", 500_000, 500_000),
        ("一百来个W", 1_000_000, 1_000_000),
        ("百把万", 1_000_000, 1_000_000),
        ("十几万", 110_000, 190_000),
        ("二十几", 21, 29),
        ("几十万", 200_000, 1_000_000),
    ],
)
def test_a_figure_has_the_bounds_it_was_said_with(said: str, low: int, high: int) -> None:
    figure = figure_at(said, 0)
    assert figure is not None
    assert (figure.low, figure.high) == (Decimal(low), Decimal(high))
    assert figure.end == len(said)


@pytest.mark.parametrize("said", ["", "个", "万一", "千校万企"[1:], "abc", "。"])
def test_no_figure(said: str) -> None:
    assert figure_at(said, 0) is None


@pytest.mark.parametrize(("said", "stop"), [("50万3个月", 3), ("12%", 2), ("5k一吨", 2)])
def test_a_figure_ends_where_the_next_thing_begins(said: str, stop: int) -> None:
    figure = figure_at(said, 0)
    assert figure is not None
    assert figure.end == stop


_DIGITS = "零一二三四五六七八九"


def _spoken(number: int) -> str:
    """Standard reading of a number below 10,000, written independently of the reader."""
    words, zero = "", False
    for place, unit in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit = number // place % 10
        if digit:
            words += ("零" if zero and words else "") + _DIGITS[digit] + unit
            zero = False
        else:
            zero = True
    return words


@given(st.integers(min_value=1, max_value=9_999))
def test_every_standard_reading_is_understood(number: int) -> None:
    assert han_value(_spoken(number)) == number


@given(st.integers(min_value=1, max_value=9_999), st.sampled_from(["万", "亿"]))
def test_exact_amounts_agree_with_jionlp(number: int, scale: str) -> None:
    said = _spoken(number) + scale
    figure = figure_at(said, 0)
    assert figure is not None
    assert figure.low == Decimal(jionlp.parse_money(said + "元")["num"])
