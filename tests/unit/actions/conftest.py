"""A desk over a real store, and the same with something in its catalogue."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.store.database import Database
from bot.store.models import University
from tests.unit.actions.desk import NOON, Desk, open_desk
from tests.unit.actions.searching import FOUND


@pytest.fixture
async def desk(tmp_path: Path) -> AsyncIterator[Desk]:
    database = Database(f"sqlite+aiosqlite:///{tmp_path / 'desk.db'}")
    await database.create_all()
    yield await open_desk(database)
    await database.close()


@pytest.fixture
async def catalogued(desk: Desk) -> Desk:
    async with desk.database.write() as session:
        session.add(
            University(
                id="u1", name="示例大学", region_code="330100", province="浙江省", city="杭州市",
                tags=[], disciplines=[], strengths=[], is_demo=True, updated_at=NOON,
            )
        )  # fmt: skip
    desk.matcher.found = FOUND
    return desk
