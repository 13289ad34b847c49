"""What lapsed is cleared away, and nothing that anybody wrote."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import func, select

from bot.clock import Clock
from bot.conversation.lapses import Lapses
from bot.messages import Author
from bot.store import lapsed
from bot.store.conversations import NewMessage, append_message
from bot.store.database import Database
from bot.store.invitations import open_invitation
from bot.store.labels import add_label, set_labels
from bot.store.models import Conversation, Invitation, Staff, StaffSession, VisitorSession
from bot.store.staff import open_staff_session
from bot.store.visitor_sessions import LIFE, open_visitor_session

NOW = datetime(2026, 11, 30, tzinfo=UTC)
LONG_AGO = NOW - LIFE - timedelta(days=1)


class Later(Clock):
    def now(self) -> datetime:
        return NOW


async def open_visit(database: Database, at: datetime) -> tuple[str, str]:
    async with database.write() as session:
        return await open_visitor_session(session, at)


async def left(database: Database) -> set[str]:
    async with database.read() as session:
        return set(await session.scalars(select(Conversation.id)))


async def test_an_empty_conversation_goes_with_its_last_visit(
    database: Database,
) -> None:
    await open_visit(database, LONG_AGO)
    _, written = await open_visit(database, LONG_AGO)
    _, labelled = await open_visit(database, LONG_AGO)
    _, fresh = await open_visit(database, NOW)
    async with database.write() as session:
        await append_message(session, NewMessage(written, Author.USER, "气孔", LONG_AGO))
        label = await add_label(session, "回访", "red", LONG_AGO)
        await set_labels(session, labelled, [label.id])

    await Lapses(database, Later()).clear()

    assert await left(database) == {written, labelled, fresh}
    async with database.read() as session:
        visits = set(await session.scalars(select(VisitorSession.conversation_id)))
    assert visits == {fresh}


async def test_a_great_many_go_in_several_goes(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lapsed, "MOST", 2)
    for _ in range(3):
        await open_visit(database, LONG_AGO)
    await Lapses(database, Later()).clear()
    assert await left(database) == set()


async def test_staff_who_are_signed_in_stay_so(database: Database) -> None:
    async with database.write() as session:
        session.add(
            Staff(
                id="s",
                username="wang",
                display_name="王",
                password_hash="-",
                role="agent",
                created_at=LONG_AGO,
            )
        )
        await session.flush()
        for token, until in (("old", NOW - timedelta(hours=1)), ("new", NOW + timedelta(hours=1))):
            await open_staff_session(session, "s", token, LONG_AGO, until)
        await open_invitation(session, "s", "invited", LONG_AGO, NOW - timedelta(hours=1))

    await Lapses(database, Later()).clear()

    async with database.read() as session:
        sessions = await session.scalar(select(func.count()).select_from(StaffSession))
        invitations = await session.scalar(select(func.count()).select_from(Invitation))
    assert (sessions, invitations) == (1, 0)
