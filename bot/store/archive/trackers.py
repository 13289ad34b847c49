"""Rasa's own table of what was said in each dialogue, so that a restored desk goes on mid-sentence.

Rasa 3.6.21 makes it at its start where it is absent (``rasa.core.tracker_store.SQLTrackerStore``);
the columns here are those.
"""

from __future__ import annotations

from sqlalchemy import Column, Connection, Float, Integer, MetaData, String, Table, Text

TRACKERS = "events"
_metadata = MetaData()
EVENTS = Table(
    TRACKERS,
    _metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("sender_id", String(255), nullable=False, index=True),
    Column("type_name", String(255), nullable=False),
    Column("timestamp", Float),
    Column("intent_name", String(255)),
    Column("action_name", String(255)),
    Column("data", Text),
)


def make_trackers(connection: Connection) -> None:
    """Nothing where Rasa has made it already."""
    _metadata.create_all(connection)
