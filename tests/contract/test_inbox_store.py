"""The inbox's views, orders and pages, on both kinds of store."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select, update

from bot.errors import BadRequest
from bot.messages import Author, Channel, Owner
from bot.store.conversations import (
    NewMessage,
    append_message,
    change_owner,
    open_conversation,
)
from bot.store.database import Database
from bot.store.deliveries import enqueue_delivery
from bot.store.inbox import Sort, count_inbox, count_views, list_inbox
from bot.store.inbox_views import Lateness, View, Wanted
from bot.store.labels import add_label, set_labels
from bot.store.models import Conversation, Delivery, Message, Need, Staff, Turn, Wait, new_id
from bot.store.notes import add_note
from bot.store.reading_marks import add_mentions, count_unread, mark_seen

NOW = datetime(2026, 11, 22, 2, tzinfo=UTC)
ME, OTHER = "me", "other"


class Desk:
    """Conversations at minutes after NOW, by the names that the tests give them."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self.ids: dict[str, str] = {}

    async def open(self, name: str, minute: int, text: str = "在吗") -> str:
        async with self.database.write() as session:
            row = await open_conversation(session, Channel.WECHAT, name, NOW)
        self.ids[name] = row.id
        await self.write(name, Author.USER, minute, text)
        return row.id

    async def write(
        self, name: str, author: Author, minute: int, text: str = "好的", staff: str | None = None
    ) -> Message:
        at = NOW + timedelta(minutes=minute)
        new = NewMessage(self.ids[name], author, text, at, staff_id=staff)
        async with self.database.write() as session:
            return await append_message(session, new)

    async def give(self, name: str, owner: Owner, minute: int, staff: str | None = None) -> None:
        at = NOW + timedelta(minutes=minute)
        columns = {"queued_at": at} if owner is Owner.QUEUE else {"queued_at": None}
        async with self.database.write() as session:
            row = await session.get_one(Conversation, self.ids[name], populate_existing=True)
            assert await change_owner(
                session, row.id, owner, seen_epoch=row.owner_epoch, at=at, staff_id=staff,
                **columns,
            )  # fmt: skip

    async def names(
        self, view: View = "all", sort: Sort | None = None, **wanted: object
    ) -> list[str]:
        asked = replace(Wanted(viewer=ME, view=view), **wanted)  # type: ignore[arg-type]
        async with self.database.read() as session:
            page = await list_inbox(session, asked, sort=sort, cursor=None, limit=50)
            assert await count_inbox(session, asked) == len(page.rows)
            assert (await count_views(session, {view: asked}))[view] == len(page.rows)
        return [row.address for row in page.rows]


@pytest.fixture
async def desk(database: Database) -> Desk:
    async with database.write() as session:
        for staff_id in (ME, OTHER):
            session.add(
                Staff(
                    id=staff_id, username=staff_id, display_name=staff_id, password_hash="x",
                    role="agent", created_at=NOW,
                )
            )  # fmt: skip
    opened = Desk(database)
    for minute, name in enumerate(("bot", "queued", "mine", "theirs", "closed")):
        await opened.open(name, minute)
    await opened.give("queued", Owner.QUEUE, 10)
    await opened.give("mine", Owner.STAFF, 11, ME)
    await opened.give("theirs", Owner.STAFF, 12, OTHER)
    await opened.give("closed", Owner.CLOSED, 13)
    return opened


async def test_views_by_who_owns(desk: Desk) -> None:
    assert await desk.names() == ["closed", "theirs", "mine", "queued", "bot"]
    assert await desk.names("mine") == ["mine"]
    assert await desk.names("queue") == ["queued"]
    assert await desk.names("open") == ["theirs", "mine", "queued"]
    assert await desk.names("bot") == ["bot"]
    assert await desk.names("closed") == ["closed"]
    assert await desk.names(staff_id=OTHER) == ["theirs"]
    assert await desk.names(channel="webchat") == []


async def test_one_in_which_nothing_was_written_is_in_no_view(desk: Desk) -> None:
    async with desk.database.write() as session:
        await open_conversation(session, Channel.WEBCHAT, "silent", NOW)
    assert "silent" not in await desk.names()


async def test_unread_until_seen(desk: Desk) -> None:
    assert await desk.names("unread") == ["queued", "mine"]
    async with desk.database.write() as session:
        await mark_seen(session, ME, desk.ids["mine"], 1, NOW)
        await mark_seen(session, OTHER, desk.ids["queued"], 1, NOW)
    assert await desk.names("unread") == ["queued"], "a colleague's eyes are not mine"
    for minute in (20, 21):
        await desk.write("mine", Author.USER, minute)
    await desk.write("mine", Author.STAFF, 22, staff=ME)
    async with desk.database.write() as session:
        assert await count_unread(session, ME, list(desk.ids.values())) == {
            desk.ids[name]: count
            for name, count in {"bot": 1, "queued": 1, "mine": 2, "theirs": 1, "closed": 1}.items()
        }
        await mark_seen(session, ME, desk.ids["mine"], 0, NOW)
        assert (await count_unread(session, ME, [desk.ids["mine"]])) == {desk.ids["mine"]: 2}


async def test_mentions_until_the_conversation_was_seen(desk: Desk) -> None:
    async with desk.database.write() as session:
        note = await add_note(session, desk.ids["theirs"], OTHER, "看看", NOW, None)
        await add_mentions(session, note.id, desk.ids["theirs"], [ME, ME])
    assert await desk.names("mentioned") == ["theirs"]
    async with desk.database.write() as session:
        await mark_seen(session, ME, desk.ids["theirs"], 1, NOW)
    assert await desk.names("mentioned") == []


