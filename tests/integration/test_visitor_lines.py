"""The visitor's open lines, socket and event stream: the same frames, closed when slow."""

from __future__ import annotations

import asyncio
import contextlib
import json
from collections.abc import AsyncIterator, Iterator
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import UTC, datetime
from typing import Any

import pytest
from aiohttp import ClientError, ClientResponse, WSMsgType
from sqlalchemy import event

from bot.conversation.lookout import MOVED, Lookout
from bot.coordination.in_process import LocalBus
from bot.store.database import Database
from bot.store.visitor_sessions import open_visitor_session
from connectors.webchat.open_lines import COME_AGAIN, GAVE_WAY, MOST_LINES
from tests.fixtures.colleagues import queue_up
from tests.fixtures.databases import SqliteStores, open_store
from tests.fixtures.fake_engine import FakeEngine
from tests.fixtures.front_door import Door, Visitor, open_door, problem
from tests.fixtures.long_logs import fill_log
from tests.fixtures.waiting import PATIENCE

LONG = 1500
NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)


@asynccontextmanager
async def listening(visitor: Visitor, after: int = 0) -> AsyncIterator[ClientResponse]:
    async with visitor.get("/webchat/events", {"after": str(after)}) as response:
        assert response.status == 200
        yield response


async def next_frame(response: ClientResponse) -> dict[str, Any]:
    async with asyncio.timeout(PATIENCE):
        line = await response.content.readline()
        assert (await response.content.readline()) == b"\n"
    frame: dict[str, Any] = json.loads(line.removeprefix(b"data: "))
    return frame


async def texts_of(response: ClientResponse, count: int) -> list[str]:
    texts: list[str] = []
    while len(texts) < count:
        frame = await next_frame(response)
        texts += [each["text"] for each in frame.get("messages", ())]
    return texts


