"""Files that are taken away can be read as they open: columns wide enough, one thing a line."""

from __future__ import annotations

import io
from collections.abc import Sequence
from datetime import UTC, datetime

from openpyxl import load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from bot.programme.sheets.cases import NEED_HEADERS, need_row
from bot.programme.sheets.writing import NARROWEST, WIDEST, Cell, write_table
from bot.store.case_rows import TakenNeed
from bot.store.models import Need

NOW = datetime(2026, 11, 20, tzinfo=UTC)


def opened(headers: Sequence[str], rows: Sequence[Sequence[Cell]]) -> Worksheet:
    sheet = load_workbook(io.BytesIO(write_table(headers, rows, "xlsx"))).active
    assert isinstance(sheet, Worksheet)
    return sheet


def test_columns_are_as_wide_as_what_stands_in_them_within_limits() -> None:
    rows: list[list[Cell]] = [["QX20261120-0001", "宁波甬江压铸厂", "长" * 400, 1, None]]
    sheet = opened(["编号", "企业", "问题", "数", "空"], rows)
    widths = [sheet.column_dimensions[each].width for each in "ABCDE"]
    assert widths == [17, 16, WIDEST, NARROWEST, NARROWEST]
    assert sheet["C2"].alignment.wrap_text
    assert not sheet["A2"].alignment.wrap_text
    assert [cell.value for cell in sheet[2]] == rows[0]


def test_what_is_broken_into_lines_is_as_wide_as_its_longest() -> None:
    sheet = opened(["指标"], [["气孔率≤2%\n良品率≥95%，连续三批"]])
    assert sheet.column_dimensions["A"].width == 23
    assert sheet["A2"].alignment.wrap_text


def test_conditions_and_figures_of_a_need_stand_one_on_a_line() -> None:
    need = Need(
        id="n", conversation_id="c", state="recorded", problem="气孔多",
        detail="常温下使用；不能换材料; 不加人", qualifications=[], skipped=[], asked=[],
        metrics=[{"text": "废品率12%", "role": "current"}, {"text": "降到3%", "role": "target"}],
        created_at=NOW, updated_at=NOW,
    )  # fmt: skip
    row = dict(zip(NEED_HEADERS, need_row(TakenNeed(need, (), "小王")), strict=True))
    assert row["指标和条件"] == "常温下使用；\n不能换材料;\n不加人"
    assert row["指标"] == "废品率12%\n降到3%"
    assert row["经办人"] == "小王"
