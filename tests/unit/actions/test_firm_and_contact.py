"""Who the owner is: answers beside the question take nothing's place, and nothing given is lost."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from bot.store.models import Contact, Need
from tests.unit.actions.desk import Desk
from tests.unit.actions.need_form import answer, go_to_contact, open_form, the_need

WRONG_CODE = "武汉明达汽车零部件有限公司，统一社会信用代码91420100MA4KXXXX1X"


async def kept_contact(desk: Desk) -> Contact:
    async with desk.database.read() as session:
        return (await session.scalars(select(Contact))).one()


async def at_company(desk: Desk) -> None:
    await open_form(desk)
    desk.slots["requested_slot"] = "company"


async def at_summary(desk: Desk, contact: str) -> None:
    await go_to_contact(desk)
    await answer(desk, contact)
    await answer(desk, '/affirm{"scope": "all"}', "affirm")
    assert desk.slots["requested_slot"] == "confirmed"


async def test_a_way_of_working_is_not_the_firm_the_second_time_either(desk: Desk) -> None:
    await at_company(desk)
    await answer(desk, "这个我得想想")
    desk.slots["requested_slot"], desk.slots["missed"] = "company", "company"
    await answer(desk, "委托开发")
    need = await the_need(desk)
    assert (need.company, need.mode) == (None, "委托开发")


async def test_what_cannot_be_read_as_a_name_twice_is_left_out_and_that_is_said(desk: Desk) -> None:
    await at_company(desk)
    await answer(desk, "那个嘛")
    assert desk.slots["missed"] == "company"
    desk.slots["requested_slot"] = "company"
    assert await answer(desk, "还是那个嘛", "nlu_fallback") == ["utter_skipped"]
    assert (await the_need(desk)).company is None


async def test_a_name_beside_a_wrong_code_stays_when_the_code_is_kept_back(desk: Desk) -> None:
    await at_company(desk)
    assert "utter_uscc_wrong" in await answer(desk, WRONG_CODE)
    desk.slots["requested_slot"] = "company"
    await answer(desk, "先不写码", "skip")
    need = await the_need(desk)
    assert (need.company, need.uscc) == ("武汉明达汽车零部件有限公司", None)
    assert desk.slots["requested_slot"] != "company"


async def test_another_answer_after_a_wrong_code_leaves_the_name_alone(desk: Desk) -> None:
    await at_company(desk)
    await answer(desk, WRONG_CODE)
    desk.slots.update(requested_slot="company", reask=True)
    await answer(desk, "委托开发")
    assert (await the_need(desk)).company == "武汉明达汽车零部件有限公司"


async def test_a_firm_read_as_a_need_is_only_the_firm(desk: Desk) -> None:
    await at_company(desk)
    await answer(desk, "恒发压铸", "submit_need")
    need = await the_need(desk)
    assert need.company == "恒发压铸"
    assert "恒发" not in (need.detail or "")


async def test_a_wish_for_a_teacher_beside_another_question_is_the_way_of_working(
    desk: Desk,
) -> None:
    await at_company(desk)
    async with desk.database.write() as session:
        (await session.scalars(select(Need))).one().mode = None
    assert await answer(desk, "请老师来看看碾米机", "find_mentor") == ["utter_noted"]
    assert (await the_need(desk)).mode == "技术导师"


async def test_an_opening_that_only_announces_is_asked_for_the_matter(desk: Desk) -> None:
    await desk.write("领导安排我来填一下我们单位的需求，我是技术科的", "submit_need")
    desk.loop = "need_form"
    await desk.run("validate_need_form")
    assert desk.slots["requested_slot"] == "problem"
    await answer(desk, "你好，我要提个技术需求")
    assert (await the_need(desk)).problem is None
    await answer(desk, "注射器针头脱落，拔出力18N，要做到25N")
    assert (await the_need(desk)).problem == "注射器针头脱落，拔出力18N，要做到25N"


@pytest.mark.parametrize("intent", ["skip", "deny", "withdraw_consent", "privacy_question"])
async def test_without_a_name_the_number_given_before_is_kept(desk: Desk, intent: str) -> None:
    await go_to_contact(desk)
    await answer(desk, "0760 88881234")
    await answer(desk, "不留名字", intent)
    contact = await kept_contact(desk)
    assert (contact.name, contact.phone) == (None, "0760-88881234")


@pytest.mark.parametrize(
    ("said", "intent", "name", "phone"),
    [
        ("138 0013 8102", "out_of_scope", "老李", "13800138102"),
        ("电话最后两位是12", "correct", "老李", "13800138012"),
        ("我姓梁", "inform", "梁先生/女士", "13800138000"),
        ("我叫张铁柱，名字咋没有", "out_of_scope", "张铁柱", "13800138000"),
        ("不留姓名", "privacy_question", None, "13800138000"),
    ],
)
async def test_a_contact_is_put_right_at_the_summary(
    desk: Desk, said: str, intent: str, name: str | None, phone: str
) -> None:
    await at_summary(desk, "13800138000 老李")
    assert await answer(desk, said, intent) == ["utter_contact_saved"]
    contact = await kept_contact(desk)
    assert (contact.name, contact.phone) == (name, phone)
    assert desk.slots["requested_slot"] == "confirmed"


async def test_of_two_numbers_the_one_that_is_wanted(desk: Desk) -> None:
    await at_summary(desk, "0577-67351234转806，找周姐，手机13800138000")
    assert (await kept_contact(desk)).phone == "13800138000"
    await answer(desk, "手机不要，留座机", "privacy_question")
    assert (await kept_contact(desk)).phone == "0577-67351234-806"


async def test_what_is_no_number_leaves_the_kept_one_and_is_taken_itself(desk: Desk) -> None:
    await at_summary(desk, "13800138000 老李")
    desk.slots.update(requested_slot="contact", reopened="contact")
    said = await answer(desk, "预算8万", "inform")
    assert "utter_contact_saved" not in said
    assert (await the_need(desk)).budget_max == 80_000


@pytest.mark.parametrize(
    ("typed", "asked"),
    [("1380013800", "utter_phone_length"), ("13800138o00", "utter_phone_letter")],
)
async def test_a_mistyped_number_is_asked_for_with_what_is_wrong(
    desk: Desk, typed: str, asked: str
) -> None:
    await go_to_contact(desk)
    assert await answer(desk, typed) == [asked]


async def test_terms_are_kept_in_words(desk: Desk) -> None:
    await open_form(desk)
    desk.slots["requested_slot"] = "mode"
    await answer(desk, "想让学校帮忙做，但是知识产权要归我们", "ask_ip_terms")
    need = await the_need(desk)
    assert "知识产权要归我们" in (need.detail or "")


async def test_a_firms_name_that_looks_like_none_is_said_back(desk: Desk) -> None:
    """「海天」 may be a firm, or anything: whoever meant something else sees what was taken."""
    await at_company(desk)
    assert await desk.write("海天", "inform") == ["utter_noted"]
    assert desk.said[0]["noted"] == "公司：海天"
    assert (await the_need(desk)).company == "海天"


async def test_a_firms_name_that_looks_like_one_is_shown_by_the_next_question(desk: Desk) -> None:
    await at_company(desk)
    assert await desk.write("恒力塑胶", "inform") == []
    assert (await the_need(desk)).company == "恒力塑胶"
