"""The demo catalogue is stored once, gives way to a changed one, and leaves other records alone."""

from __future__ import annotations

import pytest
from sqlalchemy import func, select

from bot.clock import Clock
from bot.store.catalogue import Page, declarations_of, list_mentors, list_patents, list_universities
from bot.store.catalogue_writes import save_mentors, save_patents, save_universities
from bot.store.database import Database
from bot.store.demo_seed import seed_demo
from bot.store.models import LicenceDeclaration, Mentor, Patent, University
from tests.fixtures.catalogue import NOW, licence, mentor, patent, university


async def test_the_demo_is_stored_once_and_leaves_others_alone(database: Database) -> None:
    clock = Clock(NOW)
    async with database.write() as session:
        own = university("own", "浙江大学", tags=["自填"])
        await save_universities(session, [own], NOW)
        await save_mentors(session, [mentor("own-m", university_id="own", name="乙某")], NOW)
    said: list[str] = []
    assert await seed_demo(database, clock, said.append)
    assert not await seed_demo(database, clock, said.append)
    assert len(said) == 2
    async with database.read() as session:
        school = await session.get(University, "own")
        assert school is not None
        assert (school.tags, school.is_demo) == (["自填"], False)
        assert await session.get(Mentor, "own-m") is not None
        _, universities = await list_universities(session, Page())
        _, invented = await list_universities(session, Page(), demo=True)
        _, mentors = await list_mentors(session, Page(), demo=True)
        patents, total = await list_patents(session, Page(limit=50), demo=True)
        declared = await declarations_of(session, [row.id for row in patents])
    assert universities >= 147
    assert invented == 0, "universities are real and bear no demo mark"
    assert mentors >= 200
    assert total >= 400
    assert len(declared) == 50


async def test_a_changed_demo_replaces_the_old_one(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    await seed_demo(database, Clock(NOW))
    async with database.write() as session:
        stale = patent("demo-patent-old", "ZL209999999999.1", "旧的演示专利", is_demo=True)
        stale.university_id = None
        await save_patents(session, [(stale, licence("demo-patent-old"))], NOW)
    monkeypatch.setattr("bot.store.demo_seed._fingerprint", lambda today: "another state")
    assert await seed_demo(database, Clock(NOW))
    async with database.read() as session:
        assert await session.get(Patent, "demo-patent-old") is None
        query = select(func.count()).select_from(LicenceDeclaration)
        _, patents = await list_patents(session, Page())
        assert await session.scalar(query) == patents