async def test_what_did_not_arrive_and_what_was_not_answered(desk: Desk) -> None:
    lost = await desk.write("mine", Author.STAFF, 20, staff=ME)
    async with desk.database.write() as session:
        await enqueue_delivery(session, lost)
        await session.execute(update(Delivery).values(state="failed"))
        session.add(
            Turn(
                message_id=(await session.scalars(select(Message.id).limit(1))).one(),
                conversation_id=desk.ids["bot"], seq=1, state="failed", created_at=NOW,
            )
        )  # fmt: skip
    assert await desk.names("undelivered") == ["mine"]
    assert await desk.names("failed") == ["bot"]
    # The owner has written again: what failed before has been overtaken.
    await desk.write("mine", Author.USER, 21)
    await desk.write("bot", Author.USER, 22)
    assert await desk.names("undelivered") == []
    assert await desk.names("failed") == []


async def test_by_label_region_and_industry(desk: Desk) -> None:
    async with desk.database.write() as session:
        one, two = [await add_label(session, name, "red", NOW) for name in ("急", "大")]
        assert await set_labels(session, desk.ids["bot"], [one.id, two.id])
        assert await set_labels(session, desk.ids["mine"], [one.id])
        assert not await set_labels(session, desk.ids["mine"], ["nowhere"])
        session.add(
            Need(
                id=new_id(), conversation_id=desk.ids["bot"], region_code="420600",
                industry_code="C33", created_at=NOW, updated_at=NOW,
            )
        )  # fmt: skip
    assert await desk.names(label_ids=(one.id,)) == ["mine", "bot"]
    assert await desk.names(label_ids=(one.id, two.id)) == ["bot"]
    assert await desk.names(region="420000") == ["bot"]
    assert await desk.names(region="420000", industry="C3") == ["bot"]
    assert await desk.names(region="330000") == []
    assert await desk.names(industry="C34") == []


async def test_waits_begin_and_end(desk: Desk) -> None:
    await desk.write("queued", Author.USER, 14)
    await desk.give("queued", Owner.STAFF, 15, ME)
    await desk.write("queued", Author.STAFF, 16, staff=ME)
    await desk.write("queued", Author.BOT, 17)
    await desk.write("queued", Author.USER, 18)
    await desk.write("queued", Author.USER, 19)
    async with desk.database.read() as session:
        row = await session.get_one(Conversation, desk.ids["queued"])
        assert row.awaiting_since == NOW + timedelta(minutes=18)
        assert row.answered_at == NOW + timedelta(minutes=16)
        assert row.last_user_seq == 5 + 1
    await desk.give("queued", Owner.BOT, 30)
    async with desk.database.read() as session:
        waits = await session.scalars(
            select(Wait).where(Wait.conversation_id == desk.ids["queued"]).order_by(Wait.id)
        )
        told = [
            (
                each.kind,
                (each.since - NOW).total_seconds() / 60,
                each.ended_at and (each.ended_at - NOW).total_seconds() / 60,
                each.staff_id,
            )
            for each in waits
        ]
        row = await session.get_one(Conversation, desk.ids["queued"])
    assert told == [("first", 10, 16, ME), ("next", 18, 30, None)]
    assert (row.awaiting_since, row.answered_at) == (None, None)


async def test_who_waits_longest_comes_first_and_who_is_late(desk: Desk) -> None:
    await desk.write("theirs", Author.USER, 9)
    await desk.write("mine", Author.STAFF, 12, staff=ME)
    await desk.write("mine", Author.USER, 13)
    assert await desk.names("open", sort="waiting") == ["theirs", "queued", "mine"]

    def minute(at: int) -> datetime:
        return NOW + timedelta(minutes=at)

    late = Lateness(first_before=minute(10), next_before=minute(13))
    assert await desk.names("overdue", lateness=(late,)) == ["theirs", "queued", "mine"]
    soon = replace(late, first_before=minute(9), next_before=None)
    assert await desk.names("overdue", lateness=(soon,)) == ["theirs"]
    # The first policy that fits decides, even where a later one would find it late.
    lenient = Lateness(first_before=None, next_before=None, channels=("wechat",))
    assert await desk.names("overdue", lateness=(lenient, late)) == []
    urgent = replace(late, urgent=True)
    assert await desk.names("overdue", lateness=(urgent,)) == []


@pytest.mark.parametrize("sort", ["recent", "waiting", "queue"])
async def test_pages_read_on_from_the_cursor(desk: Desk, sort: Sort) -> None:
    for number in range(7):
        # Two of the same minute each, some of them waiting, some urgent.
        await desk.open(f"more{number}", 30 + number // 2)
        if number % 2:
            await desk.give(f"more{number}", Owner.QUEUE, 40 + number // 4)
    async with desk.database.write() as session:
        await session.execute(
            update(Conversation).where(Conversation.address == "more3").values(urgent=True)
        )
    whole = await desk.names(sort=sort)
    assert len(whole) == 12
    seen: list[str] = []
    cursor: str | None = None
    while True:
        async with desk.database.read() as session:
            page = await list_inbox(session, Wanted(viewer=ME), sort=sort, cursor=cursor, limit=2)
        seen += [row.address for row in page.rows]
        cursor = page.next_cursor
        if cursor is None:
            break
    assert seen == whole


@pytest.mark.parametrize("cursor", ["", "x", "bnVsbA", "WzFd", "W3siYXQiOiAxfSwgMSwgMV0", "//"])
async def test_a_cursor_from_elsewhere_is_refused(desk: Desk, cursor: str) -> None:
    async with desk.database.read() as session:
        with pytest.raises(BadRequest):
            await list_inbox(session, Wanted(viewer=ME), sort="queue", cursor=cursor, limit=2)
