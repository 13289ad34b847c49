"""A store that fails or hangs is admitted in time, and logs of trouble name nobody."""

from __future__ import annotations

import asyncio

import pytest
from structlog.testing import capture_logs

from bot.conversation.inbox import Inbox
from bot.messages import EngineReply, Inbound
from bot.store.database import Database
from bot.store.turns import OpenTurn
from tests.fixtures.wechat_account import AES_KEY, OPENID, TOKEN
from tests.fixtures.wechat_door import Door
from tests.fixtures.wechat_platform import Delivery


class TestTroubleBehind:
    async def test_a_store_that_fails_and_comes_back_loses_nothing(
        self, door: Door, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        accept, failures = Inbox.accept, iter([OSError("disk"), OSError("disk")])

        async def failing(self: Inbox, inbound: Inbound) -> object:
            for error in failures:
                raise error
            return await accept(self, inbound)

        monkeypatch.setattr(Inbox, "accept", failing)
        say = asyncio.create_task(door.say(OPENID, "还在吗"))
        assert await door.hourglass.until_done(say, "pause") == "听到：还在吗"

    async def test_a_store_that_stays_away_is_admitted(
        self, door: Door, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        async def failing(self: Inbox, inbound: Inbound) -> object:
            raise OSError("disk")

        monkeypatch.setattr(Inbox, "accept", failing)
        say = asyncio.create_task(door.say(OPENID, "还在吗"))
        assert "没有收到" in await door.hourglass.until_done(say, "pause")

    async def test_a_store_that_hangs_is_admitted_in_time(
        self, door: Door, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        async def hanging(self: Inbox, inbound: Inbound) -> object:
            await asyncio.Event().wait()
            raise AssertionError

        monkeypatch.setattr(Inbox, "accept", hanging)
        say = asyncio.create_task(door.say(OPENID, "还在吗"))
        await door.hourglass.run_out("store")
        assert "没有收到" in await say

    async def test_a_store_that_is_known_to_hang_is_not_waited_for(
        self, door: Door, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """Until it answers, which is found out beside the pushes."""
        accept, ping, there = Inbox.accept, Database.ping, asyncio.Event()

        async def hanging(self: Inbox, inbound: Inbound) -> object:
            await there.wait()
            return await accept(self, inbound)

        async def knocked(self: Database) -> None:
            await there.wait()
            await ping(self)

        async def share() -> float:
            """Of WeChat's five seconds, what a push gives the store."""
            say = asyncio.create_task(door.say(OPENID, "还在吗"))
            until = await door.hourglass.reached("store")
            seconds = until - door.hourglass.now()
            await door.hourglass.run_out("store")
            assert "没有收到" in await say
            return round(seconds, 2)

        monkeypatch.setattr(Inbox, "accept", hanging)
        monkeypatch.setattr(Database, "ping", knocked)
        assert [await share() for _ in range(5)] == [3.2, 3.2, 3.2, 0.3, 0.3]
        there.set()
        assert await door.say(OPENID, "现在呢") == "听到：现在呢"
        there.clear()
        assert await share() == 3.2

    async def test_logs_name_nobody_and_no_secret(self, door: Door) -> None:
        async def broken(turn: OpenTurn) -> EngineReply:
            raise RuntimeError("boom")

        with capture_logs() as logs:
            await door.say(OPENID, "一句私密的话")
            door.engine.script = broken
            await door.say(OPENID, "又一句私密的话")
            await door.post(Delivery({}, b"x"))
            await door.settled()
        written = str(logs)
        for secret in (OPENID, TOKEN, AES_KEY, "私密"):
            assert secret not in written
