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
