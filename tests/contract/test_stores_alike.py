"""SQLite and PostgreSQL hold the same catalogue and answer questions about it alike."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path

from bot.clock import Clock
from bot.matching.criteria import Query
from bot.matching.documents import encode
from bot.matching.matcher import Matcher
from bot.store.database import Database
from bot.store.demo_seed import seed_demo
from bot.store.search import SearchIndex
from bot.store.search_rows import all_documents
from tests.fixtures.catalogue import NOW, TODAY
from tests.fixtures.databases import open_store


async def test_both_stores_answer_two_hundred_questions_alike(
    postgres_url: str, tmp_path: Path
) -> None:
    """The same records, and from them the same ids in the same order."""
    postgres, sqlite = (
        open_store(postgres_url),
        Database(f"sqlite+aiosqlite:///{tmp_path / 'a.db'}"),
    )
    await sqlite.create_all()
    found, answers = [], []
    for name, each in (("p", postgres), ("s", sqlite)):
        await seed_demo(each, Clock(NOW))
        found.append(await _encoded(each))
        await SearchIndex(each, tmp_path / name).sync()
        answers.append(await asyncio.to_thread(_asked, tmp_path / name, found[0]))
        await each.close()
    assert len(found[0]) > 1_000
    assert found[0] == found[1]
    assert len(answers[0]) == 200
    assert sum(map(bool, answers[0])) > 150
    assert answers[0] == answers[1]


def _asked(index: Path, records: list[bytes]) -> list[list[str]]:
    """The ids of all kinds for questions that the records themselves suggest."""
    matcher, answers = Matcher(index), []
    patents = [json.loads(each) for each in records if b'"patent_no"' in each]
    for patent in patents[:: len(patents) // 200][:200]:
        words = "、".join(patent["keywords"][:3])
        found = matcher.match(Query(text=f"我们厂的{words}一直不好", today=TODAY, limit=10))
        shown = (*found.universities, *found.mentors, *found.patents)
        answers.append([match.id for match in shown])
    return answers


async def _encoded(database: Database) -> list[bytes]:
    async with database.read() as session:
        batches = [batch async for batch in all_documents(session)]
    return sorted(encode(document) for batch in batches for document in batch)
