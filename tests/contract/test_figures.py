"""The dashboards' figures, counted by both kinds of store."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from bot.store.catalogue_writes import save_mentors, save_universities
from bot.store.database import Database
from bot.store.figures import progress, traffic
from bot.store.figures.grouping import Period
from bot.store.figures.progress import Count
from bot.store.figures.traffic import Begun
from bot.store.models import (
    Contract,
    Conversation,
    Enterprise,
    Introduction,
    Mentor,
    Need,
    Staff,
    University,
    Wait,
    new_id,
)

# 2026-11-21 23:30 in China, and an hour later, on the next day.
LATE = datetime(2026, 11, 21, 15, 30, tzinfo=UTC)
NEXT = LATE + timedelta(hours=1)
PERIOD = Period(date(2026, 11, 21), date(2026, 11, 22))


@pytest.fixture
async def conversations(database: Database) -> list[str]:
    async with database.write() as session:
        session.add(Staff(id="s1", username="li", display_name="小李", password_hash="x",
                          role="agent", created_at=LATE))  # fmt: skip
        ids = []
        for at, channel in ((LATE, "webchat"), (NEXT, "wechat"), (NEXT, "webchat"),
                            (NEXT + timedelta(days=9), "webchat")):  # fmt: skip
            row = Conversation(id=new_id(), channel=channel, address=new_id(), created_at=at)
            session.add(row)
            ids.append(row.id)
        await session.flush()
        for seconds in (10, 20, 600):
            session.add(Wait(conversation_id=ids[0], kind="first", since=LATE, staff_id="s1",
                             ended_at=LATE + timedelta(seconds=seconds)))  # fmt: skip
        session.add(Wait(conversation_id=ids[0], kind="first", since=LATE))
    return ids


async def test_days_are_those_of_china(database: Database, conversations: list[str]) -> None:
    async with database.read() as session:
        assert await traffic.by_day(session, PERIOD) == [
            Begun("2026-11-21", 1, 1),
            Begun("2026-11-22", 2, 0),
        ]
        assert await traffic.by_channel(session, PERIOD) == [
            Begun("webchat", 2, 1),
            Begun("wechat", 1, 0),
        ]


async def test_the_middle_wait_and_the_ninth_of_ten(
    database: Database, conversations: list[str]
) -> None:
    async with database.read() as session:
        (day,) = await traffic.first_answers(session, PERIOD)
    assert (day.key, day.waits, day.answered) == ("2026-11-21", 4, 3)
    assert day.median == pytest.approx(20, abs=0.1)
    assert day.slow == pytest.approx(600, abs=0.1)


async def test_each_firm_and_each_university_is_served_once(
    database: Database, conversations: list[str]
) -> None:
    async with database.write() as session:
        await _serve(session, conversations)
    async with database.read() as session:
        reached = await progress.reached(session)
        stages = await progress.by_stage(session)
        provinces = await progress.by_province(session, PERIOD)
        begun = await traffic.by_province(session, PERIOD)
    assert (reached.enterprises, reached.universities) == (1, 2)
    assert (reached.contracts, reached.contract_yuan, reached.registered) == (1, 300_000, 0)
    assert (reached.introductions, reached.needs) == (1, 2)
    assert stages == [Count("contracted", 1), Count("matched", 1)]
    assert provinces == [Count("33", 2)]
    assert begun == [Begun("33", 1, 1), Begun(None, 2, 0)] or begun == [
        Begun(None, 2, 0), Begun("33", 1, 1),
    ]  # fmt: skip


async def _serve(session: AsyncSession, conversations: list[str]) -> None:
    """One firm with two needs: a contract with one university, a mentor of another."""
    await save_universities(session, [
        University(id=each, name=each, region_code="330100", province="浙江省", city="杭州市")
        for each in ("u1", "u2")
    ], LATE)  # fmt: skip
    await save_mentors(session, [Mentor(
        id="m1", university_id="u2", name="甲某", title="教授", field="铸造", industry_code="C33",
    )], LATE)  # fmt: skip
    session.add(Enterprise(id="e1", name="甲厂", created_at=LATE, updated_at=LATE))
    await session.flush()
    for need_id, state in (("n1", "contracted"), ("n2", "matched")):
        session.add(Need(id=need_id, conversation_id=conversations[0], enterprise_id="e1",
                         state=state, region_code="330200", recorded_at=LATE, created_at=LATE,
                         updated_at=LATE))  # fmt: skip
    await session.flush()
    session.add(Contract(need_id="n1", kind="技术开发", title="压铸", party="u1",
                         university_id="u1", amount_yuan=300_000, signed_on=date(2026, 11, 21),
                         created_at=LATE, updated_at=LATE))  # fmt: skip
    session.add(Introduction(need_id="n2", kind="mentor", item_id="m1", receiver="甲某",
                             state="met", requested_at=LATE, updated_at=LATE))  # fmt: skip
