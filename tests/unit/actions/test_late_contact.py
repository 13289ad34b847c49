"""A number that comes after the need was recorded is asked about, kept, and put to the need."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from bot.store.models import Consent, Contact, Need
from tests.unit.actions.desk import Desk
from tests.unit.actions.need_form import count, record


async def linked(desk: Desk) -> str | None:
    async with desk.database.read() as session:
        need = (await session.scalars(select(Need))).one()
        contact = await session.get(Contact, need.contact_id) if need.contact_id else None
    return contact.phone if contact else None


@pytest.mark.parametrize("yes", ['/affirm{"scope": "all"}', "同意", "可以的"])
async def test_it_is_kept_by_the_consent_without_being_written_again(desk: Desk, yes: str) -> None:
    await record(desk)
    desk.loop = None
    assert await desk.write("我电话是13712345678，忘了给", "inform") == ["utter_ask_consent_held"]
    assert await count(desk, Contact) == await count(desk, Consent) == 0

    assert await desk.write(yes, "affirm") == ["utter_contact_saved"]

    assert await linked(desk) == "13712345678"
    assert desk.slots["pending"] is None


async def test_only_the_number_where_only_that_was_agreed_to(desk: Desk) -> None:
    await record(desk)
    desk.loop = None
    await desk.write("我姓刘，电话13712345678", "inform")
    await desk.write('/affirm{"scope": "phone"}', "affirm")
    async with desk.database.read() as session:
        contact = (await session.scalars(select(Contact))).one()
    assert (contact.name, contact.phone) == (None, "13712345678")


@pytest.mark.parametrize("no", ["/skip", "先不留了"])
async def test_a_no_keeps_nothing(desk: Desk, no: str) -> None:
    await record(desk)
    desk.loop = None
    await desk.write("我电话是13712345678，忘了给", "inform")
    assert await desk.write(no, "skip") == ["utter_late_contact_left"]
    assert await count(desk, Contact) == 0


async def test_a_question_beside_it_is_no_consent(desk: Desk) -> None:
    await record(desk)
    desk.loop = None
    await desk.write("我电话是13712345678，忘了给", "inform")
    await desk.write("同意了会给谁看", "affirm")
    assert await count(desk, Contact) == 0


async def test_of_a_need_that_is_over_no_contact_is_asked_for(desk: Desk) -> None:
    await record(desk)
    desk.loop = None
    async with desk.database.write() as session:
        (await session.scalars(select(Need))).one().state = "withdrawn"
    assert "utter_ask_consent_held" not in await desk.write("我电话是13712345678", "inform")
    assert desk.slots.get("pending") != "late_contact"
