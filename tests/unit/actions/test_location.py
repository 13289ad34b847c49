"""A place that was sent on the map fills the region after a yes."""

from __future__ import annotations

from bot.programme.locations import place_payload
from bot.store.needs import list_drafts
from tests.unit.actions.desk import Desk
from tests.unit.actions.need_form import answer, the_need

SENT = place_payload("湖北省襄阳市樊城区长虹路")


async def open_form(desk: Desk) -> None:
    await desk.write("刹车片一热就尖叫", "submit_need")
    desk.loop = "need_form"
    await desk.run("validate_need_form")


async def test_before_any_need_it_is_asked_about_and_then_counts(desk: Desk) -> None:
    await desk.write(SENT, "inform")
    assert await desk.run("action_pick_up") == ["utter_ask_location"]
    await desk.write("对", "affirm")
    assert (await desk.run("action_affirm"))[0] == "utter_noted"
    await open_form(desk)

    assert (await the_need(desk)).region_code == "420606"


async def test_before_any_need_a_no_asks_for_the_place(desk: Desk) -> None:
    await desk.write(SENT, "inform")
    await desk.run("action_pick_up")
    await desk.write("不是", "deny")

    assert await desk.run("action_deny") == ["utter_ask_need_form_region"]
    assert desk.slots["location"] is None


async def test_left_unanswered_it_is_asked_about_in_its_place(desk: Desk) -> None:
    await desk.write(SENT, "inform")
    await desk.run("action_pick_up")
    await open_form(desk)
    await answer(desk, "跳过", "skip")
    assert (await the_need(desk)).region_code is None
    assert desk.slots["requested_slot"] == "region"

    assert await desk.run("action_ask_need_form_region") == ["utter_ask_location"]
    await answer(desk, "是的", "affirm")
    assert (await the_need(desk)).region_code == "420606"
    assert desk.slots["location"] is None


async def test_inside_the_form_a_yes_is_no_consent(desk: Desk) -> None:
    await open_form(desk)
    while desk.slots["requested_slot"] != "contact":
        await answer(desk, "跳过", "skip")
    await answer(desk, SENT)
    assert desk.slots["requested_slot"] == "region"
    await answer(desk, "对", "affirm")

    assert (await the_need(desk)).region_code == "420606"
    assert desk.slots["requested_slot"] == "contact"


async def test_where_the_place_is_asked_for_it_is_the_answer(desk: Desk) -> None:
    await open_form(desk)
    while desk.slots["requested_slot"] != "region":
        await answer(desk, "跳过", "skip")

    assert await answer(desk, SENT) == ["utter_noted"]
    assert (await the_need(desk)).region_code == "420606"
    assert desk.slots["requested_slot"] not in {None, "region"}


async def test_another_place_in_the_answer_counts_instead(desk: Desk) -> None:
    await open_form(desk)
    await answer(desk, SENT)
    await answer(desk, "不是，厂在荆州", "deny")

    assert (await the_need(desk)).region_code == "421000"
    assert desk.slots["location"] is None


async def test_a_place_that_cannot_be_read_is_said_so(desk: Desk) -> None:
    await desk.write(place_payload("长虹路停车场"), "inform")

    assert (await desk.run("action_pick_up"))[0] == "utter_location_unread"
    async with desk.database.read() as session:
        assert list(await list_drafts(session, desk.conversation_id)) == []
