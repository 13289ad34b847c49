"""Which card the words of an owner point at."""

from __future__ import annotations

import pytest

from actions.pointing import Shown, pointed

EARLIER = [Shown("university", "u1", "江海大学"), Shown("patent", "p1", "一种压铸模")]
LATEST = [
    Shown("university", "u2", "河山大学"),
    Shown("mentor", "m1", "陆远"),
    Shown("mentor", "m2", "方敏"),
    Shown("patent", "p2", "一种除气装置"),
    Shown("patent", "p3", "一种浇注方法"),
]


@pytest.mark.parametrize(
    ("text", "card"),
    [
        ("为什么推荐第一个", "u2"),
        ("第二个专利为啥推荐", "p3"),
        ("第一位老师靠谱吗", "m1"),
        ("头一个专利凭啥", "p2"),
        ("最后一个老师说说", "m2"),
        ("第三个专利怎么来的", "p3"),
        ("2号凭什么", "m1"),
        ("方敏老师合适吗", "m2"),
        ("江海大学为什么推荐", "u1"),
        ("为啥给我推这个老师", "m1"),
        ("第二季度的事，为什么推荐这个专利", "p2"),
        ("为什么", "u2"),
    ],
)
def test_by_name_by_place_by_kind(text: str, card: str) -> None:
    found = pointed(text, LATEST, EARLIER)
    assert found.card is not None
    assert found.card.id == card


def test_one_that_was_never_shown() -> None:
    found = pointed("第九个专利为什么", LATEST, EARLIER)
    assert (found.card, found.by_place) == (None, True)


def test_without_a_latest_batch_the_order_of_showing_counts() -> None:
    found = pointed("第二个专利呢", (), [*EARLIER, *LATEST])
    assert found.card is not None
    assert found.card.id == "p2"
