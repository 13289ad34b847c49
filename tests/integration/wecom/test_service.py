"""微信客服 through the front door as production composes it, against a stand-in for WeCom."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

import pytest
from sqlalchemy import select

from bot.store.models import ChannelCursor, Conversation, Delivery, Medium
from tests.fixtures.colleagues import Colleague, hire
from tests.fixtures.databases import SqliteStores
from tests.fixtures.fake_engine import FakeEngine
from tests.fixtures.front_door import Door, open_door, problem
from tests.fixtures.waiting import eventually
from tests.fixtures.wechat_platform import Platform
from tests.fixtures.wecom_api import (
    CORP_ID,
    CUSTOMER,
    OPEN_KFID,
    WeComStandIn,
)
from tests.fixtures.wecom_desk import account, cursor_of, heard, owners_rows, ring, signed, told


class TestCallback:
    async def test_echostr_comes_back_decrypted(self, door: Door) -> None:
        encrypted = Platform(app_id=CORP_ID).encrypt(b"1616140317555161061")
        params = {**signed(encrypted), "echostr": encrypted}
        async with door.client.get(f"/wecom?{urlencode(params)}") as response:
            assert (response.status, await response.text()) == (200, "1616140317555161061")

    async def test_what_wecom_did_not_sign_is_refused(self, door: Door) -> None:
        foreign = Platform(app_id="wwOTHER").encrypt(b"1")
        encrypted = Platform(app_id=CORP_ID).encrypt(b"1")
        for params in (
            {**signed(foreign), "echostr": foreign},
            {**signed(encrypted), "echostr": encrypted[:-4] + "AAAA"},
            {**signed(encrypted), "echostr": ""},
            {"echostr": encrypted},
        ):
            async with door.client.get(f"/wecom?{urlencode(params)}") as response:
                assert (response.status, await response.read()) == (403, b"")
        async with door.client.post("/wecom", data=b"<xml/>") as response:
            assert (response.status, await response.read()) == (403, b"")

    async def test_off_unless_set(self, engine: FakeEngine, sqlite_stores: SqliteStores) -> None:
        async with open_door(engine, sqlite_stores.migrated()) as door:
            assert await problem(await door.client.get("/wecom")) == (404, "not_found")


class TestCustomerService:
    async def test_pages_are_read_to_the_end_and_answered_once(
        self, door: Door, wecom: WeComStandIn, engine: FakeEngine
    ) -> None:
        for number in range(5):
            wecom.say(f"第{number}句", send_time=4_000_000_000)
        wecom.say("自己人说的", origin=5)
        wecom.add({"msgtype": "event", "origin": 4, "event": {"event_type": "enter_session"}})
        await ring(door)

        async def read_to_the_end() -> bool:
            return await cursor_of(door) == "7"

        await eventually(read_to_the_end)
        await heard(wecom, 1)
        assert await owners_rows(door) == [f"第{number}句" for number in range(5)]
        assert wecom.cursors_seen == ["", "2-x", "2", "4-x", "4", "6-x", "6"]
        assert wecom.states[CUSTOMER] == 1
        await ring(door)

        async def asked_again() -> bool:
            return wecom.cursors_seen[-1] == "7"

        await eventually(asked_again)
        assert len(engine.calls) == 5

        async def all_answered() -> bool:
            return told(wecom).count("听到了") >= 5

        await eventually(all_answered)
        assert told(wecom).count("听到了") == 5

    async def test_who_opens_the_chat_is_greeted_while_the_code_is_good(
        self, door: Door, wecom: WeComStandIn, engine: FakeEngine
    ) -> None:
        now = int(door.settings.clock.now().timestamp())
        for code, at in (("fresh", now), ("stale", now - 60)):
            event = {"event_type": "enter_session", "welcome_code": code}
            wecom.add({"msgtype": "event", "origin": 4, "event": event, "send_time": at})
        await ring(door)

        async def read_to_the_end() -> bool:
            return await cursor_of(door) == "2"

        await eventually(read_to_the_end)
        assert list(wecom.welcomed) == ["fresh"]
        assert "千校万企" in wecom.welcomed["fresh"]
        assert (engine.calls, wecom.sent) == ([], [])

    async def test_a_file_is_kept_for_staff_whatever_it_pretends_to_be(
        self, door: Door, wecom: WeComStandIn
    ) -> None:
        """Not even one that looks like the platform's own words about a token."""
        wecom.media["f"] = b'{"errcode": 40001, "video_url": "http://127.0.0.1/"}'
        wecom.add({"msgtype": "file", "file": {"media_id": "f"}, "send_time": 4_000_000_000})
        await ring(door)

        async def kept() -> bool:
            async with door.database.read() as session:
                rows = (await session.scalars(select(Medium.state))).all()
            return list(rows) == ["kept"]

        await eventually(kept)
        clerk = await hire(door, "王老师")
        (row,) = (await clerk.get("/conversations?channel=wecom"))["items"]
        (message, *_) = (await clerk.get(f"/conversations/{row['id']}"))["messages"]
        async with door.client.get(message["medium"]["url"], headers=clerk.headers) as response:
            assert response.content_type == "application/octet-stream"
            assert await response.read() == wecom.media["f"]
        assert wecom.tokens_given == 1

    async def test_a_lost_cursor_replays_nothing(
        self, engine: FakeEngine, sqlite_stores: SqliteStores, wecom: WeComStandIn
    ) -> None:
        """What was answered is known by its id; what is older than two days is let go."""
        url = sqlite_stores.migrated()
        wecom.say("三天前", send_time=1_600_000_000)
        wecom.say("刚才", send_time=4_000_000_000)
        async with open_door(engine, url, **account(wecom)) as door:
            await ring(door)
            await heard(wecom, 1)
            async with door.database.write() as session:
                row = await session.get_one(ChannelCursor, OPEN_KFID)
                row.cursor = ""
        async with open_door(engine, url, **account(wecom)) as door:
            # The account is known, so it is pulled at the start without being rung for.
            async def read_again() -> bool:
                return await cursor_of(door) == "2"

            await eventually(read_again)
            assert await owners_rows(door) == ["刚才"]
        assert len(engine.calls) == 1

    async def test_an_api_that_refuses_is_asked_again(
        self, door: Door, wecom: WeComStandIn
    ) -> None:
        wecom.refuse_sync = -1
        wecom.say("还在吗", send_time=4_000_000_000)
        await ring(door)
        wecom.refuse_sync = 0
        assert "还在吗" in (await heard(wecom, 1))[0]["text"]["content"]

    @pytest.mark.parametrize("state", [2, 3])
    async def test_silent_while_wecoms_own_people_serve(
        self, door: Door, wecom: WeComStandIn, engine: FakeEngine, state: int
    ) -> None:
        wecom.states[CUSTOMER] = state
        wecom.say("你好", send_time=4_000_000_000)
        await ring(door)

        async def read() -> bool:
            return await cursor_of(door) == "1"

        await eventually(read)
        assert (await owners_rows(door), engine.calls, wecom.sent) == ([], [], [])

    async def test_a_person_takes_over_at_the_same_desk(
        self, door: Door, wecom: WeComStandIn
    ) -> None:
        wecom.say("你好", send_time=4_000_000_000)
        await ring(door)
        await heard(wecom, 1)
        async with door.database.read() as session:
            conversation = (await session.scalars(select(Conversation))).one()
        assert conversation.channel == "wecom"
        colleague = await hire(door, "王老师")
        await colleague.claim(conversation.id)
        await colleague.reply(conversation.id, "我是王老师")
        texts = [each["text"]["content"] for each in await heard(wecom, 2)]
        assert any("我是王老师" in text for text in texts)

    async def test_staff_see_why_it_did_not_arrive(self, door: Door, wecom: WeComStandIn) -> None:
        wecom.refuse_send = 95001
        wecom.say("你好", send_time=4_000_000_000)
        await ring(door)

        async def failed() -> bool:
            async with door.database.read() as session:
                rows = (await session.scalars(select(Delivery))).all()
            return any(row.state == "failed" and "48小时" in (row.reason or "") for row in rows)

        await eventually(failed)

    @pytest.mark.parametrize(
        ("fail_type", "state", "reason"),
        [
            (10, "failed", "未送达：对方拒收了消息"),
            (4, "held", "未送达：48小时窗口已关闭，对方再发一条消息时补发"),
            (99, "failed", "未送达：企业微信没有送到，没有说明原因"),
        ],
    )
    async def test_what_did_not_arrive_after_all_is_shown_to_staff(
        self, door: Door, wecom: WeComStandIn, fail_type: int, state: str, reason: str
    ) -> None:
        wecom.say("你好", send_time=4_000_000_000)
        await ring(door)
        lost = (await heard(wecom, 1))[0]

        async def settled() -> bool:
            return await deliveries(door) == ["sent"]

        await eventually(settled)
        clerk = await hire(door, "王老师")
        (row,) = (await clerk.get("/conversations?channel=wecom"))["items"]
        spent = (await clerk.get(f"/conversations/{row['id']}"))["channel_state"]["quota_left"]
        wecom.fail(lost["msgid"], fail_type)
        # News of what this desk never sent says nothing of what it did send.
        wecom.fail("0" * 32, 1)
        await ring(door)

        async def shown() -> bool:
            seen = (await clerk.get(f"/conversations/{row['id']}"))["channel_state"]
            return seen["last_undelivered"] is not None

        await eventually(shown)
        case = await clerk.get(f"/conversations/{row['id']}")
        assert case["channel_state"]["last_undelivered"]["reason"] == reason
        assert case["channel_state"]["quota_left"] == spent + 1
        assert [each["id"] for each in await undelivered(clerk)] == [row["id"]]
        assert await deliveries(door) == [state]

    async def test_what_the_closed_window_kept_back_comes_with_the_next_answer(
        self, door: Door, wecom: WeComStandIn
    ) -> None:
        wecom.say("第一句", send_time=4_000_000_000)
        await ring(door)
        wecom.fail((await heard(wecom, 1))[0]["msgid"], 4)
        await ring(door)

        async def kept() -> bool:
            return await deliveries(door) == ["held"]

        await eventually(kept)
        wecom.say("第二句", send_time=4_000_000_000)
        await ring(door)

        async def both() -> bool:
            texts = "".join(each["text"]["content"] for each in wecom.sent[1:])
            return "第一句" in texts and "第二句" in texts

        await eventually(both)


async def deliveries(door: Door) -> list[str]:
    async with door.database.read() as session:
        return list(await session.scalars(select(Delivery.state).order_by(Delivery.id)))


async def undelivered(clerk: Colleague) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = (await clerk.get("/conversations?view=undelivered"))["items"]
    return rows
