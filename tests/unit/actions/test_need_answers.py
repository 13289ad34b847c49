"""What counts as an answer inside the need form, what as an aside, and what ends it."""

from __future__ import annotations

import pytest

from tests.unit.actions.desk import Desk
from tests.unit.actions.need_form import answer, go_to_contact, open_form, the_need


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


async def test_skipping_a_named_field_empties_it(desk: Desk) -> None:
    await open_form(desk)
    await answer(desk, "跳过", "skip")
    await answer(desk, "湖北襄阳，预算20万")
    await answer(desk, "算了预算先不填", "skip")
    need = await the_need(desk)
    assert need.budget_max is None
    assert "budget" in need.skipped
    assert desk.slots["requested_slot"] == "company"


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


async def test_titles_told_out_of_turn_are_noted_and_the_question_stands(desk: Desk) -> None:
    await open_form(desk)
    await answer(desk, "跳过", "skip")
    assert desk.slots["requested_slot"] == "region"
    assert await desk.write("我们是高新也是省级专精特新，小巨人在报", "inform") == ["utter_noted"]
    assert "申报中" in desk.said[0]["noted"]
    await desk.run("validate_need_form")
    assert desk.slots["requested_slot"] == "region"


async def test_going_on_inside_the_form_asks_again(desk: Desk) -> None:
    await open_form(desk)
    said = await answer(desk, "接着上次的", "resume")

    assert said == ["utter_resumed"]
    assert desk.slots["requested_slot"] == "detail"


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


@pytest.mark.parametrize("text", ["不懂这些 你看着办", "我也不太懂，你们定就行", "随便吧"])
async def test_who_knows_nothing_of_it_and_leaves_it_to_us_skips(desk: Desk, text: str) -> None:
    await open_form(desk)
    await answer(desk, "跳过", "skip")
    assert await answer(desk, text, "help") == []
    assert "region" in (await the_need(desk)).skipped


async def test_contact_by_whatever_name_is_no_way_to_cooperate(desk: Desk) -> None:
    await go_to_contact(desk)
    await answer(desk, "先不留聯絡方式", "skip")
    assert (await the_need(desk)).skipped[-1] == "contact"
    assert desk.slots["requested_slot"] == "confirmed"


async def test_a_field_that_shall_not_be_written_is_emptied(desk: Desk) -> None:
    await open_form(desk)
    await answer(desk, "预算20万")
    assert await answer(desk, "算了，预算别写了", "correct") == ["utter_corrected"]
    need = await the_need(desk)
    assert need.budget_max is None
    assert "budget" in need.skipped


async def test_a_question_is_asked_twice_and_not_a_third_time(desk: Desk) -> None:
    await open_form(desk)
    await answer(desk, "跳过", "skip")
    assert desk.slots["requested_slot"] == "region"
    said = [await answer(desk, told) for told in ("预算20万", "半年内完成")]
    assert "region" in (await the_need(desk)).skipped
    assert ["utter_passed_over" in each for each in said] == [False, True]


async def test_who_puts_something_right_is_asked_the_question_again(desk: Desk) -> None:
    await open_form(desk)
    await answer(desk, "跳过", "skip")
    for told in ("预算20万", "不对，预算是60万，连设备", "再改一下，预算是50万"):
        await answer(desk, told, "correct")
    need = await the_need(desk)
    assert (need.budget_max, need.skipped) == (500_000, ["detail"])
    assert desk.slots["requested_slot"] == "region"


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


async def test_there_is_nothing_to_submit_before_a_problem_was_told(desk: Desk) -> None:
    await desk.write("/submit_need", "submit_need")
    desk.loop = "need_form"
    await desk.run("validate_need_form")
    assert desk.slots["requested_slot"] == "problem"
    await answer(desk, "就这样吧，再见", "goodbye")
    assert (await the_need(desk)).problem is None
    assert desk.slots["aside"]


ALL_AT_ONCE = (
    "做注塑模具的，顶针磨损快，5万模次就要换，想做到30万模次，预算80万，"
    "联系人张工13800138000，同意保存"
)


