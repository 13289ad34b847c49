"""Each step of a sign-in by WeChat is taken once, on either store, however many come at once."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta

from bot.store.database import Database
from bot.store.entrances import (
    WECHAT,
    bind,
    move_ticket,
    open_ticket,
    staff_of_person,
    ticket_of_browser,
    unbind,
)
from bot.store.models import Staff, WeChatTicket
from bot.store.staff import add_staff
from bot.store.wechat_tickets import claim_scene

NOW = datetime(2026, 11, 29, 8, 0, tzinfo=UTC)
LATER = NOW + timedelta(minutes=3)


async def issue(database: Database, scene: str, browser: str = "b") -> None:
    async with database.write() as session:
        ticket = WeChatTicket(
            scene_hash=scene, browser_hash=browser, purpose="sign_in", number="47",
            state="waiting", created_at=NOW, expires_at=LATER,
        )  # fmt: skip
        await open_ticket(session, ticket)


async def hire(database: Database, name: str) -> Staff:
    async with database.write() as session:
        return await add_staff(
            session, username=name, display_name=name, password_hash="", role="agent", now=NOW
        )


async def test_one_phone_gets_the_code_and_may_scan_again(database: Database) -> None:
    await issue(database, "s")

    async def scan(person: str) -> bool:
        async with database.write() as session:
            return await claim_scene(session, "s", person, NOW) is not None

    assert sorted(await asyncio.gather(*(scan(f"p{n}") for n in range(6)))) == [False] * 5 + [True]
    async with database.read() as session:
        ticket = await ticket_of_browser(session, WECHAT, "b", NOW)
    assert ticket is not None
    assert await scan(ticket.person_hash or "")


async def test_a_step_is_taken_by_one_of_many_and_not_after_its_time(database: Database) -> None:
    await issue(database, "s")
    async with database.read() as session:
        ticket = await session.get_one(WeChatTicket, "s")

    async def take(now: datetime = NOW) -> bool:
        async with database.write() as session:
            return await move_ticket(session, ticket, "waiting", "taken", now) is not None

    assert not await take(LATER)
    assert sorted(await asyncio.gather(*(take() for _ in range(6)))) == [False] * 5 + [True]


async def test_a_new_code_voids_the_browsers_earlier_one(database: Database) -> None:
    await issue(database, "old")
    await issue(database, "other", browser="c")
    await issue(database, "new")
    async with database.write() as session:
        assert await claim_scene(session, "old", "p", NOW) is None
        assert await claim_scene(session, "other", "p", NOW) is not None
        assert await claim_scene(session, "new", "p", NOW) is not None


async def test_one_wechat_is_one_colleagues_until_it_is_given_up(database: Database) -> None:
    mine, theirs = await hire(database, "mine"), await hire(database, "theirs")
    async with database.write() as session:
        assert await bind(session, WECHAT, mine.id, "p", NOW)
        assert not await bind(session, WECHAT, theirs.id, "p", NOW)
        assert await bind(session, WECHAT, mine.id, "q", NOW), "in place of the earlier one"
        assert await staff_of_person(session, WECHAT, "p") is None
        assert await bind(session, WECHAT, theirs.id, "p", NOW)
    async with database.write() as session:
        assert await unbind(session, WECHAT, theirs.id)
        assert not await unbind(session, WECHAT, theirs.id)
        assert await staff_of_person(session, WECHAT, "p") is None
        (await session.get_one(Staff, mine.id)).active = False
    async with database.read() as session:
        assert await staff_of_person(session, WECHAT, "q") is None
