"""Staff's words arrive in their order, and nobody waits for another customer or account."""

from __future__ import annotations

import asyncio

import pytest
from sqlalchemy import select

from bot.store.cursors import save_cursor
from bot.store.models import Conversation
from connectors.wecom import puller
from tests.fixtures.colleagues import Colleague, hire
from tests.fixtures.databases import SqliteStores
from tests.fixtures.fake_engine import FakeEngine
from tests.fixtures.front_door import Door, open_door
from tests.fixtures.waiting import eventually
from tests.fixtures.wecom_api import CUSTOMER, OPEN_KFID, WeComStandIn
from tests.fixtures.wecom_desk import account, heard, owners_rows, ring

OTHER = "wmOther"
FIRST, SECOND = "第一句：价格是三万", "第二句：上一句说错了，是五万"
LATELY = 4_000_000_000
# Longer than another front door takes to see what waits.
MEANWHILE = 0.6


async def conversation_of(door: Door, customer: str) -> str:
    async with door.database.read() as session:
        rows = await session.scalars(select(Conversation))
        return next(row.id for row in rows if customer in row.address)


async def take(door: Door, wecom: WeComStandIn, customer: str) -> tuple[Colleague, str]:
    """A customer who wrote, and a colleague who holds the conversation."""
    before = len(wecom.sent)
    wecom.say("要看合同", external_userid=customer, send_time=LATELY)
    await ring(door)
    await heard(wecom, before + 1)
    clerk = await hire(door, f"王老师{len(wecom.log)}")
    conversation = await conversation_of(door, customer)
    await clerk.claim(conversation)
    await heard(wecom, before + 2)
    return clerk, conversation


def texts(wecom: WeComStandIn) -> list[str]:
    return [each["text"]["content"] for each in wecom.sent]


@pytest.mark.services
async def test_two_front_doors_keep_the_order(
    engine: FakeEngine, postgres_url: str, redis_url: str, wecom: WeComStandIn
) -> None:
    async with (
        open_door(engine, postgres_url, redis_url, **account(wecom)) as door,
        open_door(engine, postgres_url, redis_url, **account(wecom)),
    ):
        clerk, conversation = await take(door, wecom, CUSTOMER)
        said = len(wecom.sent)
        wecom.held[FIRST] = asyncio.Event()
        await clerk.reply(conversation, FIRST)
        await asyncio.sleep(MEANWHILE)
        await clerk.reply(conversation, SECOND)
        await asyncio.sleep(MEANWHILE)
        wecom.held[FIRST].set()
        await heard(wecom, said + 2)
        assert texts(wecom)[said:] == [FIRST, SECOND]


async def test_a_slow_line_holds_up_nobody_else(door: Door, wecom: WeComStandIn) -> None:
    slow, slow_one = await take(door, wecom, CUSTOMER)
    quick, quick_one = await take(door, wecom, OTHER)
    said = len(wecom.sent)
    wecom.held[FIRST] = asyncio.Event()
    await slow.reply(slow_one, FIRST)
    await asyncio.sleep(MEANWHILE)
    await quick.reply(quick_one, SECOND)
    await heard(wecom, said + 1)
    assert texts(wecom)[said:] == [SECOND]
    wecom.held[FIRST].set()
    await heard(wecom, said + 2)
    assert texts(wecom)[-1] == FIRST


async def test_a_deleted_account_holds_up_no_other(
    engine: FakeEngine,
    sqlite_stores: SqliteStores,
    wecom: WeComStandIn,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(puller, "FIRST_PAUSE", 1_000.0)
    wecom.dead.add("wkDeleted")
    url = sqlite_stores.migrated()
    async with open_door(engine, url) as plain, plain.database.write() as session:
        for name in ("wkDeleted", OPEN_KFID):
            await save_cursor(session, name, "0", plain.settings.clock.now())
    async with open_door(engine, url, **account(wecom)) as door:

        async def failed() -> bool:
            return wecom.refused == 1

        await eventually(failed)
        wecom.say("在吗", send_time=LATELY)
        await ring(door)
        await heard(wecom, 1)
        assert await owners_rows(door) == ["在吗"]
