"""The promises of the conversation's tables, over SQLite and PostgreSQL."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from bot.messages import Author, Channel, Owner
from bot.store.conversations import (
    NewMessage,
    append_message,
    change_owner,
    count_queued_before,
    messages_after,
    open_conversation,
)
from bot.store.database import Database
from bot.store.deliveries import (
    Parcel,
    claim_deliveries,
    enqueue_delivery,
    fail_stale_claims,
    settle_deliveries,
)
from bot.store.models import Conversation, Delivery, Message, Turn
from bot.store.turns import (
    OpenTurn,
    begin_next_turn,
    conversations_with_open_turns,
    enqueue_turn,
    finish_turn,
)
from bot.store.visitor_sessions import LIFE, find_visitor, open_visitor_session

NOW = datetime(2026, 11, 22, 3, 0, tzinfo=UTC)


@pytest.fixture
async def conversation(database: Database) -> str:
    async with database.write() as session:
        return (await open_conversation(session, Channel.WECHAT, "openid", NOW)).id


async def append(
    database: Database, conversation_id: str, text: str, client_msg_id: str | None = None
) -> Message:
    """Store one owner's message with its turn, in a transaction of its own."""
    async with database.write() as session:
        new = NewMessage(conversation_id, Author.USER, text, NOW, client_msg_id=client_msg_id)
        row = await append_message(session, new)
        await enqueue_turn(session, row)
        return row


async def begin(database: Database, conversation_id: str) -> OpenTurn | None:
    async with database.write() as session:
        return await begin_next_turn(session, conversation_id, NOW)


async def finish(database: Database, turn: OpenTurn, state: str = "answered") -> bool:
    async with database.write() as session:
        return await finish_turn(session, turn, state, NOW)


class TestLog:
    async def test_parallel_messages_get_every_number_once(
        self, database: Database, conversation: str
    ) -> None:
        await asyncio.gather(*(append(database, conversation, str(n)) for n in range(50)))

        async with database.read() as session:
            rows = await messages_after(session, conversation, 0)
            owner = await session.get_one(Conversation, conversation)
        assert [row.seq for row in rows] == list(range(1, 51))
        assert owner.last_seq == 50

    async def test_a_transaction_that_fails_leaves_no_gap(
        self, database: Database, conversation: str
    ) -> None:
        await append(database, conversation, "one")

        async def fail_half_way() -> None:
            async with database.write() as session:
                await append_message(session, NewMessage(conversation, Author.BOT, "lost", NOW))
                raise RuntimeError("half way")

        with pytest.raises(RuntimeError, match="half way"):
            await fail_half_way()
        await append(database, conversation, "two")

        async with database.read() as session:
            rows = await messages_after(session, conversation, 0)
        assert [(row.seq, row.text) for row in rows] == [(1, "one"), (2, "two")]

    async def test_the_same_client_msg_id_is_stored_once(
        self, database: Database, conversation: str
    ) -> None:
        results = await asyncio.gather(
            *(append(database, conversation, "x", "same") for _ in range(10)),
            return_exceptions=True,
        )
        stored = [each for each in results if isinstance(each, Message)]
        assert len(stored) == 1
        assert all(isinstance(each, Message | IntegrityError) for each in results)

    async def test_rows_without_a_client_msg_id_never_collide(
        self, database: Database, conversation: str
    ) -> None:
        await append(database, conversation, "x")
        assert (await append(database, conversation, "x")).seq == 2

    async def test_the_same_id_in_another_conversation_is_another_message(
        self, database: Database, conversation: str
    ) -> None:
        async with database.write() as session:
            other = (await open_conversation(session, Channel.WECHAT, "another", NOW)).id
        await append(database, conversation, "x", "same")
        assert (await append(database, other, "x", "same")).seq == 1

    async def test_a_message_for_an_unknown_conversation_is_refused(
        self, database: Database
    ) -> None:
        with pytest.raises(LookupError):
            await append(database, "nowhere", "x")

    async def test_racing_first_messages_open_one_conversation(self, database: Database) -> None:
        async def arrive() -> str:
            async with database.write() as session:
                return (await open_conversation(session, Channel.WECHAT, "racer", NOW)).id

        assert len(set(await asyncio.gather(*(arrive() for _ in range(10))))) == 1

    async def test_times_come_back_aware_and_in_utc(
        self, database: Database, conversation: str
    ) -> None:
        await append(database, conversation, "x")
        async with database.read() as session:
            (row,) = await messages_after(session, conversation, 0)
        assert row.created_at == NOW
        assert row.created_at.utcoffset() == timedelta(0)


class TestOwnership:
    async def test_of_fifty_that_saw_the_same_epoch_one_wins(
        self, database: Database, conversation: str
    ) -> None:
        async def take_over() -> bool:
            async with database.write() as session:
                return await change_owner(session, conversation, Owner.QUEUE, seen_epoch=0, at=NOW)

        won = await asyncio.gather(*(take_over() for _ in range(50)))

        assert sum(won) == 1
        async with database.read() as session:
            row = await session.get_one(Conversation, conversation)
        assert (row.owner, row.owner_epoch) == ("queue", 1)

    async def test_those_who_came_earlier_are_counted(self, database: Database) -> None:
        async with database.write() as session:
            for number in range(3):
                row = await open_conversation(session, Channel.WECHAT, f"waiter-{number}", NOW)
                await change_owner(
                    session, row.id, Owner.QUEUE, seen_epoch=0, at=NOW,
                    queued_at=NOW + timedelta(minutes=number),
                )  # fmt: skip
            assert await count_queued_before(session, NOW + timedelta(minutes=2)) == 2


