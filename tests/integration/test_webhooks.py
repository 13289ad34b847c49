"""Other systems hear what happens: signed, in order, at least once, and nothing private."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from bot.clock import Clock
from bot.messages import Owner
from bot.programme.data_rights import erase
from bot.programme.introductions import agree, ask_introduction, decline
from bot.programme.needs import record_need
from bot.store.catalogue_writes import save_universities
from bot.store.conversations import change_owner
from bot.store.database import Database
from bot.store.models import (
    Audit,
    Contact,
    Conversation,
    Need,
    University,
    Webhook,
    WebhookDelivery,
    new_id,
)
from bot.store.needs import new_draft
from bot.store.webhook_events import EVENTS, tell_of_owner, tell_one
from bot.store.webhooks import drop_webhook
from connectors.webhooks.courier import Courier
from tests.fixtures.colleagues import Colleague, hire
from tests.fixtures.databases import SqliteStores
from tests.fixtures.fake_engine import FakeEngine
from tests.fixtures.front_door import Door, open_door
from tests.fixtures.hook_receiver import SECRET, Receiver, receiver
from tests.fixtures.waiting import eventually

NOW = datetime(2026, 11, 29, 4, 0, tzinfo=UTC)
PRIVATE = ("13800138000", "宋建国", "song@example.cn", "宁波恒远建材", "泛碱", "烧成", "91330200")


class TurnedClock(Clock):
    """One that tests turn by hand."""

    def __init__(self) -> None:
        super().__init__()
        self.at = NOW

    def now(self) -> datetime:
        return self.at

    def turn(self, by: timedelta) -> None:
        self.at += by


@pytest.fixture
def clock() -> TurnedClock:
    return TurnedClock()


@pytest.fixture
async def receivers() -> AsyncIterator[Callable[[], Awaitable[Receiver]]]:
    async with AsyncExitStack() as stack:
        yield lambda: stack.enter_async_context(receiver())


@pytest.fixture
async def hook(receivers: Callable[[], Awaitable[Receiver]]) -> Receiver:
    return await receivers()


async def register(database: Database, url: str, events: tuple[str, ...] = EVENTS) -> str:
    its = new_id()
    async with database.write() as session:
        session.add(Webhook(id=its, url=url, events=list(events), active=True, secret=SECRET,
                            failures=0, created_at=NOW, updated_at=NOW))  # fmt: skip
    return its


async def happen(database: Database, clock: Clock, owner: Owner = Owner.QUEUE) -> None:
    async with database.write() as session:
        await tell_of_owner(session, "c1", owner, clock.now())


@asynccontextmanager
async def carrying(
    database: Database, clock: Clock, *, private: bool = True, patience: float = 60.0
) -> AsyncIterator[None]:
    courier = Courier(database, clock, private=private, patience=patience)
    task = asyncio.create_task(courier.run_forever(0.01))
    try:
        yield
    finally:
        task.cancel()
        await asyncio.wait({task})


async def deliveries(database: Database, webhook_id: str) -> list[WebhookDelivery]:
    async with database.read() as session:
        rows = await session.scalars(
            select(WebhookDelivery)
            .where(WebhookDelivery.webhook_id == webhook_id)
            .order_by(WebhookDelivery.id)
        )
        return list(rows)


async def webhook(database: Database, its: str) -> Webhook:
    async with database.read() as session:
        return await session.get_one(Webhook, its)


async def until_state(database: Database, its: str, *states: str) -> list[WebhookDelivery]:
    """Its deliveries, once they stand so."""

    async def reached() -> bool:
        return tuple(row.state for row in await deliveries(database, its)) == states

    await eventually(reached)
    return await deliveries(database, its)


async def until_failed(database: Database, its: str, failures: int) -> Webhook:
    async def reached() -> bool:
        return (await webhook(database, its)).failures == failures

    await eventually(reached)
    return await webhook(database, its)


async def until_let_go(database: Database, its: str) -> Webhook:
    """The claim ends after what was sent is written down."""

    async def reached() -> bool:
        return (await webhook(database, its)).claimed_by is None

    await eventually(reached)
    return await webhook(database, its)


async def live_through(database: Database, clock: Clock) -> str:
    """A need from its recording to its erasure, and its conversation; the conversation's id."""
    its = new_id()
    async with database.write() as session:
        session.add(Conversation(id=its, channel="webchat", address=its, owner="bot", owner_epoch=0,
                                 last_seq=0, created_at=NOW))  # fmt: skip
        universities = [
            University(id=each, name=each, region_code="330100", province="浙江省", city="杭州市")
            for each in ("u1", "u2")
        ]
        await save_universities(session, universities, NOW)
        session.add(Contact(id=new_id(), conversation_id=its, name="宋建国", phone="13800138000",
                            email="song@example.cn", created_at=NOW, updated_at=NOW))  # fmt: skip
        need = await new_draft(session, its, NOW)
        need.problem, need.detail = "瓷砖泛碱，烧成后出现，电话13800138000", "宋建国说的"
        need.company, need.uscc = "宁波恒远建材", "91330200MA2AGXXX0X"
        need.region_code, need.region_name = "330200", "浙江省宁波市"
        need.industry_code, need.industry_name = "C30", "宁波恒远建材做的瓷砖"
        await record_need(session, need, today=clock.today(), now=clock.now(), message_id=None)
        for item, answer in (("u1", agree), ("u2", decline)):
            asked = await ask_introduction(session, need, "university", item, clock.now())
            assert asked is not None
            await answer(session, its, asked.introduction.id, clock.now())
        for epoch, owner in enumerate((Owner.QUEUE, Owner.STAFF, Owner.BOT, Owner.CLOSED)):
            assert await change_owner(session, its, owner, seen_epoch=epoch, at=clock.now())
        await erase(session, its, clock.now())
    return its


