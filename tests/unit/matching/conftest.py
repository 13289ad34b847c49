"""One index of the demonstration catalogue for all tests, and a maker of small ones."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from bot.clock import Clock
from bot.matching.criteria import Matches, Query
from bot.matching.documents import Document
from bot.matching.index_writer import writing
from bot.matching.matcher import Matcher
from bot.store.database import Database
from bot.store.demo_seed import seed_demo
from bot.store.search import SearchIndex

TODAY = date(2026, 11, 22)

Ask = Callable[..., Matches]
Build = Callable[[Iterable[Document]], Matcher]


async def _seeded_index(folder: Path) -> Path:
    database = Database(f"sqlite+aiosqlite:///{folder / 'desk.db'}")
    await database.create_all()
    await seed_demo(database, Clock(datetime(2026, 11, 22, tzinfo=UTC)))
    await SearchIndex(database, folder / "index").sync()
    await database.close()
    return folder / "index"


@pytest.fixture(scope="session")
def demo_matcher(tmp_path_factory: pytest.TempPathFactory) -> Matcher:
    return Matcher(asyncio.run(_seeded_index(tmp_path_factory.mktemp("demo"))))


@pytest.fixture(scope="session")
def ask(demo_matcher: Matcher) -> Ask:
    """``ask(text, **criteria)`` of the demonstration catalogue."""

    def ask_it(text: str, **criteria: object) -> Matches:
        return demo_matcher.match(Query(text=text, today=TODAY, **criteria))  # type: ignore[arg-type]  # the criteria vary

    return ask_it


@pytest.fixture
def build(tmp_path: Path) -> Build:
    """A matcher over just these documents."""

    def build_it(documents: Iterable[Document]) -> Matcher:
        with writing(tmp_path / "index") as writer:
            made = writer.build("1")
            made.add(documents)
            made.finish()
        return Matcher(tmp_path / "index")

    return build_it
