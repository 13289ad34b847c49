"""How an owner may be reached: nothing is kept before they agreed, and no more than they gave."""

from __future__ import annotations

from sqlalchemy import select

from bot.store.models import Consent, Contact
from tests.unit.actions.desk import Desk
from tests.unit.actions.need_form import answer, count, go_to_contact, open_form, the_need


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


async def test_a_phone_by_itself_has_the_consent_asked_for_at_once(desk: Desk) -> None:
    await open_form(desk)
    await answer(desk, "希望降到3%以内")
    await answer(desk, "13912345678")
    assert desk.slots["requested_slot"] == "contact"
    assert await count(desk, Contact) == 0
    await answer(desk, "同意", "affirm")
    assert await count(desk, Contact) == 1
    assert desk.slots["requested_slot"] not in {"contact", "confirmed"}


async def test_a_phone_without_a_name_is_an_agreement_of_its_own(desk: Desk) -> None:
    await open_form(desk)
    await answer(desk, "希望降到3%以内")
    asked = desk.slots["requested_slot"]
    await answer(desk, "电话给你了就行，别写名字，13912345678")
    async with desk.database.read() as session:
        contact = (await session.scalars(select(Contact))).one()
    assert (contact.phone, contact.name) == ("13912345678", None)
    assert desk.slots["requested_slot"] == asked
