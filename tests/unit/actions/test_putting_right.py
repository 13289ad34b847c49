"""Corrections by sentence, in the form and after the need was recorded."""

from __future__ import annotations

import pytest

from bot.store.models import Need
from tests.unit.actions.desk import Desk
from tests.unit.actions.need_form import answer, count, open_form, record, the_need


async def _summary(desk: Desk) -> None:
    await open_form(desk)
    for _ in range(6):
        await answer(desk, "跳过", "skip")
    assert desk.slots["requested_slot"] == "confirmed"


@pytest.mark.parametrize("intent", ["correct", "submit_need", "ask_modes", "nlu_fallback"])
async def test_the_summary_keeps_its_promise_whatever_a_sentence_is_read_as(
    desk: Desk, intent: str
) -> None:
    await _summary(desk)
    assert await answer(desk, "合作方式改成共建", intent) == ["utter_corrected"]
    assert await answer(desk, "合作方式加上技术培训", intent) == ["utter_corrected"]
    assert (await the_need(desk)).mode == "共建、技术培训"
    assert desk.slots["requested_slot"] == "confirmed"


async def test_what_cannot_be_read_is_asked_for_and_outlives_a_number(desk: Desk) -> None:
    await _summary(desk)
    assert await answer(desk, "预算改成差不多那样", "correct") == ["utter_value_unread"]
    assert desk.slots["requested_slot"] == "budget"
    await answer(desk, "行业不对", "correct")
    assert desk.slots["requested_slot"] == "industry"
    await answer(desk, "我电话13800138012，别写名字", "inform")
    assert desk.slots["requested_slot"] == "industry"


async def test_a_sum_that_is_none_is_cleared_while_something_else_is_asked(desk: Desk) -> None:
    await open_form(desk)
    await answer(desk, "跳过", "skip")
    await answer(desk, "浙江宁波，预算20万", "inform")
    assert (await the_need(desk)).budget_max == 200_000
    said = await answer(desk, "不是预算，20万件是产量", "nlu_fallback")
    assert "utter_corrected" in said
    need = await the_need(desk)
    assert (need.budget_max, need.detail) == (None, "20万件是产量")


@pytest.mark.parametrize("intent", ["submit_need", "ask_fee", "chitchat"])
async def test_a_recorded_need_is_put_right_whatever_the_sentence_is_read_as(
    desk: Desk, intent: str
) -> None:
    await record(desk)
    desk.loop = None
    assert await desk.write("公司改成金华恒远压铸厂", intent) == ["utter_need_corrected"]
    assert desk.slots["answered"]
    need = await the_need(desk)
    assert (need.company, need.region_code) == ("金华恒远压铸厂", None)
    assert need.enterprise_id is not None


async def test_what_was_left_out_is_added_to_the_need_on_record(desk: Desk) -> None:
    await record(desk)
    desk.loop = None
    said = await desk.write("我补充一下，壁厚3毫米，含硅9%", "submit_need")
    assert said == ["utter_need_added"]
    need = await the_need(desk)
    assert need.detail == "壁厚3毫米，含硅9%"
    assert "壁厚3毫米" in (need.public_summary or "")
    await desk.write("你们那个废品率12%别写上去", "ask_fee")
    await desk.write("那个含硅9%别写上去", "ask_fee")
    assert (await the_need(desk)).detail == "壁厚3毫米"


async def test_a_value_that_was_not_said_is_awaited(desk: Desk) -> None:
    await record(desk)
    desk.loop = None
    await desk.write("预算不对", "correct")
    assert await desk.run("action_pick_up") == ["utter_change_to_what"]
    await desk.write("二十五万", "inform")
    assert await desk.run("action_pick_up") == ["utter_need_corrected"]
    assert (await the_need(desk)).budget_max == 250_000
    await desk.write("修改需求", "nlu_fallback")
    assert desk.said[0]["response"] == "utter_change_what"


async def test_where_it_is_unclear_the_owner_is_asked(desk: Desk) -> None:
    await record(desk)
    desk.loop = None
    await desk.write("铝液温度680度", "submit_need")
    titles = [button["title"] for button in desk.said[0]["custom"]["buttons"]]
    assert [title[:2] for title in titles] == ["加到", "另登"]
    assert await count(desk, Need) == 1
    add = '/correct{"slot": "detail", "source": "message"}'
    await desk.write(add, "correct")
    assert await desk.run("action_pick_up") == ["utter_need_added"]
    assert (await the_need(desk)).detail == "铝液温度680度"


@pytest.mark.parametrize(
    "another", ["还有一个问题，包装机老卡袋", "我们食品车间的豆腐干放三天就馊了，想放到十天"]
)
async def test_another_matter_opens_a_need_of_its_own(desk: Desk, another: str) -> None:
    await record(desk)
    desk.loop = None
    await desk.write(another, "submit_need")
    assert not desk.slots["answered"]
    assert await count(desk, Need) == 2


async def test_what_staff_are_at_work_on_is_theirs_to_change(desk: Desk) -> None:
    await record(desk)
    desk.loop = None
    async with desk.database.write() as session:
        need = await session.get_one(Need, (await the_need(desk)).id)
        need.state = "form_review"
    await desk.write("预算改成20万", "correct")
    assert await desk.run("action_pick_up") == ["utter_need_with_staff"]
    assert (await the_need(desk)).budget_max is None
