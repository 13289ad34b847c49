"""Rasa's own table of what was said in each dialogue, so that a restored desk goes on mid-sentence.

Rasa 3.6.21 makes it at its start where it is absent (``rasa.core.tracker_store.SQLTrackerStore``);
the columns here are those.
"""

from __future__ import annotations

from sqlalchemy import (
    Column,
    Connection,
    Float,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    delete,
    inspect,
)
from sqlalchemy.ext.asyncio import AsyncSession

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


async def forget_events(session: AsyncSession, sender: str, until: float) -> None:
    """What the engine noted of this dialogue up to then; nothing where it has made no table yet."""
    connection = await session.connection()
    if await connection.run_sync(lambda plain: inspect(plain).has_table(TRACKERS)):
        its = (EVENTS.c.sender_id == sender, EVENTS.c.timestamp <= until)
        await session.execute(delete(EVENTS).where(*its))


def make_trackers(connection: Connection) -> None:
    """Nothing where Rasa has made it already."""
    _metadata.create_all(connection)
