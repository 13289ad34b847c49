"""A need from its opening to its record, and what may happen to it after."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from actions.server import build_executor
from actions.services import ActionServices
from bot.matching.criteria import Matches
from bot.store.models import Enterprise, Message, Need, NeedEvent, Suggestion
from tests.unit.actions.desk import Desk, open_desk, suggest
from tests.unit.actions.need_form import OPENING, answer, count, open_form, record, the_need


async def test_the_opening_fills_the_draft_and_asks_the_expert_question(desk: Desk) -> None:
    await open_form(desk)
    need = await the_need(desk)
    assert need.problem == OPENING
    assert need.state == "draft"
    assert desk.slots["requested_slot"] == "detail"
    assert desk.slots["expert"] == "casting"
    assert desk.slots["mode"] == "told"


async def test_the_message_row_tells_what_was_understood(desk: Desk) -> None:
    await open_form(desk)
    async with desk.database.read() as session:
        message = (await session.scalars(select(Message))).one()
    assert message.understanding is not None
    assert message.understanding["purposes"] == [{"name": "submit_need", "confidence": 0.9}]
    assert message.understanding["entities"]["industry"]["code"] == "C33"


async def test_a_message_is_read_once_however_often_rasa_asks(desk: Desk) -> None:
    await open_form(desk)
    await desk.run("action_validate_slot_mappings")
    assert await count(desk, Need) == 1
    assert desk.slots["requested_slot"] is None or desk.slots["requested_slot"] == "detail"


async def test_a_whole_need_from_opening_to_record(desk: Desk) -> None:
    desk.matcher.found = Matches(
        universities=(suggest("university", "u1", "示例大学"),),
        patents=(suggest("patent", "p1", "一种压铸模具"),),
    )
    await open_form(desk)
    await answer(desk, "希望降到3%以内，试过调模温")
    assert desk.slots["requested_slot"] == "region"
    await answer(desk, "浙江宁波")
    await answer(desk, "宁波明川压铸有限公司，91350100M000100Y43")
    await answer(desk, "50来万")
    await answer(desk, "三个月内")
    assert desk.slots["requested_slot"] == "contact"
    await answer(desk, '/affirm{"scope": "all"}', "affirm")
    await answer(desk, "王建国，13800138012")
    assert desk.slots["requested_slot"] == "confirmed"
    await desk.run("action_ask_need_form_confirmed")
    (card,) = desk.cards
    assert card["kind"] == "need"
    assert card["facts"]["预算"] == "约50万元"
    assert "13800138012" not in str(card)
    await desk.write("/affirm", "affirm")
    assert desk.slots["confirmed"] == (await the_need(desk)).id
    await desk.run("validate_need_form")
    assert desk.slots["requested_slot"] is None
    said = await desk.run("action_close_need")
    assert said[0] == "utter_recorded_with_contact"
    need = await the_need(desk)
    assert (need.state, need.number) == ("recorded", "QX20261122-0001")
    assert need.contact_id is not None
    assert await count(desk, Enterprise) == 1
    assert await count(desk, Suggestion) == 2
    assert [each["title"] for each in desk.cards] == ["示例大学", "一种压铸模具"]
    assert all(each["demo"] for each in desk.cards)


async def test_every_question_can_be_skipped(desk: Desk) -> None:
    await record(desk)
    need = await the_need(desk)
    assert need.state == "recorded"
    assert need.region_code is None
    assert need.company is None


async def test_the_same_turn_delivered_twice_records_once(desk: Desk) -> None:
    await record(desk)
    desk.slots["confirmed"] = (await the_need(desk)).id
    said = await desk.run("action_close_need")
    assert said[0] == "utter_recorded"
    assert await count(desk, Need) == 1
    async with desk.database.read() as session:
        events = (await session.scalars(select(NeedEvent.event))).all()
    assert list(events).count("recorded") == 1


async def test_a_second_confirmation_says_that_it_is_recorded(desk: Desk) -> None:
    await record(desk)
    await desk.write("对", "affirm")
    desk.slots["confirmed"] = (await the_need(desk)).id
    assert await desk.run("action_close_need") == ["utter_record_again"]


async def test_nothing_fits_is_said_honestly(desk: Desk) -> None:
    await record(desk)
    assert [r.get("response") for r in desk.said][-1] == "utter_nothing_fits_need"


async def test_a_correction_is_said_back_and_kept_in_the_history(desk: Desk) -> None:
    await open_form(desk)
    await answer(desk, "跳过", "skip")
    await answer(desk, "湖北襄阳")
    said = await answer(desk, "不是襄阳，打错了，是襄汾，山西的", "correct")
    assert said == ["utter_corrected"]
    need = await the_need(desk)
    assert need.region_code == "141023"
    async with desk.database.read() as session:
        event = (await session.scalars(select(NeedEvent))).one()
    assert (event.event, event.data["fields"]) == ("corrected", ["region"])


async def test_back_asks_the_question_before_again(desk: Desk) -> None:
    await open_form(desk)
    await answer(desk, "跳过", "skip")
    await answer(desk, "湖北襄阳")
    await answer(desk, "上一步", "back")
    assert desk.slots["requested_slot"] == "region"
    await answer(desk, "浙江宁波")
    assert (await the_need(desk)).region_code == "330200"
    assert desk.slots["requested_slot"] == "company"


async def test_cancel_is_confirmed_and_leaves_nothing(desk: Desk) -> None:
    await open_form(desk)
    await answer(desk, "算了不弄了", "cancel")
    assert desk.slots["requested_slot"] == "abandoned"
    await desk.write("放弃", "affirm")
    await desk.run("validate_need_form")
    assert desk.slots["requested_slot"] is None
    assert await desk.run("action_close_need") == ["utter_discarded"]
    assert await count(desk, Need) == 0
    assert await count(desk, NeedEvent) == 0


async def test_a_cancel_taken_back_goes_on_where_it_was(desk: Desk) -> None:
    await open_form(desk)
    await answer(desk, "算了", "cancel")
    said = await answer(desk, "不，继续填", "deny")
    assert said == ["utter_kept"]
    assert desk.slots["requested_slot"] == "detail"


async def test_changing_one_field_from_the_summary(desk: Desk) -> None:
    await open_form(desk)
    for _ in range(6):
        await answer(desk, "跳过", "skip")
    await answer(desk, "/correct", "correct")
    await desk.run("action_ask_need_form_confirmed")
    assert desk.said[0]["custom"]["numbered"]
    await answer(desk, '/correct{"slot": "region"}', "correct")
    assert desk.slots["requested_slot"] == "region"
    await answer(desk, "浙江宁波")
    assert desk.slots["requested_slot"] == "confirmed"
    assert (await the_need(desk)).region_code == "330200"


async def test_a_draft_outlives_a_lost_tracker(desk: Desk) -> None:
    await open_form(desk)
    await answer(desk, "跳过", "skip")
    desk.slots, desk.loop = {}, None
    await desk.write("湖北襄阳", "inform")
    await desk.run("action_pick_up")
    assert desk.follows == ["need_form"]
    assert (await the_need(desk)).region_code == "420600"


async def test_a_recorded_need_may_be_corrected_until_it_is_reviewed(desk: Desk) -> None:
    await record(desk)
    desk.loop = None
    await desk.write("预算改成20万", "correct")
    assert await desk.run("action_pick_up") == ["utter_need_corrected"]
    assert (await the_need(desk)).budget_max == 200_000


@pytest.mark.parametrize(
    ("first", "again"),
    [("我要把刚才那条撤了", "撤回"), ("撤回吧，不要了", "撤回吧"), ("撤了吧", "确定撤回")],
)
async def test_a_need_is_taken_back_by_the_same_word_said_again(
    desk: Desk, first: str, again: str
) -> None:
    await record(desk)
    desk.loop = None
    assert await desk.write(first, "withdraw_consent") == ["utter_confirm_withdraw_need"]
    assert desk.slots["answered"]
    assert await desk.write(again, "withdraw_consent") == ["utter_need_withdrawn"]
    assert desk.slots["answered"]
    assert (await the_need(desk)).state == "withdrawn"


async def test_other_words_let_the_question_lapse(desk: Desk) -> None:
    await record(desk)
    desk.loop = None
    await desk.write("撤回需求", "cancel")
    await desk.run("action_cancel")
    await desk.write("你们收费吗", "ask_fee")
    assert desk.slots["pending"] is None
    assert await desk.write("撤回", "cancel") == ["utter_confirm_withdraw_need"]
    assert (await the_need(desk)).state == "recorded"


async def test_a_recorded_need_is_withdrawn_after_a_yes(desk: Desk) -> None:
    await record(desk)
    desk.loop = None
    await desk.write("这个需求不要了", "cancel")
    assert await desk.run("action_cancel") == ["utter_confirm_withdraw_need"]
    assert await desk.write("撤回", "affirm") == ["utter_need_withdrawn"]
    assert (await the_need(desk)).state == "withdrawn"


async def test_a_broken_index_does_not_cost_the_news_of_the_record(desk: Desk) -> None:
    class Broken:
        def match(self, query: object) -> Matches:
            raise OSError("index")

    await open_form(desk)
    for _ in range(6):
        await answer(desk, "跳过", "skip")
    await desk.write("提交", "affirm")
    desk.executor = build_executor(ActionServices(desk.database, Broken(), desk.clock))
    said = await desk.run("action_close_need")
    assert said == ["utter_recorded", "utter_suggestions_later"]


async def test_a_need_told_before_is_said_at_the_summary(desk: Desk) -> None:
    async with desk.database.write() as session:
        session.add(
            Need(
                id="earlier", conversation_id=desk.conversation_id, problem=OPENING,
                state="recorded", number="QX20261120-0001", recorded_at=desk.clock.now(),
                created_at=desk.clock.now(), updated_at=desk.clock.now(),
            )
        )  # fmt: skip
    await open_form(desk)
    said = await desk.run("action_ask_need_form_confirmed")

    assert said[0] == "utter_similar_need"


@pytest.mark.parametrize(
    ("company", "told"), [("宁波甬江压铸有限公司", ["alike"]), ("宁波姚江压铸有限公司", [])]
)
async def test_the_same_trouble_of_a_firm_in_another_conversation_is_told_to_staff_only(
    desk: Desk, company: str, told: list[str]
) -> None:
    elsewhere = await open_desk(desk.database, "owner-2")
    for each, firm in ((elsewhere, "宁波甬江压铸有限公司"), (desk, company)):
        await open_form(each)
        await answer(each, firm)
        for _ in range(6):
            await answer(each, "跳过", "skip")
        assert "utter_similar_need" not in await each.run("action_ask_need_form_confirmed")
        await each.write("提交", "affirm")
        await each.run("action_close_need")

    async with desk.database.read() as session:
        events = await session.execute(select(NeedEvent.event, NeedEvent.data))
    assert [event for event, _ in events if event == "alike"] == told


async def test_a_place_before_any_need_is_where_the_need_lies(desk: Desk) -> None:
    await desk.write("湖北襄阳", "inform")
    said = await desk.run("action_pick_up")
    assert said == ["utter_noted", "utter_ask_need_form_problem"]

    await open_form(desk)
    assert (await the_need(desk)).region_code == "420600"
    assert desk.slots["pending"] is None
