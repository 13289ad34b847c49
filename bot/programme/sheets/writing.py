"""Rows to CSV or XLSX, in which no cell can be a formula: owners wrote some of them."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import TYPE_CHECKING, Literal

from bot.clock import CHINA
from bot.programme.sheets.reading import FORMULA

if TYPE_CHECKING:
    from openpyxl.cell import Cell as SheetCell
    from openpyxl.styles import Alignment
    from openpyxl.worksheet._write_only import WriteOnlyWorksheet

type Format = Literal["csv", "xlsx"]
type Cell = str | int | float | None
MEDIA: dict[Format, str] = {
    "csv": "text/csv",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
# What an XLSX cell can hold.
LONGEST_CELL = 32_000
# Widths of columns, in characters; a long table is measured by its beginning.
NARROWEST, WIDEST, MEASURED_ROWS = 8, 48, 2_000


def write_table(headers: Sequence[str], rows: Iterable[Sequence[Cell]], form: Format) -> bytes:
    return _csv(headers, rows) if form == "csv" else _xlsx(headers, rows)


def harmless(cell: Cell) -> Cell:
    """Text that begins like a formula gets a quote before it, which a spreadsheet does not show;
    reading takes it away again."""
    if not isinstance(cell, str):
        return cell
    return f"'{cell}" if cell.startswith(FORMULA) else cell


def moment_cell(at: datetime | None) -> str | None:
    """On Chinese time, as the console shows it."""
    return f"{at.astimezone(CHINA):%Y-%m-%d %H:%M:%S}" if at is not None else None


def day_cell(day: date | None) -> str | None:
    return day.isoformat() if day is not None else None


def _csv(headers: Sequence[str], rows: Iterable[Sequence[Cell]]) -> bytes:
    page = io.StringIO(newline="")
    writer = csv.writer(page)
    writer.writerow(headers)
    writer.writerows([harmless(cell) for cell in row] for row in rows)
    # With its mark: without it, Excel takes UTF-8 for the local encoding.
    return page.getvalue().encode("utf-8-sig")


def _xlsx(headers: Sequence[str], rows: Iterable[Sequence[Cell]]) -> bytes:
    from openpyxl import Workbook
    from openpyxl.styles import Alignment
    from openpyxl.utils import get_column_letter

    book = Workbook(write_only=True)
    sheet = book.create_sheet("数据")
    sheet.freeze_panes = "A2"
    written = [[_printable(harmless(cell)) for cell in row] for row in rows]
    for index, width in enumerate(_widths(headers, written), start=1):
        sheet.column_dimensions[get_column_letter(index)].width = width
    sheet.append(list(headers))
    wrapped = Alignment(wrap_text=True, vertical="top")
    for row in written:
        sheet.append([_laid_out(sheet, cell, wrapped) for cell in row])
    page = io.BytesIO()
    book.save(page)
    return page.getvalue()


def _widths(headers: Sequence[str], rows: Sequence[Sequence[Cell]]) -> list[int]:
    """Of each column, what its head and its longest line want, within what is read at a glance."""
    widest = [_wide(header) for header in headers]
    for row in rows[:MEASURED_ROWS]:
        for index, cell in enumerate(row):
            widest[index] = max(widest[index], _wide(cell))
    return [min(max(each + 2, NARROWEST), WIDEST) for each in widest]


def _wide(cell: Cell) -> int:
    """In characters of the Latin script, of which a Chinese one takes two."""
    lines = str(cell).split("\n") if cell is not None else [""]
    return max(sum(2 if ord(letter) > 0xFF else 1 for letter in line) for line in lines)


def _laid_out(sheet: WriteOnlyWorksheet, cell: Cell, wrapped: Alignment) -> Cell | SheetCell:
    """What has several lines, or would run out of its column, is broken within it."""
    if not isinstance(cell, str) or ("\n" not in cell and _wide(cell) < WIDEST):
        return cell
    from openpyxl.cell import WriteOnlyCell

    laid = WriteOnlyCell(sheet, value=cell)
    laid.alignment = wrapped
    return laid


def _printable(cell: Cell) -> Cell:
    if not isinstance(cell, str):
        return cell
    from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE

    return ILLEGAL_CHARACTERS_RE.sub("", cell)[:LONGEST_CELL]