class TestWhatIsTold:
    async def test_all_that_happens_and_nothing_private(
        self, database: Database, clock: TurnedClock, hook: Receiver
    ) -> None:
        await register(database, hook.url)
        conversation = await live_through(database, clock)
        async with carrying(database, clock):
            await eventually(lambda: _reached(lambda: len(hook.taken) == 7))
        assert hook.events == [
            "need.recorded", "introduction.requested", "conversation.queued",
            "conversation.claimed", "conversation.closed", "need.state_changed",
            "introduction.state_changed",
        ]  # fmt: skip
        whole = b"".join(hook.bodies).decode()
        assert [each for each in PRIVATE if each in whole] == []
        recorded, moved = hook.taken[0], hook.taken[5]
        async with database.read() as session:
            need = (await session.scalars(select(Need))).one()
        assert recorded["at"] == NOW.isoformat()
        assert recorded["data"] == {
            "need_id": need.id, "need_number": need.number, "need_state": "recorded",
            "conversation_id": conversation, "region_code": "330200", "region": "浙江省宁波市",
            "industry_code": "C30", "industry": "非金属矿物制品业",
        }  # fmt: skip
        assert moved["data"]["need_state"] == "withdrawn"
        assert hook.taken[6]["data"]["introduction_state"] == "withdrawn"
        assert len({each["id"] for each in hook.taken}) == 7

    async def test_only_what_was_asked_for_and_only_what_came_to_be(
        self, database: Database, clock: TurnedClock, hook: Receiver
    ) -> None:
        its = await register(database, hook.url, ("conversation.closed",))
        await happen(database, clock, Owner.QUEUE)
        async with database.write() as session:
            await tell_of_owner(session, "c1", Owner.CLOSED, clock.now())
            await session.rollback()
        assert await deliveries(database, its) == []


