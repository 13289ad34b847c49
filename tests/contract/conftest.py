"""A store of either kind with a small catalogue in it."""

from __future__ import annotations

import pytest

from bot.store.catalogue_writes import save_mentors, save_patents, save_universities
from bot.store.database import Database
from tests.fixtures.catalogue import NOW, licence, mentor, patent, university


@pytest.fixture
async def stocked(database: Database) -> Database:
    async with database.write() as session:
        await save_universities(
            session,
            [university("u-1", "钱塘大学"), university("u-2", "江汉大学", "420100")],
            NOW,
        )
        await save_mentors(session, [mentor("m-1"), mentor("m-2", load=3, field="水产")], NOW)
        rows = [
            (patent("p-1", "ZL209910000001.2", "一种真空压铸减少气孔的方法"), licence("p-1")),
            (patent("p-2", "ZL209910000002.3", "一种100%_茶叶色选装置"), None),
        ]
        await save_patents(session, rows, NOW)
    return database
