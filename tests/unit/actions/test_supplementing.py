"""A need that staff returned: its owner adds to it, and it is up for review again."""

from __future__ import annotations

from sqlalchemy import select

from bot.store.models import Introduction, Need, NeedEvent
from bot.store.needs import add_event
from tests.unit.actions.desk import Desk
from tests.unit.actions.need_form import answer, count, record, the_need

BUTTON = '/correct{"slot": "detail", "source": "returned"}'


async def _returned(desk: Desk) -> Need:
    await record(desk)
    desk.loop = None
    async with desk.database.write() as session:
        need = (await session.scalars(select(Need))).one()
        need.state = "returned"
        await add_event(
            session, need.id, "need_return", at=need.updated_at, actor="staff:1", reason="缺气孔率"
        )
    return need


async def _press(desk: Desk) -> list[str]:
    await desk.write(BUTTON, "correct")
    return await desk.run("action_pick_up")


async def _tell_another(desk: Desk) -> None:
    await desk.write("还有一个问题，包装机老卡袋，一天停十几回，想改一改", "submit_need")
    desk.loop = "need_form"
    await desk.run("validate_need_form")


async def _events(desk: Desk) -> list[str]:
    async with desk.database.read() as session:
        return list(await session.scalars(select(NeedEvent.event).order_by(NeedEvent.id)))


async def test_what_is_written_after_the_button_is_added_and_sent_back(desk: Desk) -> None:
    await _returned(desk)
    assert await _press(desk) == ["utter_supplement_what"]
    words = "每次开炉前我们都是先把料筒擦一遍再上料的"
    await desk.write(words, "submit_need")
    need = await the_need(desk)
    assert words in (need.detail or "")
    assert (need.state, await count(desk, Need)) == ("recorded", 1)
    assert (await _events(desk))[-1] == "resubmitted"
    said = [each["response"] for each in desk.said]
    assert said == ["utter_need_added", "utter_need_resubmitted"]
    assert await _press(desk) == ["utter_supplement_over"]


async def test_a_bare_figure_is_taken_wherever_it_lands(desk: Desk) -> None:
    await _returned(desk)
    await _press(desk)
    await desk.write("12%左右", "inform")
    assert await desk.run("action_pick_up") == ["utter_need_added", "utter_need_resubmitted"]
    assert "12%" in ((await the_need(desk)).detail or "")


async def test_details_need_no_button_while_they_are_waited_for(desk: Desk) -> None:
    await _returned(desk)
    assert await desk.write("铝液680度，壁厚4毫米", "submit_need") == [
        "utter_need_added",
        "utter_need_resubmitted",
    ]
    assert await count(desk, Need) == 1
    # Up for review again, it is no longer waited for.
    await desk.write("铝液温度680度", "submit_need")
    assert (await the_need(desk)).state == "recorded"


async def test_thanks_and_questions_are_no_supplement(desk: Desk) -> None:
    await _returned(desk)
    for text, intent in (("好的谢谢", "thanks"), ("要补充多久啊？", "ask_fee")):
        await _press(desk)
        await desk.write(text, intent)
        need = await the_need(desk)
        assert (need.state, need.detail) == ("returned", None), text


async def test_a_correction_by_sentence_sends_it_back_too(desk: Desk) -> None:
    await _returned(desk)
    said = await desk.write("预算改成20万", "ask_fee")
    assert said == ["utter_need_corrected", "utter_need_resubmitted"]
    assert (await the_need(desk)).state == "recorded"


async def test_while_another_need_is_told_its_words_stay_its_own(desk: Desk) -> None:
    first = await _returned(desk)
    await _tell_another(desk)
    assert await desk.write(BUTTON, "correct") == ["utter_supplement_later"]
    async with desk.database.read() as session:
        assert (await session.get_one(Need, first.id)).state == "returned"


async def test_the_one_returned_is_meant_though_another_was_recorded_later(desk: Desk) -> None:
    first = await _returned(desk)
    await _tell_another(desk)
    for _ in range(6):
        await answer(desk, "跳过", "skip")
    await desk.write("提交", "affirm")
    await desk.run("action_close_need")
    desk.loop = None
    await _press(desk)
    await desk.write("气孔率现在是3%，壁厚4毫米", "submit_need")
    async with desk.database.read() as session:
        need = await session.get_one(Need, first.id)
    assert "壁厚4毫米" in (need.detail or "")
    assert need.state == "recorded"


async def test_who_staff_are_quicker_than_is_not_moved_back(desk: Desk) -> None:
    need = await _returned(desk)
    await _press(desk)
    async with desk.database.write() as session:
        (await session.get_one(Need, need.id)).state = "form_review"
    await desk.write("壁厚4毫米", "submit_need")
    assert (await the_need(desk)).state == "form_review"


async def test_the_status_says_what_is_wanted_and_who_has_it(desk: Desk) -> None:
    need = await _returned(desk)
    async with desk.database.write() as session:
        for state, receiver in (("forwarded", "钱塘大学"), ("declined", "甬江大学")):
            session.add(Introduction(
                id=receiver, need_id=need.id, kind="university", item_id=receiver,
                receiver=receiver, state=state, requested_at=need.updated_at,
                updated_at=need.updated_at,
            ))  # fmt: skip
    await desk.write("进度怎么样了", "check_status")
    await desk.run("action_status")
    facts = desk.cards[0]["facts"]
    assert facts["进度"] == "已退回，等补充"
    assert facts["要补充"] == "缺气孔率"
    assert facts["对接"] == "钱塘大学（已转交）、甬江大学（您没有同意）"
    assert desk.said[0]["custom"]["buttons"][0]["payload"] == BUTTON
