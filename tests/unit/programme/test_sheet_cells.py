"""Days and numbers as people and their spreadsheets write them."""

from __future__ import annotations

from datetime import date

import pytest

from bot.programme.catalogue.importing import Known, draft_import
from bot.programme.catalogue.records import PatentRecord
from bot.programme.sheets.cells import day_of, number_of
from bot.programme.sheets.reading import read_table

TODAY = date(2026, 11, 28)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2024-10-16", "2024-10-16"),
        ("2024/10/16", "2024-10-16"),
        ("2024/1/6", "2024-01-06"),
        ("2024/10/16 0:00", "2024-10-16"),
        ("2024-10-16T00:00:00", "2024-10-16"),
        ("2030年11月6日", "2030-11-06"),
        ("2030 年 11 月 6 日", "2030-11-06"),
        ("２０２４／１０／１６", "2024-10-16"),
        ("2024.10.16", "2024-10-16"),
        ("20241016", "2024-10-16"),
        ("45581", "2024-10-16"),
    ],
)
def test_a_day(text: str, day: str) -> None:
    assert day_of(text) == day


@pytest.mark.parametrize("text", ["2024/13/1", "10/16/2024", "2024/10", "20", "长期", "2024/2/30"])
def test_what_is_no_day_is_left_for_the_record_to_refuse(text: str) -> None:
    assert day_of(text) == text


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("100000", "100000"),
        ("10万", "100000"),
        ("1.5 万元", "15000"),
        ("0.2亿", "20000000"),
        ("1,000.00", "1000"),
        ("￥1，000", "1000"),
        ("3000元", "3000"),
        ("3.5%", "3.5"),
        ("0", "0"),
    ],
)
def test_a_number(text: str, number: str) -> None:
    assert number_of(text) == number


@pytest.mark.parametrize("text", ["面议", "10万/年", "一万", "10-20万", ""])
def test_what_is_no_number_is_left_for_the_record_to_refuse(text: str) -> None:
    assert number_of(text) == text


def draft_of(granted: str, until: str, fee: str) -> list[str] | PatentRecord:
    """The record, or what is said of it."""
    headers = "专利号,名称,专利权人,授权日,收费方式,费用（元）,许可截止"
    cells = f"ZL201610270273.7,压铸件气孔检测,某某大学,{granted},一次总付,{fee},{until}"
    known = Known(frozenset(), {}, {})
    draft = draft_import("patent", read_table(f"{headers}\n{cells}".encode()), known, TODAY)
    if draft.faults:
        return [f"{each.column}{each.text}" for each in draft.faults]
    record = draft.entries[0][1]
    assert isinstance(record, PatentRecord)
    return record


def test_a_line_that_a_spreadsheet_saved_is_taken() -> None:
    record = draft_of("2024/10/16", "2030年11月6日", "10万")
    assert isinstance(record, PatentRecord)
    assert record.granted_on == date(2024, 10, 16)
    assert record.licence is not None
    assert (record.licence.term_to, record.licence.fee_yuan) == (date(2030, 11, 6), 100_000)


def test_a_fee_is_never_rounded() -> None:
    assert draft_of("45581", "2030/11/6", '"1,000.50"') == ["费用（元）应为整数"]
