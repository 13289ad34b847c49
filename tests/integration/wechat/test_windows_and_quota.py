"""Staff write while WeChat's window and quota allow it; what is held or refused says why."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import update

from bot.handoff.channel_state import read_channel_state
from bot.handoff.conversation_schema import ChannelState
from bot.messages import Channel
from bot.store.database import Database
from bot.store.models import Conversation, Message
from bot.store.models import Delivery as DeliveryRow
from tests.fixtures.late_answers import delivered
from tests.fixtures.waiting import eventually
from tests.fixtures.wechat_account import OPENID
from tests.fixtures.wechat_api import ApiStandIn
from tests.fixtures.wechat_door import Door


async def settled_as(door: Door, state: str) -> DeliveryRow:
    found: list[DeliveryRow] = []

    async def found_one() -> bool:
        found.extend(row for row in await door.deliveries() if row.state == state)
        return bool(found)

    await eventually(found_one)
    return found[0]


async def channel_state(store: Database, conversation_id: str) -> ChannelState:
    """As the staff API shows it."""
    async with store.read() as session:
        conversation = await session.get_one(Conversation, conversation_id)
        state = await read_channel_state(session, conversation, {Channel.WECHAT}, datetime.now(UTC))
    assert state is not None
    return state


class TestVerified:
    async def test_what_staff_wrote_is_sent_by_itself(
        self, known: Door, store: Database, api: ApiStandIn
    ) -> None:
        await known.say(OPENID, "你好")
        await known.staff_writes("我是王老师")
        await delivered(known, 2)
        assert api.texts() == ["我是王老师"]

    @pytest.mark.parametrize(
        ("code", "reason"),
        [
            (45015, "48小时窗口"),
            (45047, "条数已用完"),
            (48001, "没有客服消息权限"),
            (48002, "拒收"),
            (43004, "没有关注"),
            (45009, "调用次数已用完"),
            (40164, "白名单"),
            (99999, "99999"),
        ],
    )
    async def test_staff_see_why_it_did_not_arrive(
        self, known: Door, store: Database, api: ApiStandIn, code: int, reason: str
    ) -> None:
        await known.say(OPENID, "你好")
        api.always = {"errcode": code, "errmsg": "…"}
        await known.staff_writes("在吗")
        outcome = await settled_as(known, "held" if code in (45015, 45047) else "failed")
        assert outcome.via == "customer_service"
        assert reason in (outcome.reason or "")
        assert api.sent == []

    async def test_a_sixth_message_is_held_until_the_owner_writes_again(
        self, known: Door, store: Database, api: ApiStandIn
    ) -> None:
        await known.say(OPENID, "你好")
        conversation = known.engine.turns[0].conversation_id
        for number in range(1, 6):
            await known.staff_writes(f"第{number}条")
            await delivered(known, number + 1)
        await known.staff_writes("第6条")
        held = await settled_as(known, "held")
        assert "再发一条消息" in (held.reason or "")
        assert api.texts() == [f"第{number}条" for number in range(1, 6)]
        state = await channel_state(store, conversation)
        assert (state.window_open, state.quota_left, state.waiting) == (True, 0, 1)
        assert state.last_undelivered is not None
        assert state.last_undelivered.reason.startswith("未送达：")
        assert "第6条" in await known.say(OPENID, "在")
        await known.settled()
        state = await channel_state(store, conversation)
        assert (state.quota_left, state.waiting, state.last_undelivered) == (5, 0, None)

    async def test_what_wechat_refused_is_not_counted_as_sent(
        self, known: Door, store: Database, api: ApiStandIn
    ) -> None:
        await known.say(OPENID, "你好")
        conversation = known.engine.turns[0].conversation_id
        api.always = {"errcode": 48002, "errmsg": "…"}
        await known.staff_writes("在吗")
        await delivered(known, 2)
        assert (await channel_state(store, conversation)).quota_left == 5

    async def test_after_two_days_nothing_is_tried(
        self, known: Door, store: Database, api: ApiStandIn
    ) -> None:
        await known.say(OPENID, "你好")
        async with store.write() as session:
            long_ago = datetime.now(UTC) - timedelta(hours=49)
            await session.execute(update(Message).values(created_at=long_ago))
        await known.staff_writes("在吗")
        held = await settled_as(known, "held")
        assert "48小时窗口" in (held.reason or "")
        assert api.calls == 0
        assert (await known.say(OPENID, "我回来了")).startswith("在吗")