class TestStream:
    async def test_it_brings_what_was_missed_and_what_comes(self, visitor: Visitor) -> None:
        await visitor.reply_to(await visitor.say("一"))
        async with listening(visitor, after=1) as response:
            assert response.content_type == "text/event-stream"
            assert response.headers["Cache-Control"].startswith("no-store")
            assert await texts_of(response, 1) == ["听到了：一"]
            await visitor.say("二")
            assert await texts_of(response, 2) == ["二", "听到了：二"]

    async def test_the_first_frame_tells_who_owns_the_conversation(self, visitor: Visitor) -> None:
        async with listening(visitor) as response:
            assert await next_frame(response) == {
                "type": "messages", "messages": [], "owner": "bot",
            }  # fmt: skip

    async def test_it_gives_signs_of_life(
        self, visitor: Visitor, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("connectors.webchat.announcing.PING_EVERY", 0.05)
        async with listening(visitor) as response:
            frames = [await next_frame(response) for _ in range(2)]
        assert frames[1] == {"type": "ping"}

    async def test_without_a_valid_token_it_stays_shut(self, door: Door) -> None:
        async with Visitor(door, "guessed", "").get("/webchat/events", {}) as response:
            assert await problem(response) == (401, "unauthorised")

    async def test_shutting_down_ends_it(
        self, engine: FakeEngine, sqlite_stores: SqliteStores
    ) -> None:
        async with open_door(engine, sqlite_stores.migrated()) as door:
            async with listening(await door.visitor()) as response:
                await next_frame(response)
                closing = asyncio.create_task(door.client.server.close())
                async with asyncio.timeout(PATIENCE):
                    assert await response.content.read() == b""
            await closing

    async def test_one_that_takes_nothing_is_closed_and_skips_nothing(
        self, door: Door, visitor: Visitor, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("connectors.webchat.stream.SEND_WITHIN", 0.5)
        await fill_log(door.database, visitor.conversation_id, ["长" * 4000] * LONG)
        async with listening(visitor) as response:
            assert response.connection is not None
            transport = response.connection.transport
            assert transport is not None
            transport.pause_reading()
            await stream_given_up()
            transport.resume_reading()
            seqs = await seqs_until_cut(response)
        assert len(seqs) < LONG, "it was closed before everything was sent"
        assert seqs == list(range(1, len(seqs) + 1))


class TestSocket:
    async def test_one_that_takes_nothing_is_closed_and_skips_nothing(
        self, door: Door, visitor: Visitor, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        for place in ("announcing", "socket"):
            monkeypatch.setattr(f"connectors.webchat.{place}.SEND_WITHIN", 0.5)
        await fill_log(door.database, visitor.conversation_id, ["长" * 4000] * LONG)
        socket = await door.client.ws_connect("/webchat/ws?after=0", headers=visitor.headers)
        transport = socket._conn.transport  # type: ignore[union-attr]
        assert transport is not None
        transport.pause_reading()
        await handler_given_up()
        transport.resume_reading()
        seqs: list[int] = []
        async with asyncio.timeout(2 * PATIENCE):
            while (frame := await socket.receive()).type is WSMsgType.TEXT:
                seqs += [each["seq"] for each in json.loads(frame.data).get("messages", ())]
        assert len(seqs) < LONG, "it was closed before everything was sent"
        assert seqs == list(range(1, len(seqs) + 1))

    async def test_a_line_whose_other_side_is_silent_is_ended(
        self, visitor: Visitor, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """Half-open: the protocol's pings go out, and no pong ever comes back."""
        monkeypatch.setattr("connectors.webchat.socket.HEARTBEAT", 0.2)
        socket = await visitor.door.client.ws_connect(
            "/webchat/ws", headers=visitor.headers, autoping=False, autoclose=False
        )
        kinds = {WSMsgType.TEXT}
        while kinds <= {WSMsgType.TEXT, WSMsgType.PING}:
            kinds.add((await socket.receive(timeout=PATIENCE)).type)
        assert WSMsgType.PING in kinds

    async def test_a_flood_is_cut_off_and_others_go_on(self, door: Door, visitor: Visitor) -> None:
        other = await door.visitor()
        socket = await door.client.ws_connect("/webchat/ws", headers=visitor.headers)
        for _ in range(1000):
            await socket.send_str('{"type": "ping"}')
        assert await closed_with(socket) == 1008
        assert (await other.reply_to(await other.say("在吗")))["text"] == "听到了：在吗"

    async def test_a_frame_that_is_too_large_is_cut_off(self, visitor: Visitor) -> None:
        socket = await visitor.door.client.ws_connect("/webchat/ws", headers=visitor.headers)
        await socket.send_str(json.dumps({"type": "x", "more": "y" * 66_000}))
        assert await closed_with(socket) == 1009


class TestReadingBack:
    async def test_a_long_log_is_read_from_its_end(self, door: Door, visitor: Visitor) -> None:
        texts = [f"第{number}句" for number in range(1, 8)]
        await fill_log(door.database, visitor.conversation_id, texts)
        newest = await read_back(visitor, before=2**31 - 1, limit=3)
        assert [each["seq"] for each in newest["messages"]] == [5, 6, 7]
        assert (newest["has_more"], newest["owner"]) == (True, "bot")
        assert [each["seq"] for each in (await read_back(visitor, 5, 3))["messages"]] == [2, 3, 4]
        first = await read_back(visitor, 2, 3)
        assert [each["text"] for each in first["messages"]] == ["第1句"]
        assert first["has_more"] is False

    async def test_an_empty_log_has_nothing_in_front(self, visitor: Visitor) -> None:
        page = await read_back(visitor, 2**31 - 1, 60)
        assert (page["messages"], page["has_more"]) == ([], False)


async def read_back(visitor: Visitor, before: int, limit: int) -> dict[str, Any]:
    query = {"before": str(before), "limit": str(limit)}
    async with visitor.get("/webchat/messages", query) as response:
        assert response.status == 200
        page: dict[str, Any] = await response.json()
        return page


class TestWithoutSignals:
    """A front door whose line to Redis is down hears nothing of what others store."""

    async def test_what_no_signal_told_is_found_by_looking(
        self,
        engine: FakeEngine,
        sqlite_stores: SqliteStores,
        monkeypatch: pytest.MonkeyPatch,
    ) -> None:
        monkeypatch.setattr("bot.conversation.lookout.LOOK_AGAIN", 0.1)
        async with open_door(engine, sqlite_stores.migrated()) as door:
            visitor = await door.visitor()
            socket = await open_socket(visitor)
            await fill_log(door.database, visitor.conversation_id, ["没有通知到"])
            frame = await next_messages(socket)
            assert [each["text"] for each in frame["messages"]] == ["没有通知到"]
            await queue_up(door, visitor.conversation_id)
            frame = await next_messages(socket)
            assert (frame["messages"], frame["owner"]) == ([], "queue")

    async def test_one_look_is_one_query_and_wakes_only_those_that_missed_something(
        self, sqlite_stores: SqliteStores
    ) -> None:
        database, bus = open_store(sqlite_stores.migrated()), LocalBus()
        lookout = Lookout(database, bus)
        async with database.write() as session:
            ids = [(await open_visitor_session(session, NOW))[1] for _ in range(20)]
        async with AsyncExitStack() as stack:
            lines = [await stack.enter_async_context(lookout.wait_at(each)) for each in ids]
            reading = [asyncio.create_task(line.news((0, "bot"), PATIENCE)) for line in lines]
            await asyncio.sleep(0)
            await fill_log(database, ids[3], ["没有通知到"])
            with statements_of(database) as statements:
                await lookout.look()
            assert len(statements) == 1
            assert await reading[3] == MOVED
            await lookout.look()
            assert [line.done() for line in reading].count(True) == 1
            # After an outage of the bus every line is woken; the lookout looks for all of them.
            bus.wake_all()
            assert await reading[0] is None
            for task in reading:
                task.cancel()
        await database.close()


@contextlib.contextmanager
def statements_of(database: Database) -> Iterator[list[str]]:
    seen: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        if statement.startswith("SELECT"):
            seen.append(statement)

    event.listen(database.engine.sync_engine, "before_cursor_execute", note)
    try:
        yield seen
    finally:
        event.remove(database.engine.sync_engine, "before_cursor_execute", note)


class TestManyLines:
    async def test_the_oldest_gives_way_and_says_so(self, door: Door, visitor: Visitor) -> None:
        """Sockets and streams of a session count together, and those of others do not."""
        other = await door.client.ws_connect("/webchat/ws", headers=(await door.visitor()).headers)
        async with listening(visitor) as stream:
            await next_frame(stream)
            lines = [await open_socket(visitor) for _ in range(MOST_LINES - 1)]
            lines.append(await open_socket(visitor))
            assert await next_frame(stream) == {"type": "closed", "code": GAVE_WAY}
            assert await stream.content.read() == b""
        lines.append(await open_socket(visitor))
        assert await closed_with(lines[0]) == GAVE_WAY
        await visitor.say("还在")
        for socket in lines[1:]:
            assert (await socket.receive_json(timeout=PATIENCE))["messages"][0]["text"] == "还在"
        assert not other.closed

    @pytest.mark.services
    async def test_lines_at_all_front_doors_count_together(
        self, engine: FakeEngine, postgres_url: str, redis_url: str
    ) -> None:
        async with (
            open_door(engine, postgres_url, redis_url) as one,
            open_door(engine, postgres_url, redis_url) as other,
        ):
            visitor = await one.visitor()
            lines = [await open_socket(visitor) for _ in range(MOST_LINES)]
            newest = await open_socket(visitor.at(other))
            assert await closed_with(lines[0]) == GAVE_WAY
            await visitor.at(other).say("还在")
            for socket in (*lines[1:], newest):
                assert (await next_messages(socket))["messages"][0]["text"] == "还在"

    async def test_a_line_that_ended_leaves_its_place(self, visitor: Visitor) -> None:
        first = await open_socket(visitor)
        for _ in range(MOST_LINES + 1):
            await (await open_socket(visitor)).close()
        await visitor.say("还在")
        assert (await first.receive_json(timeout=PATIENCE))["messages"][0]["text"] == "还在"


class TestSessionsThatEnd:
    async def test_nothing_more_is_told_to_a_browser_that_signed_out(
        self, door: Door, visitor: Visitor
    ) -> None:
        socket, stream = await open_socket(visitor), listening(visitor)
        async with stream as response:
            await next_frame(response)
            async with door.client.delete("/webchat/session", headers=visitor.headers) as closed:
                assert closed.status == 204
            assert await closed_with(socket) == COME_AGAIN
            assert await response.content.read() == b""

    @pytest.mark.services
    async def test_nor_at_another_front_door(
        self, engine: FakeEngine, postgres_url: str, redis_url: str
    ) -> None:
        async with (
            open_door(engine, postgres_url, redis_url) as one,
            open_door(engine, postgres_url, redis_url) as other,
        ):
            visitor = await one.visitor()
            socket = await open_socket(visitor.at(other))
            async with one.client.delete("/webchat/session", headers=visitor.headers) as closed:
                assert closed.status == 204
            assert await closed_with(socket) == COME_AGAIN


async def open_socket(visitor: Visitor) -> Any:
    """Its first frame is taken."""
    socket = await visitor.door.client.ws_connect("/webchat/ws", headers=visitor.headers)
    await socket.receive_json(timeout=PATIENCE)
    return socket


async def next_messages(socket: Any) -> dict[str, Any]:
    while True:
        frame: dict[str, Any] = await socket.receive_json(timeout=PATIENCE)
        if frame["type"] == "messages":
            return frame


async def closed_with(socket: Any) -> int:
    async with asyncio.timeout(PATIENCE):
        while True:
            frame = await socket.receive()
            if frame.type is WSMsgType.CLOSE:
                return int(frame.data)
            if frame.type in {WSMsgType.CLOSED, WSMsgType.CLOSING}:
                return int(socket.close_code)


async def stream_given_up() -> None:
    await _no_task_of("VisitorStream._tell")


async def handler_given_up() -> None:
    await _no_task_of("VisitorSocket._announce")


async def _no_task_of(name: str) -> None:
    """The server's task for the line has begun, and has ended."""
    begun = False
    async with asyncio.timeout(2 * PATIENCE):
        while True:
            running = any(
                name in getattr(task.get_coro(), "__qualname__", "") for task in asyncio.all_tasks()
            )
            if begun and not running:
                return
            begun = begun or running
            await asyncio.sleep(0.05)


async def seqs_until_cut(response: ClientResponse) -> list[int]:
    """Of the frames that came whole."""
    heard = b""
    with contextlib.suppress(ClientError):
        async with asyncio.timeout(2 * PATIENCE):
            async for chunk in response.content.iter_any():
                heard += chunk
    frames = [json.loads(event.removeprefix(b"data: ")) for event in heard.split(b"\n\n")[:-1]]
    return [each["seq"] for frame in frames for each in frame.get("messages", ())]
