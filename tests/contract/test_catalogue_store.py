"""The catalogue in SQL: what is saved is read, listed and removed, and each write is logged."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

import pytest
from sqlalchemy import func, select

from bot.errors import BadRequest, Conflict
from bot.store.catalogue import (
    Page,
    declarations_of,
    find_patent,
    list_mentors,
    list_patents,
    list_platforms,
    list_universities,
)
from bot.store.catalogue_writes import (
    log_changes,
    remove,
    save_mentors,
    save_patents,
    save_platforms,
    save_universities,
)
from bot.store.database import Database
from bot.store.models import CatalogueChange, Mentor, Patent, University
from tests.fixtures.catalogue import NOW, mentor, patent, platform, university


async def test_what_is_saved_is_read(stocked: Database) -> None:
    async with stocked.read() as session:
        school = await session.get(University, "u-1")
        person = await session.get(Mentor, "m-1")
        found = await session.get(Patent, "p-1")
        by_number = await find_patent(session, "ZL209910000001.2")
        declared = await declarations_of(session, ["p-1", "p-2"])
    assert school is not None
    assert school.updated_at == NOW
    assert school.tags == []
    assert person is not None
    assert (person.load, person.capacity) == (0, 3)
    assert found is by_number
    assert list(declared) == ["p-1"]


async def test_saving_again_changes_only_what_is_given(stocked: Database) -> None:
    async with stocked.write() as session:
        await save_mentors(session, [Mentor(id="m-2", load=1)], NOW)
    async with stocked.read() as session:
        person = await session.get(Mentor, "m-2")
    assert person is not None
    assert (person.load, person.field) == (1, "水产")


async def test_a_patent_saved_without_a_declaration_loses_it(stocked: Database) -> None:
    async with stocked.write() as session:
        await save_patents(session, [(Patent(id="p-1", title="新名称"), None)], NOW)
    async with stocked.read() as session:
        assert await declarations_of(session, ["p-1"]) == {}


async def test_every_write_is_logged_in_order(stocked: Database) -> None:
    async with stocked.write() as session:
        await remove(session, "mentor", ["m-2"], NOW)
    async with stocked.read() as session:
        query = select(CatalogueChange).order_by(CatalogueChange.id)
        logged = [(row.kind, row.item_id) for row in await session.scalars(query)]
    assert logged == [
        ("university", "u-1"), ("university", "u-2"), ("mentor", "m-1"), ("mentor", "m-2"),
        ("patent", "p-1"), ("patent", "p-2"), ("mentor", "m-2"),
    ]  # fmt: skip


async def test_a_failed_write_leaves_no_line(stocked: Database) -> None:
    async def fail() -> None:
        async with stocked.write() as session:
            await save_universities(session, [university("u-3", "新大学")], NOW)
            raise RuntimeError("the importer stopped")

    before = await _log_length(stocked)
    with pytest.raises(RuntimeError):
        await fail()
    assert await _log_length(stocked) == before


async def test_the_log_takes_many_lines_at_once(database: Database) -> None:
    async with database.write() as session:
        await log_changes(session, "patent", [f"x-{n}" for n in range(1_300)], NOW)
    assert await _log_length(database) == 1_300


async def test_pages_filter_sort_and_count(stocked: Database) -> None:
    async with stocked.read() as session:
        rows, total = await list_universities(session, Page(limit=1, sort="-name"))
        assert ([row.id for row in rows], total) == (["u-1"], 2)
        rows, total = await list_universities(session, Page(limit=1, offset=1, sort="-name"))
        assert ([row.id for row in rows], total) == (["u-2"], 2)
        rows, _ = await list_universities(session, Page(), region_code="420000")
        assert [row.id for row in rows] == ["u-2"]
        people, _ = await list_mentors(session, Page(), available=True)
        assert [row.id for row in people] == ["m-1"]
        people, _ = await list_mentors(session, Page(), q="水产", available=False)
        assert [row.id for row in people] == ["m-2"]
        patents, _ = await list_patents(session, Page(), fee_mode="免费")
        assert [row.id for row in patents] == ["p-1"]


@pytest.mark.parametrize("listing", [list_mentors, list_patents, list_platforms])
@pytest.mark.parametrize(
    "wanted", [{"region_code": "420000"}, {"industry_code": "C1"}, {"university_id": "u-2"}]
)
async def test_what_a_university_offers_is_narrowed_by_place_trade_and_house(
    database: Database, listing: Callable[..., Awaitable[Any]], wanted: dict[str, str]
) -> None:
    there = {"university_id": "u-2", "industry_code": "C13"}
    async with database.write() as session:
        houses = [university("u-1", "钱塘大学"), university("u-2", "江汉大学", "420100")]
        await save_universities(session, houses, NOW)
        await save_mentors(session, [mentor("here"), mentor("there", **there)], NOW)
        here = patent("here", "ZL209910000001.2", "一种真空压铸方法", industry_code="C33")
        tea = patent("there", "ZL209910000002.3", "一种茶叶色选装置", **there)
        await save_patents(session, [(here, None), (tea, None)], NOW)
        tea_centre = platform("there", name="茶业工程研究中心", **there)
        await save_platforms(session, [platform("here"), tea_centre], NOW)
    async with database.read() as session:
        rows, total = await listing(session, Page(sort="id"), **wanted)
    assert ([row.id for row in rows], total) == (["there"], 1)


@pytest.mark.parametrize("words", ["%", "_", "100%_茶"])
async def test_wildcards_in_a_search_are_characters(stocked: Database, words: str) -> None:
    async with stocked.read() as session:
        patents, total = await list_patents(session, Page(), q=words)
    assert ([row.id for row in patents], total) == (["p-2"], 1)


@pytest.mark.parametrize("column", ["nonsense", "metadata", "-__class__"])
async def test_only_columns_can_be_sorted_by(stocked: Database, column: str) -> None:
    async with stocked.read() as session:
        with pytest.raises(BadRequest):
            await list_patents(session, Page(sort=column))


async def test_a_university_with_people_is_not_removed(stocked: Database) -> None:
    async with stocked.write() as session:
        with pytest.raises(Conflict):
            await remove(session, "university", ["u-1"], NOW)
        await remove(session, "university", ["u-2"], NOW)
    async with stocked.read() as session:
        assert await session.get(University, "u-2") is None


async def _log_length(database: Database) -> int:
    async with database.read() as session:
        return await session.scalar(select(func.count()).select_from(CatalogueChange)) or 0