class TestDelivering:
    async def test_what_failed_comes_again_before_what_came_later(
        self, database: Database, clock: TurnedClock, hook: Receiver
    ) -> None:
        its = await register(database, hook.url)
        hook.answers = [500]
        await happen(database, clock, Owner.QUEUE)
        await happen(database, clock, Owner.STAFF)
        async with carrying(database, clock):
            failed = await until_failed(database, its, 1)
            assert failed.due_at is not None
            assert failed.due_at > clock.now()
            first, second = await deliveries(database, its)
            assert (first.state, first.answer, second.tries) == ("waiting", 500, 0)
            clock.turn(timedelta(minutes=1))
            first, second = await until_state(database, its, "sent", "sent")
            healed = await until_let_go(database, its)
        assert hook.events == ["conversation.queued", "conversation.claimed"]
        assert hook.bodies[0] == hook.bodies[1]
        assert hook.stamps[1] == hook.stamps[0] + 60
        assert (first.tries, first.answer, second.tries) == (2, 200, 1)
        assert (healed.failures, healed.due_at) == (0, None)

    async def test_one_that_hangs_holds_up_nobody_else(
        self,
        database: Database,
        clock: TurnedClock,
        receivers: Callable[[], Awaitable[Receiver]],
        hook: Receiver,
    ) -> None:
        slow = await receivers()
        slow.hangs = True
        its = await register(database, slow.url)
        other = await register(database, hook.url)
        await happen(database, clock)
        async with carrying(database, clock):
            await until_state(database, other, "sent")
            await eventually(lambda: _reached(lambda: len(slow.bodies) == 1))
            await happen(database, clock, Owner.CLOSED)
            await until_state(database, other, "sent", "sent")
            assert [row.tries for row in await deliveries(database, its)] == [0, 0]

    async def test_who_does_not_answer_in_time_is_asked_again_later(
        self, database: Database, clock: TurnedClock, hook: Receiver
    ) -> None:
        its = await register(database, hook.url)
        hook.hangs = True
        await happen(database, clock)
        async with carrying(database, clock, patience=0.2):
            await until_failed(database, its, 1)
            (row,) = await deliveries(database, its)
            assert (row.state, row.answer, row.fault) == ("waiting", None, "timeout")
            hook.hangs = False
            clock.turn(timedelta(minutes=1))
            async with carrying(database, clock):
                await until_state(database, its, "sent")

    async def test_gone_switches_it_off(
        self, database: Database, clock: TurnedClock, hook: Receiver
    ) -> None:
        its = await register(database, hook.url)
        hook.answers = [410]
        await happen(database, clock, Owner.QUEUE)
        await happen(database, clock, Owner.STAFF)
        async with carrying(database, clock):
            first, second = await until_state(database, its, "failed", "failed")
        assert (first.answer, first.fault) == (410, None)
        assert (second.answer, second.fault, second.tries) == (None, "off", 0)
        assert not (await webhook(database, its)).active
        await happen(database, clock, Owner.CLOSED)
        assert len(await deliveries(database, its)) == 2
        async with database.read() as session:
            audited = (await session.scalars(select(Audit))).one()
        assert (audited.action, audited.subject_id) == ("webhook_gone", its)

    async def test_a_redirect_is_not_followed(
        self, database: Database, clock: TurnedClock, hook: Receiver
    ) -> None:
        its = await register(database, hook.url)
        hook.answers = [302]
        await happen(database, clock)
        async with carrying(database, clock):
            await until_failed(database, its, 1)
        (row,) = await deliveries(database, its)
        assert (row.state, row.answer, hook.elsewhere) == ("waiting", 302, 0)

    async def test_after_a_day_it_is_given_up_and_what_is_new_arrives(
        self, database: Database, clock: TurnedClock, hook: Receiver
    ) -> None:
        its = await register(database, hook.url)
        hook.answers = [503, 503]
        await happen(database, clock, Owner.QUEUE)
        await happen(database, clock, Owner.STAFF)
        async with carrying(database, clock):
            await until_failed(database, its, 1)
            clock.turn(timedelta(hours=25))
            first, second = await until_state(database, its, "failed", "failed")
            assert (first.tries, first.answer, second.tries) == (2, 503, 0)
            await happen(database, clock, Owner.CLOSED)
            clock.turn(timedelta(hours=4))
            await until_state(database, its, "failed", "failed", "sent")
            clock.turn(timedelta(days=31))
            await until_state(database, its)
        assert hook.events == ["conversation.closed"]

    async def test_many_front_doors_send_each_event_once_and_in_order(
        self, database: Database, clock: TurnedClock, hook: Receiver
    ) -> None:
        its = await register(database, hook.url)
        owners = [Owner.QUEUE, Owner.STAFF, Owner.CLOSED] * 5
        for owner in owners:
            await happen(database, clock, owner)
        async with carrying(database, clock), carrying(database, clock), carrying(database, clock):
            await until_state(database, its, *["sent"] * len(owners))
        assert [each["data"]["state"] for each in hook.taken] == [str(each) for each in owners]
        assert len(hook.bodies) == len(owners)

    async def test_a_front_door_that_died_is_stood_in_for(
        self, database: Database, clock: TurnedClock, hook: Receiver
    ) -> None:
        its = await register(database, hook.url)
        hook.hangs = True
        await happen(database, clock)
        async with carrying(database, clock):
            await eventually(lambda: _reached(lambda: len(hook.bodies) == 1))
        hook.hangs = False
        clock.turn(timedelta(minutes=2))
        async with carrying(database, clock):
            await until_state(database, its, "sent")
        assert hook.bodies[0] == hook.bodies[1]

    async def test_one_that_is_taken_away_fails_nothing(
        self, database: Database, clock: TurnedClock, hook: Receiver
    ) -> None:
        its = await register(database, hook.url)
        async with database.write() as session:
            await drop_webhook(session, its)
        async with database.write() as session:
            await tell_one(session, its, clock.now())
        async with carrying(database, clock):
            other = await register(database, hook.url)
            await happen(database, clock)
            await until_state(database, other, "sent")
        assert hook.events == ["conversation.queued"]

    @pytest.mark.parametrize(
        ("scheme", "host", "fault"),
        [("http", "127.0.0.1", "insecure"), ("https", "127.0.0.1", "private"),
         ("https", "localhost", "private")],
    )  # fmt: skip
    async def test_inner_addresses_are_not_connected_to(
        self, database: Database, clock: TurnedClock, hook: Receiver, scheme: str, host: str,
        fault: str,
    ) -> None:  # fmt: skip
        url = hook.url.replace("http://127.0.0.1", f"{scheme}://{host}")
        its = await register(database, url)
        await happen(database, clock)
        async with carrying(database, clock, private=False):
            await until_failed(database, its, 1)
        (row,) = await deliveries(database, its)
        assert (row.fault, row.answer, hook.bodies) == (fault, None, [])


async def _reached(condition: Callable[[], bool]) -> bool:
    return condition()


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
