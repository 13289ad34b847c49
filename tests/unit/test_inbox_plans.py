"""No view of the inbox walks all that ever failed for each conversation: how SQLite means to answer
says so, whatever the store holds."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import get_args

import pytest
from sqlalchemy import create_engine, select, text
from sqlalchemy.dialects import sqlite

from bot.store.inbox_views import Lateness, View, Wanted, fits
from bot.store.models import Base, Conversation

NOW = datetime(2026, 11, 30, tzinfo=UTC)


@pytest.mark.parametrize("view", get_args(View.__value__))
def test_a_view_looks_up_what_belongs_to_a_conversation(view: View) -> None:
    late = Lateness(NOW, NOW, urgent=True, channels=("wechat",), label_ids=("l",))
    query = select(Conversation.id).where(
        fits(Wanted(viewer="me", view=view, region="330000", lateness=(late,)))
    )
    statement = query.compile(
        dialect=sqlite.dialect(), compile_kwargs={"literal_binds": True}
    ).string
    engine = create_engine("sqlite://")
    Base.metadata.create_all(engine)
    with engine.connect() as connection:
        plan = [row.detail for row in connection.execute(text(f"EXPLAIN QUERY PLAN {statement}"))]
    assert any("conversations" in step for step in plan)
    assert not [step for step in plan if "CORRELATED LIST SUBQUERY" in step]
