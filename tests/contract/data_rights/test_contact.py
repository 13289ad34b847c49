"""The contact alone goes: when it is asked for, and when its need ends."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from bot.errors import Conflict
from bot.programme.carrying import Wish
from bot.programme.contacts import ALL_FIELDS, PHONE_ONLY, GivenContact, give_consent, keep_contact
from bot.programme.course import carry_need
from bot.programme.data_rights import erase_contact
from bot.programme.handover import carry_introduction, prepare_handover
from bot.programme.introductions import agree
from bot.programme.needs import withdraw_need
from bot.store.database import Database
from bot.store.models import Contact, Introduction, Need
from tests.fixtures.owner_data import (
    CONTACT,
    FIRM,
    LATER,
    NOW,
    PERSON,
    ask_university,
    begin,
    hand,
    leave_contact,
    recorded,
    stock,
    traces,
)


class TestContactAlone:
    async def test_the_need_stays_and_the_person_goes(self, database: Database) -> None:
        async with database.write() as session:
            its = (await begin(session, "我叫李建国，13800138000", "锅炉漏水")).id
            await stock(session)
            await leave_contact(session, its)
            need = await recorded(session, its, company=FIRM[0])
            asked = await ask_university(session, need)
            await agree(session, its, asked.id, NOW)
        async with database.write() as session:
            await erase_contact(session, its, LATER)
        async with database.read() as session:
            (need,) = await session.scalars(select(Need))
            (row,) = await session.scalars(select(Introduction))
            handover = await prepare_handover(session, row, need)
            left = await traces(session)
        assert (need.state, need.company, row.state) == ("recorded", FIRM[0], "requested")
        assert handover is not None
        assert (handover.name, handover.phone, handover.email) == (None, None, None)
        assert not any(word in each for each in left for word in PERSON)

    async def test_a_number_left_later_is_not_what_was_agreed_to(self, database: Database) -> None:
        async with database.write() as session:
            its = (await begin(session)).id
            await stock(session)
            await leave_contact(session, its)
            need = await recorded(session, its)
            asked = await ask_university(session, need)
            await agree(session, its, asked.id, NOW)
            await erase_contact(session, its, LATER)
            consent = await give_consent(session, its, ALL_FIELDS, LATER)
            await keep_contact(session, its, CONTACT, consent, LATER)
            handover = await prepare_handover(session, asked, need)
        assert handover is not None
        assert handover.phone is None

    async def test_a_narrower_consent_takes_the_name_away_again(self, database: Database) -> None:
        async with database.write() as session:
            its = (await begin(session)).id
            await leave_contact(session, its)
            consent = await give_consent(session, its, PHONE_ONLY, LATER)
            only = GivenContact(phone="13800138000", name_refused=True)
            await keep_contact(session, its, only, consent, LATER)
        async with database.read() as session:
            (contact,) = await session.scalars(select(Contact))
        assert (contact.name, contact.phone, contact.email) == (None, "13800138000", None)


class TestEndOfANeed:
    async def test_nothing_of_a_withdrawn_need_is_passed_on(self, database: Database) -> None:
        async with database.write() as session:
            its = (await begin(session)).id
            await stock(session)
            await leave_contact(session, its)
            need = await recorded(session, its)
            row = await ask_university(session, need)
            await agree(session, its, row.id, NOW)
            await withdraw_need(session, need, LATER)
            assert row.state == "withdrawn"
            row.state = "requested"
            assert await prepare_handover(session, row, need) is None
            with pytest.raises(Conflict):
                await carry_introduction(
                    session, row, need, Wish("forward"), row.updated_at, await hand(session)
                )

    @pytest.mark.parametrize("move", ["give_up", "withdraw"])
    async def test_with_the_last_need_the_contact_goes(self, database: Database, move: str) -> None:
        """As the consent says: 需求办结后删除."""
        async with database.write() as session:
            its = (await begin(session, "我叫李建国，13800138000")).id
            await stock(session)
            await leave_contact(session, its)
            first, last = await recorded(session, its), await recorded(session, its)
            asked = await ask_university(session, last)
            staff = await hand(session)
            await carry_need(session, first, Wish(move, "不需要了"), first.updated_at, staff)
            assert await session.scalar(select(Contact)) is not None
            await carry_need(session, last, Wish(move, "不需要了"), last.updated_at, staff)
            late = await agree(session, its, asked.id, LATER)
            left = await traces(session)
        assert late is None
        assert left == []
