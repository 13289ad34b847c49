"""Collecting and recording a need, action by action."""

from __future__ import annotations

import pytest
from sqlalchemy import func, select

from actions.server import build_executor
from actions.services import ActionServices
from bot.matching.criteria import Matches
from bot.store.models import Consent, Contact, Enterprise, Message, Need, NeedEvent, Suggestion
from tests.unit.actions.desk import Desk, open_desk, suggest

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


async def record(desk: Desk) -> None:
    await open_form(desk)
    for _ in range(6):
        await answer(desk, "跳过", "skip")
    assert desk.slots["requested_slot"] == "confirmed"
    await desk.write("提交", "affirm")
    await desk.run("action_close_need")


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


async def test_an_aside_leaves_the_draft_alone_and_the_turn_to_the_rules(desk: Desk) -> None:
    await open_form(desk)
    before = (await the_need(desk)).updated_at
    await desk.write("许可费一般是不是3万块钱？", "ask_fee")
    assert desk.slots["aside"]
    need = await the_need(desk)
    assert (need.budget_max, need.updated_at) == (None, before)


async def test_an_answer_taken_for_an_aside_is_still_an_answer(desk: Desk) -> None:
    await open_form(desk)
    for _ in range(3):
        await answer(desk, "跳过", "skip")
    assert desk.slots["requested_slot"] == "budget"
    await answer(desk, "十万以内吧", "cheaper")
    assert (await the_need(desk)).budget_max == 100_000


async def test_a_wrong_credit_code_is_said_and_asked_again_once(desk: Desk) -> None:
    await open_form(desk)
    await answer(desk, "跳过", "skip")
    await answer(desk, "浙江宁波")
    said = await answer(desk, "91350100M000100Y44")
    assert said == ["utter_uscc_wrong"]
    assert desk.slots["requested_slot"] == "company"
    said = await answer(desk, "91350100M000100Y44 没错啊")
    assert said == ["utter_uscc_left_out"]
    assert desk.slots["requested_slot"] == "budget"
    assert (await the_need(desk)).uscc is None


async def test_an_unread_answer_is_asked_again_once_and_then_kept_as_words(desk: Desk) -> None:
    await open_form(desk)
    for _ in range(3):
        await answer(desk, "跳过", "skip")
    assert await answer(desk, "看情况再说") == ["utter_not_read"]
    assert desk.slots["requested_slot"] == "budget"
    await answer(desk, "看对方怎么报")
    assert (await the_need(desk)).budget_text == "看对方怎么报"
    assert desk.slots["requested_slot"] == "deadline"


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


async def test_skipping_a_named_field_empties_it(desk: Desk) -> None:
    await open_form(desk)
    await answer(desk, "跳过", "skip")
    await answer(desk, "湖北襄阳，预算20万")
    await answer(desk, "算了预算先不填", "skip")
    need = await the_need(desk)
    assert need.budget_max is None
    assert "budget" in need.skipped
    assert desk.slots["requested_slot"] == "company"


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


async def go_to_contact(desk: Desk) -> None:
    await open_form(desk)
    for _ in range(5):
        await answer(desk, "跳过", "skip")
    assert desk.slots["requested_slot"] == "contact"


async def test_a_number_without_consent_is_not_stored(desk: Desk) -> None:
    await go_to_contact(desk)
    await answer(desk, "王建国，13800138012")
    assert await count(desk, Contact) == 0
    assert desk.slots["requested_slot"] == "contact"
    assert await desk.run("action_ask_contact") == ["utter_ask_consent_held"]


async def test_a_number_written_before_the_consent_is_stored_by_it(desk: Desk) -> None:
    await go_to_contact(desk)
    await answer(desk, "王建国，13800138012")
    await answer(desk, '/affirm{"scope": "all"}', "affirm")
    async with desk.database.read() as session:
        contact = (await session.scalars(select(Contact))).one()
        consent = (await session.scalars(select(Consent))).one()
    assert (contact.name, contact.phone) == ("王建国", "13800138012")
    assert (consent.purpose, consent.scope) == ("store_contact", ["name", "phone", "email"])
    assert desk.slots["requested_slot"] == "confirmed"


async def test_phone_but_no_name_is_respected(desk: Desk) -> None:
    await go_to_contact(desk)
    await answer(desk, "我姓刘，刘建国，13800138012，微信同号")
    await answer(desk, "电话给你了就行，别写名字")
    async with desk.database.read() as session:
        contact = (await session.scalars(select(Contact))).one()
        consent = (await session.scalars(select(Consent))).one()
    assert (contact.name, contact.phone) == (None, "13800138012")
    assert consent.scope == ["phone"]


