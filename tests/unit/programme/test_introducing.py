"""Who writes is told from what is wrong."""

from __future__ import annotations

import pytest

from bot.programme.introducing import introduces_only, without_introducing


@pytest.mark.parametrize(
    "words",
    [
        "你好 我是做竹筷子的 在福建建瓯",
        "我是开纸箱厂的",
        "我们开纸箱厂",
        "我们是纸箱厂，在赣州",
        "我在佛山开了家铝材厂",
        "我哋系兴化养蟹嘅",
        "我是温州瑞安做汽配的，在塘下",
    ],
)
def test_a_trade_and_a_place_tell_no_trouble(words: str) -> None:
    assert introduces_only(words)


@pytest.mark.parametrize(
    "words",
    ["我们厂老是停机", "我们厂注塑件缩水", "我想找公司", "我们给比亚迪公司", "面包老是发霉的"],
)
def test_a_trouble_or_a_wish_is_more_than_an_introduction(words: str) -> None:
    assert not introduces_only(words)


@pytest.mark.parametrize(
    ("words", "left"),
    [
        ("我是养蟹的，蟹苗死", "我是养蟹的，蟹苗死"),
        ("我是做竹筷子的，在建瓯，筷子发霉", "筷子发霉"),
        ("公司叫豫申起重机有限公司。主梁焊接变形", "主梁焊接变形"),
        ("做砂轮的，砂轮炸裂", "砂轮炸裂"),
    ],
)
def test_it_is_left_out_where_the_rest_names_the_product(words: str, left: str) -> None:
    assert without_introducing(words) == left
