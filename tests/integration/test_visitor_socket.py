"""The visitor's socket: what it tells, who may open it and from where, how it ends."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import pytest
from aiohttp import ClientWebSocketResponse, WSMsgType, WSServerHandshakeError

from tests.fixtures.databases import SqliteStores
from tests.fixtures.fake_engine import FakeEngine
from tests.fixtures.front_door import Visitor, open_door
from tests.fixtures.waiting import PATIENCE


@pytest.fixture
async def embedded(engine: FakeEngine, sqlite_stores: SqliteStores) -> AsyncIterator[Visitor]:
    """A visitor of a front door that one other site may embed."""
    async with open_door(
        engine, sqlite_stores.migrated(), bot_allowed_origins=("https://partner.example",)
    ) as door:
        yield await door.visitor()


class TestSocket:
    async def test_a_browser_hears_messages_and_answers(self, visitor: Visitor) -> None:
        async with self._open(visitor, origin=self._home(visitor)) as socket:
            assert socket.protocol == "bearer"
            await visitor.say("在吗")
            texts = await self._texts(socket, 2)
        assert texts == ["在吗", "听到了：在吗"]

    async def test_a_reader_that_comes_back_gets_what_it_missed(self, visitor: Visitor) -> None:
        await visitor.reply_to(await visitor.say("一"))
        await visitor.reply_to(await visitor.say("二"))
        async with self._open(visitor, origin=self._home(visitor), after=1) as socket:
            assert await self._texts(socket, 3) == ["听到了：一", "二", "听到了：二"]

    async def test_the_first_frame_tells_who_owns_the_conversation(self, visitor: Visitor) -> None:
        async with self._open(visitor, origin=self._home(visitor)) as socket:
            frame = await socket.receive_json(timeout=PATIENCE)
        assert frame == {"type": "messages", "messages": [], "owner": "bot"}

    async def test_a_ping_is_answered_and_nonsense_is_ignored(self, visitor: Visitor) -> None:
        async with self._open(visitor, origin=self._home(visitor)) as socket:
            for data in ("{", "[]", '{"type": "unknown"}', '{"type": "ping"}'):
                await socket.send_str(data)
            frames = [await socket.receive_json(timeout=PATIENCE) for _ in range(2)]
        assert {frame["type"] for frame in frames} == {"messages", "pong"}

    async def test_another_sites_page_opens_none_whatever_token_it_holds(
        self, embedded: Visitor
    ) -> None:
        """Not even one that may embed the widget: its frame has the desk's own origin."""
        for origin in ("https://partner.example", "https://evil.example", "null"):
            with pytest.raises(WSServerHandshakeError) as refused:
                async with self._open(embedded, origin=origin):
                    pass
            assert refused.value.status == 403

    async def test_behind_a_proxy_the_public_address_is_home(
        self, engine: FakeEngine, sqlite_stores: SqliteStores
    ) -> None:
        async with open_door(
            engine, sqlite_stores.migrated(), bot_public_url="https://desk.example:443/"
        ) as door:
            visitor = await door.visitor()
            async with self._open(visitor, origin="https://desk.example") as socket:
                assert (await socket.receive_json(timeout=PATIENCE))["owner"] == "bot"

    async def test_without_an_origin_only_a_header_token_is_taken(self, visitor: Visitor) -> None:
        with pytest.raises(WSServerHandshakeError) as refused:
            async with self._open(visitor, origin=None):
                pass
        assert refused.value.status == 403

        async with visitor.door.client.ws_connect("/webchat/ws", headers=visitor.headers) as socket:
            assert (await socket.receive_json(timeout=PATIENCE))["owner"] == "bot"

    async def test_a_wrong_token_is_refused(self, visitor: Visitor) -> None:
        stranger = Visitor(visitor.door, "guessed", "")
        with pytest.raises(WSServerHandshakeError) as refused:
            async with self._open(stranger, origin=self._home(visitor)):
                pass
        assert refused.value.status == 401

    async def test_shutting_down_tells_readers_to_reconnect(
        self, engine: FakeEngine, sqlite_stores: SqliteStores
    ) -> None:
        async with open_door(engine, sqlite_stores.migrated()) as door:
            visitor = await door.visitor()
            socket = await door.client.ws_connect("/webchat/ws", headers=visitor.headers)
            await socket.receive_json(timeout=PATIENCE)
            closing = asyncio.create_task(door.client.server.close())
            frame = await socket.receive(timeout=PATIENCE)
            assert frame.type is WSMsgType.CLOSE
            assert frame.data == 1012
            await closing

    def _home(self, visitor: Visitor) -> str:
        return str(visitor.door.client.make_url("/")).rstrip("/")

    def _open(self, visitor: Visitor, origin: str | None, after: int | None = None) -> Any:
        return visitor.door.client.ws_connect(
            "/webchat/ws" if after is None else f"/webchat/ws?after={after}",
            protocols=("bearer", visitor.token), origin=origin,
        )  # fmt: skip

    async def _texts(self, socket: ClientWebSocketResponse, count: int) -> list[str]:
        texts: list[str] = []
        while len(texts) < count:
            frame = await socket.receive_json(timeout=PATIENCE)
            texts += [each["text"] for each in frame.get("messages", ())]
        return texts
