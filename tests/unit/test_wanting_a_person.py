"""Who wants a person gets one while the engine is down; manual labour is no such wish."""

from __future__ import annotations

import pytest

from bot.conversation.phrases import load_phrases


@pytest.mark.parametrize(
    "text",
    ["转人工", "人工", "人工客服", "客服在吗", "找个人跟我说", "我要人工", "帮我转一下人工吧",
     "轉人工",
     "请人工来看看", "有没有真人", "有人工吗", "转给人工"],
)  # fmt: skip
def test_a_wish_for_a_person(text: str) -> None:
    assert load_phrases().asks_for_person(text)


@pytest.mark.parametrize(
    "text",
    ["一年光人工就要二十多万", "现在全靠人工打磨", "人工成本太高", "想减少人工", "人工智能质检",
     "需要人工，效率低", "要六个人工", "人工越来越贵", "找个人少的办法"],
)  # fmt: skip
def test_labour_is_none(text: str) -> None:
    assert not load_phrases().asks_for_person(text)
