"""The order of a list as its address names it: a column, ``-`` before it for downwards."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement


def order_of(table: type[Any], sort: str) -> ColumnElement[Any]:
    column: ColumnElement[Any] = getattr(table, sort.removeprefix("-"))
    return column.desc() if sort.startswith("-") else column.asc()
