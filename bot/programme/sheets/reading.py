"""Rows of text from a CSV or XLSX file that somebody made in a spreadsheet."""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from bot.errors import BadRequest, TooLarge

MOST_ROWS = 20_000
# Our longest list has some thirty columns.
MOST_COLUMNS = 100
# An XLSX is a ZIP: a small file may unpack to anything.
MOST_UNPACKED = 200 << 20
# Excel in China saves CSV as GBK.
ENCODINGS = ("utf-8-sig", "gb18030")
# The first where the headers hold none of them.
SEPARATORS = (",", "\t", ";")
# What a cell begins with that a spreadsheet would run; `writing` puts a quote before it.
FORMULA = ("=", "+", "-", "@", "\t", "\r")


@dataclass(frozen=True, slots=True)
class Line:
    """``number``: as the spreadsheet counts it; ``cells``: text by header."""

    number: int
    cells: dict[str, str]


@dataclass(frozen=True, slots=True)
class Table:
    headers: tuple[str, ...]
    lines: tuple[Line, ...]


def read_table(data: bytes) -> Table:
    """Raises BadRequest for what is neither CSV nor XLSX, TooLarge for too much of it."""
    rows = _xlsx_rows(data) if data.startswith(b"PK") else _csv_rows(data)
    headers: tuple[str, ...] = ()
    lines: list[Line] = []
    for number, cells in enumerate(rows, start=1):
        texts = [text_of(cell) for cell in cells]
        if not any(texts):
            continue
        if not headers:
            headers = _check_headers(texts)
            continue
        if len(lines) == MOST_ROWS:
            raise TooLarge(f"一次最多导入 {MOST_ROWS} 行，请分成几个文件")
        pairs = zip(headers, texts, strict=False)
        lines.append(Line(number, {header: text for header, text in pairs if header}))
    if not headers:
        raise BadRequest("文件是空的")
    return Table(tuple(header for header in headers if header), tuple(lines))


def _check_headers(texts: list[str]) -> tuple[str, ...]:
    twice = {text for text in texts if text and texts.count(text) > 1}
    if twice:
        raise BadRequest(f"有两列都叫：{'、'.join(sorted(twice))}")
    return tuple(texts)


def _csv_rows(data: bytes) -> Iterator[list[Any]]:
    for encoding in ENCODINGS:
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        return _parsed(text)
    raise BadRequest("看不懂这个文件：请存成 XLSX，或 UTF-8 编码的 CSV")


def _parsed(text: str) -> Iterator[list[Any]]:
    if "\x00" in text:
        raise BadRequest("看不懂这个文件：请存成 XLSX，或 UTF-8 编码的 CSV")
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=_separator(text))
    try:
        yield from rows
    except csv.Error:
        raise BadRequest(
            f"CSV 第 {rows.line_num} 行读不了：有一格太长（超过 {csv.field_size_limit()} 个字），"
            "或引号没有成对"
        ) from None


def _separator(text: str) -> str:
    """Of the headers: spreadsheets of other countries write semicolons, a pasted table has tabs."""
    headers = next((line for line in text.splitlines() if line.strip()), "")
    return max(SEPARATORS, key=headers.count)


def _xlsx_rows(data: bytes) -> Iterable[Iterable[Any]]:
    from openpyxl import load_workbook

    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            if sum(entry.file_size for entry in archive.infolist()) > MOST_UNPACKED:
                raise TooLarge("表格太大，请分成几个文件")
        book = load_workbook(io.BytesIO(data), read_only=True, data_only=True)
        # All of it now: what is wrong inside must not show itself half-way.
        # A row is as long as its last cell: without a bound one cell at the far end fills memory.
        most = {"max_row": MOST_ROWS + 1_000, "max_col": MOST_COLUMNS}
        for sheet in book.worksheets:
            rows = list(sheet.iter_rows(values_only=True, **most))
            # The first one may be the empty one that every new file begins with.
            if any(any(map(text_of, row)) for row in rows):
                return rows
        return []
    # A damaged part is a SyntaxError to ElementTree.
    except (zipfile.BadZipFile, KeyError, IndexError, ValueError, OSError, SyntaxError) as error:
        raise BadRequest("看不懂这个 XLSX 文件") from error


def text_of(cell: Any) -> str:
    if cell is None:
        return ""
    if isinstance(cell, datetime):
        return cell.date().isoformat()
    if isinstance(cell, date):
        return cell.isoformat()
    if isinstance(cell, bool):
        return "是" if cell else "否"
    if isinstance(cell, float) and cell.is_integer():
        return f"{cell:.0f}"
    text = str(cell).strip()
    return text[1:] if text.startswith("'") and text[1:].startswith(FORMULA) else text
