"""Paging that stays fast however far one reads: from the last row on, never by counting rows."""

from __future__ import annotations

import base64
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, and_, false, or_
from sqlalchemy.orm import InstrumentedAttribute

from bot.errors import BadRequest

type Place = tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class Key:
    """One column of an order. ``last_if_null``: rows without a value come behind all others."""

    column: ColumnElement[Any] | InstrumentedAttribute[Any]
    falling: bool = False
    last_if_null: bool = False

    def order(self) -> ColumnElement[Any]:
        order = self.column.desc() if self.falling else self.column.asc()
        return order.nulls_last() if self.last_if_null else order

    def behind(self, value: Any) -> ColumnElement[bool]:
        if value is None:
            return false()
        further = self.column < value if self.falling else self.column > value
        return or_(further, self.column.is_(None)) if self.last_if_null else further

    def level(self, value: Any) -> ColumnElement[bool]:
        return self.column.is_(None) if value is None else self.column == value


def in_order(
    query: Select[*tuple[Any, ...]], keys: Sequence[Key], cursor: str | None
) -> Select[*tuple[Any, ...]]:
    """The query sorted by ``keys``, of which the last one is unique, from behind ``cursor`` on.

    Raises BadRequest for a cursor that was not made here.
    """
    query = query.order_by(*(key.order() for key in keys))
    return query if cursor is None else query.where(_behind(keys, _read(cursor, keys)))


def cursor_at(values: Place | Row[Any]) -> str:
    """Names the place of a row by the values of its keys."""
    told = [{"at": value.isoformat()} if isinstance(value, datetime) else value for value in values]
    return base64.urlsafe_b64encode(json.dumps(told).encode()).decode().rstrip("=")


def _behind(keys: Sequence[Key], place: Place) -> ColumnElement[bool]:
    """Further on in the first key, or level there and further on in the next, and so on."""
    ways = [
        and_(
            *(key.level(value) for key, value in zip(keys[:at], place, strict=False)),
            keys[at].behind(place[at]),
        )
        for at in range(len(keys))
    ]
    return or_(*ways)


def _read(cursor: str, keys: Sequence[Key]) -> Place:
    try:
        told = json.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
        place = tuple(
            datetime.fromisoformat(value["at"]) if isinstance(value, dict) else value
            for value in told
        )
    except (ValueError, KeyError, TypeError) as error:
        raise BadRequest("cursor 看不懂，请从头读起") from error
    if len(place) != len(keys) or not all(map(_fits, keys, place)):
        raise BadRequest("cursor 看不懂，请从头读起")
    return place


def _fits(key: Key, value: Any) -> bool:
    """Whether the database can compare the column with it."""
    if value is None:
        return True
    kind = key.column.type.python_type
    if kind is datetime:
        return isinstance(value, datetime) and value.tzinfo is not None
    if kind in {int, float}:
        return type(value) in {int, kind} and abs(value) < _LARGEST
    return isinstance(value, kind) and "\0" not in str(value)


_LARGEST = 2**63
