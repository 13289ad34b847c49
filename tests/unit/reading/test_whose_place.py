"""Places of firms and of helpers, and what is smaller than a county."""

from __future__ import annotations

from datetime import date

import pytest

from bot.reading.facts import Facts, read

TODAY = date(2026, 11, 22)


def facts(text: str, asked: str | None = None) -> Facts:
    return read(text, today=TODAY, expecting=asked)


def name_of(told: Facts) -> str | None:
    return told.place.name if told.place else None


@pytest.mark.parametrize("text", ["老师最好是上海的，离得近", "老师最好在杭州", "最好找武汉的学校"])
def test_where_help_is_to_come_from(text: str) -> None:
    assert facts(text).place_of_help


@pytest.mark.parametrize(
    "text", ["我们宁波的想找个老师", "宁波做压铸的，想找武汉的老师", "我们在宁波，老师最好是上海的"]
)
def test_where_the_works_are_beside_it(text: str) -> None:
    told = facts(text)
    assert (name_of(told), told.place_of_help) == ("浙江省宁波市", False)


@pytest.mark.parametrize("text", ["重庆江齿机械，国高", "叫山西云剪坊", "公司改成金华佳酿酿造厂"])
def test_a_place_in_the_name_of_a_firm(text: str) -> None:
    assert facts(text, "company").place_by_company


@pytest.mark.parametrize("text", ["中山做灯饰的", "我们在温岭开齿轮厂", "湖北襄阳"])
def test_a_place_that_is_none(text: str) -> None:
    assert not facts(text, "company").place_by_company


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("徐水区安肃镇", "河北省保定市徐水区安肃镇"),
        ("建始县高坪镇种魔芋的", "湖北省恩施土家族苗族自治州建始县高坪镇"),
        ("温岭大溪镇上", "浙江省台州市温岭市大溪镇"),
        ("五常市民乐乡", "黑龙江省哈尔滨市五常市民乐乡"),
        ("佛山南海狮山", "广东省佛山市南海区狮山"),
        ("宁波的", "浙江省宁波市"),
        ("宁波机械", "浙江省宁波市"),
        ("我们这是宁波的镇办厂", "浙江省宁波市"),
        ("景德镇", "江西省景德镇市"),
        ("宁波镇海", "浙江省宁波市镇海区"),
        ("皖", "安徽省"),
        ("皖的", "安徽省"),
    ],
)
def test_towns_are_kept_as_they_are_said(text: str, place: str) -> None:
    assert name_of(facts(text, "region")) == place


def test_a_letter_is_a_province_only_in_answer() -> None:
    assert facts("皖").place is None


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("厂址不在北仑，在镇海", "浙江省宁波市镇海区"),
        ("地址不在平湖，平湖是老厂，新厂在海盐", "浙江省嘉兴市海盐县"),
        ("地址写青岛就行别写即墨", "山东省青岛市"),
        ("公司地址海盐", "浙江省嘉兴市海盐县"),
    ],
)
def test_an_address_put_right(text: str, place: str) -> None:
    assert name_of(facts(text)) == place


def test_sea_salt_is_no_county() -> None:
    assert facts("我们做海盐提纯").place is None
