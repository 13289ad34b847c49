"""The need form as the tests fill it."""

from __future__ import annotations

from sqlalchemy import func, select

from bot.store.models import Need
from tests.unit.actions.desk import Desk

OPENING = "我们厂做铝合金压铸的，气孔老是超标，废品率12%，想找个教授帮看看"


async def the_need(desk: Desk) -> Need:
    async with desk.database.read() as session:
        return (await session.scalars(select(Need))).one()


async def count(desk: Desk, table: type) -> int:
    async with desk.database.read() as session:
        return await session.scalar(select(func.count()).select_from(table)) or 0


async def open_form(desk: Desk) -> None:
    await desk.write(OPENING, "submit_need")
    desk.loop = "need_form"
    await desk.run("validate_need_form")


async def answer(desk: Desk, text: str, intent: str = "inform") -> list[str]:
    said = await desk.write(text, intent)
    await desk.run("validate_need_form")
    return said


async def record(desk: Desk) -> None:
    await open_form(desk)
    for _ in range(6):
        await answer(desk, "跳过", "skip")
    assert desk.slots["requested_slot"] == "confirmed"
    await desk.write("提交", "affirm")
    await desk.run("action_close_need")


async def go_to_contact(desk: Desk) -> None:
    await open_form(desk)
    for _ in range(5):
        await answer(desk, "跳过", "skip")
    assert desk.slots["requested_slot"] == "contact"
