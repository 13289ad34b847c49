"""One form of writing, whatever was typed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.reading.script import LONGEST, normalise


@pytest.mark.parametrize(
    ("typed", "plain"),
    [
        ("預算大約三十萬", "预算大约三十万"),
        ("我哋喺東莞做注塑嘅", "我哋喺东莞做注塑嘅"),
        ("嗰啲產品冇用", "嗰啲产品冇用"),
        ("乾燥設備", "干燥设备"),
        ("皇后大道後面", "皇后大道后面"),
        ("５０万～８０万", "50万~80万"),
        ("３００—５００万", "300-500万"),
        ("50\u200b万\u202e\u2066元", "50万元"),
        ("预算\ud83d五十万", "预算五十万"),
        ("50   万\t元", "50 万 元"),
        ("第一行 \r\n\n 第二行", "第一行\n第二行"),
        ("温度８０℃", "温度80°C"),
        ("\x00\x07", ""),
        ("", ""),
    ],
)
def test_what_is_typed_becomes_plain(typed: str, plain: str) -> None:
    assert normalise(typed) == plain


def test_a_pasted_file_is_cut() -> None:
    assert len(normalise("压" * (LONGEST * 3))) == LONGEST


def test_letters_that_unfold_stay_bounded() -> None:
    assert len(normalise("\ufdfa" * LONGEST)) <= LONGEST


@given(st.text())
def test_plain_text_can_always_be_stored_and_sent(typed: str) -> None:
    normalise(typed).encode("utf-8")


@given(st.text(alphabet="預算三十萬乾燥瞭解後來皇后裡面頭髮發展 50-~,。", max_size=40))
def test_plain_text_stays_as_it_is(typed: str) -> None:
    once = normalise(typed)
    assert normalise(once) == once