async def test_a_number_told_at_once_is_not_lost_when_the_need_is_submitted_early(
    desk: Desk,
) -> None:
    said = await desk.write(ALL_AT_ONCE, "submit_need")
    assert "utter_contact_later" in said
    desk.loop = "need_form"
    await desk.run("validate_need_form")
    await answer(desk, "好了提交", "affirm")
    assert desk.slots["requested_slot"] == "contact"
    assert await answer(desk, "同意", "affirm") == ["utter_contact_saved"]
    assert desk.slots["requested_slot"] == "confirmed"


async def test_who_submits_early_and_wrote_no_number_is_asked_for_none(desk: Desk) -> None:
    await open_form(desk)
    await answer(desk, "好了提交", "affirm")
    assert desk.slots["requested_slot"] == "confirmed"


@pytest.mark.parametrize("text", ["跟刚才一样", "一样", "同上", "和上一条一样", "就按刚才说的吧"])
async def test_a_second_need_may_be_answered_as_the_first(desk: Desk, text: str) -> None:
    await open_form(desk)
    await answer(desk, "江苏昆山，委托开发，预算20万，明年6月前")
    await answer(desk, "好了提交", "affirm")
    await desk.write("提交", "affirm")
    await desk.run("action_close_need")
    desk.loop = None
    await desk.write("我们还有叉车电池冬天不耐用，想用8小时", "submit_need")
    desk.loop = "need_form"
    await desk.run("validate_need_form")
    desk.slots["requested_slot"] = "mode"
    assert await answer(desk, text, "more") == ["utter_noted"]
    desk.slots["requested_slot"] = "company"
    assert await answer(desk, text, "more") == ["utter_skipped"]


async def test_nothing_is_as_before_where_nothing_was_before(desk: Desk) -> None:
    await open_form(desk)
    await answer(desk, "跳过", "skip")
    assert "utter_noted" not in await answer(desk, "跟刚才一样", "inform")


@pytest.mark.parametrize(
    ("asked", "text", "intent"),
    [
        ("company", "对头", "affirm"),
        ("mode", "钱不是问题", "deny"),
        ("company", "老王陶瓷厂 没注册呢", "out_of_scope"),
        ("company", "公司就写商丘金马车业吧", "inform"),
        ("company", "拜拜", "goodbye"),
        ("company", "哦", "affirm"),
        ("budget", "明年暑假", "inform"),
    ],
)
async def test_what_owners_say_goes_where_it_belongs(
    desk: Desk, asked: str, text: str, intent: str
) -> None:
    await open_form(desk)
    await answer(desk, "跳过", "skip")
    desk.slots["requested_slot"] = asked
    await desk.write(text, intent, confidence=0.45)
    await desk.run("validate_need_form")
    need = await the_need(desk)
    assert need.detail is None
    told = {
        "对头": need.company is None and "company" not in need.skipped,
        "钱不是问题": need.budget_text == "钱不是问题" and "mode" not in need.skipped,
        "老王陶瓷厂 没注册呢": need.company == "老王陶瓷厂",
        "公司就写商丘金马车业吧": need.company == "商丘金马车业",
        "拜拜": need.company is None and "company" not in need.skipped,
        "哦": need.company is None and "company" not in need.skipped,
        "明年暑假": str(need.deadline_by) == "2027-08-31",
    }
    assert told[text]


async def test_who_submits_early_is_asked_for_no_trade_that_there_is_room_for_now(
    desk: Desk,
) -> None:
    await desk.write("绞一绞刀片就崩口", "submit_need")
    desk.loop = "need_form"
    await desk.run("validate_need_form")
    assert desk.slots["requested_slot"] == "detail"
    await answer(desk, "就这样提交", "skip")
    assert desk.slots["requested_slot"] == "confirmed"


async def test_a_wage_to_the_question_for_the_budget_is_kept_and_asked_past(desk: Desk) -> None:
    await open_form(desk)
    for _ in range(3):
        await answer(desk, "跳过", "skip")
    assert desk.slots["requested_slot"] == "budget"
    assert await answer(desk, "工人一个月八千") == ["utter_detail_noted"]
    assert desk.slots["requested_slot"] == "budget"
    need = await the_need(desk)
    assert (need.budget_max, need.budget_text) == (None, None)
    assert "工人一个月八千" in (need.detail or "")
