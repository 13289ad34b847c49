"""An owner's rights: to see, to delete, to take back. Over SQLite and PostgreSQL."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.errors import Conflict
from bot.messages import Author, Channel
from bot.programme.carrying import Hand
from bot.programme.contacts import ALL_FIELDS, GivenContact, give_consent, keep_contact
from bot.programme.data_rights import erase
from bot.programme.introductions import ask_introduction
from bot.programme.licences import ask_licence
from bot.programme.needs import give_up_draft, record_need
from bot.store.conversations import NewMessage, append_message, open_conversation
from bot.store.database import Database
from bot.store.introductions import begin_introduction
from bot.store.models import (
    Base,
    Conversation,
    Introduction,
    LicenceDeclaration,
    Need,
    Patent,
    Staff,
    University,
)
from bot.store.needs import GOES_ALONG, HOLDS_BACK, new_draft

NOW = datetime(2026, 11, 22, 9, tzinfo=UTC)
LATER = NOW + timedelta(hours=1)
TODAY = date(2026, 11, 22)
CONTACT = GivenContact("李建国", "13800138000", "ljg@boiler.example.cn")


async def begin(session: AsyncSession, *texts: str) -> Conversation:
    """A conversation in which the owner has written ``texts``."""
    conversation = await open_conversation(session, Channel.WEBCHAT, "visitor", NOW)
    for number, text in enumerate(texts):
        new = NewMessage(conversation.id, Author.USER, text, NOW, client_msg_id=str(number))
        await append_message(session, new)
    return conversation


async def leave_contact(session: AsyncSession, conversation_id: str) -> None:
    consent = await give_consent(session, conversation_id, ALL_FIELDS, NOW)
    await keep_contact(session, conversation_id, CONTACT, consent, NOW)


async def draft(session: AsyncSession, conversation_id: str, **values: str) -> Need:
    need = await new_draft(session, conversation_id, NOW)
    need.problem = "锅炉漏水，每天停机两小时"
    for name, value in values.items():
        setattr(need, name, value)
    await session.flush()
    return need


async def recorded(session: AsyncSession, conversation_id: str, **values: str) -> Need:
    need = await draft(session, conversation_id, **values)
    await record_need(session, need, today=TODAY, now=NOW, message_id=None)
    return need


async def stock(session: AsyncSession) -> None:
    session.add(University(
        id="u1", name="之江大学", region_code="330100", province="浙江省", city="杭州市",
        tags=[], disciplines=[], strengths=[], updated_at=NOW,
    ))  # fmt: skip
    session.add(Patent(
        id="p1", type="发明", patent_no="ZL201610270273.7", title="锅炉堵漏", owner_name="之江大学",
        keywords=[], updated_at=NOW,
    ))  # fmt: skip
    await session.flush()
    session.add(LicenceDeclaration(patent_id="p1", state="active", fee_mode="免费", stages=[]))


async def hand(session: AsyncSession) -> Hand:
    staff = Staff(
        id="s1", username="wang", display_name="王", password_hash="", role="manager",
        created_at=NOW,
    )  # fmt: skip
    session.add(staff)
    await session.flush()
    return Hand(staff, LATER, TODAY)


class TestDrafts:
    async def test_a_draft_with_a_request_on_it_is_no_dead_end(self, database: Database) -> None:
        """Stores of earlier versions have such drafts."""
        async with database.write() as session:
            conversation = await begin(session, "漏水")
            await stock(session)
            need = await draft(session, conversation.id, company="襄阳恒力锅炉厂")
            await begin_introduction(session, need.id, "university", "u1", "之江大学", NOW)
        async with database.write() as session:
            await erase(session, conversation.id, LATER)
        async with database.read() as session:
            (need,) = await session.scalars(select(Need))
            (row,) = await session.scalars(select(Introduction))
        assert (need.state, need.company, row.state) == ("withdrawn", None, "withdrawn")

    async def test_cancelled_it_is_withdrawn_where_something_hangs_on_it(
        self, database: Database
    ) -> None:
        async with database.write() as session:
            conversation = await begin(session)
            bare = await draft(session, conversation.id)
            await give_up_draft(session, bare, LATER)
            held = await draft(session, conversation.id)
            await begin_introduction(session, held.id, "university", "u1", "之江大学", NOW)
            await give_up_draft(session, held, LATER)
        async with database.read() as session:
            (left,) = await session.scalars(select(Need))
        assert (left.id, left.state) == (held.id, "withdrawn")

    async def test_nothing_is_begun_on_a_draft(self, database: Database) -> None:
        async with database.write() as session:
            conversation = await begin(session)
            await stock(session)
            need = await draft(session, conversation.id)
            with pytest.raises(Conflict):
                await ask_introduction(session, need, "university", "u1", NOW)
            with pytest.raises(Conflict):
                await ask_licence(session, need, "p1", await hand(session))

    def test_every_table_that_points_at_a_need_is_accounted_for(self) -> None:
        pointing = {
            table.name
            for table in Base.metadata.sorted_tables
            for key in table.foreign_keys
            if key.column.table.name == "needs"
        }
        assert pointing == {table.__tablename__ for table in (*GOES_ALONG, *HOLDS_BACK)}
