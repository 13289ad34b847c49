"""GB/T 2260 codes in questions to the store."""

from __future__ import annotations

import re
from typing import Any

from sqlalchemy import ColumnElement
from sqlalchemy.orm import InstrumentedAttribute


def prefix_of(region_code: str) -> str:
    """The pairs of zeros at the end of a code stand for "all of it": 420000 is the province."""
    return re.sub(r"(?:00){1,2}$", "", region_code)


def within(column: InstrumentedAttribute[Any], region_code: str) -> ColumnElement[bool]:
    return column.startswith(prefix_of(region_code), autoescape=True)
