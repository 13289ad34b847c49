"""A cursor that was not made here is refused, whatever it names."""

from __future__ import annotations

import base64
import json
from datetime import UTC, datetime

import pytest
from sqlalchemy import select

from bot.errors import BadRequest
from bot.store.keyset import Key, cursor_at, in_order
from bot.store.models import Audit, Conversation

LATEST = (Key(Conversation.last_message_at, falling=True), Key(Conversation.id))


def made_by_hand(*told: object) -> str:
    return base64.urlsafe_b64encode(json.dumps(told).encode()).decode().rstrip("=")


@pytest.mark.parametrize(
    "told",
    [
        ({"at": "2026-01-01T00:00:00"}, "x"),
        ("abc", "x"),
        (1e300, "x"),
        ({"at": "2026-01-01T00:00:00+00:00"}, 7),
        ({"at": "2026-01-01T00:00:00+00:00"}, "a\u0000b"),
        ({"at": "2026-01-01T00:00:00+00:00"},),
    ],
)
def test_what_a_column_cannot_be_compared_with_is_refused(told: tuple[object, ...]) -> None:
    with pytest.raises(BadRequest):
        in_order(select(Conversation), LATEST, made_by_hand(*told))


@pytest.mark.parametrize("told", ["abc", 2**70, 1.5, True])
def test_a_number_is_a_number_of_the_database(told: object) -> None:
    with pytest.raises(BadRequest):
        in_order(select(Audit), (Key(Audit.id),), made_by_hand(told))


def test_what_was_made_here_is_read() -> None:
    cursor = cursor_at((datetime(2026, 1, 1, tzinfo=UTC), "x"))
    assert "WHERE" in str(in_order(select(Conversation), LATEST, cursor))
    assert "WHERE" in str(in_order(select(Audit), (Key(Audit.id),), cursor_at((7,))))
