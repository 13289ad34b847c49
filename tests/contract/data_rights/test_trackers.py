"""Erasure reaches the engine's own table."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import insert, select

from bot.app import local_coordination
from bot.clock import Clock
from bot.conversation.tracker_eraser import LOOK_AGAIN, TrackerEraser
from bot.programme.data_rights import erase
from bot.store.archive.trackers import EVENTS, make_trackers
from bot.store.database import Database
from bot.store.models import (
    TrackerErasure,
)
from bot.store.tracker_erasures import forget_dialogue
from tests.fixtures.owner_data import (
    NOW,
    begin,
)


class TestTrackers:
    """What the engine noted of the dialogue, in a table of its own."""

    @pytest.fixture
    async def trackers(self, tmp_path: Path) -> AsyncIterator[Database]:
        opened = Database(f"sqlite+aiosqlite:///{tmp_path / 'tracker.db'}")
        async with opened.engine.begin() as connection:
            await connection.run_sync(make_trackers)
        yield opened
        await opened.close()

    @staticmethod
    async def note(trackers: Database, sender: str, at: float) -> None:
        row = {"sender_id": sender, "type_name": "user", "timestamp": at, "data": "13800138000"}
        async with trackers.write() as session:
            await session.execute(insert(EVENTS).values(**row))

    @staticmethod
    async def noted(trackers: Database) -> list[tuple[str, float]]:
        async with trackers.read() as session:
            rows = await session.execute(
                select(EVENTS.c.sender_id, EVENTS.c.timestamp).order_by(EVENTS.c.id)
            )
            return [(sender, at) for sender, at in rows]

    async def test_erasure_reaches_them_and_looks_again(
        self, database: Database, trackers: Database
    ) -> None:
        async with database.write() as session:
            its = (await begin(session, "13800138000")).id
            await erase(session, its, NOW - timedelta(days=1))
        await self.note(trackers, its, 10.0)
        await self.note(trackers, "somebody else", 10.0)
        clock, leases = Clock(NOW), local_coordination().leases
        eraser = TrackerEraser(database, trackers, leases, clock, wall=lambda: 20.0)
        assert await eraser.erase_due() == 1
        assert await self.noted(trackers) == [("somebody else", 10.0)]
        assert await eraser.erase_due() == 0
        # A turn that was given up on is written down late; the owner has gone on meanwhile.
        await self.note(trackers, its, 10.0)
        await self.note(trackers, its, 30.0)
        later = TrackerEraser(database, trackers, leases, Clock(NOW + 2 * LOOK_AGAIN))
        assert await later.erase_due() == 1
        assert await self.noted(trackers) == [("somebody else", 10.0), (its, 30.0)]
        async with database.read() as session:
            assert await session.scalar(select(TrackerErasure)) is None

    async def test_what_failed_is_tried_again(
        self, database: Database, trackers: Database, tmp_path: Path
    ) -> None:
        async with database.write() as session:
            its = (await begin(session)).id
            await forget_dialogue(session, its, NOW - timedelta(days=1))
        await self.note(trackers, its, 10.0)
        leases = local_coordination().leases
        (tmp_path / "broken.db").write_bytes(b"no database" * 500)
        broken = Database(f"sqlite+aiosqlite:///{tmp_path / 'broken.db'}")
        assert await TrackerEraser(database, broken, leases, Clock(NOW)).erase_due() == 0
        await broken.close()
        later = Clock(NOW + timedelta(minutes=1))
        assert await TrackerEraser(database, trackers, leases, later).erase_due() == 1
        assert await self.noted(trackers) == []

    async def test_it_waits_for_the_turn_that_is_under_way(
        self, database: Database, trackers: Database
    ) -> None:
        async with database.write() as session:
            its = (await begin(session)).id
            await forget_dialogue(session, its, NOW - timedelta(days=1))
        leases = local_coordination().leases
        eraser = TrackerEraser(database, trackers, leases, Clock(NOW))
        async with leases.hold(f"turn:{its}"):
            erasing = asyncio.create_task(eraser.erase_due())
            await asyncio.sleep(0.05)
            await self.note(trackers, its, 10.0)
            assert not erasing.done()
        assert await erasing == 1
        assert await self.noted(trackers) == []

    async def test_an_engine_that_has_noted_nothing_is_no_fault(
        self, database: Database, tmp_path: Path
    ) -> None:
        async with database.write() as session:
            its = (await begin(session)).id
            await forget_dialogue(session, its, NOW - timedelta(days=1))
        empty = Database(f"sqlite+aiosqlite:///{tmp_path / 'empty.db'}")
        eraser = TrackerEraser(database, empty, local_coordination().leases, Clock(NOW))
        assert await eraser.erase_due() == 1
        await empty.close()
