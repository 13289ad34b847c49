"""What counting by day and by province needs, on SQLite and PostgreSQL alike."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Float, SQLColumnExpression, cast, extract, func
from sqlalchemy.ext.asyncio import AsyncSession

from bot.clock import CHINA


@dataclass(frozen=True, slots=True)
class Period:
    """Days in China, both included."""

    first: date
    last: date

    def holds(self, column: SQLColumnExpression[Any]) -> ColumnElement[bool]:
        end = _begin(self.last + timedelta(days=1))
        return (column >= _begin(self.first)) & (column < end)


def day_of(session: AsyncSession, column: SQLColumnExpression[Any]) -> ColumnElement[str]:
    """2026-11-22: the day in China, which has no summer time."""
    if _is_postgres(session):
        return func.to_char(func.timezone("Asia/Shanghai", column), "YYYY-MM-DD")
    return func.date(column, "+8 hours")


def seconds_between(
    session: AsyncSession, since: SQLColumnExpression[Any], until: SQLColumnExpression[Any]
) -> ColumnElement[float]:
    if _is_postgres(session):
        return cast(extract("epoch", until - since), Float)
    return (func.julianday(until) - func.julianday(since)) * 86_400.0


def province_of(column: SQLColumnExpression[Any]) -> ColumnElement[str]:
    """The first two digits of a GB/T 2260 code."""
    return func.substr(column, 1, 2)


def _is_postgres(session: AsyncSession) -> bool:
    return session.get_bind().dialect.name == "postgresql"


def _begin(day: date) -> datetime:
    return datetime.combine(day, time(), CHINA)
