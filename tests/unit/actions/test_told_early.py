"""What is told before its question, or beside it: a name, that there is no firm, a number."""

from __future__ import annotations

import pytest

from bot.reading.person_alone import names_person_alone
from bot.store.models import Contact
from tests.unit.actions.desk import Desk
from tests.unit.actions.need_form import answer, count, go_to_contact, open_form, the_need


@pytest.mark.parametrize(
    "text",
    ["老板姓邓，邓总", "我们老板姓邓", "以老板的名义，联系人写邓总", "找王工", "联系人是李建国"],
)
def test_a_person_and_nothing_else(text: str) -> None:
    assert names_person_alone(text)


@pytest.mark.parametrize(
    "text",
    ["老板姓邓，要做到5%", "王工说要降到3道", "黄铜", "金属件", "老板定", "钱总是不够", "高温"],
)
def test_who_tells_of_the_trouble_names_no_person_alone(text: str) -> None:
    assert not names_person_alone(text)


@pytest.mark.parametrize("intent", ["inform", "submit_need", "nlu_fallback"])
async def test_a_name_told_early_is_no_word_of_the_need(desk: Desk, intent: str) -> None:
    await open_form(desk)
    await answer(desk, "跳过", "skip")
    asked = desk.slots["requested_slot"]
    assert await answer(desk, "老板姓邓，邓总", intent) == ["utter_name_later"]
    need = await the_need(desk)
    assert "邓" not in f"{need.problem}{need.detail}{need.company}"
    assert desk.slots["requested_slot"] == asked
    assert await count(desk, Contact) == 0


async def test_at_the_summary_a_name_asks_for_the_consent(desk: Desk) -> None:
    await go_to_contact(desk)
    await answer(desk, "先不留", "skip")
    assert desk.slots["requested_slot"] == "confirmed"
    await answer(desk, "老板姓邓，邓总", "inform")
    assert desk.slots["requested_slot"] == "contact"


@pytest.mark.parametrize("words", ["提交吧", "就这样"])
async def test_a_number_passed_over_is_said_not_to_be_kept(desk: Desk, words: str) -> None:
    await go_to_contact(desk)
    await answer(desk, "我的电话13800138037，老板的不方便", "inform")
    assert await answer(desk, words, "affirm") == ["utter_contact_not_kept"]
    assert desk.slots["requested_slot"] == "confirmed"
    assert await count(desk, Contact) == 0
    await answer(desk, "13800138037", "inform")
    assert desk.slots["requested_slot"] == "contact"


async def test_who_wrote_no_number_hears_of_none(desk: Desk) -> None:
    await go_to_contact(desk)
    assert await answer(desk, "提交吧", "affirm") == []


@pytest.mark.parametrize(
    "words", ["我没有公司，就是个小作坊", "冒得公司", "我们没注册公司，个体户"]
)
async def test_there_is_no_firm_whatever_was_asked(desk: Desk, words: str) -> None:
    await open_form(desk)
    assert desk.slots["requested_slot"] == "detail"
    assert await answer(desk, words, "inform") == ["utter_skipped"]
    need = await the_need(desk)
    assert (need.skipped, need.detail) == (["company"], None)
    assert desk.slots["requested_slot"] == "detail"


async def test_no_firm_told_with_the_trouble_counts_too(desk: Desk) -> None:
    await desk.write("做豆腐的，没有公司，豆腐老发酸", "submit_need")
    assert (await the_need(desk)).skipped == ["company"]


async def test_a_firm_that_others_have_not_is_no_answer(desk: Desk) -> None:
    await desk.write("豆腐老发酸，没有公司愿意做检测", "submit_need")
    assert (await the_need(desk)).skipped == []


async def test_a_mark_alone_is_neither_number_nor_letter(desk: Desk) -> None:
    await open_form(desk)
    asked = desk.slots["requested_slot"]
    assert await answer(desk, "？", "nlu_fallback") == []
    assert desk.slots["requested_slot"] == asked
    assert await answer(desk, "b", "nlu_fallback") == ["utter_number_no_answer"]


async def test_a_yes_right_after_the_consent_was_spoken_of_asks_for_it_now(desk: Desk) -> None:
    await open_form(desk)
    await answer(desk, "跳过", "skip")
    await answer(desk, "宁波海天，电话13600001111，我姓谭")
    desk.events.append({"event": "bot", "metadata": {"utter_action": "utter_contact_later"}})
    await answer(desk, "同意", "affirm")
    assert desk.slots["requested_slot"] == "contact"
    assert await desk.run("action_ask_contact") == ["utter_ask_consent_held"]
    assert await count(desk, Contact) == 0


async def test_any_other_yes_brings_no_question_for_a_contact(desk: Desk) -> None:
    await open_form(desk)
    await answer(desk, "跳过", "skip")
    asked = desk.slots["requested_slot"]
    await answer(desk, "同意", "affirm")
    assert desk.slots["requested_slot"] == asked != "contact"
