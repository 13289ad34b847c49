"""Each event arrives at least once and in order, whatever becomes of its receiver and of ours."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import timedelta

import pytest
from sqlalchemy import select

from bot.messages import Owner
from bot.store.database import Database
from bot.store.models import Audit
from bot.store.webhook_events import tell_one
from bot.store.webhooks import drop_webhook
from tests.fixtures.hook_receiver import Receiver
from tests.fixtures.waiting import until
from tests.fixtures.webhooks import (
    TurnedClock,
    carrying,
    deliveries,
    happen,
    register,
    until_failed,
    until_let_go,
    until_state,
    webhook,
)


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
            await until(lambda: len(slow.bodies) == 1)
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
            await until(lambda: len(hook.bodies) == 1)
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
