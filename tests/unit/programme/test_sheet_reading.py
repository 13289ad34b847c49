"""Sheets that are made to do harm, or came to some."""

from __future__ import annotations

import io
import tracemalloc
import zipfile

import pytest
from openpyxl import Workbook

from bot.errors import BadRequest
from bot.programme.sheets.reading import read_table

ROWS = 400


def sheet_with(column: str) -> bytes:
    book, made = Workbook(), io.BytesIO()
    sheet = book.active
    assert sheet is not None
    sheet.append(["名称", "地区"])
    for n in range(2, ROWS + 2):
        sheet[f"A{n}"] = f"第{n}条"
        sheet[f"{column}{n}"] = "x"
    book.save(made)
    return made.getvalue()


def damaged(data: bytes) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(made, "w") as new:
        for entry in old.infolist():
            part = old.read(entry)
            new.writestr(entry, part[:-40] if entry.filename.endswith("sheet1.xml") else part)
    return made.getvalue()


def test_one_cell_at_the_far_end_fills_no_memory() -> None:
    far = sheet_with("XFD")
    tracemalloc.start()
    try:
        table = read_table(far)
        _, most = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    # Every row to its last cell would be 50 MB of nothing.
    assert most < 20_000_000
    assert len(table.lines) == ROWS


def test_a_damaged_part_is_refused() -> None:
    with pytest.raises(BadRequest, match="XLSX"):
        read_table(damaged(sheet_with("C")))


@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_a_file_is_read_by_the_separator_of_its_headers(separator: str) -> None:
    lines = (("名称", "地区"), ("甲", "宁波,北仑;小港"))
    text = "\r\n".join(separator.join(f'"{cell}"' for cell in line) for line in lines)
    table = read_table(text.encode("gb18030"))
    assert table.headers == ("名称", "地区")
    assert table.lines[0].cells == {"名称": "甲", "地区": "宁波,北仑;小港"}


def test_a_cell_without_end_is_told_by_its_line() -> None:
    with pytest.raises(BadRequest, match="第 3 行") as refused:
        read_table(("名称,地区\n甲,宁波\n乙," + "长" * 140_000).encode())
    assert "field" not in refused.value.detail


def test_the_first_sheet_that_holds_anything_is_the_one() -> None:
    book, made = Workbook(), io.BytesIO()
    second = book.create_sheet("目录")
    second.append(["名称"])
    second.append(["甲"])
    book.save(made)
    assert [line.cells for line in read_table(made.getvalue()).lines] == [{"名称": "甲"}]
