"""What customers wrote while nobody pulled, and what a crash left in hand."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from bot.clock import Clock
from bot.conversation.outbox import store_replies
from bot.messages import Channel, Outbound
from bot.store.conversations import open_conversation
from bot.store.models import Delivery
from tests.fixtures.databases import SqliteStores, open_store
from tests.fixtures.fake_engine import FakeEngine
from tests.fixtures.front_door import Door, open_door
from tests.fixtures.waiting import eventually
from tests.fixtures.wecom_api import CUSTOMER, OPEN_KFID, WeComStandIn
from tests.fixtures.wecom_desk import account, cursor_of, owners_rows, ring

NEVER_OLD = 4_000_000_000


class TestBacklog:
    async def test_however_much_was_written_meanwhile_all_of_it_is_kept(
        self, door: Door, wecom: WeComStandIn
    ) -> None:
        wecom.page = 1000
        for n in range(45):
            wecom.say(f"第{n}句", send_time=NEVER_OLD)
        await ring(door)
        await eventually(lambda: has_read_to(door, "45"))
        assert await owners_rows(door) == [f"第{n}句" for n in range(45)]

    async def test_one_customer_who_is_gone_holds_up_nobody(
        self, door: Door, wecom: WeComStandIn
    ) -> None:
        wecom.page = 1000
        wecom.gone = {"wmGONE"}
        wecom.say("我走了", external_userid="wmGONE", send_time=NEVER_OLD)
        wecom.say("我还在", send_time=NEVER_OLD)
        await ring(door)
        await eventually(lambda: has_read_to(door, "2"))
        assert await owners_rows(door) == ["我走了", "我还在"]


async def has_read_to(door: Door, cursor: str) -> bool:
    return await cursor_of(door) == cursor


async def test_what_a_crash_left_in_hand_is_shown_to_staff(
    engine: FakeEngine, sqlite_stores: SqliteStores, wecom: WeComStandIn,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    """The restart is quick: only a later look finds the claim too old."""
    monkeypatch.setattr("bot.conversation.outbox.STALE_CLAIM", timedelta(seconds=1))
    monkeypatch.setattr("bot.conversation.outbox.TIDY_INTERVAL", 0.05)
    url, clock = sqlite_stores.migrated(), Clock()
    store = open_store(url)
    async with store.write() as session:
        row = await open_conversation(
            session, Channel.WECOM, f"{OPEN_KFID}:{CUSTOMER}", clock.now()
        )
        await store_replies(session, row.id, Channel.WECOM, [Outbound("您好")], clock)
        delivery = (await session.scalars(select(Delivery))).one()
        delivery.state, delivery.claimed_at = "claimed", clock.now()
    await store.close()
    async with open_door(engine, url, **account(wecom)) as door:

        async def given_up() -> bool:
            async with door.database.read() as session:
                return (await session.scalars(select(Delivery.state))).one() == "failed"

        await eventually(given_up)