async def test_no_contact_is_no_obstacle(desk: Desk) -> None:
    await go_to_contact(desk)
    await answer(desk, "不留", "deny")
    assert desk.slots["requested_slot"] == "confirmed"
    assert await count(desk, Consent) == 0


async def test_a_number_at_the_summary_asks_for_consent_before_anything_is_recorded(
    desk: Desk,
) -> None:
    await go_to_contact(desk)
    await answer(desk, "不留", "deny")
    await answer(desk, "可以，打13800138012，叫我老王", "affirm")
    assert await count(desk, Contact) == await count(desk, Consent) == 0
    assert (desk.slots["requested_slot"], (await the_need(desk)).state) == ("contact", "draft")

    await answer(desk, '/affirm{"scope": "all"}', "affirm")

    async with desk.database.read() as session:
        contact = (await session.scalars(select(Contact))).one()
    assert contact.phone == "13800138012"
    assert desk.slots["requested_slot"] == "confirmed"


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


async def test_a_recorded_need_is_withdrawn_after_a_yes(desk: Desk) -> None:
    await record(desk)
    desk.loop = None
    await desk.write("这个需求不要了", "cancel")
    assert await desk.run("action_cancel") == ["utter_confirm_withdraw_need"]
    await desk.write("撤回", "affirm")
    assert await desk.run("action_affirm") == ["utter_need_withdrawn"]
    assert (await the_need(desk)).state == "withdrawn"


async def test_the_form_gives_an_aside_back_and_asks_again_after_the_answer(desk: Desk) -> None:
    await open_form(desk)
    await desk.write("千校万企是个啥，骗子吧", "ask_policy")
    await desk.run("validate_need_form")
    assert desk.returned == []
    desk.events.append({"event": "action_execution_rejected", "name": "need_form"})
    desk.events.append({"event": "action", "name": "utter_policy"})
    await desk.run("validate_need_form")
    assert desk.slots["requested_slot"] == "detail"
    assert desk.slots["reask"]


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


async def test_titles_told_out_of_turn_are_noted_and_the_question_stands(desk: Desk) -> None:
    await open_form(desk)
    await answer(desk, "跳过", "skip")
    assert desk.slots["requested_slot"] == "region"
    assert await desk.write("我们是高新也是省级专精特新，小巨人在报", "inform") == ["utter_noted"]
    assert "申报中" in desk.said[0]["noted"]
    await desk.run("validate_need_form")
    assert desk.slots["requested_slot"] == "region"


async def test_submitting_is_no_consent_to_keep_a_contact(desk: Desk) -> None:
    await open_form(desk)
    desk.slots["requested_slot"] = "contact"
    await answer(desk, "没问题，提交吧", "affirm")

    assert await count(desk, Consent) == 0
    assert "contact" in (await the_need(desk)).skipped


async def test_keeping_a_phone_back_takes_no_consent_back(desk: Desk) -> None:
    await open_form(desk)
    desk.slots["requested_slot"] = "contact"
    said = await answer(desk, "我不想留电话", "withdraw_consent")

    assert said == []
    assert "contact" in (await the_need(desk)).skipped


async def test_going_on_inside_the_form_asks_again(desk: Desk) -> None:
    await open_form(desk)
    said = await answer(desk, "接着上次的", "resume")

    assert said == ["utter_resumed"]
    assert desk.slots["requested_slot"] == "detail"


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


async def test_a_remark_that_states_a_sum_is_an_answer(desk: Desk) -> None:
    await open_form(desk)
    await answer(desk, "没多少钱，十几万吧", "ask_fee")
    need = await the_need(desk)
    assert need.budget_max
    assert need.company is None
    assert await answer(desk, "你们收多少钱", "ask_fee") == []
    assert desk.slots["aside"]


async def test_a_bare_place_is_an_answer_whatever_it_is_called(desk: Desk) -> None:
    await open_form(desk)
    await answer(desk, "洛阳", "out_of_scope")
    assert (await the_need(desk)).region_code == "410300"
    assert not desk.slots["aside"]


