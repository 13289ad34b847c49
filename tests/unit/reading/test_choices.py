"""Numbers that choose, and numbers that do not."""

from __future__ import annotations

import pytest

from bot.reading.choices import is_lone, is_picture, read_choice


@pytest.mark.parametrize(
    "text",
    ["2", "２", "2、", "2），", "二", "二。", "2吧", "我选2", "选二", "2️⃣", "②", "那就2", "第2个",
     "第二种", "选第二个", "第二个。", "就第二个吧"],
)  # fmt: skip
def test_a_number_is_read_however_it_is_written(text: str) -> None:
    chosen = read_choice(text)
    assert chosen is not None
    assert chosen.numbers == (2,)


@pytest.mark.parametrize(
    ("text", "numbers", "touches"),
    [
        ("7想联系", (7,), True),
        ("1 想联系", (1,), True),
        ("联系4", (4,), True),
        ("想联系第三个", (3,), True),
        ("1和4", (1, 4), False),
        ("4，7", (4, 7), False),
        ("1、3都想联系", (1, 3), True),
    ],
)
def test_several_and_wishes_with_a_number(
    text: str, numbers: tuple[int, ...], touches: bool
) -> None:
    chosen = read_choice(text)
    assert chosen is not None
    assert (chosen.numbers, chosen.touches) == (numbers, touches)


@pytest.mark.parametrize(
    "text",
    ["2万", "2个", "3.5", "4.7", "1-3", "三个月", "一年", "3号", "100", "我要2个", "第二个学校",
     "第二个详细说说", "和第一个比呢", "2%", "13800138012"],
)  # fmt: skip
def test_amounts_and_sentences_choose_nothing(text: str) -> None:
    assert read_choice(text) is None


@pytest.mark.parametrize("text", ["8", "九。", "八", "十。", "100", "k", "Y", "!", "。", "2️⃣"])
def test_what_is_never_a_yes(text: str) -> None:
    assert is_lone(text)


@pytest.mark.parametrize("text", ["好", "行", "对", "OK", "嗯", "是", "不", "同意", "中", "8万"])
def test_what_may_be_an_answer(text: str) -> None:
    assert not is_lone(text)


@pytest.mark.parametrize(
    ("text", "picture"),
    [
        ("👍", True), ("👍👍", True), ("🤷\u200d♂️", True), ("[强]", True), ("[微笑][玫瑰]", True),
        ("❤️", True), ("✅", True),
        ("1️⃣", False), ("好👍", False), ("？", False), ("……", False), ("A", False), ("", False),
    ],
)  # fmt: skip
def test_faces_and_hands_are_pictures(text: str, picture: bool) -> None:
    assert is_picture(text) is picture
