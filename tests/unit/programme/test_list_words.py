"""What is left out of a list, where help should come from, and what only asks."""

from __future__ import annotations

import pytest

from bot.programme.left_out import read_left_out
from bot.programme.sought import (
    asks_traits,
    wants_teacher,
    without_asking,
    without_universities,
)
from bot.reading.recommending import asks_to_recommend, stops_recommending
from bot.reading.sought_place import read_sought_place


@pytest.mark.parametrize(
    ("words", "places", "names"),
    [
        ("别给我推荐北京的", ["北京市"], []),
        ("不要推荐广东的了，太远", ["广东省"], []),
        ("不要江苏的学校", ["江苏省"], []),
        ("不要北京、上海和天津的", ["北京市", "上海市", "天津市"], []),
        ("上海的就不要了", ["上海市"], []),
        ("除了武汉的，还有谁", ["湖北省武汉市"], []),
        ("不要武汉理工", [], ["武汉理工"]),
        ("不要再推荐哈工大", [], ["哈尔滨工业大学"]),
        ("不要浙江理工大学", [], ["浙江理工大学"]),
        ("除了清华北大，还有哪些大学", [], ["清华大学", "北京大学"]),
    ],
)
def test_what_is_left_out(words: str, places: list[str], names: list[str]) -> None:
    left_out = read_left_out(words)
    assert [place.name for place in left_out.places] == places
    assert sorted(left_out.names) == sorted(names)


@pytest.mark.parametrize(
    "words",
    [
        "特别推荐北京的",
        "要不要找上海的老师",
        "不要只推荐北京的",
        "不要求是北京的",
        "不要贵的",
        "我们在北京，除尘布袋老是堵",
        "要江苏的",
    ],
)
def test_nothing_is_left_out(words: str) -> None:
    left_out = read_left_out(words)
    assert not left_out
    assert "北京" not in words or "北京" in left_out.rest


def test_the_topic_beside_it_is_kept() -> None:
    left_out = read_left_out("除了江南大学，还有哪些学校搞食品的")
    assert without_asking(left_out.rest) == "还有哪些搞食品的"


@pytest.mark.parametrize(
    "words",
    [
        "关闭推荐", "别推荐了", "不要给我推荐", "把推荐关掉", "不要再给我推送了", "退订",
        "别用我的信息去做推荐", "不需要你们推的东西了", "别再推荐了，我自己找", "怎么关推荐",
        "不用推荐老师，我自己找", "要不别推荐了",
    ],
)  # fmt: skip
def test_a_plain_wish_stops_recommending(words: str) -> None:
    assert stops_recommending(words)


@pytest.mark.parametrize(
    ("words", "asks"),
    [
        ("别给我推荐北京的", False),
        ("不要再推荐哈工大", False),
        ("别推荐太贵的", False),
        ("不要推荐这种的", False),
        ("要不你给我推荐一个", True),
        ("要不你推荐一下", True),
        ("麻烦推荐几个", True),
    ],
)
def test_other_wishes_stop_nothing(words: str, asks: bool) -> None:
    assert not stops_recommending(words)
    assert asks_to_recommend(words) is asks


@pytest.mark.parametrize(
    ("words", "place"),
    [
        ("老师最好是上海的，离得近", "上海市"),
        ("老师最好在杭州，方便来", "浙江省杭州市"),
        ("最好找武汉的学校", "湖北省武汉市"),
        ("我们在苏州，最好免费", None),
        ("我们厂在上海", None),
        ("最好是近一点的老师", None),
    ],
)
def test_where_help_should_come_from(words: str, place: str | None) -> None:
    found = read_sought_place(words)
    assert (found.name if found else None) == place


@pytest.mark.parametrize(
    ("words", "matter"),
    [
        ("推荐做机器人的学校", "做机器人的"),
        ("找适合小厂的包装机械专利", "找包装机械"),
        ("帮我找几个过期的专利，食品保鲜", "帮我找几个，食品保鲜"),
        ("学校食堂油烟净化", "学校食堂油烟净化"),
        ("过期食品检测的专利", "过期食品检测的"),
        ("推荐算法的老师", "推荐算法的老师"),
    ],
)
def test_what_only_asks_is_not_looked_for(words: str, matter: str) -> None:
    assert without_asking(words) == matter


def test_sex_and_age_are_known_as_such() -> None:
    assert asks_traits("有女老师吗")
    assert asks_traits("年轻点的")
    assert not asks_traits("年轻人用的护肤品")
    assert not asks_traits("女装打版")


def test_a_teacher_of_a_university_is_no_university() -> None:
    assert wants_teacher("浙大有没有做传感器的老师")
    assert not wants_teacher("做传感器的学校和老师")
    assert without_universities("浙江大学有没有做传感器的老师") == "做传感器的老师"
