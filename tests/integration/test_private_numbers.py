"""Numbers of identity papers and bank cards do not come past the inbox."""

from __future__ import annotations

from bot.store.models import Message
from tests.fixtures.databases import SqliteStores
from tests.fixtures.fake_engine import FakeEngine
from tests.fixtures.front_door import open_door
from tests.unit.reading.test_private import CARD, IDENTITY


async def test_neither_the_log_nor_the_engine_gets_them(
    engine: FakeEngine, sqlite_stores: SqliteStores
) -> None:
    async with open_door(engine, sqlite_stores.migrated()) as door:
        visitor = await door.visitor()
        text = f"电话13800138000，身份证{IDENTITY}，卡号{CARD}"
        seq = await visitor.say(text, client_msg_id="once")
        await visitor.reply_to(seq)
        assert await visitor.say(text, client_msg_id="once") == seq
        own, _ = await visitor.log()
        assert own["text"] == "电话13800138000，身份证〔证件号码〕，卡号〔银行卡号〕"
        assert [call.message for call in engine.calls] == [own["text"]]
        async with door.database.read() as session:
            row = await session.get_one(Message, 1)
        assert row.text == own["text"]
