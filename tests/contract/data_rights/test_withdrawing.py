"""An owner takes a need back in the very moment in which staff publish it."""

from __future__ import annotations

import asyncio

from bot.store.database import Database
from bot.store.desk import lock_need
from bot.store.models import Need
from tests.unit.actions.desk import NOON, Desk, open_desk


async def with_a_need(database: Database) -> tuple[Desk, str]:
    desk = await open_desk(database)
    async with database.write() as session:
        need = Need(
            id="n", conversation_id=desk.conversation_id, state="recorded",
            number="QX20261122-0001",
            problem="压铸件气孔多", recorded_at=NOON, created_at=NOON, updated_at=NOON,
        )  # fmt: skip
        session.add(need)
    return desk, "n"


async def test_who_comes_second_sees_what_the_first_did(database: Database) -> None:
    desk, need_id = await with_a_need(database)
    await desk.write("撤回需求", "cancel")
    await desk.run("action_cancel")
    assert str(desk.slots["pending"]).endswith(need_id)
    async with database.write() as session:
        need = await lock_need(session, need_id)
        assert need is not None
        owner = asyncio.create_task(desk.write("撤回", "withdraw_consent"))
        await asyncio.sleep(0.3)
        need.state = "published"
    await owner
    async with database.read() as session:
        assert (await session.get_one(Need, need_id)).state == "published"
