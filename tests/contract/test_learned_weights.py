"""Verdicts on suggestions move later suggestions a little, can be read, and can be taken back."""

from __future__ import annotations

import asyncio
from datetime import UTC, date, datetime, timedelta
from functools import partial
from pathlib import Path

import pytest

from bot.matching.criteria import Query
from bot.matching.features import WEIGHTS
from bot.matching.learned import FILE, from_text
from bot.matching.matcher import Matcher
from bot.matching.trace import as_trace
from bot.programme.suggestions import keep_suggestions
from bot.store.catalogue_writes import save_patents, save_universities
from bot.store.database import Database
from bot.store.learned import LearnedWeights
from bot.store.models import Conversation, LicenceDeclaration, Need, Patent, University, new_id
from bot.store.search import SearchIndex
from bot.store.suggestions import list_suggestions, note_reaction
from tests.fixtures.waiting import eventually

NOW = datetime(2026, 11, 22, 4, 0, tzinfo=UTC)
ASKED = Query(text="我们的硬糖老是粘成一坨", today=date(2026, 11, 22), limit=5)
DAMP, LUMP = "p-damp", "p-lump"
TITLES = {DAMP: "一种硬糖的抗吸湿包衣", LUMP: "一种硬糖的防结块装置"}
SAID, FOUND = "粘成一坨", "吸湿"


@pytest.fixture
async def index(database: Database, tmp_path: Path) -> Path:
    schools = [University(id="u-1", name="某大学", region_code="330100", province="浙江省",
                          city="杭州市")]  # fmt: skip
    patents = [
        (Patent(id=key, patent_no=f"ZL2099{at:08d}.1", title=title, owner_name="某大学",
                type="发明", university_id="u-1"),
         LicenceDeclaration(patent_id=key, fee_mode="免费", state="active"))
        for at, (key, title) in enumerate(TITLES.items())
    ]  # fmt: skip
    async with database.write() as session:
        await save_universities(session, schools, NOW)
        await save_patents(session, patents, NOW)
    await SearchIndex(database, tmp_path / "index").sync()
    return tmp_path / "index"


async def show(database: Database, index: Path) -> str:
    """A need that was answered; its id."""
    matches = Matcher(index).match(ASKED)
    async with database.write() as session:
        talk, need = new_id(), new_id()
        session.add(Conversation(id=talk, channel="webchat", address=talk, created_at=NOW))
        session.add(Need(id=need, conversation_id=talk, created_at=NOW, updated_at=NOW))
        await session.flush()
        await keep_suggestions(session, need, matches, NOW)
    return need


async def judge(
    database: Database, need: str, item: str, verdict: str, objection: str | None, at: datetime
) -> None:
    async with database.write() as session:
        for row in await list_suggestions(session, need):
            if row.item_id == item:
                row.verdict, row.verdict_reason, row.verdict_at = verdict, objection, at


def scores(index: Path) -> dict[str, float]:
    return {match.id: match.score for match in Matcher(index).match(ASKED).patents}


async def test_what_led_off_the_topic_counts_less_and_can_be_forgotten(
    database: Database, index: Path
) -> None:
    weights = LearnedWeights(database, index)
    before = scores(index)
    assert set(before) == {DAMP, LUMP}
    for _ in range(6):
        need = await show(database, index)
        await judge(database, need, DAMP, "rejected", "off_topic", NOW)
        async with database.write() as session:
            await note_reaction(session, need, "patent", LUMP, "picked", NOW)
    learned = await weights.refresh()
    assert learned.links[SAID, FOUND].bad == 6
    assert 0.75 <= learned.factor(SAID, FOUND) < 1
    assert learned.factor(SAID, "结块") > 1
    after = scores(index)
    assert after[DAMP] < before[DAMP]
    assert after[LUMP] >= before[LUMP]
    assert "学到：粘成一坨→吸湿 合适 0 次、不对题 6 次，强度 ×0.85" in as_trace(
        Matcher(index), ASKED
    )

    await weights.forget(("system", "test"), NOW + timedelta(hours=1))
    assert scores(index) == before
    need = await show(database, index)
    await judge(database, need, DAMP, "accepted", None, NOW + timedelta(hours=2))
    assert (await weights.refresh()).links[SAID, FOUND].good == 1


async def test_a_reason_that_is_not_the_topic_speaks_of_its_feature(
    database: Database, index: Path
) -> None:
    for objection in ("too_dear", "too_far", "known"):
        need = await show(database, index)
        await judge(database, need, DAMP, "rejected", objection, NOW)
    learned = await LearnedWeights(database, index).refresh()
    assert learned.links == {}
    assert learned.features == {"cost": 1, "region": 1}
    best = Matcher(index).match(ASKED).patents[0]
    assert best.weights["cost"] > WEIGHTS["cost"]
    assert best.weights["text"] < WEIGHTS["text"]
    assert sum(best.weights.values()) == pytest.approx(sum(WEIGHTS.values()), abs=0.001)
    assert sum(best.weights[n] * v for n, v in best.features.items()) == pytest.approx(
        best.score, abs=0.001
    )
    trace = as_trace(Matcher(index), ASKED)
    assert "3 次评价里有 1 次因“费用”不合适" in trace


async def test_the_file_tells_counts_and_is_read_as_written(
    database: Database, index: Path
) -> None:
    need = await show(database, index)
    await judge(database, need, LUMP, "accepted", None, NOW)
    weights = LearnedWeights(database, index)
    learned = await weights.refresh()
    written = (index / FILE).read_text("utf-8")
    assert from_text(written) == learned
    assert '"said": "粘成一坨"' in written
    assert '"factor": 1.05' in written
    stamp = (index / FILE).stat().st_mtime_ns
    await weights.refresh()
    assert (index / FILE).stat().st_mtime_ns == stamp


async def test_a_verdict_is_taken_up_in_the_background(database: Database, index: Path) -> None:
    need = await show(database, index)
    following = asyncio.create_task(LearnedWeights(database, index).follow(0.01))
    try:
        for at, verdict in enumerate(("accepted", "rejected")):
            await judge(database, need, LUMP, verdict, "off_topic", NOW + timedelta(hours=at))
            await eventually(partial(_counts, index, verdict))
    finally:
        following.cancel()
        await asyncio.gather(following, return_exceptions=True)


async def _counts(index: Path, verdict: str) -> bool:
    if not (index / FILE).exists():
        return False
    tally = from_text((index / FILE).read_text("utf-8")).links.get((SAID, "结块"))
    return tally is not None and (tally.good if verdict == "accepted" else tally.bad) == 1
