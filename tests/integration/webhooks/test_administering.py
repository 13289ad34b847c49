"""Administrators register webhooks, try them, renew their secrets and take them away."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

import pytest
from sqlalchemy import select

from bot.messages import Owner
from bot.store.conversations import change_owner
from bot.store.models import Audit, Conversation
from bot.store.webhook_events import EVENTS
from tests.fixtures.colleagues import Colleague, hire
from tests.fixtures.databases import SqliteStores
from tests.fixtures.fake_engine import FakeEngine
from tests.fixtures.front_door import Door, open_door
from tests.fixtures.hook_receiver import Receiver
from tests.fixtures.webhooks import deliveries, until_state


@pytest.fixture
async def open_house(engine: FakeEngine, sqlite_stores: SqliteStores) -> AsyncIterator[Door]:
    async with open_door(engine, sqlite_stores.migrated(), bot_webhooks_private=True) as opened:
        yield opened


@pytest.fixture
async def admin(open_house: Door) -> Colleague:
    return await hire(open_house, "管理员", "admin")


class TestAdministering:
    async def test_from_registering_to_the_first_event(
        self, open_house: Door, admin: Colleague, hook: Receiver
    ) -> None:
        body: dict[str, Any] = {"url": hook.url, "events": ["conversation.queued"] * 2}
        status, made = await admin.ask("POST", "/webhooks", json=body)
        assert status == 201
        its = made["webhook"]["id"]
        hook.secret = made["secret"]
        listed = await admin.get("/webhooks")
        assert listed["items"] == [made["webhook"]]
        assert listed["items"][0]["events"] == ["conversation.queued"]
        assert made["secret"] not in str(listed)
        assert await admin.ask_raw("POST", f"/webhooks/{its}/test") == (204, "")
        await until_state(open_house.database, its, "sent")
        visitor = await open_house.visitor()
        async with open_house.database.write() as session:
            row = await session.get_one(Conversation, visitor.conversation_id)
            now = open_house.settings.clock.now()
            assert await change_owner(
                session, row.id, Owner.QUEUE, seen_epoch=row.owner_epoch, at=now, queued_at=now
            )
        await until_state(open_house.database, its, "sent", "sent")
        assert hook.events == ["webhook.test", "conversation.queued"]
        shown = (await admin.get(f"/webhooks/{its}/deliveries"))["items"]
        assert [(each["event"], each["state"], each["answer"]) for each in shown] == [
            ("conversation.queued", "sent", 200), ("webhook.test", "sent", 200),
        ]  # fmt: skip
        status, renewed = await admin.ask("POST", f"/webhooks/{its}/secret")
        assert (status, renewed["secret"] != made["secret"]) == (201, True)
        hook.secret = renewed["secret"]
        await admin.ask_raw("POST", f"/webhooks/{its}/test")
        await until_state(open_house.database, its, "sent", "sent", "sent")
        assert (await admin.ask_raw("DELETE", f"/webhooks/{its}"))[0] == 204
        assert await deliveries(open_house.database, its) == []
        async with open_house.database.read() as session:
            acts = await session.scalars(select(Audit.action).where(Audit.subject_id == its))
            assert list(acts) == ["webhook_added", "webhook_renewed", "webhook_removed"]

    async def test_what_is_switched_off_hears_nothing(
        self, open_house: Door, admin: Colleague, hook: Receiver
    ) -> None:
        _, made = await admin.ask(
            "POST", "/webhooks", json={"url": hook.url, "events": [EVENTS[0]]}
        )
        its = made["webhook"]["id"]
        status, view = await admin.ask("PATCH", f"/webhooks/{its}", json={"active": False})
        assert (status, view["active"]) == (200, False)
        status, refusal = await admin.ask("POST", f"/webhooks/{its}/test")
        assert (status, refusal["code"]) == (409, "conflict")
        status, view = await admin.ask(
            "PATCH", f"/webhooks/{its}", json={"active": True, "events": ["conversation.closed"]}
        )
        assert (view["active"], view["events"]) == (True, ["conversation.closed"])

    async def test_what_is_no_address(self, door: Door) -> None:
        """At a door that keeps to public addresses."""
        admin = await hire(door, "管理员", "admin")
        assert (await admin.get("/webhooks"))["private"] is False
        for url in (
            "ftp://a.cn", "https://", "https://u:p@a.cn/", "https://a.cn:99999/", "http://a.cn/",
            "https://127.0.0.1/", "https://[::1]/", "https://localhost/", "https://10.0.0.1:8443/",
        ):  # fmt: skip
            status, _ = await admin.ask(
                "POST", "/webhooks", json={"url": url, "events": [EVENTS[0]]}
            )
            assert status == 400, url
        for events in ([], ["need.deleted"]):
            body = {"url": "https://example.cn/hook", "events": events}
            assert (await admin.ask("POST", "/webhooks", json=body))[0] == 400
