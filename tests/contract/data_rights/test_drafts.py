"""What hangs on a draft, and that it is no dead end."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from bot.errors import Conflict
from bot.programme.data_rights import erase
from bot.programme.introductions import ask_introduction
from bot.programme.licences import ask_licence
from bot.programme.needs import (
    give_up_draft,
)
from bot.store.database import Database
from bot.store.introductions import begin_introduction
from bot.store.models import (
    Base,
    Introduction,
    Need,
)
from bot.store.needs import GOES_ALONG, HOLDS_BACK
from tests.fixtures.owner_data import (
    LATER,
    NOW,
    begin,
    draft,
    hand,
    stock,
)


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
