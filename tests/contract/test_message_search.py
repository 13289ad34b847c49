"""The index of logs follows the store, erasure included, on both kinds of store."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest
import tantivy
from sqlalchemy import delete, update

from bot.matching.log_index import Question
from bot.messages import Author, Channel
from bot.programme.data_rights import erase
from bot.store.conversations import NewMessage, append_message, open_conversation
from bot.store.database import Database
from bot.store.message_search import MessageSearch
from bot.store.models import Conversation, LogChange, Message, StoreMark

NOW = datetime(2026, 11, 22, tzinfo=UTC)


class Archive:
    def __init__(self, database: Database, path: Path) -> None:
        self.database, self.path = database, path
        self.search = MessageSearch(database, path)

    async def write(self, address: str, text: str, author: Author = Author.USER) -> int:
        async with self.database.write() as session:
            row = await open_conversation(session, Channel.WEBCHAT, address, NOW)
            return (await append_message(session, NewMessage(row.id, author, text, NOW))).id

    async def find(self, word: str) -> list[int]:
        await self.search.bring_up()
        return await self.search.search(Question((word,)), 50)

    def holds(self, word: str) -> bool:
        """Whether a folder of the index still knows the word, deleted entries included."""
        return any(_knows(folder, word) for folder in self.path.iterdir() if folder.is_dir())


def _knows(folder: Path, word: str) -> bool:
    index = tantivy.Index.open(str(folder))
    index.reload()
    return bool(index.searcher().terms_with_prefix("pairs", word))


@pytest.fixture
async def archive(database: Database, tmp_path: Path) -> Archive:
    opened = Archive(database, tmp_path)
    assert await opened.find("空空") == []
    return opened


async def test_what_is_written_is_found(archive: Archive) -> None:
    first = await archive.write("a", "压铸件气孔")
    assert await archive.find("气孔") == [first]
    second = await archive.write("b", "又有气孔", Author.STAFF)
    await archive.write("b", "系统：气孔", Author.SYSTEM)
    assert await archive.find("气孔") == [second, first]
    again = MessageSearch(archive.database, archive.path)
    await again.bring_up()
    assert await again.search(Question(("气孔",)), 50) == [second, first]


async def test_erasure_reaches_the_files_of_the_index(archive: Archive) -> None:
    kept = await archive.write("b", "我的电话13900139000")
    mine = await archive.write("a", "我的电话13800138000")
    assert await archive.find("13800138000") == [mine]
    async with archive.database.write() as session:
        row = await session.get_one(Message, mine)
        await erase(session, row.conversation_id, NOW)
    assert await archive.find("13800138000") == []
    assert await archive.find("电话") == [mine, kept]
    assert archive.holds("13900139000")
    assert not archive.holds("13800138000")


async def test_deleted_messages_leave_it_whoever_deletes_them(archive: Archive) -> None:
    kept, gone = await archive.write("a", "气孔一"), await archive.write("b", "canary4711气孔")
    later = await archive.write("a", "气孔二")
    await archive.find("气孔")
    assert archive.holds("canary4711")
    async with archive.database.write() as session:
        await session.execute(delete(Message).where(Message.id == gone))
    assert await archive.find("气孔") == [later, kept]
    assert not archive.holds("canary4711")


async def test_a_change_that_leaves_the_words_alone_costs_nothing(archive: Archive) -> None:
    await archive.write("a", "气孔")
    async with archive.database.write() as session:
        await session.execute(update(Message).values(understanding={"purposes": []}))
        await session.execute(update(Message).values(text=Message.text))
    async with archive.database.read() as session:
        assert (await session.execute(LogChange.__table__.select())).all() == []


async def test_the_index_of_another_store_is_not_believed(
    archive: Archive, database: Database
) -> None:
    await archive.write("a", "气孔")
    assert len(await archive.find("气孔")) == 1
    async with database.write() as session:
        await session.execute(delete(Message))
        await session.execute(delete(Conversation))
        await session.execute(delete(LogChange))
        await session.execute(delete(StoreMark))
    fresh = await archive.write("b", "盐雾")
    assert await archive.find("气孔") == []
    assert await archive.find("盐雾") == [fresh]


async def test_nothing_is_lost_where_one_shard_ends_between_two_looks(
    database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for room in ("bot.store.message_search", "bot.matching.log_index_writer"):
        monkeypatch.setattr(f"{room}.SHARD_SIZE", 20)
    archive = Archive(database, tmp_path)
    written = [await archive.write("a", "气孔")]
    while written[-1] % 20 != 14:
        written.append(await archive.write("a", "气孔"))
    assert await archive.find("气孔") == written[::-1]

    written += [await archive.write("a", "气孔") for _ in range(30)]
    assert await archive.find("气孔") == written[::-1]
    assert await Archive(database, tmp_path).find("气孔") == written[::-1]
