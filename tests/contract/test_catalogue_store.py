"""The catalogue in SQL, its change log, and the index that follows it."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select
from structlog.testing import capture_logs

from bot.clock import Clock
from bot.errors import BadRequest, Conflict
from bot.matching.criteria import Query
from bot.matching.documents import encode
from bot.matching.index import current_folder
from bot.matching.index_writer import writing
from bot.matching.matcher import Matcher
from bot.matching.records import FILE as RECORDS
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
from bot.store.demo_seed import seed_demo
from bot.store.models import (
    CatalogueChange,
    LicenceDeclaration,
    Mentor,
    Patent,
    Platform,
    University,
)
from bot.store.search import SearchIndex
from bot.store.search_rows import all_documents
from tests.fixtures.databases import open_store

NOW = datetime(2026, 11, 22, 4, 0, tzinfo=UTC)
TODAY = date(2026, 11, 22)


def university(key: str, name: str, region: str = "330100", **more: object) -> University:
    return University(
        id=key, name=name, region_code=region, province="浙江省", city="杭州市", **more
    )


def mentor(key: str, **more: object) -> Mentor:
    fields: dict[str, object] = {
        "university_id": "u-1", "name": "甲某", "title": "教授", "field": "铸造",
        "industry_code": "C33", "directions": ["真空压铸与气孔控制"], "keywords": ["压铸", "气孔"],
    }  # fmt: skip
    return Mentor(id=key, **(fields | more))


def patent(key: str, number: str, title: str, **more: object) -> Patent:
    fields: dict[str, object] = {"owner_name": "某大学", "type": "发明", "university_id": "u-1"}
    return Patent(id=key, patent_no=number, title=title, **(fields | more))


def licence(key: str, **more: object) -> LicenceDeclaration:
    fields: dict[str, object] = {"fee_mode": "免费", "fee_yuan": 0, "term_to": date(2029, 1, 1)}
    return LicenceDeclaration(patent_id=key, **(fields | more))


def platform(key: str, **more: object) -> Platform:
    fields: dict[str, object] = {
        "name": "轻合金工程研究中心", "level": "教育部工程研究中心", "university_id": "u-1",
        "field": "铸造", "industry_code": "C33", "directions": ["真空压铸与气孔控制"],
        "services": ["中试放大"],
    }  # fmt: skip
    return Platform(id=key, **(fields | more))


@pytest.fixture
async def stocked(database: Database) -> Database:
    async with database.write() as session:
        await save_universities(
            session,
            [university("u-1", "钱塘大学"), university("u-2", "江汉大学", "420100")],
            NOW,
        )
        await save_mentors(session, [mentor("m-1"), mentor("m-2", load=3, field="水产")], NOW)
        rows = [
            (patent("p-1", "ZL209910000001.2", "一种真空压铸减少气孔的方法"), licence("p-1")),
            (patent("p-2", "ZL209910000002.3", "一种100%_茶叶色选装置"), None),
        ]
        await save_patents(session, rows, NOW)
    return database


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


async def test_the_index_is_built_once_and_then_follows(stocked: Database, tmp_path: Path) -> None:
    index, matcher = SearchIndex(stocked, tmp_path / "index"), Matcher(tmp_path / "index")
    assert await index.sync() == 6
    assert await index.sync() == 0
    assert _patents(matcher) == ["p-1"]
    async with stocked.write() as session:
        await remove(session, "patent", ["p-1"], NOW)
        row = patent("p-9", "ZL209910000009.1", "一种压铸气孔的检测方法")
        await save_patents(session, [(row, licence("p-9"))], NOW)
    assert await index.sync() == 2
    assert _patents(matcher) == ["p-9"]


async def test_a_renamed_university_renames_its_mentors(stocked: Database, tmp_path: Path) -> None:
    index, matcher = SearchIndex(stocked, tmp_path / "index"), Matcher(tmp_path / "index")
    await index.sync()
    async with stocked.write() as session:
        await save_universities(session, [University(id="u-1", name="之江大学")], NOW)
    await index.sync()
    mentors = matcher.match(Query(text="压铸气孔", today=TODAY)).mentors
    assert mentors[0].subtitle == "之江大学 · 教授"


async def test_a_platform_is_found_by_its_directions_and_follows_its_university(
    stocked: Database, tmp_path: Path
) -> None:
    async with stocked.write() as session:
        await save_platforms(session, [platform("c-1")], NOW)
    index = SearchIndex(stocked, tmp_path / "index")
    await index.sync()
    matcher = Matcher(tmp_path / "index")
    query = Query(text="压铸件气孔多", today=TODAY, near_region_code="330100")
    (found,) = matcher.match(query).platforms
    assert (found.id, found.subtitle) == ("c-1", "钱塘大学 · 教育部工程研究中心")
    assert "真空压铸与气孔控制" in found.reasons[0]
    assert "同在同一城市，便于到厂" in found.reasons
    async with stocked.write() as session:
        await save_universities(session, [university("u-1", "钱江大学")], NOW)
    await index.sync()
    assert matcher.match(query).platforms[0].facts["依托高校"] == "钱江大学"
    async with stocked.write() as session:
        await remove(session, "platform", ["c-1"], NOW)
    await index.sync()
    assert matcher.match(query).platforms == ()


async def test_following_gives_the_same_answers_as_a_rebuild(
    stocked: Database, tmp_path: Path
) -> None:
    followed, rebuilt = tmp_path / "followed", tmp_path / "rebuilt"
    await SearchIndex(stocked, followed).sync()
    for number in range(20):
        async with stocked.write() as session:
            row = patent(f"q-{number}", f"ZL20991001{number:04d}.1", f"压铸气孔的第{number}种判级")
            await save_patents(session, [(row, licence(f"q-{number}"))], NOW)
        await SearchIndex(stocked, followed).sync()
    await SearchIndex(stocked, rebuilt).rebuild()
    assert _patents(Matcher(followed)) == _patents(Matcher(rebuilt))


async def test_an_index_of_another_database_is_built_anew(
    stocked: Database, tmp_path: Path
) -> None:
    index = SearchIndex(stocked, tmp_path / "index")
    await index.sync()
    with writing(tmp_path / "index") as writer:
        writer.apply([], [("patent", "p-1")], '{"change_id": 6, "origin": "2020-01-01T00:00:00"}')
    assert await index.sync() == 6
    assert _patents(Matcher(tmp_path / "index")) == ["p-1"]


async def test_what_was_replaced_too_often_is_cleared_away(
    stocked: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.matching.index_writer._SMALL", 3)
    index, matcher = SearchIndex(stocked, tmp_path / "index"), Matcher(tmp_path / "index")
    await index.sync()
    folders = {current_folder(tmp_path / "index")}
    for load in range(7):
        async with stocked.write() as session:
            await save_mentors(session, [Mentor(id="m-1", load=load % 3)], NOW)
        assert await index.sync() == 1
        folders.add(current_folder(tmp_path / "index"))
    # The sixth replaced record was one more than there are.
    assert len(folders) == 2
    assert _patents(matcher) == ["p-1"]
    assert await index.sync() == 0


async def test_records_that_were_lost_are_written_anew(stocked: Database, tmp_path: Path) -> None:
    index, matcher = SearchIndex(stocked, tmp_path / "index"), Matcher(tmp_path / "index")
    await index.sync()
    folder = current_folder(tmp_path / "index")
    assert folder is not None
    (folder / RECORDS).unlink()
    with capture_logs() as told:
        assert await index.sync() == 6
    assert "search_index.records_torn" in [line["event"] for line in told]
    assert _patents(matcher) == ["p-1"]


async def test_while_another_process_writes_there_is_nothing_to_do(
    stocked: Database, tmp_path: Path
) -> None:
    with writing(tmp_path / "index"):
        assert await SearchIndex(stocked, tmp_path / "index").sync() == 0
    assert await SearchIndex(stocked, tmp_path / "index").sync() == 6


async def test_a_rebuild_waits_for_the_other_writer(stocked: Database, tmp_path: Path) -> None:
    with writing(tmp_path / "index"):
        task = asyncio.create_task(SearchIndex(stocked, tmp_path / "index").rebuild())
        await asyncio.sleep(0.1)
        assert not task.done()
    assert await task == 6


async def test_an_empty_catalogue_is_an_index_without_answers(
    database: Database, tmp_path: Path
) -> None:
    assert await SearchIndex(database, tmp_path / "index").sync() == 0
    matches = Matcher(tmp_path / "index").match(Query(text="压铸气孔", today=TODAY))
    assert matches.reason == "nothing_fits"


async def test_following_in_the_background_shows_an_edit(stocked: Database, tmp_path: Path) -> None:
    index, matcher = SearchIndex(stocked, tmp_path / "index"), Matcher(tmp_path / "index")
    await index.sync()
    task = asyncio.create_task(index.follow(0.01))
    async with stocked.write() as session:
        await remove(session, "patent", ["p-1"], NOW)
    # Far more tries than are needed: a slow machine must not fail here.
    for _ in range(3_000):
        if not _patents(matcher):
            break
        await asyncio.sleep(0.01)
    assert _patents(matcher) == []
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task


async def test_concurrent_writers_leave_a_log_that_can_be_followed(
    stocked: Database, tmp_path: Path
) -> None:
    index = SearchIndex(stocked, tmp_path / "index")
    await index.sync()

    async def write(number: int) -> None:
        async with stocked.write() as session:
            row = patent(f"c-{number}", f"ZL20991002{number:04d}.1", f"压铸气孔的第{number}种检测")
            await save_patents(session, [(row, licence(f"c-{number}"))], NOW)
            await asyncio.sleep(0.001 * (number % 3))

    async def follow() -> None:
        for _ in range(10):
            await index.sync()
            await asyncio.sleep(0.002)

    await asyncio.gather(follow(), *(write(number) for number in range(30)))
    await index.sync()
    found = Matcher(tmp_path / "index").match(Query(text="压铸气孔", today=TODAY, limit=50)).patents
    assert {match.id for match in found} == {"p-1", *(f"c-{number}" for number in range(30))}


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


async def test_the_log_takes_many_lines_at_once(database: Database) -> None:
    async with database.write() as session:
        await log_changes(session, "patent", [f"x-{n}" for n in range(1_300)], NOW)
    assert await _log_length(database) == 1_300


async def _log_length(database: Database) -> int:
    async with database.read() as session:
        return await session.scalar(select(func.count()).select_from(CatalogueChange)) or 0


def _patents(matcher: Matcher) -> list[str]:
    return [m.id for m in matcher.match(Query(text="压铸气孔", today=TODAY, limit=50)).patents]


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
