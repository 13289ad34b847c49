"""Rows to CSV or XLSX, in which no cell can be a formula: owners wrote some of them."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Literal

from bot.clock import CHINA
from bot.programme.sheets.reading import FORMULA

type Format = Literal["csv", "xlsx"]
type Cell = str | int | float | None
MEDIA: dict[Format, str] = {
    "csv": "text/csv",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
# What an XLSX cell can hold.
LONGEST_CELL = 32_000


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

    book = Workbook(write_only=True)
    sheet = book.create_sheet("数据")
    sheet.freeze_panes = "A2"
    sheet.append(list(headers))
    for row in rows:
        sheet.append([_printable(harmless(cell)) for cell in row])
    page = io.BytesIO()
    book.save(page)
    return page.getvalue()


def _printable(cell: Cell) -> Cell:
    if not isinstance(cell, str):
        return cell
    from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE

    return ILLEGAL_CHARACTERS_RE.sub("", cell)[:LONGEST_CELL]
