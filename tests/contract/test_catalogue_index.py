"""The search index is built from the catalogue once and then follows its change log."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest
from structlog.testing import capture_logs

from bot.matching.criteria import Query
from bot.matching.index import current_folder
from bot.matching.index_writer import writing
from bot.matching.matcher import Matcher
from bot.matching.records import FILE as RECORDS
from bot.store.catalogue_writes import (
    remove,
    save_mentors,
    save_patents,
    save_platforms,
    save_universities,
)
from bot.store.database import Database
from bot.store.models import Mentor, University
from bot.store.search import SearchIndex
from tests.fixtures.catalogue import NOW, TODAY, licence, patent, platform, university


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


def _patents(matcher: Matcher) -> list[str]:
    return [m.id for m in matcher.match(Query(text="压铸气孔", today=TODAY, limit=50)).patents]
