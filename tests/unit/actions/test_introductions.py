"""Being put in touch: consent for each receiver, and nothing passed on without it."""

from __future__ import annotations

from sqlalchemy import select

from bot.store.models import Consent, Introduction, Need
from tests.unit.actions.desk import Desk
from tests.unit.actions.need_form import record
from tests.unit.actions.searching import search


async def pick(desk: Desk, kind: str = "university", item_id: str = "u1") -> list[str]:
    await desk.write(f'/pick{{"kind": "{kind}", "id": "{item_id}"}}', "pick")
    return await desk.run("action_pick")


async def introductions(desk: Desk) -> list[Introduction]:
    async with desk.database.read() as session:
        return list(await session.scalars(select(Introduction)))


async def test_nothing_is_passed_on_before_the_receiver_was_agreed_to(catalogued: Desk) -> None:
    await record(catalogued)
    assert await pick(catalogued) == ["utter_picked"]
    assert catalogued.follows == ["introduction_form"]
    (row,) = await introductions(catalogued)
    assert (row.state, row.consent_id, row.receiver) == ("awaiting_consent", None, "示例大学")


async def test_an_introduction_with_contact_and_separate_consents(catalogued: Desk) -> None:
    await record(catalogued)
    await pick(catalogued)
    catalogued.loop = "introduction_form"
    await catalogued.run("validate_introduction_form")
    assert catalogued.slots["requested_slot"] == "contact"
    await catalogued.write('/affirm{"scope": "all"}', "affirm")
    await catalogued.run("validate_introduction_form")
    assert catalogued.slots["requested_slot"] == "contact"
    await catalogued.write("13800138012，我姓王", "inform")
    await catalogued.run("validate_introduction_form")
    assert catalogued.slots["requested_slot"] == "agreed"
    await catalogued.run("action_ask_introduction_form_agreed")
    asked = catalogued.said[0]["consent"]
    assert "示例大学" in asked
    assert "138****8012" in asked
    await catalogued.write("同意", "affirm")
    await catalogued.run("validate_introduction_form")
    assert catalogued.slots["requested_slot"] is None
    assert await catalogued.run("action_close_introduction") == ["utter_introduction_requested"]
    (row,) = await introductions(catalogued)
    assert row.state == "requested"
    async with catalogued.database.read() as session:
        consents = list(await session.scalars(select(Consent).order_by(Consent.given_at)))
    assert [each.receiver for each in consents] == [None, "示例大学"]
    assert row.consent_id == consents[1].id


async def test_an_introduction_without_a_phone_passes_on_the_need_only(catalogued: Desk) -> None:
    await record(catalogued)
    await pick(catalogued)
    catalogued.loop = "introduction_form"
    await catalogued.run("validate_introduction_form")
    await catalogued.write("先不留", "skip")
    await catalogued.run("validate_introduction_form")
    assert catalogued.slots["requested_slot"] == "agreed"
    await catalogued.write("同意", "affirm")
    await catalogued.run("action_close_introduction")
    async with catalogued.database.read() as session:
        consent = (await session.scalars(select(Consent))).one()
    assert consent.scope == ["need"]


async def test_a_no_passes_nothing_on(catalogued: Desk) -> None:
    await record(catalogued)
    await pick(catalogued)
    catalogued.slots["agreed"] = "no"
    assert await catalogued.run("action_close_introduction") == ["utter_introduction_declined"]
    (row,) = await introductions(catalogued)
    assert (row.state, row.consent_id) == ("declined", None)


async def test_agreeing_twice_is_one_consent(catalogued: Desk) -> None:
    await record(catalogued)
    await pick(catalogued)
    catalogued.slots["agreed"] = "yes"
    kept = catalogued.slots["introduction"]
    await catalogued.run("action_close_introduction")
    catalogued.slots.update(introduction=kept, agreed="yes")
    await catalogued.run("action_close_introduction")
    async with catalogued.database.read() as session:
        assert len(list(await session.scalars(select(Consent)))) == 1
    assert await pick(catalogued) == ["utter_introduction_again"]


async def test_picking_from_a_passing_search_makes_a_short_need(catalogued: Desk) -> None:
    await search(catalogued, "找做压铸的学校", "find_university")
    await pick(catalogued)
    async with catalogued.database.read() as session:
        need = (await session.scalars(select(Need))).one()
    assert need.state == "recorded"
    assert need.number is not None
    assert need.problem == "找做压铸的学校"


async def test_a_card_that_left_the_catalogue_is_told(catalogued: Desk) -> None:
    await record(catalogued)
    assert await pick(catalogued, "patent", "gone") == ["utter_pick_unknown"]
    assert await introductions(catalogued) == []
