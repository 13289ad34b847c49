"""The web chat as a browser meets it: sessions, sending, reading, refusals, the socket."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any

import pytest
from aiohttp import ClientWebSocketResponse, WSMsgType, WSServerHandshakeError
from sqlalchemy import update

from bot.store.models import VisitorSession
from tests.fixtures.databases import SqliteStores
from tests.fixtures.fake_engine import FakeEngine, custom
from tests.fixtures.front_door import Door, Visitor, open_door, problem
from tests.fixtures.waiting import PATIENCE

PATENT = {
    "kind": "patent", "id": "p1", "title": "一种压铸件除气方法", "subtitle": "演示数据",
    "reasons": ["同为铝合金压铸"], "facts": {"许可费": "免费"}, "demo": True,
    "buttons": [{"title": "就要这个", "payload": '/pick{"kind":"patent","id":"p1"}'}],
}  # fmt: skip

YES = {"title": "是", "payload": "/affirm"}


class TestSession:
    async def test_a_new_visitor_gets_a_conversation_of_their_own(self, door: Door) -> None:
        one, other = await door.visitor(), await door.visitor()
        assert one.token != other.token
        assert one.conversation_id != other.conversation_id

    async def test_a_known_token_gets_its_conversation_back(self, visitor: Visitor) -> None:
        async with visitor.door.client.post(
            "/webchat/session", json={"token": visitor.token}
        ) as response:
            assert response.status == 200
            assert await response.json() == {
                "token": visitor.token,
                "conversation_id": visitor.conversation_id,
            }

    async def test_an_unknown_token_gets_a_new_conversation(self, visitor: Visitor) -> None:
        async with visitor.door.client.post(
            "/webchat/session", json={"token": "guessed"}
        ) as response:
            assert response.status == 201
            assert (await response.json())["conversation_id"] != visitor.conversation_id


class TestSendingAndReading:
    async def test_a_message_is_answered(self, visitor: Visitor, engine: FakeEngine) -> None:
        seq = await visitor.say("铸件有气孔")

        reply = await visitor.reply_to(seq)

        assert reply["text"] == "听到了：铸件有气孔"
        assert reply["author"] == "bot"
        assert engine.calls[0].sender == visitor.conversation_id
        assert [each["seq"] for each in await visitor.log()] == [1, 2]

    async def test_the_log_has_the_shape_of_the_contract(
        self, visitor: Visitor, engine: FakeEngine
    ) -> None:
        engine.reply = lambda _: [
            {"text": "请看", "buttons": [{"title": "再看几个", "payload": "/more"}]},
            custom(cards=[PATENT], numbered=True),
        ]
        await visitor.reply_to(await visitor.say("找专利"))

        page = await visitor.read()

        assert page["owner"] == "bot"
        mine, said, shown = page["messages"]
        assert (mine["seq"], mine["author"], mine["text"]) == (1, "user", "找专利")
        assert said["buttons"] == [{"id": "2.0", "title": "再看几个"}]
        assert shown["cards"] == [{**PATENT, "buttons": [{"id": "3.0", "title": "就要这个"}]}]
        assert {"seq", "author", "text", "buttons", "cards", "created_at"} <= set(shown)
        assert "payload" not in json.dumps(page), "payloads stay on the server"

    async def test_reading_on_starts_after_the_given_number(self, visitor: Visitor) -> None:
        await visitor.reply_to(await visitor.say("一"))
        assert [each["seq"] for each in (await visitor.read(after=1))["messages"]] == [2]
        assert (await visitor.read(after=2))["messages"] == []

    async def test_a_long_log_is_read_in_pages_without_a_gap(
        self, engine: FakeEngine, visitor: Visitor
    ) -> None:
        engine.reply = lambda _: [{"text": str(number)} for number in range(450)]
        await visitor.reply_to(await visitor.say("讲长一点"))

        seqs: list[int] = []
        more = True
        while more:
            page = await visitor.read(after=seqs[-1] if seqs else 0)
            seqs += [each["seq"] for each in page["messages"]]
            more = page["has_more"]
        assert seqs == list(range(1, 452))

    async def test_a_reader_that_waits_is_woken_by_the_message(self, visitor: Visitor) -> None:
        waiting = asyncio.create_task(visitor.read(wait=25))
        await asyncio.sleep(0.05)
        await visitor.say("在吗")
        page = await asyncio.wait_for(waiting, PATIENCE)
        assert page["messages"][0]["text"] == "在吗"

    async def test_nobody_reads_another_conversation(self, door: Door, visitor: Visitor) -> None:
        await visitor.say("秘密")
        assert await (await door.visitor()).log() == []


class TestButtons:
    async def test_a_press_sends_the_payload_and_shows_the_title(
        self, visitor: Visitor, engine: FakeEngine
    ) -> None:
        engine.reply = lambda _: [custom(text="请看", cards=[PATENT])]
        await visitor.reply_to(await visitor.say("找专利"))

        await visitor.reply_to(await visitor.press("2.0"))

        assert engine.calls[-1].message == '/pick{"kind":"patent","id":"p1"}'
        assert (await visitor.log())[2]["text"] == "就要这个"

    @pytest.mark.parametrize("typed", ["再看几个", " 再看几个。", "再看几个！"])
    async def test_typing_the_words_of_a_button_presses_it(
        self, visitor: Visitor, engine: FakeEngine, typed: str
    ) -> None:
        engine.reply = lambda _: [
            {"text": "好", "buttons": [{"title": "再看几个", "payload": "/more"}]}
        ]
        await visitor.reply_to(await visitor.say("找专利"))
        await visitor.reply_to(await visitor.say(typed))
        assert engine.calls[-1].message == "/more"

    async def test_words_of_a_button_that_is_no_longer_in_view_are_text(
        self, visitor: Visitor, engine: FakeEngine
    ) -> None:
        engine.reply = lambda _: [
            {"text": "好", "buttons": [{"title": "是", "payload": "/affirm"}]}
        ]
        await visitor.reply_to(await visitor.say("一"))
        engine.reply = lambda _: [{"text": "好"}]
        await visitor.reply_to(await visitor.say("二"))
        await visitor.reply_to(await visitor.say("是"))
        assert engine.calls[-1].message == "是"

    async def test_a_number_typed_on_the_web_is_text(
        self, visitor: Visitor, engine: FakeEngine
    ) -> None:
        engine.reply = lambda _: [
            custom(text="选", buttons=[{"title": "甲", "payload": "/a"}], numbered=True)
        ]
        await visitor.reply_to(await visitor.say("选"))
        await visitor.reply_to(await visitor.say("1"))
        assert engine.calls[-1].message == "1"

    @pytest.mark.parametrize("typed", ["/restart", '/inform{"x":1}', "/affirm"])
    async def test_a_typed_command_is_text(
        self, visitor: Visitor, engine: FakeEngine, typed: str
    ) -> None:
        await visitor.reply_to(await visitor.say(typed))
        assert engine.calls[0].message == "／" + typed[1:]
        assert (await visitor.log())[0]["text"] == typed, "the log keeps what was typed"

    async def test_a_button_of_another_conversation_is_unknown(
        self, door: Door, engine: FakeEngine
    ) -> None:
        engine.reply = lambda _: [
            {"text": "好", "buttons": [{"title": "是", "payload": "/affirm"}]}
        ]
        one, other = await door.visitor(), await door.visitor()
        await one.reply_to(await one.say("一"))

        status, answer = await other.post(client_msg_id="x", button_id="2.0")

        assert (status, answer["code"]) == (404, "not_found")


LONGEST = "字" * 4000
REFUSED: list[tuple[str, dict[str, Any], int, str]] = [
    ("empty", {"client_msg_id": "a", "text": ""}, 400, "bad_request"),
    ("blank", {"client_msg_id": "a", "text": " \n\u3000"}, 400, "bad_request"),
    ("too long", {"client_msg_id": "a", "text": LONGEST + "字"}, 413, "too_large"),
    ("far too long", {"client_msg_id": "a", "text": "x" * 300_000}, 413, "too_large"),
    ("NUL", {"client_msg_id": "a", "text": "a\x00b"}, 400, "bad_request"),
    ("NUL in the id", {"client_msg_id": "a\x00b", "text": "好"}, 400, "bad_request"),
    ("lone surrogate", {"client_msg_id": "a", "text": "a\ud800"}, 400, "bad_request"),
    ("lone surrogate in the id", {"client_msg_id": "\udfff", "text": "好"}, 400, "bad_request"),
    ("no id", {"text": "好"}, 400, "bad_request"),
    ("empty id", {"client_msg_id": "", "text": "好"}, 400, "bad_request"),
    ("long id", {"client_msg_id": "a" * 129, "text": "好"}, 400, "bad_request"),
    ("id is a number", {"client_msg_id": 1, "text": "好"}, 400, "bad_request"),
    ("text is a number", {"client_msg_id": "a", "text": 1}, 400, "bad_request"),
    ("neither text nor button", {"client_msg_id": "a"}, 400, "bad_request"),
    ("both", {"client_msg_id": "a", "text": "好", "button_id": "1.0"}, 400, "bad_request"),
    ("unknown button", {"client_msg_id": "a", "button_id": "9.0"}, 404, "not_found"),
    ("malformed button", {"client_msg_id": "a", "button_id": "desk:human"}, 404, "not_found"),
    ("payload as button", {"client_msg_id": "a", "button_id": "/restart"}, 404, "not_found"),
    ("huge button", {"client_msg_id": "a", "button_id": "9" * 99 + ".0"}, 404, "not_found"),
    ("odd digits", {"client_msg_id": "a", "button_id": "¹.٠"}, 404, "not_found"),
    ("own message as button", {"client_msg_id": "a", "button_id": "1.0"}, 404, "not_found"),
]


class TestRefusals:
    @pytest.mark.parametrize(
        ("body", "status", "code"),
        [each[1:] for each in REFUSED],
        ids=[each[0] for each in REFUSED],
    )
    async def test_what_cannot_be_taken_is_refused_with_a_stable_code(
        self, visitor: Visitor, engine: FakeEngine, body: dict[str, Any], status: int, code: str
    ) -> None:
        async with visitor.door.client.post(
            "/webchat/messages", json=body, headers=visitor.headers
        ) as response:
            assert await problem(response) == (status, code)
        assert await visitor.log() == []
        assert engine.calls == []

    async def test_every_store_refuses_the_same(self, any_door: Door) -> None:
        visitor = await any_door.visitor()
        for _, body, status, code in REFUSED:
            refused, answer = await visitor.post(**body)
            assert (refused, answer["code"]) == (status, code)
        assert await visitor.log() == []

    @pytest.mark.parametrize(
        "raw", [b"", b"{", b"[]", b"null", b'"text"', b"\xff\xfe", b"[" * 100_000, b'{"a":NaN}']
    )
    async def test_a_body_that_is_not_a_json_object_is_refused(
        self, visitor: Visitor, raw: bytes
    ) -> None:
        async with visitor.door.client.post(
            "/webchat/messages", data=raw, headers=visitor.headers
        ) as response:
            assert await problem(response) == (400, "bad_request")

    async def test_the_longest_message_is_taken(self, visitor: Visitor) -> None:
        reply = await visitor.reply_to(await visitor.say(LONGEST))
        assert reply["text"].endswith(LONGEST)

    @pytest.mark.parametrize(
        "headers",
        [{}, {"Authorization": "Bearer guessed"}, {"Authorization": "Basic eDp5"},
         {"Authorization": "Bearer"}, {"Authorization": "Bearer \udcff"}],
    )  # fmt: skip
    async def test_without_a_valid_token_nothing_is_open(
        self, door: Door, headers: dict[str, str]
    ) -> None:
        for method in ("GET", "POST"):
            async with door.client.request(
                method, "/webchat/messages", headers=headers
            ) as response:
                assert await problem(response) == (401, "unauthorised")

    async def test_an_expired_token_is_refused(self, visitor: Visitor) -> None:
        now = visitor.door.settings.clock.now()
        async with visitor.door.database.write() as session:
            await session.execute(
                update(VisitorSession).values(expires_at=now - timedelta(seconds=1))
            )
        async with visitor.get("/webchat/messages", {}) as response:
            assert await problem(response) == (401, "unauthorised")

    @pytest.mark.parametrize(
        "params",
        [
            {"after": "x"},
            {"after": "-1"},
            {"after": "nan"},
            {"wait": "-1"},
            {"wait": "inf"},
            {"before": "x"},
            {"before": "9", "after": "1"},
            {"before": "9", "limit": "many"},
        ],
    )
    async def test_a_place_that_is_no_number_is_refused(
        self, visitor: Visitor, params: dict[str, str]
    ) -> None:
        async with visitor.get("/webchat/messages", params) as response:
            assert await problem(response) == (400, "bad_request")

    @pytest.mark.parametrize(
        ("method", "path", "status", "code"),
        [
            ("GET", "/nowhere", 404, "not_found"),
            ("DELETE", "/webchat/messages", 405, "method_not_allowed"),
            ("GET", "/assets/../../pyproject.toml", 404, "not_found"),
            ("GET", "/assets/%2e%2e/%2e%2e/pyproject.toml", 404, "not_found"),
            ("GET", "/assets/%00", 404, "not_found"),
        ],
    )
    async def test_what_is_not_there_is_a_problem_too(
        self, door: Door, method: str, path: str, status: int, code: str
    ) -> None:
        async with door.client.request(method, path) as response:
            assert await problem(response) == (status, code)

    async def test_what_browsers_load_comes_compressed(self, door: Door) -> None:
        headers = {"Accept-Encoding": "gzip"}
        async with door.client.get("/widget.js", headers=headers) as response:
            assert response.headers["Content-Encoding"] == "gzip"
            assert response.headers["Vary"] == "Accept-Encoding"
            assert response.content_type == "text/javascript"

    async def test_too_many_messages_are_told_when_to_come_back(self, visitor: Visitor) -> None:
        answers = [await visitor.post(client_msg_id=str(n), text=str(n)) for n in range(31)]
        assert [status for status, _ in answers] == [202] * 30 + [429]
        refusal = answers[-1][1]
        assert refusal["code"] == "too_many_requests"
        assert refusal["retry_after"] >= 1

        status, known = await visitor.post(client_msg_id="0", text="0")
        assert (status, known) == (200, {"seq": 1}), "a repeat is not a new message"


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

    async def test_a_site_that_was_let_in_may_connect(self, embedded: Visitor) -> None:
        async with self._open(embedded, origin="https://partner.example") as socket:
            assert (await socket.receive_json(timeout=PATIENCE))["owner"] == "bot"

    async def test_any_other_site_is_refused(self, embedded: Visitor) -> None:
        for origin in ("https://evil.example", "null", "https://partner.example.evil.example"):
            with pytest.raises(WSServerHandshakeError) as refused:
                async with self._open(embedded, origin=origin):
                    pass
            assert refused.value.status == 403

    async def test_every_site_is_let_in_where_the_settings_say_so(
        self, engine: FakeEngine, sqlite_stores: SqliteStores
    ) -> None:
        async with open_door(engine, sqlite_stores.migrated(), bot_allowed_origins=("*",)) as door:
            visitor = await door.visitor()
            async with self._open(visitor, origin="https://anyone.example") as socket:
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
