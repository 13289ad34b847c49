"""Answers that take longer than WeChat waits: delivered once, to the right question."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta

import pytest
from aiohttp import ClientConnectionError
from sqlalchemy import update

from bot.conversation.phrases import load_phrases
from bot.handoff.channel_state import read_channel_state
from bot.handoff.conversation_schema import ChannelState
from bot.messages import Button, Channel, EngineReply, Outbound
from bot.settings import Settings
from bot.store.database import Database
from bot.store.models import Conversation, Message
from bot.store.models import Delivery as DeliveryRow
from bot.store.turns import OpenTurn
from tests.fixtures.databases import SqliteStores, open_store
from tests.fixtures.waiting import eventually
from tests.fixtures.wechat_api import SECRET, ApiStandIn, open_api
from tests.fixtures.wechat_door import (
    LATE,
    Door,
    OneProcess,
    open_door,
    says,
    wechat_settings,
)
from tests.fixtures.wechat_platform import Platform

OPENID = "oTESTabcdefghijklmnopqrstuv1"
THINKING = load_phrases().say("thinking").text


class Gate:
    """An engine that answers a question only once the test lets it."""

    def __init__(self) -> None:
        self.open = asyncio.Event()
        self.begun = asyncio.Event()

    async def __call__(self, turn: OpenTurn) -> EngineReply:
        if "慢" in turn.text:
            self.begun.set()
            await self.open.wait()
        if turn.payload is not None:
            return says(f"按下 {turn.payload}")
        return says(f"听到：{turn.text}")


@pytest.fixture
async def store(sqlite_stores: SqliteStores) -> AsyncIterator[Database]:
    opened = open_store(sqlite_stores.migrated())
    yield opened
    await opened.close()


@pytest.fixture
async def gate() -> AsyncIterator[Gate]:
    gate = Gate()
    yield gate
    gate.open.set()


@pytest.fixture
async def door(store: Database, gate: Gate) -> AsyncIterator[Door]:
    """An account that may not send on its own."""
    async with open_door(store) as opened:
        opened.engine.script = gate
        yield opened
        gate.open.set()


@pytest.fixture
async def api() -> AsyncIterator[ApiStandIn]:
    async with open_api() as opened:
        yield opened


def verified_account(api: ApiStandIn) -> Settings:
    return wechat_settings(
        wechat_account="verified", wechat_app_secret=SECRET, wechat_api_base=api.url
    )


@pytest.fixture
async def verified(store: Database, gate: Gate, api: ApiStandIn) -> AsyncIterator[Door]:
    """An account that may send customer-service messages."""
    async with open_door(store, verified_account(api), patience=LATE) as opened:
        opened.engine.script = gate
        yield opened
        gate.open.set()


@pytest.fixture
async def known(store: Database, gate: Gate, api: ApiStandIn) -> AsyncIterator[Door]:
    """The same, for answers that are there at once: a reply takes them along."""
    async with open_door(store, verified_account(api)) as opened:
        opened.engine.script = gate
        yield opened
        gate.open.set()


class TestUnverified:
    async def test_a_retry_takes_the_answer_of_the_turn_that_runs(
        self, door: Door, gate: Gate
    ) -> None:
        """Silent on the first delivery: any answer would keep WeChat from trying again."""
        document = door.platform.text(OPENID, "慢问题")
        delivery = door.platform.secure(document)
        with pytest.raises(ClientConnectionError):
            await door.post_late(delivery)
        gate.open.set()
        assert door.reply_text(*await door.post(delivery)) == "听到：慢问题"
        assert await door.post(delivery) == (200, "success")
        assert len(door.engine.turns) == 1

    async def test_the_third_delivery_says_how_to_fetch_the_answer(
        self, door: Door, gate: Gate
    ) -> None:
        tries, reply = await door.deliver_late(door.platform.text(OPENID, "慢问题"))
        assert (tries, reply) == (3, THINKING)
        gate.open.set()
        assert await door.say(OPENID, "好") == "听到：慢问题"
        assert [turn.text for turn in door.engine.turns] == ["慢问题"]
        assert await door.say(OPENID, "好") == "听到：好"

    async def test_a_fetch_waits_for_a_turn_that_still_runs(self, door: Door, gate: Gate) -> None:
        await door.deliver_late(door.platform.text(OPENID, "慢问题"))
        fetch = asyncio.create_task(door.say(OPENID, "1"))
        await asyncio.sleep(0)
        gate.open.set()
        assert await fetch == "听到：慢问题"
        assert len(door.engine.turns) == 1

    async def test_a_word_that_only_fetches_never_presses_what_was_not_seen(
        self, door: Door, gate: Gate
    ) -> None:
        async def asks(turn: OpenTurn) -> EngineReply:
            if turn.payload is not None:
                return says(f"按下 {turn.payload}")
            gate.begun.set()
            await gate.open.wait()
            buttons = (Button("确认提交", "/affirm"), Button("取消", "/cancel"))
            return EngineReply((Outbound("提交吗？", buttons, numbered=True),))

        door.engine.script = asks
        await door.deliver_late(door.platform.text(OPENID, "写好了"))
        gate.open.set()
        await door.runner.drain(5)
        assert "1. 确认提交" in await door.say(OPENID, "1")
        assert len(door.engine.turns) == 1
        assert await door.say(OPENID, "1") == "按下 /affirm"

    async def test_a_real_message_gets_both_answers_the_older_first(
        self, door: Door, gate: Gate
    ) -> None:
        await door.deliver_late(door.platform.text(OPENID, "慢问题"))
        gate.open.set()
        await door.runner.drain(5)
        reply = await door.say(OPENID, "另外想问问费用")
        assert reply == "您之前说的「慢问题」，回答是：\n听到：慢问题\n\n听到：另外想问问费用"

    async def test_asking_for_a_person_is_never_taken_for_a_fetch(
        self, door: Door, gate: Gate
    ) -> None:
        await door.deliver_late(door.platform.text(OPENID, "慢问题"))
        gate.open.set()
        await door.runner.drain(5)
        assert "听到：转人工" in await door.say(OPENID, "转人工")

    async def test_staff_see_that_the_owner_was_told_to_wait(self, door: Door, gate: Gate) -> None:
        await door.deliver_late(door.platform.text(OPENID, "慢问题"))
        rows = [(row.author, row.text) for row in await door.messages()]
        assert rows == [("user", "慢问题"), ("system", THINKING)]

    async def test_four_people_wait_for_their_own_answers(self, door: Door, gate: Gate) -> None:
        people = [f"oTESTabcdefghijklmnopqrstu{n:02}" for n in range(4)]
        deliveries = [
            door.platform.secure(door.platform.text(each, f"慢{each}")) for each in people
        ]
        for step in ("hang_up", "hang_up", ""):
            posts = [asyncio.create_task(door.post(delivery)) for delivery in deliveries]
            # All at once: the time of one must not run out while another is still being stored.
            await door.hourglass.run_out("answer", count=4)
            if step:
                await door.hourglass.run_out(step, count=4)
            told = await asyncio.gather(*posts, return_exceptions=True)
        assert [door.reply_text(*each) for each in told if isinstance(each, tuple)] == [
            THINKING
        ] * 4
        gate.open.set()
        replies = await asyncio.gather(*(door.say(person, "好") for person in people))
        assert replies == [f"听到：慢{person}" for person in people]

    async def test_three_front_doors_run_one_turn(self, store: Database, gate: Gate) -> None:
        """Replicas share the store and the coordination, not their memory."""
        platform, shared = Platform(), OneProcess()
        async with (
            open_door(store, None, shared, platform=platform) as first,
            open_door(store, None, shared, platform=platform) as second,
            open_door(store, None, shared, platform=platform) as third,
        ):
            doors = (first, second, third)
            for each in doors:
                each.engine.script = gate
            delivery = platform.secure(platform.text(OPENID, "慢问题"))
            posts = [asyncio.create_task(each.post(delivery)) for each in doors]
            await gate.begun.wait()
            gate.open.set()
            texts = [first.reply_text(*answer) for answer in await asyncio.gather(*posts)]
            assert sorted(texts) == ["", "", "听到：慢问题"]
            assert sum(len(each.engine.turns) for each in doors) == 1

    async def test_what_staff_wrote_comes_with_the_next_message(
        self, door: Door, store: Database
    ) -> None:
        await door.say(OPENID, "你好")
        await door.staff_writes("我是王老师，看到您的问题了")
        reply = await door.say(OPENID, "还有别的吗，比如说资料")
        assert reply.startswith("我是王老师，看到您的问题了")


async def late(door: Door, content: str) -> str:
    """What the owner reads at once, where the answer comes later."""
    delivery = door.platform.secure(door.platform.text(OPENID, content))
    return door.reply_text(*await door.post_late(delivery))


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


async def delivered(door: Door, count: int) -> list[tuple[str, str | None, str | None]]:
    """How the deliveries ended, once that many have."""

    async def enough() -> bool:
        rows = await door.deliveries()
        return len([row for row in rows if row.state in ("sent", "failed")]) >= count

    await eventually(enough)
    return [(row.state, row.via, row.reason) for row in await door.deliveries()]


class TestVerified:
    async def test_a_quick_answer_is_the_reply_and_spends_no_message(
        self, known: Door, api: ApiStandIn
    ) -> None:
        assert await known.say(OPENID, "快问题") == "听到：快问题"
        assert await delivered(known, 1) == [("sent", "passive", None)]
        assert api.calls == 0

    async def test_a_late_answer_follows_as_one_message(
        self, verified: Door, gate: Gate, api: ApiStandIn
    ) -> None:
        delivery = verified.platform.secure(verified.platform.text(OPENID, "慢问题"))
        assert await verified.post_late(delivery) == (200, "success")
        gate.open.set()
        assert await delivered(verified, 1) == [("sent", "customer_service", None)]
        assert api.texts() == ["听到：慢问题"]
        assert api.sent[0]["touser"] == OPENID
        assert await verified.post_late(delivery) == (200, "success")
        assert api.texts() == ["听到：慢问题"]

    async def test_many_bubbles_are_merged_to_spare_the_five(
        self, verified: Door, gate: Gate, api: ApiStandIn
    ) -> None:
        async def talks(turn: OpenTurn) -> EngineReply:
            await gate.open.wait()
            return says(*(f"第{number}段" + "字" * 300 for number in range(6)))

        verified.engine.script = talks
        assert await late(verified, "讲讲") == ""
        gate.open.set()
        await delivered(verified, 6)
        assert len(api.sent) == 3
        assert all(len(text.encode()) <= 2_048 for text in api.texts())
        whole = "".join("".join(api.texts()).split())
        assert whole == "".join(f"第{number}段" + "字" * 300 for number in range(6))

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

    async def test_a_long_turn_shows_that_it_runs_once(
        self, verified: Door, gate: Gate, api: ApiStandIn
    ) -> None:
        """45081 and 45080 are no trouble either."""
        api.faults = [{"errcode": 45081, "errmsg": "already in typing"}]
        delivery = verified.platform.secure(verified.platform.text(OPENID, "慢问题"))
        assert await verified.post_late(delivery) == (200, "success")
        await verified.post_late(delivery)
        gate.open.set()
        assert await delivered(verified, 1) == [("sent", "customer_service", None)]
        assert api.typing == [{"touser": OPENID, "command": "Typing"}]

    async def test_choices_that_come_late_are_buttons(
        self, verified: Door, gate: Gate, api: ApiStandIn
    ) -> None:
        async def asks(turn: OpenTurn) -> EngineReply:
            await gate.open.wait()
            if turn.payload is not None:
                return says(f"按下 {turn.payload}")
            return EngineReply((Outbound("提交吗？", (Button("确认提交", "/affirm"),)),))

        verified.engine.script = asks
        assert await late(verified, "写好了") == ""
        gate.open.set()
        await delivered(verified, 1)
        menu = api.sent[0]["msgmenu"]
        assert (menu["head_content"], menu["list"][0]["content"]) == ("提交吗？", "确认提交")
        press = verified.platform.text(OPENID, "确认提交", bizmsgmenuid=menu["list"][0]["id"])
        await verified.push(press)
        assert verified.engine.turns[-1].payload == "/affirm"

    async def test_choices_are_words_where_the_account_has_no_buttons(
        self, verified: Door, gate: Gate, api: ApiStandIn
    ) -> None:
        async def asks(turn: OpenTurn) -> EngineReply:
            await gate.open.wait()
            return EngineReply((Outbound("提交吗？", (Button("确认提交", "/affirm"),)),))

        verified.engine.script = asks
        api.refused_types = {"msgmenu"}
        assert await late(verified, "写好了") == ""
        gate.open.set()
        assert await delivered(verified, 1) == [("sent", "customer_service", None)]
        assert api.texts() == ["提交吗？\n\n可回复「确认提交」"]

    async def test_an_api_that_hangs_delays_no_push(
        self, verified: Door, gate: Gate, api: ApiStandIn
    ) -> None:
        api.hangs = True
        for person in (OPENID, "oTESTabcdefghijklmnopqrstuv2"):
            document = verified.platform.text(person, "慢问题")
            delivery = verified.platform.secure(document)
            assert await verified.post_late(delivery) == (200, "success")
        gate.open.set()

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
