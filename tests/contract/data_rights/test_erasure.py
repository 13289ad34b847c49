"""Everything is erased, in every column of every table."""

from __future__ import annotations

from typing import Any

from sqlalchemy import JSON, String, func, select

from bot.messages import Channel
from bot.programme.data_rights import erase, list_holdings, withdraw_consent
from bot.programme.personal_data import WAYS, WITHOUT_OWNERS, Way
from bot.store.conversations import messages_after, open_conversation
from bot.store.database import Database
from bot.store.models import (
    Base,
    Enterprise,
    Need,
)
from tests.fixtures.owner_data import (
    FIRM,
    LATER,
    NOW,
    PERSON,
    begin,
    leave_contact,
    live_through_all,
    recorded,
    traces,
)


class TestErasure:
    async def test_it_leaves_no_trace_anywhere(self, database: Database) -> None:
        async with database.write() as session:
            its = await live_through_all(session)
            before = await traces(session)
        assert {each.partition(".")[0] for each in before} >= {
            "messages", "notes", "ratings", "lessons", "needs", "contacts", "enterprises",
            "conversations", "suggestions", "need_events", "passive_replies",
        }  # fmt: skip
        async with database.write() as session:
            erased = await erase(session, its, LATER)
        assert not any(word in erased.what for word in PERSON)
        async with database.read() as session:
            assert await traces(session) == []
            (need,) = await session.scalars(select(Need))
            texts = [row.text for row in await messages_after(session, its, 0)]
        assert (need.state, need.problem) == ("withdrawn", "锅炉漏水，每天停机两小时")
        assert "锅炉漏水，每天停机两小时" in texts[1]

    async def test_a_firm_that_others_wrote_about_stays(self, database: Database) -> None:
        async with database.write() as session:
            mine = await begin(session)
            await recorded(session, mine.id, company=FIRM[0], uscc=FIRM[1])
            other = await open_conversation(session, Channel.WEBCHAT, "somebody else", NOW)
            await recorded(session, other.id, company=FIRM[0], uscc=FIRM[1])
            await erase(session, mine.id, LATER)
        async with database.read() as session:
            assert await session.scalar(select(func.count()).select_from(Enterprise)) == 1

    async def test_what_was_only_written_is_deleted_too(self, database: Database) -> None:
        async with database.write() as session:
            its = (await begin(session, "我叫李建国，电话13800138000，先问问政策")).id
            assert not (await list_holdings(session, its)).is_empty
            await erase(session, its, LATER)
            assert (await list_holdings(session, its)).is_empty
        async with database.read() as session:
            assert await traces(session) == []

    async def test_nor_does_an_earlier_withdrawal_save_the_name(self, database: Database) -> None:
        async with database.write() as session:
            its = (await begin(session, "13800138000", "李建国")).id
            await leave_contact(session, its)
            await withdraw_consent(session, its, LATER)
            await erase(session, its, LATER)
        async with database.read() as session:
            assert await traces(session) == []

    def test_every_column_for_words_is_accounted_for(self) -> None:
        """A new column is put into the list, or its table is the institution's own."""
        tables = {table.name: table for table in Base.metadata.sorted_tables}
        assert set(WAYS) <= set(tables)
        assert set(tables) >= WITHOUT_OWNERS
        forgotten = [
            f"{table.name}.{column.name}"
            for table in tables.values()
            if table.name not in WITHOUT_OWNERS
            for column in table.columns
            if _holds_words(column.type) and column.name not in WAYS.get(table.name, {})
        ]
        assert forgotten == []

    def test_nothing_is_on_the_list_that_is_not_there(self) -> None:
        tables = {table.name: table for table in Base.metadata.sorted_tables}
        for name, ways in WAYS.items():
            assert set(ways) <= {column.name for column in tables[name].columns}
            assert all(isinstance(way, Way) for way in ways.values())


def _holds_words(type_: Any) -> bool:
    """JSON, and text longer than ids, codes and states are."""
    return isinstance(type_, JSON) or (
        isinstance(type_, String) and (type_.length is None or type_.length >= 80)
    )
