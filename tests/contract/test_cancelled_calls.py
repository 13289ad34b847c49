"""A client that goes away in the middle of a call leaves nothing running and nothing locked."""

from __future__ import annotations

import asyncio

import pytest
from sqlalchemy import text

from bot.store.database import Database

# Long enough to be cancelled in the middle on any machine, and short enough to wait for.
_SLOW = """
WITH RECURSIVE counted(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM counted WHERE n < 1000000)
SELECT max(n) FROM counted
"""


async def _read_slowly(database: Database) -> None:
    async with database.read() as session:
        await session.execute(text(_SLOW))


@pytest.mark.parametrize("times", [1, 2, 3])
async def test_a_cancelled_call_ends_however_often_it_is_cancelled(
    database: Database, times: int
) -> None:
    before = asyncio.all_tasks()
    call = asyncio.create_task(_read_slowly(database))
    await asyncio.sleep(0.1)
    for _ in range(times):
        call.cancel()
        await asyncio.sleep(0.02)

    await asyncio.wait([call], timeout=60)
    left = asyncio.all_tasks() - before
    if left:
        await asyncio.wait(left, timeout=60)
    assert call.done()
    assert asyncio.all_tasks() - before == set()
    await database.ping()


async def test_many_cancelled_at_once_leave_room_for_the_next(database: Database) -> None:
    calls = [asyncio.create_task(_read_slowly(database)) for _ in range(8)]
    await asyncio.sleep(0.1)
    for call in calls:
        call.cancel()
    await asyncio.sleep(0)
    for call in calls:
        call.cancel()

    await asyncio.wait(calls, timeout=60)

    assert all(call.done() for call in calls)
    async with asyncio.timeout(60), database.write() as session:
        assert (await session.execute(text("SELECT 1"))).scalar_one() == 1