class TestTurns:
    async def test_the_oldest_comes_first(self, database: Database, conversation: str) -> None:
        for text in ("one", "two"):
            await append(database, conversation, text)
        first = await begin(database, conversation)
        assert first is not None
        assert first.text == "one"
        await finish(database, first)
        second = await begin(database, conversation)
        assert second is not None
        assert second.text == "two"
        await finish(database, second)
        assert await begin(database, conversation) is None

    async def test_a_turn_begun_again_voids_the_earlier_attempt(
        self, database: Database, conversation: str
    ) -> None:
        await append(database, conversation, "x")
        lost, taken = await begin(database, conversation), await begin(database, conversation)
        assert lost is not None
        assert taken is not None
        assert (lost.attempt, taken.attempt) == (1, 2)

        assert not await finish(database, lost)
        assert await finish(database, taken)
        assert not await finish(database, taken), "a turn ends once"

    async def test_parallel_attempts_have_different_numbers(
        self, database: Database, conversation: str
    ) -> None:
        await append(database, conversation, "x")
        turns = await asyncio.gather(*(begin(database, conversation) for _ in range(10)))
        attempts = sorted(turn.attempt for turn in turns if turn is not None)
        assert attempts == list(range(1, 11))

        ended = await asyncio.gather(*(finish(database, turn) for turn in turns if turn))
        assert sum(ended) == 1

    async def test_a_turn_carries_the_owner_as_it_is_when_it_begins(
        self, database: Database, conversation: str
    ) -> None:
        await append(database, conversation, "x")
        async with database.write() as session:
            await change_owner(session, conversation, Owner.STAFF, seen_epoch=0, at=NOW)
        turn = await begin(database, conversation)
        assert turn is not None
        assert (turn.owner, turn.owner_epoch) == (Owner.STAFF, 1)

    @pytest.mark.parametrize(
        ("state", "found"),
        [("waiting", True), ("running", True), ("answered", False), ("failed", False)],
    )
    async def test_only_open_turns_are_taken_up_again(
        self, database: Database, conversation: str, state: str, found: bool
    ) -> None:
        row = await append(database, conversation, "x")
        async with database.write() as session:
            (await session.get_one(Turn, row.id)).state = state
        async with database.read() as session:
            waiting = await conversations_with_open_turns(session, NOW)
            too_young = await conversations_with_open_turns(session, NOW - timedelta(seconds=1))
        assert list(waiting) == ([conversation] if found else [])
        assert list(too_young) == []


class TestDeliveries:
    async def test_parallel_senders_share_no_row(
        self, database: Database, conversation: str
    ) -> None:
        await self._enqueue(database, conversation, 20)

        async def send() -> list[Parcel]:
            taken: list[Parcel] = []
            async with database.write() as session:
                taken += await claim_deliveries(session, conversation, "passive", NOW, limit=3)
            return taken

        rounds = await asyncio.gather(*(send() for _ in range(10)))
        ids = [parcel.delivery_id for taken in rounds for parcel in taken]
        assert len(ids) == len(set(ids))
        assert len(ids) + len(await self._waiting(database)) == 20

    async def test_rows_are_claimed_in_the_order_of_the_log(
        self, database: Database, conversation: str
    ) -> None:
        await self._enqueue(database, conversation, 5)
        async with database.write() as session:
            parcels = await claim_deliveries(session, conversation, "passive", NOW)
        assert [parcel.message.text for parcel in parcels] == ["0", "1", "2", "3", "4"]

    async def test_what_was_put_back_is_claimed_again_and_what_was_sent_is_not(
        self, database: Database, conversation: str
    ) -> None:
        await self._enqueue(database, conversation, 2)
        async with database.write() as session:
            sent, back = await claim_deliveries(session, conversation, "passive", NOW)
            for parcel, state in ((sent, "sent"), (back, "waiting")):
                await settle_deliveries(
                    session, [parcel.delivery_id], state=state, now=NOW, reason=None
                )
            again = await claim_deliveries(session, conversation, "passive", NOW)
        assert [parcel.delivery_id for parcel in again] == [back.delivery_id]

    async def test_a_claim_whose_sender_died_is_marked_not_delivered(
        self, database: Database, conversation: str
    ) -> None:
        await self._enqueue(database, conversation, 1)
        async with database.write() as session:
            (parcel,) = await claim_deliveries(session, conversation, "passive", NOW)
            assert await fail_stale_claims(session, NOW) == 0
            assert await fail_stale_claims(session, NOW + timedelta(seconds=1)) == 1
            # The sender was only slow: what it says now comes too late.
            await settle_deliveries(
                session, [parcel.delivery_id], state="sent", now=NOW, reason=None
            )
        async with database.read() as session:
            row = await session.get_one(Delivery, parcel.delivery_id)
        assert row.state == "failed"
        assert row.reason

    async def _enqueue(self, database: Database, conversation_id: str, count: int) -> None:
        async with database.write() as session:
            for number in range(count):
                new = NewMessage(conversation_id, Author.BOT, str(number), NOW)
                await enqueue_delivery(session, await append_message(session, new))

    async def _waiting(self, database: Database) -> list[int]:
        async with database.read() as session:
            return list(
                await session.scalars(select(Delivery.id).where(Delivery.state == "waiting"))
            )


class TestVisitors:
    async def test_a_token_opens_its_own_conversation_until_it_expires(
        self, database: Database
    ) -> None:
        async with database.write() as session:
            token, conversation_id = await open_visitor_session(session, NOW)
        async with database.read() as session:
            known = await find_visitor(session, token, NOW + LIFE - timedelta(seconds=1))
            late = await find_visitor(session, token, NOW + LIFE)
            guessed = await find_visitor(session, token[:-1], NOW)
        assert known is not None
        assert known[0] == conversation_id
        assert late is None
        assert guessed is None
