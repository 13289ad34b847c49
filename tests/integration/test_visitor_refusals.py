"""What the web chat refuses, each with a stable code, and where its limits are."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import update

from bot.store.models import VisitorSession
from tests.fixtures.fake_engine import FakeEngine
from tests.fixtures.front_door import Door, Visitor, problem

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