@pytest.mark.parametrize(
    ("said", "read_as"),
    [
        ("就这样，提交吧", "affirm"),
        ("别问了直接提交", "nlu_fallback"),
        ("你别问了，直接交", "complaint"),
    ],
)
async def test_who_has_had_enough_of_questions_sees_the_summary(
    desk: Desk, said: str, read_as: str
) -> None:
    await open_form(desk)
    await answer(desk, said, read_as)
    assert desk.slots["requested_slot"] == "confirmed"
    assert (await the_need(desk)).number is None


async def test_yes_is_no_figure(desk: Desk) -> None:
    await open_form(desk)
    await answer(desk, "同意", "affirm")
    assert (await the_need(desk)).detail is None
    assert desk.slots["requested_slot"] == "detail"


async def test_a_name_kept_back_is_the_firms_where_the_firm_was_asked_for(desk: Desk) -> None:
    await open_form(desk)
    await answer(desk, "希望降到3%以内")
    await answer(desk, "浙江宁波")
    assert desk.slots["requested_slot"] == "company"
    await answer(desk, "国企，不方便说名字", "skip")
    assert (await the_need(desk)).skipped == ["company"]


async def test_a_detail_given_up_is_not_the_need_given_up(desk: Desk) -> None:
    await open_form(desk)
    await answer(desk, "希望降到3%以内")
    await answer(desk, "浙江宁波")
    await answer(desk, "算了代码不填", "cancel")
    assert (await the_need(desk)).skipped == ["company"]
    assert desk.slots["requested_slot"] == "budget"


async def test_a_wish_for_secrecy_is_kept_though_it_is_answered_as_a_question(desk: Desk) -> None:
    await open_form(desk)
    said = await answer(desk, "这个要保密的，不能公开", "privacy_question")
    assert (await the_need(desk)).confidential
    assert "utter_kept_secret" in said
    assert desk.slots["aside"]


async def test_whatever_skips_the_question(desk: Desk) -> None:
    await open_form(desk)
    await answer(desk, "随便，你们看着办吧", "chitchat")
    assert "detail" in (await the_need(desk)).skipped


async def test_a_field_that_shall_not_be_written_is_emptied(desk: Desk) -> None:
    await open_form(desk)
    await answer(desk, "预算20万")
    assert await answer(desk, "算了，预算别写了", "correct") == ["utter_skipped"]
    need = await the_need(desk)
    assert need.budget_max is None
    assert "budget" in need.skipped


async def test_a_question_is_asked_twice_and_not_a_third_time(desk: Desk) -> None:
    await open_form(desk)
    await answer(desk, "跳过", "skip")
    assert desk.slots["requested_slot"] == "region"
    for told in ("预算20万", "半年内完成"):
        await answer(desk, told)
    assert "region" in (await the_need(desk)).skipped


async def test_more_of_the_trouble_is_kept_whatever_was_asked(desk: Desk) -> None:
    await open_form(desk)
    await answer(desk, "跳过", "skip")
    said = await desk.write("大概十坛里有一坛", "out_of_scope", confidence=0.6)
    assert said == ["utter_detail_noted"]
    assert "十坛里有一坛" in str((await the_need(desk)).detail)


async def test_who_leaves_is_not_asked_once_more(desk: Desk) -> None:
    await open_form(desk)
    await desk.write("下次再说吧", "goodbye")
    assert await desk.run("action_goodbye") == ["utter_goodbye"]
    assert {"event": "active_loop", "name": None, "timestamp": None} in desk.returned
    assert (await the_need(desk)).state == "draft"


async def test_what_ends_the_questions_or_chooses_is_no_aside(desk: Desk) -> None:
    await open_form(desk)
    await answer(desk, "希望降到3%以内")
    await answer(desk, "那就委托学校做吧", "find_university")
    assert (await the_need(desk)).mode == "委托开发"
    assert not desk.slots["aside"]
    await answer(desk, "就这些了", "goodbye")
    assert desk.slots["requested_slot"] == "confirmed"


async def test_a_phone_told_early_is_seen_and_not_yet_kept(desk: Desk) -> None:
    await open_form(desk)
    await answer(desk, "希望降到3%以内")
    assert "utter_contact_later" in await answer(desk, "13912345678")
    assert await count(desk, Contact) == 0


async def test_there_is_nothing_to_submit_before_a_problem_was_told(desk: Desk) -> None:
    await desk.write("/submit_need", "submit_need")
    desk.loop = "need_form"
    await desk.run("validate_need_form")
    assert desk.slots["requested_slot"] == "problem"
    await answer(desk, "就这样吧，再见", "goodbye")
    assert (await the_need(desk)).problem is None
    assert desk.slots["aside"]
