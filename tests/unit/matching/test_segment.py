"""Guard and segmentation (acceptance checks 5 to 7)."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.matching.lexicon import load_lexicon
from bot.matching.segment import base_words_of, bigrams_of, guard, sub_words_of, words_of

ANY_TEXT = st.text(alphabet=st.characters(), max_size=300)


@pytest.mark.parametrize(
    ("typed", "plain"),
    [
        ("ＡＢＣ　１２３", "abc 123"),
        ("鋁合金壓鑄件", "铝合金压铸件"),
        ("铝\u200b合\ufeff金", "铝合金"),
        ("铝\u202e合金\u2066", "铝合金"),
        ("铝合金\x00\ud800", "铝合金"),
        ("一行\n二行\t三行", "一行 二行 三行"),
        ("①②", "12"),
        ("", ""),
    ],
)
def test_guard_leaves_plain_text(typed: str, plain: str) -> None:
    assert guard(typed) == plain


@given(ANY_TEXT)
def test_guard_is_total_and_settles(text: str) -> None:
    plain = guard(text)
    plain.encode()
    assert guard(plain) == plain


@given(ANY_TEXT)
def test_any_text_can_be_cut(text: str) -> None:
    for word in words_of(guard(text)):
        assert word
        assert word.strip() == word


def test_sub_words_are_found_beside_the_whole() -> None:
    assert {"印染废水", "印染", "废水"} <= set(words_of("印染废水"))
    assert sub_words_of("铝合金", load_lexicon()) == ["合金"]


def test_unknown_compounds_give_pairs() -> None:
    # Neither is in a dictionary; the pair is what makes it findable.
    assert "碲烯" in words_of("碲烯薄膜")


def test_words_that_mix_scripts_stay_whole() -> None:
    lexicon = load_lexicon()
    assert "3d打印" in base_words_of("做3d打印的", lexicon)
    assert "打印" in sub_words_of("3d打印", lexicon)


def test_latin_words_keep_hyphens_and_dots() -> None:
    assert base_words_of("plc 控制柜 rs-485", load_lexicon()) == ["plc", "控制柜", "rs-485"]


def test_figures_are_words_of_what_they_number() -> None:
    """Steel 304, bus line 86: whether a figure counts is judged where the need is understood."""
    assert words_of("304钢板 86线 3") == ["304", "钢板", "86", "线"]


def test_bigrams_stay_within_runs() -> None:
    assert bigrams_of("气孔率，太高") == ["气孔", "孔率", "太高"]


def test_always_is_no_part_of_an_old_thing() -> None:
    words = base_words_of("豆腐老是粘连", load_lexicon())
    assert "豆腐" in words
    assert "豆腐老" not in words
    assert "豆腐老" in base_words_of("豆腐老了", load_lexicon())
