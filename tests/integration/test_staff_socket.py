"""The staff socket: who may open it, what it announces, when it is closed."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Callable
from datetime import timedelta
from typing import Any

import pytest
from aiohttp import ClientWebSocketResponse, WSMsgType, WSServerHandshakeError

from bot.handoff.endpoint import COOKIE
from bot.handoff.socket import FRAMES, MOST_SOCKETS, SIGNED_OUT, TOO_MANY
from bot.store.presence import list_colleagues
from tests.fixtures.colleagues import Colleague, begin_draft, hire, queue_up, vanish
from tests.fixtures.databases import SqliteStores
from tests.fixtures.fake_engine import FakeEngine
from tests.fixtures.front_door import Door, Visitor, open_door
from tests.fixtures.long_logs import fill_log
from tests.fixtures.waiting import PATIENCE, eventually
from tests.integration.conftest import Ground

type Frame = dict[str, Any]


@pytest.fixture
async def door(engine: FakeEngine, sqlite_stores: SqliteStores) -> AsyncIterator[Door]:
    async with open_door(engine, sqlite_stores.migrated(), bot_desk_hours="always") as opened:
        yield opened


@pytest.fixture
async def wang(door: Door) -> Colleague:
    return await hire(door, "小王")


@pytest.fixture
async def visitor(door: Door) -> Visitor:
    return await door.visitor()


async def until(
    socket: ClientWebSocketResponse, fits: Callable[[Frame], bool]
) -> tuple[Frame, list[Frame]]:
    """The first frame that fits, and those before it."""
    earlier: list[Frame] = []
    async with asyncio.timeout(2 * PATIENCE):  # pings come for ever
        while not fits(frame := await socket.receive_json()):
            earlier.append(frame)
    return frame, earlier


def of(kind: str, conversation_id: str | None = None) -> Callable[[Frame], bool]:
    def fits(frame: Frame) -> bool:
        about = frame.get("conversation_id") or frame.get("conversation", {}).get("id")
        return frame["type"] == kind and conversation_id in (None, about)

    return fits


async def closed_with(socket: ClientWebSocketResponse) -> int:
    while True:
        frame = await socket.receive(timeout=PATIENCE)
        if frame.type is WSMsgType.CLOSE:
            return int(frame.data)


class TestOpening:
    async def refused(self, door: Door, **options: Any) -> int:
        with pytest.raises(WSServerHandshakeError) as fault:
            await door.client.ws_connect("/api/v1/ws", **options)
        return fault.value.status

    async def test_without_a_session_it_stays_shut(self, door: Door) -> None:
        home = str(door.client.make_url("/")).rstrip("/")
        assert await self.refused(door, origin=home) == 401
        assert await self.refused(door, headers={"Authorization": "Bearer guessed"}) == 401

    async def test_a_cookie_alone_opens_it_from_this_site_only(
        self, door: Door, wang: Colleague
    ) -> None:
        home = str(door.client.make_url("/")).rstrip("/")
        cookie = {"Cookie": f"{COOKIE}={wang.token}"}
        for origin in (
            None, "null", "https://evil.example", home.replace("http:", "ftp:"),
            home + ".evil.example", home + "/", home[:-1],
        ):  # fmt: skip
            assert await self.refused(door, origin=origin, headers=cookie) == 403
        # By https too: before a proxy that takes it off, the page came so.
        for origin in (home, home.replace("http:", "https:")):
            async with door.client.ws_connect(
                "/api/v1/ws", origin=origin, headers=cookie
            ) as socket:
                assert (await socket.receive_json(timeout=PATIENCE))["type"] == "hello"

    async def test_behind_a_proxy_the_public_address_is_this_site(
        self, engine: FakeEngine, sqlite_stores: SqliteStores
    ) -> None:
        async with open_door(
            engine, sqlite_stores.migrated(), bot_public_url="https://desk.example/front"
        ) as door:
            wang = await hire(door, "小王")
            async with door.client.ws_connect(
                "/api/v1/ws", origin="https://desk.example", headers=wang.headers
            ) as socket:
                assert (await socket.receive_json(timeout=PATIENCE))["type"] == "hello"
            unencrypted = "http://desk.example"
            host = {**wang.headers, "Host": "desk.example"}
            assert await self.refused(door, origin=unencrypted, headers=host) == 403

    async def test_nobody_opens_sockets_without_end(self, door: Door, wang: Colleague) -> None:
        sockets = [await wang.listen() for _ in range(MOST_SOCKETS)]
        assert await self.refused(door, headers=wang.headers) == 429
        await sockets[0].close()

        async def room() -> bool:
            try:
                await (await wang.listen()).close()
            except WSServerHandshakeError:
                return False
            return True

        await eventually(room)


class TestAnnouncing:
    async def test_changes_of_any_conversation(
        self, door: Door, wang: Colleague, visitor: Visitor
    ) -> None:
        socket = await wang.listen()
        await visitor.say("在吗")
        frame, _ = await until(socket, of("inbox", visitor.conversation_id))
        assert frame["conversation"]["owner"] == "bot"
        await wang.claim(visitor.conversation_id)
        frame, _ = await until(socket, lambda each: _owner(each) == "staff")
        assert frame["conversation"]["staff_name"] == "小王"
        assert frame["conversation"]["owner_epoch"] == 1

    async def test_messages_of_those_that_are_followed(
        self, door: Door, wang: Colleague, visitor: Visitor
    ) -> None:
        other = await door.visitor()
        socket = await wang.listen()
        await _follow(socket, visitor)
        await other.reply_to(await other.say("别人的话"))
        seq = await visitor.say("在吗")
        await visitor.reply_to(seq)

        heard: list[Frame] = []
        while not any(each["author"] == "bot" for each in _messages(heard)):
            heard.append((await until(socket, of("messages")))[0])

        assert {frame["conversation_id"] for frame in heard} == {visitor.conversation_id}
        again = [each for each in _messages(heard) if each["seq"] == seq]
        assert again[-1]["turn"]["state"] == "answered", "sent again, now that it is known"

    async def test_catching_up_from_a_place_in_the_log(
        self, door: Door, wang: Colleague, visitor: Visitor, engine: FakeEngine
    ) -> None:
        engine.reply = lambda _: [{"text": str(number)} for number in range(450)]
        await visitor.reply_to(await visitor.say("讲长一点"))
        socket = await wang.listen()
        await _follow(socket, visitor, after=3)
        seqs: list[int] = []
        while len(seqs) < 448:
            frame, _ = await until(socket, of("messages"))
            seqs += [each["seq"] for each in frame["messages"] if each["seq"] > 3]
        assert seqs == list(range(4, 452))

    async def test_no_more_after_it_is_left(
        self, door: Door, wang: Colleague, visitor: Visitor
    ) -> None:
        socket = await wang.listen()
        await _follow(socket, visitor)
        await until(socket, of("presence"))
        await socket.send_json({"type": "unsubscribe", "conversation_id": visitor.conversation_id})
        await socket.send_json({"type": "ping"})
        await until(socket, of("pong"))
        await wang.claim(visitor.conversation_id)
        _, earlier = await until(socket, lambda each: _owner(each) == "staff")
        await socket.send_json({"type": "ping"})
        _, later = await until(socket, of("pong"))
        assert not [each for each in earlier + later if each["type"] == "messages"]

    async def test_who_looks_and_who_types(
        self, door: Door, wang: Colleague, visitor: Visitor
    ) -> None:
        li = await hire(door, "小李")
        watching, looking = await wang.listen(), await li.listen()
        await _follow(watching, visitor)
        for state in ("viewing", "typing"):
            await looking.send_json(
                {"type": "presence", "conversation_id": visitor.conversation_id, "state": state}
            )
        await until(watching, lambda each: _viewers(each) == [("小李", True)])

        await looking.close()

        await until(watching, lambda each: each["type"] == "presence" and not each["viewers"])

    async def test_new_notes_and_needs_are_announced_without_their_words(
        self, door: Door, wang: Colleague, visitor: Visitor
    ) -> None:
        socket = await wang.listen()
        await _follow(socket, visitor)
        await wang.act(visitor.conversation_id, "notes", text="秘密")
        frame, _ = await until(socket, of("stale"))
        assert frame == {
            "type": "stale", "conversation_id": visitor.conversation_id, "part": "notes",
        }  # fmt: skip

    async def test_a_need_that_changed_is_told_to_all_since_it_opens_without_its_conversation(
        self, door: Door, wang: Colleague, visitor: Visitor
    ) -> None:
        need = await begin_draft(door, visitor)
        socket = await wang.listen()
        await socket.send_json({"type": "ping"})
        await until(socket, of("pong"))
        await wang.act(visitor.conversation_id, "notes", text="只给看会话的人")
        status, _ = await wang.ask(
            "PATCH", f"/conversations/{visitor.conversation_id}/need",
            json={"updated_at": need.updated_at.isoformat(), "company": "宏达压铸厂"},
        )  # fmt: skip
        assert status == 200
        frame, earlier = await until(
            socket, lambda each: each["type"] == "stale" and each["part"] == "need"
        )
        assert frame["conversation_id"] == visitor.conversation_id
        await socket.send_json({"type": "ping"})
        _, later = await until(socket, of("pong"))
        assert not [each for each in earlier + later if each.get("part") == "notes"]

    async def test_across_front_doors(self, engine: FakeEngine, ground: Ground) -> None:
        if ground.redis_url is None:
            pytest.skip("front doors hear each other through Redis")
        url, redis = ground.database_url, ground.redis_url
        async with open_door(engine, url, redis) as here, open_door(engine, url, redis) as there:
            wang, visitor = await hire(here, "小王"), await there.visitor()
            socket = await wang.listen()
            await _follow(socket, visitor)
            await until(socket, of("presence"))
            await visitor.say("在吗")
            frame, _ = await until(socket, of("messages", visitor.conversation_id))
            assert frame["messages"][0]["text"] == "在吗"

    async def test_what_no_signal_told_is_found_by_looking(
        self, door: Door, wang: Colleague, visitor: Visitor, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """A front door whose line to Redis is down hears nothing, and shows it all the same."""
        monkeypatch.setattr("bot.handoff.watch.LOOK_AGAIN", 0.1)
        socket = await wang.listen()
        await visitor.say("先来一句")
        await until(socket, of("inbox"))
        await queue_up(door, visitor.conversation_id)
        await until(socket, lambda each: _owner(each) == "queue")


class TestLife:
    async def test_an_open_socket_is_a_sign_of_life(self, door: Door, wang: Colleague) -> None:
        await vanish(wang)
        socket = await wang.listen()
        await until(socket, of("ping"))
        async with door.database.read() as session:
            (row,) = await list_colleagues(session, door.settings.clock.now())
        assert row.seen_at is not None

    async def test_signing_out_closes_it_at_once(self, door: Door, wang: Colleague) -> None:
        socket = await wang.listen()
        async with door.client.delete("/api/v1/session", headers=wang.headers):
            assert await closed_with(socket) == SIGNED_OUT

    async def test_being_disabled_closes_it_at_once(self, door: Door, wang: Colleague) -> None:
        admin, socket = await hire(door, "管理员", "admin"), await wang.listen()
        await admin.ask("PATCH", f"/staff/{wang.id}", json={"active": False})
        assert await closed_with(socket) == SIGNED_OUT

    async def test_nonsense_is_ignored_and_unknown_things_are_named(
        self, door: Door, wang: Colleague
    ) -> None:
        socket = await wang.listen()
        for data in ("{", "[]", '"x"', '{"type": 1}', '{"type": "subscribe"}',
                     '{"type":"subscribe","conversation_id":"../x"}',
                     '{"type":"subscribe","conversation_id":"nowhere","after":"x"}',
                     '{"type":"presence","conversation_id":"x","state":"dancing"}'):  # fmt: skip
            await socket.send_str(data)
        await socket.send_json(
            {"type": "presence", "conversation_id": "nowhere", "state": "viewing"}
        )
        frame, _ = await until(socket, of("error"))
        assert frame["code"] == "not_found"
        await socket.send_json({"type": "ping"})
        await until(socket, of("pong"))

    async def test_a_flood_is_cut_off(self, door: Door, wang: Colleague) -> None:
        socket = await wang.listen()
        for _ in range(FRAMES + 1):
            await socket.send_str('{"type": "ping"}')
        assert await closed_with(socket) == TOO_MANY

    async def test_a_frame_that_is_too_large_is_cut_off(self, door: Door, wang: Colleague) -> None:
        socket = await wang.listen()
        await socket.send_str(json.dumps({"type": "x", "more": "y" * 70_000}))
        assert await closed_with(socket) == 1009

    async def test_a_line_whose_other_side_is_silent_is_ended(
        self, door: Door, wang: Colleague, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """Half-open: our pings go out, and no pong ever comes back."""
        monkeypatch.setattr("bot.handoff.socket.PING_EVERY", 0.2)
        socket = await door.client.ws_connect(
            "/api/v1/ws", headers=wang.headers, autoping=False, autoclose=False
        )
        kinds = {WSMsgType.TEXT}
        while kinds <= {WSMsgType.TEXT, WSMsgType.PING}:
            kinds.add((await socket.receive(timeout=PATIENCE)).type)
        assert WSMsgType.PING in kinds
        assert kinds & {WSMsgType.CLOSE, WSMsgType.CLOSED, WSMsgType.ERROR}

    async def test_one_that_takes_nothing_is_closed_and_skips_nothing(
        self, door: Door, wang: Colleague, visitor: Visitor, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("bot.handoff.socket.SEND_WITHIN", 0.5)
        # Only the end of the socket tells that nobody looks any more.
        monkeypatch.setattr("bot.handoff.attendance.VIEWING_LAPSES", timedelta(days=1))
        await fill_log(door.database, visitor.conversation_id, ["长" * 4000] * 1500)
        socket = await wang.listen()
        transport = socket._conn.transport  # type: ignore[union-attr]
        assert transport is not None
        li = await hire(door, "小李")
        about = visitor.conversation_id
        await socket.send_json({"type": "presence", "conversation_id": about, "state": "viewing"})
        await eventually(lambda: _is_viewed(li, about))
        transport.pause_reading()
        await _follow(socket, visitor)

        async def given_up() -> bool:
            return not await _is_viewed(li, about)

        await eventually(given_up, patience=2 * PATIENCE, every=0.2)
        transport.resume_reading()
        seqs: list[int] = []
        async with asyncio.timeout(2 * PATIENCE):
            while (frame := await socket.receive()).type is WSMsgType.TEXT:
                rows = json.loads(frame.data).get("messages", ())
                seqs += [each["seq"] for each in rows]
        assert len(seqs) < 1500, "it was closed before everything was sent"
        assert seqs == list(range(1, len(seqs) + 1))

    async def test_shutting_down_tells_consoles_to_reconnect(
        self, engine: FakeEngine, sqlite_stores: SqliteStores
    ) -> None:
        async with open_door(engine, sqlite_stores.migrated()) as door:
            socket = await (await hire(door, "小王")).listen()
            closing = asyncio.create_task(door.client.server.close())
            assert await closed_with(socket) == 1012
            await closing


def _messages(frames: list[Frame]) -> list[Frame]:
    return [message for frame in frames for message in frame["messages"]]


async def _is_viewed(colleague: Colleague, conversation_id: str) -> bool:
    return bool((await colleague.get(f"/conversations/{conversation_id}/presence"))["items"])


def _owner(frame: Frame) -> str | None:
    return frame["conversation"]["owner"] if frame["type"] == "inbox" else None


def _viewers(frame: Frame) -> list[tuple[str, bool]]:
    if frame["type"] != "presence":
        return []
    return [(each["display_name"], each["typing"]) for each in frame["viewers"]]


async def _follow(socket: ClientWebSocketResponse, visitor: Visitor, after: int = 0) -> None:
    await socket.send_json(
        {"type": "subscribe", "conversation_id": visitor.conversation_id, "after": after}
    )
