"""An owner's word to a teacher's answer goes to staff; no day is agreed by the desk."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from bot.messages import Author
from bot.store.conversations import NewMessage, append_message
from bot.store.models import Introduction, Need
from tests.unit.actions.desk import NOON, Desk
from tests.unit.actions.need_form import record
from tests.unit.actions.test_people_and_rights import handoff

NEWS = "有进展：示例大学对“我们厂做铝合金压铸的”的回复：愿意来厂里看，下周三上午。"
PASSED_ON = ["好，您对示例大学的答复我转给工作人员，由他们和对方定时间。"]


async def _answered(desk: Desk, news: str = NEWS) -> None:
    await record(desk)
    desk.loop = None
    async with desk.database.write() as session:
        need = (await session.scalars(select(Need))).one()
        session.add(
            Introduction(
                id="i1", need_id=need.id, kind="university", item_id="u1", receiver="示例大学",
                state="answered", requested_at=NOON, updated_at=NOON,
            )
        )  # fmt: skip
        await append_message(session, NewMessage(desk.conversation_id, Author.BOT, news, NOON))


@pytest.mark.parametrize(
    ("words", "intent"),
    [
        ("好的，周三可以", "affirm"),
        ("周三没空，周四行", "inform"),
        ("欢迎老师来", "chitchat"),
        ("改天吧", "deny"),
        ("好的", "affirm"),
    ],
)
async def test_what_is_said_of_the_day_goes_to_staff(desk: Desk, words: str, intent: str) -> None:
    await _answered(desk)
    assert await desk.write(words, intent) == PASSED_ON
    assert handoff(desk) == {"reason": "企业答复示例大学", "urgent": False}
    assert desk.slots["answered"]


@pytest.mark.parametrize(
    ("words", "intent"), [("周三来的是哪个老师", "find_mentor"), ("谢谢", "thanks")]
)
async def test_questions_and_courtesies_have_their_own_answers(
    desk: Desk, words: str, intent: str
) -> None:
    await _answered(desk)
    await desk.write(words, intent)
    assert handoff(desk) is None


async def test_a_plain_yes_to_an_answer_that_names_no_day_is_a_courtesy(desk: Desk) -> None:
    await _answered(desk, "有进展：示例大学对“我们厂做铝合金压铸的”的回复：要先看图纸。")
    await desk.write("好的", "affirm")
    assert handoff(desk) is None


async def test_once_something_else_was_told_a_day_is_no_answer(desk: Desk) -> None:
    await _answered(desk)
    async with desk.database.write() as session:
        row = NewMessage(desk.conversation_id, Author.BOT, "您登记过的需求：", NOON)
        await append_message(session, row)
    await desk.write("周三可以", "affirm")
    assert handoff(desk) is None
