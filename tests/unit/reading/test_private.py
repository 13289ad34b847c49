"""Numbers by which a person is reached or known: where they stand, and what stays."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.reading.codes import read_phone
from bot.reading.private import has_document, mask, mask_documents, without_documents
from bot.reading.script import fold, normalise

# An identity number with a true check digit (GB 11643), and a card's that passes Luhn's test.
IDENTITY, CARD = "11010519491231002X", "6222021234567890128"


@pytest.mark.parametrize(
    "number",
    [
        "13800138000", "138-0013-8000", "1380 013 8000", "138.0013.8000", "+86 13800138000",
        "１３８００１３８０００", "138\u200b0013\u200b8000", "一三八零零一三八零零零",
        "0571-87654321", "0571-8765 4321", "02584315678", "(025)84315678", "025 8431567",
        "4008001234", "400-800-1234", "4008-001-234", "0571-87654321-802", "0571-87654321转802",
    ],
)  # fmt: skip
def test_what_is_read_as_a_telephone_number_is_taken_out_whole(number: str) -> None:
    text = f"电话{number}，找我"
    assert read_phone(normalise(text)) is not None
    assert mask(text) == "电话〔联系方式〕，找我"


@given(
    st.lists(
        st.one_of(
            st.sampled_from(
                ["13800138000", "0571-87654321", "400", "025", "86", "+86", "一三八", "零零一三",
                 "转", "分机", "电话", "-", " ", "(", ")", ".", "@", "a", "/", "\u200b", "½", "８"]
            ),
            st.text("0123456789", min_size=1, max_size=9),
            st.text("零一二三四五六七八九幺两〇", min_size=1, max_size=6),
            st.text(max_size=3),
        ),
        max_size=10,
    ).map("".join)
)  # fmt: skip
def test_no_telephone_number_is_left_to_be_read(text: str) -> None:
    assert read_phone(normalise(mask(text))) is None


@given(st.text(max_size=60))
def test_folding_tells_where_each_character_came_from(text: str) -> None:
    folded, places = fold(text)
    assert len(folded) == len(places)
    assert places == sorted(places)
    assert all(0 <= place < len(text) for place in places)


@pytest.mark.parametrize(
    ("written", "masked"),
    [
        (f"身份证{IDENTITY}，厂在宁波", "身份证〔证件号码〕，厂在宁波"),
        ("身份证号：330102199001011234", "身份证号：〔证件号码〕"),
        ("身份证 1101 0519 4912 3100 2X", "身份证 〔证件号码〕"),
        ("证件号330102900101123", "证件号〔证件号码〕"),
        ("护照号码E12345678", "护照号码〔证件号码〕"),
        (f"我是{IDENTITY.lower()}", "我是〔证件号码〕"),
        (f"银行卡{CARD}", "银行卡〔银行卡号〕"),
        ("6222 0212 3456 7890 128", "〔银行卡号〕"),
        ("卡号：6222021234567890111", "卡号：〔银行卡号〕"),
        ("打到账户3301 0401 6000 1234 567", "打到账户〔银行卡号〕"),
    ],
)
def test_numbers_of_papers_and_cards(written: str, masked: str) -> None:
    assert mask_documents(written) == masked
    assert mask(written) == masked


@pytest.mark.parametrize(
    "text",
    [
        "每分钟600个", "2026年10月1日", "ZL201610270273.7", "91350100M000100Y43",
        "物料编号2026112210001234", "6222021234567890111", "尺寸4000 4500 5000 5500 6000",
        "账户体系要改", "身份证阅读器外壳缩水", "微信小程序打不开", "做银行卡的，卡面起皱",
        "编号110105194912310", "一年开机8760小时，良率99.5%",
        "电话机外壳有缩痕，一天3000000个",
    ],
)  # fmt: skip
def test_other_numbers_stay(text: str) -> None:
    assert mask(text) == text


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("加我微信号abc_12345", "加我微信号〔联系方式〕"),
        ("QQ:123456789", "QQ:〔联系方式〕"),
        ("座机85123456，白天打", "座机〔联系方式〕，白天打"),
        ("发到liu.jg@example.com.cn", "发到〔联系方式〕"),
    ],
)
def test_other_ways_to_be_reached(text: str, masked: str) -> None:
    assert mask(text) == masked


@pytest.mark.parametrize(
    ("text", "left"),
    [
        (f"焊缝有裂纹，请联系我，身份证{IDENTITY}，银行卡{CARD}", "焊缝有裂纹，请联系我"),
        (f"我叫王建国，身份证号是{IDENTITY}，电话13800138012", "我叫王建国，电话13800138012"),
        (f"卡号：{CARD}", ""),
        ("做身份证卡套的，边上起毛刺", "做身份证卡套的，边上起毛刺"),
    ],
)
def test_what_is_left_to_be_read(text: str, left: str) -> None:
    masked = mask_documents(text)
    assert without_documents(masked) == left
    assert has_document(masked) is (masked != text)
