"""What is thrown in while a question is open: it has its answer, and the form goes on."""

from __future__ import annotations

import pytest

from actions.bargaining import bargains
from bot.programme.interview import Field
from tests.unit.actions.desk import Desk
from tests.unit.actions.need_form import answer, go_to_contact, open_form, the_need


@pytest.mark.parametrize(
    ("text", "intent", "said"),
    [
        ("我去问问老板", "complaint", "utter_pause"),
        ("我考虑考虑", "skip", "utter_pause"),
        ("再琢磨琢磨吧", "nlu_fallback", "utter_pause"),
        ("等一下，孩子闹了", "chitchat", "utter_pause"),
        ("我赶时间，快点", "complaint", "utter_brief"),
        ("登记了之后谁找我", "check_status", "utter_what_next"),
        ("预算填多少合适", "inform", "utter_budget_hint"),
        ("大概多久能搞定", "chitchat", "utter_how_long"),
        ("那得多少天", "ask_fee", "utter_how_long"),
        ("我今年六十八了 打字慢", "chitchat", "utter_no_hurry"),
        ("年纪大了，手机不太会用", "inform", "utter_no_hurry"),
        ("我自己去联系学校行不行", "find_university", "utter_reach_yourself"),
        ("能不能直接找老师", "find_mentor", "utter_reach_yourself"),
        ("👍👍", "affirm", "utter_picture_no_answer"),
        ("[强]", "affirm", "utter_picture_no_answer"),
    ],
)
async def test_a_remark_is_answered_and_takes_no_field(
    desk: Desk, text: str, intent: str, said: str
) -> None:
    await open_form(desk)
    asked = desk.slots["requested_slot"]
    assert await answer(desk, text, intent) == [said]
    assert desk.slots["answered"]
    assert (await the_need(desk)).skipped == []
    assert asked == Field.DETAIL


@pytest.mark.parametrize(
    "text",
    [
        "手机壳年纪大了做不动，厂里缺人",
        "转速到六十了",
        "等下，改成25万",
        "等我们厂投产再说",
        "我去年就停产了",
        "我要找工作人员",
        "等下，你们收费吗",
    ],
)
async def test_a_pause_is_not_seen_in_what_tells_something(desk: Desk, text: str) -> None:
    await open_form(desk)
    assert "utter_pause" not in await answer(desk, text)


async def test_a_telephone_kept_back_early_is_never_asked_for(desk: Desk) -> None:
    await open_form(desk)
    await answer(desk, "跳过", "skip")
    assert await answer(desk, "我不留电话", "withdraw_consent") == ["utter_skipped"]
    await answer(desk, "浙江宁波，别给你们留手机号了", "inform")
    assert Field.CONTACT in (await the_need(desk)).skipped
    assert (await the_need(desk)).region_code == "330200"


async def test_whoever_agreed_and_gives_no_number_is_not_asked_for_ever(desk: Desk) -> None:
    await go_to_contact(desk)
    for text in ("同意", "好", "好"):
        await answer(desk, text, "affirm")
    assert desk.slots["requested_slot"] == "confirmed"


async def test_a_question_that_nobody_can_read_offers_a_person(desk: Desk) -> None:
    await open_form(desk)
    for _ in range(3):
        await answer(desk, "跳过", "skip")
    for _ in range(2):
        assert await answer(desk, "我能替他定吗", "nlu_fallback") == ["utter_question_unread"]
    assert (await the_need(desk)).budget_text is None


@pytest.mark.parametrize("text", ["合作模式算了", "那个预算先不填了"])
async def test_one_field_is_given_up_whatever_it_was_read_as(desk: Desk, text: str) -> None:
    await open_form(desk)
    assert await answer(desk, text, "ask_modes") == ["utter_skipped"]
    assert (await the_need(desk)).skipped != []


@pytest.mark.parametrize("text", ["保密", "具体的不方便说"])
async def test_who_holds_an_answer_back_gets_the_next_question(desk: Desk, text: str) -> None:
    await open_form(desk)
    await answer(desk, "跳过", "skip")
    await answer(desk, text, "ask_ip_terms")
    assert (await the_need(desk)).skipped == [Field.DETAIL, Field.REGION]


async def test_no_hurry_answers_for_the_time_while_the_place_is_asked(desk: Desk) -> None:
    await open_form(desk)
    await answer(desk, "跳过", "skip")
    await answer(desk, "不急", "skip")
    need = await the_need(desk)
    assert (need.deadline_text, need.skipped) == ("不急", [Field.DETAIL])


async def test_an_announcement_is_no_problem(desk: Desk) -> None:
    await desk.write("老板让我来登记个技术难题", "submit_need")
    assert (await the_need(desk)).problem is None


async def test_who_bargains_hears_that_no_price_is_agreed(desk: Desk) -> None:
    assert await desk.write("两万包干行不行", "ask_fee") == ["utter_no_bargain"]
    assert await desk.write("怎么收费", "ask_fee") == []


@pytest.mark.parametrize(
    ("text", "bargain"),
    [
        ("打个七折呗", True),
        ("三万给我", True),
        ("太贵了", True),
        ("还能再谈谈不", True),
        ("开放许可要钱不", False),
        ("入门费加提成怎么算", False),
        ("可以分期付款吗", False),
    ],
)
def test_bargaining_is_told_from_asking(text: str, bargain: bool) -> None:
    assert bargains(text, "ask_fee") is bargain
    assert not bargains(text, "submit_need")
