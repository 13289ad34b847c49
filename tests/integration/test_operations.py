"""What operators rely on: readiness, metrics without people, logs without words."""

from __future__ import annotations

import logging
import traceback
from collections.abc import Iterator
from typing import Any

import pytest
from structlog.testing import capture_logs

from tests.fixtures.databases import SqliteStores
from tests.fixtures.fake_engine import FakeEngine, custom
from tests.fixtures.front_door import Door, Visitor, open_door
from tests.fixtures.servers import free_port

CANARY = "金丝雀厂的秘密配方"
PHONE = "13912345678"


class TestHealth:
    async def test_alive_as_soon_as_it_answers(self, door: Door, engine: FakeEngine) -> None:
        engine.model_file = ""
        async with door.client.get("/health/live") as response:
            assert response.status == 200

    async def test_ready_when_a_turn_could_be_answered(self, any_door: Door) -> None:
        assert await self._ready(any_door) == (
            200, {"database": "ok", "engine": "ok", "actions": "ok"}
        )  # fmt: skip

    async def test_not_ready_while_the_engine_has_no_model(
        self, door: Door, engine: FakeEngine
    ) -> None:
        engine.model_file = ""
        status, parts = await self._ready(door)
        assert (status, parts["engine"], parts["database"]) == (503, "failing", "ok")

    async def test_not_ready_without_the_action_server(
        self, engine: FakeEngine, sqlite_stores: SqliteStores
    ) -> None:
        async with open_door(engine, sqlite_stores.migrated(), bot_action_port=free_port()) as door:
            status, parts = await self._ready(door)
        assert (status, parts["actions"]) == (503, "failing")

    async def test_not_ready_without_the_store(self, door: Door) -> None:
        path = door.database.url.database or ""
        await door.database.close()
        with open(path, "wb") as store:  # noqa: ASYNC230 - a test breaks its own file
            store.write(b"no longer a database " * 1000)
        status, parts = await self._ready(door)
        assert (status, parts["database"]) == (503, "failing")

    async def _ready(self, door: Door) -> tuple[int, dict[str, str]]:
        async with door.client.get("/health/ready") as response:
            body = await response.json()
            assert body["status"] == ("ready" if response.status == 200 else "not_ready")
            parts: dict[str, str] = body["parts"]
            return response.status, parts


class TestMetrics:
    async def test_turns_are_counted_by_outcome(self, visitor: Visitor, engine: FakeEngine) -> None:
        before = await self._scrape(visitor.door)
        await visitor.reply_to(await visitor.say("一"))
        engine.status = 500
        await visitor.reply_to(await visitor.say("二"))

        after = await self._scrape(visitor.door)
        for outcome in ("answered", "failed"):
            name = f'desk_turns_total{{channel="webchat",outcome="{outcome}"}}'
            assert after[name] == before.get(name, 0.0) + 1
        assert after["desk_turn_seconds_count"] == before.get("desk_turn_seconds_count", 0) + 2

    async def test_no_label_names_a_person(self, visitor: Visitor) -> None:
        await visitor.reply_to(await visitor.say(f"{CANARY} {PHONE}", "canary-id"))
        async with visitor.door.client.get("/metrics") as response:
            text = await response.text()
        for secret in (visitor.conversation_id, visitor.token, CANARY, PHONE, "canary-id"):
            assert secret not in text

    async def _scrape(self, door: Door) -> dict[str, float]:
        async with door.client.get("/metrics") as response:
            assert response.status == 200
            lines = (await response.text()).splitlines()
        return {
            name: float(value)
            for name, _, value in (line.rpartition(" ") for line in lines)
            if not name.startswith("#")
        }


class Logbook:
    """Everything that was logged while it was open, as one text."""

    def __init__(self, events: list[Any], records: list[logging.LogRecord]) -> None:
        self._events = events
        self._records = records

    @property
    def text(self) -> str:
        parts = [repr(event) for event in self._events]
        for record in self._records:
            parts.append(record.getMessage())
            if record.exc_info and record.exc_info[1] is not None:
                parts += traceback.format_exception(record.exc_info[1])
        return "\n".join(parts)

    @property
    def events(self) -> list[str]:
        return [str(event["event"]) for event in self._events]


@pytest.fixture
def logbook(caplog: pytest.LogCaptureFixture) -> Iterator[Logbook]:
    # As set_up_logs sets it: libraries speak from WARNING on.
    caplog.set_level(logging.WARNING)
    with capture_logs() as events:
        yield Logbook(events, caplog.records)


class TestLogs:
    async def test_a_conversation_leaves_numbers_and_no_words(
        self, visitor: Visitor, engine: FakeEngine, logbook: Logbook
    ) -> None:
        words = f"{CANARY}，电话{PHONE}"
        engine.reply = lambda asked: [
            {"text": asked.message, "buttons": [{"title": CANARY, "payload": f"/x{CANARY}"}]}
        ]
        reply = await visitor.reply_to(await visitor.say(words, f"id-{CANARY}"))
        await visitor.reply_to(await visitor.press(reply["buttons"][0]["id"]))
        await visitor.post(client_msg_id="a", button_id=CANARY)
        await visitor.post(client_msg_id="a", text=CANARY * 1000)

        assert "turn.finished" in logbook.events
        self._holds_no_words(logbook, visitor)

    @pytest.mark.parametrize("how", ["status", "garbage", "wrong shape", "not storable"])
    async def test_failures_are_logged_without_what_was_said(
        self, visitor: Visitor, engine: FakeEngine, logbook: Logbook, how: str
    ) -> None:
        match how:
            case "status":
                engine.status = 500
            case "garbage":
                engine.raw = f'{{"text": "{CANARY}'
            case "wrong shape":
                engine.reply = lambda _: [{"text": CANARY, "buttons": [{CANARY: CANARY}]}]
            case "not storable":
                engine.reply = lambda _: [
                    {"text": CANARY + "\ud800"},
                    custom(cards=[{"kind": CANARY, "id": "\x00", "title": CANARY}]),
                ]
        await visitor.reply_to(await visitor.say(f"{CANARY} {PHONE}"))

        assert "turn.finished" in logbook.events
        self._holds_no_words(logbook, visitor)

    def _holds_no_words(self, logbook: Logbook, visitor: Visitor) -> None:
        for secret in (CANARY, PHONE, visitor.token):
            assert secret not in logbook.text
