"""Terms, other ways of working, where help should come from, and what is said of a number."""

from __future__ import annotations

from datetime import date

import pytest

from bot.reading.facts import read
from bot.reading.phone_slips import read_phone_tail, read_slipped_mobile, read_wanted_phone
from bot.reading.terms import read_terms

TODAY = date(2026, 11, 22)


@pytest.mark.parametrize(
    ("text", "terms"),
    [
        ("想让学校帮忙做,但是知识产权要归我们", ("知识产权要归我们",)),
        ("委托开发,专利必须写我们名下", ("专利必须写我们名下",)),
        ("20万以内吧,含税,分三次付,要开发票", ("含税", "分三次付", "要开发票")),
        ("老师最好是上海的", ("老师最好是上海的",)),
        ("知识产权归我们吗", ()),
        ("成果归谁", ()),
        ("能不能分期付", ()),
        ("废品率12%,想降到5%", ()),
    ],
)
def test_terms(text: str, terms: tuple[str, ...]) -> None:
    assert read_terms(text) == terms


@pytest.mark.parametrize(
    ("text", "of_help"),
    [
        ("老师最好是上海的，离得近", True),
        ("最好找武汉的学校", True),
        ("想请杭州的教授看看", True),
        ("我们在武汉，想找上海的老师", False),
        ("我们在武汉的大学城旁边", False),
        ("上海的，想找个老师", False),
        ("宁波的老师傅开的厂", False),
    ],
)
def test_where_help_should_come_from_is_not_where_the_works_are(text: str, of_help: bool) -> None:
    facts = read(text, today=TODAY)
    assert facts.place is not None
    assert facts.place_of_help is of_help


@pytest.mark.parametrize(
    ("text", "mode", "others"),
    [
        ("委托开发也可以共建联合实验室", "委托开发", ("共建",)),
        ("委托开发或者共建实验室都行", "委托开发", ("共建",)),
        ("委托开发", "委托开发", ()),
        ("一齐开发", "合作开发", ()),
        ("技术指导就行", "技术导师", ()),
        ("一起开发吧 不不 还是请老师来看看", "技术导师", ()),
        ("委托还是合作", None, ()),
        ("合作社叫建始县高山专业合作社", None, ()),
    ],
)
def test_modes_told_in_answer(text: str, mode: str | None, others: tuple[str, ...]) -> None:
    facts = read(text, today=TODAY, expecting="mode")
    assert (facts.mode, facts.other_modes) == (mode, others)


@pytest.mark.parametrize(
    ("text", "tail"),
    [
        ("电话最后两位是12", "12"),
        ("尾号是8102", "8102"),
        ("后四位应该是0212", "0212"),
        ("最后一位不是3,是5", "5"),
        ("后四位", None),
        ("最后两道工序", None),
        ("后面4位工人", None),
    ],
)
def test_the_end_of_a_number_is_put_right(text: str, tail: str | None) -> None:
    assert read_phone_tail(text) == tail


@pytest.mark.parametrize(
    ("text", "slip"),
    [
        ("1380013800", "1380013800"),
        ("13800138o00", "13800138o00"),
        ("1380013800123", "1380013800123"),
        ("13800138000", None),
        ("年产15000000件", None),
        ("0577-67351234", None),
        ("1500 1200 800", None),
    ],
)
def test_a_mistyped_number_is_noticed(text: str, slip: str | None) -> None:
    assert read_slipped_mobile(text) == slip


@pytest.mark.parametrize(
    ("text", "phone"),
    [
        ("0577-67351234转806,手机13800138000", "13800138000"),
        ("0577-67351234转806,手机13800138000,手机不要,留座机", "0577-67351234-806"),
        ("手机13800138000,座机没人接", "13800138000"),
    ],
)
def test_which_of_two_numbers_is_wanted(text: str, phone: str) -> None:
    assert read_wanted_phone(text) == phone
