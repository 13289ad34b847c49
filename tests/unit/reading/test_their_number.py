"""Whose number is asked for after a list."""

import pytest

from bot.reading.their_number import asks_their_number


@pytest.mark.parametrize(
    ("text", "asks"),
    [
        ("电话有没有", True),
        ("直接告诉我电话", True),
        ("我不想填表 直接告诉我电话", True),
        ("老师的电话给我", True),
        ("他的微信是多少", True),
        ("能给我联系方式吗", True),
        ("把第一个老师的电话发给我", True),
        ("有老师的电话吗", True),
        ("给个电话", True),
        ("你们的电话是多少", False),
        ("我的电话是13800138000", False),
        ("给我打电话", False),
        ("电话打不通", False),
        ("留个电话给你们", False),
        ("电话机外壳开裂", False),
    ],
)
def test_the_number_of_whoever_was_shown(text: str, asks: bool) -> None:
    assert asks_their_number(text) is asks
