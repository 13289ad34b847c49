"""Numbers with a form of their own."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from stdnum.cn import uscc

from bot.reading.codes import (
    CreditCode,
    PatentNumber,
    is_wechat_same,
    patent_check_digit,
    read_credit_code,
    read_email,
    read_patent_numbers,
    read_phone,
)


@pytest.mark.parametrize(
    ("text", "code", "valid"),
    [
        ("信用代码91350100M000100Y43", "91350100M000100Y43", True),
        ("9135 0100 M000 100Y 43", "91350100M000100Y43", True),
        ("91350100m000100y43", "91350100M000100Y43", True),
        ("91350100M000100Y44 这个对吗", "91350100M000100Y44", False),
        ("税号9135010OM000100Y43", "9135010OM000100Y43", False),
        ("信用代码：91350100M000100Y4", "91350100M000100Y4", False),
    ],
)
def test_credit_codes(text: str, code: str, valid: bool) -> None:
    assert read_credit_code(text) == CreditCode(code, valid)


@pytest.mark.parametrize(
    "text", ["360426199101010071", "36042619910101007X", "13800138000", "没有"]
)
def test_identity_cards_and_other_numbers_are_no_credit_codes(text: str) -> None:
    assert read_credit_code(text) is None


@given(st.text(alphabet="0123456789ABCDEFGHJKLMNPQRTUWXY", min_size=9, max_size=9))
def test_only_the_right_check_character_is_valid(body: str) -> None:
    start = f"91330106{body}"
    right = uscc.calc_check_digit(start)
    for last in "0123456789ABCDEFGHJKLMNPQRTUWXY":
        found = read_credit_code(start + last)
        assert found is not None
        assert found.valid is (last == right)


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("ZL201610270273.7 还有效不", [("201610270273.7", True)]),
        ("CN2016102702737", [("201610270273.7", True)]),
        ("zl 201610270273", [("201610270273.7", True)]),
        ("专利号201610270273", [("201610270273.7", True)]),
        ("201610270273.8", [("201610270273.8", False)]),
        ("ZL201610270273.7和ZL201610270273.7", [("201610270273.7", True)]),
        ("201610270273", []),
        ("订单号2016102702", []),
        ("13800138000", []),
    ],
)
def test_patent_numbers(text: str, numbers: list[tuple[str, bool]]) -> None:
    assert list(read_patent_numbers(text)) == [PatentNumber(*number) for number in numbers]


def test_a_check_digit_of_ten_is_x() -> None:
    assert "X" in {patent_check_digit(f"2016102702{n:02}") for n in range(100)}


@pytest.mark.parametrize(
    ("text", "phone"),
    [
        ("13800138000", "13800138000"),
        ("我的手机138 0013 8000", "13800138000"),
        ("138-0013-8000微信同号", "13800138000"),
        ("+86 13800138000", "13800138000"),
        ("一三八零零一三八零零零", "13800138000"),
        ("0571-87654321", "0571-87654321"),
        ("(0571)87654321转802", "0571-87654321-802"),
        ("400-800-1234", "400-800-1234"),
        ("1380013800", None),
        ("138001380001", None),
        ("91350100M000100Y43", None),
        ("订单2016102702737", None),
    ],
)
def test_telephones(text: str, phone: str | None) -> None:
    assert read_phone(text) == phone


@pytest.mark.parametrize(
    ("text", "email"),
    [
        ("发到 liu.jg@example.com.cn 吧", "liu.jg@example.com.cn"),
        ("邮箱a_b+c@mail-x.example", "a_b+c@mail-x.example"),
        ("@某人", None),
        ("a@b", None),
    ],
)
def test_emails(text: str, email: str | None) -> None:
    assert read_email(text) == email


@pytest.mark.parametrize(
    "text", ["微信同号", "手机微信同号", "vx同号", "电话微信一样", "微信也是这个"]
)
def test_the_same_wechat(text: str) -> None:
    assert is_wechat_same(text)


@pytest.mark.parametrize("text", ["加我微信abc", "微信聊", "同意"])
def test_not_said_to_be_the_same_wechat(text: str) -> None:
    assert not is_wechat_same(text)


def test_a_number_of_the_demo_catalogue_is_read_as_it_is_printed_on_a_card() -> None:
    (found,) = read_patent_numbers("ZL209914705969.6 这个还有效不")
    assert found.valid
