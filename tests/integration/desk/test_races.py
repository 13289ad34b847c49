"""Races at the desk, run by force: whoever wins, the log, the owner and the epoch agree."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import update

from bot.app import build_core, build_staff_door, open_coordination
from bot.handoff.sweeper import DeskSweeper
from bot.store.models import Conversation
from tests.fixtures.colleagues import (
    Colleague,
    audited,
    hire,
    owner_of,
    queue_up,
    turn_states,
    turns_end,
    vanish,
)
from tests.fixtures.fake_engine import FakeEngine, custom
from tests.fixtures.front_door import Door, Visitor, open_door
from tests.integration.conftest import Ground

ROUNDS = 12
CLAIM_ROUNDS = 200


@dataclass
class Replicas:
    """Two front doors over one store and one Redis; ``wang`` and ``li`` work at different ones.

    Without Redis there is one front door, so both are the same.
    """

    here: Door
    there: Door
    wang: Colleague
    li: Colleague
    boss: Colleague
    sweepers: tuple[DeskSweeper, DeskSweeper]

    async def taken(self) -> Visitor:
        """A visitor in the hands of 小王."""
        visitor = await self.here.visitor()
        await self.wang.claim(visitor.conversation_id)
        return visitor


@pytest.fixture
async def replicas(engine: FakeEngine, ground: Ground) -> AsyncIterator[Replicas]:
    options: dict[str, Any] = {"bot_desk_hours": "always"}
    async with AsyncExitStack() as stack:
        here = await stack.enter_async_context(
            open_door(engine, ground.database_url, ground.redis_url, **options)
        )
        there = here
        if ground.redis_url is not None:
            there = await stack.enter_async_context(
                open_door(engine, ground.database_url, ground.redis_url, **options)
            )
        one = await stack.enter_async_context(sweeper_of(here))
        other = await stack.enter_async_context(sweeper_of(there))
        yield Replicas(
            here, there,
            wang=await hire(here, "小王"),
            li=(await hire(there, "小李")),
            boss=await hire(there, "陈主任", "manager"),
            sweepers=(one, other),
        )  # fmt: skip


@asynccontextmanager
async def sweeper_of(door: Door) -> AsyncIterator[DeskSweeper]:
    """A sweeper as the front door has it, which the test may set off."""
    async with open_coordination(door.settings) as coordination:
        http: Any = door.client.session
        core = build_core(door.settings, door.database, coordination, http)
        yield build_staff_door(core).sweeper


async def log_of(visitor: Visitor) -> list[dict[str, Any]]:
    return await visitor.log()


def seq_of_event(log: list[dict[str, Any]], event: str) -> int | None:
    return next((each["seq"] for each in log if each["event"] == event), None)


def seq_of_text(log: list[dict[str, Any]], text: str) -> int | None:
    return next((each["seq"] for each in log if each["text"] == text), None)


async def test_claim_against_claim(replicas: Replicas) -> None:
    """One winner in each of 200 rounds; the loser is told the winner's name."""
    for number in range(CLAIM_ROUNDS):
        visitor = await replicas.here.visitor()
        if number % 2:
            await queue_up(replicas.here, visitor.conversation_id)
        answers = await asyncio.gather(
            replicas.wang.act(visitor.conversation_id, "claim"),
            replicas.li.act(visitor.conversation_id, "claim"),
        )
        (won,) = (body for status, body in answers if status == 200)
        (lost,) = (body for status, body in answers if status == 409)
        assert lost["holder"]["display_name"] == won["staff_name"]
        owner = await owner_of(replicas.here, visitor.conversation_id)
        assert owner == ("staff", won["staff_id"], 1 + number % 2)


async def test_bot_reply_against_claim(replicas: Replicas, engine: FakeEngine) -> None:
    """A reply under way when a person takes over is dropped, and the audit says so."""
    visitor = await replicas.here.visitor()
    gate = engine.hold()
    await visitor.say("在吗")
    await gate.reached.wait()
    await replicas.li.claim(visitor.conversation_id)
    gate.opened.set()

    assert await turns_end(replicas.here, visitor.conversation_id) == ["stale"]
    assert [each["author"] for each in await visitor.log()] == ["user", "system"]
    assert "bot_reply_dropped" in await audited(replicas.here, visitor.conversation_id)


async def test_bot_reply_against_claim_at_the_same_moment(replicas: Replicas) -> None:
    for _ in range(ROUNDS):
        visitor = await replicas.here.visitor()
        await asyncio.gather(visitor.say("在吗"), replicas.li.claim(visitor.conversation_id))
        await turns_end(replicas.here, visitor.conversation_id)
        log = await log_of(visitor)
        replied = [each["seq"] for each in log if each["author"] == "bot"]
        claimed = seq_of_event(log, "claimed")
        assert claimed is not None
        assert all(seq < claimed for seq in replied), "the bot spoke after the person came"


async def test_claim_against_close(replicas: Replicas) -> None:
    for _ in range(ROUNDS):
        visitor = await replicas.taken()
        took, closed = await asyncio.gather(
            replicas.boss.act(visitor.conversation_id, "claim", seen_epoch=1),
            replicas.wang.act(visitor.conversation_id, "close"),
        )
        assert sorted((took[0], closed[0])) == [200, 409]
        owner, _, epoch = await owner_of(replicas.here, visitor.conversation_id)
        assert (owner, epoch) == ("staff" if took[0] == 200 else "closed", 2)


async def test_release_against_reply(replicas: Replicas) -> None:
    for _ in range(ROUNDS):
        visitor = await replicas.taken()
        _, replied = await asyncio.gather(
            replicas.wang.at(replicas.there).act(visitor.conversation_id, "release"),
            replicas.wang.reply(visitor.conversation_id, "最后一句"),
        )
        _check_spoken_before(await log_of(visitor), "released", replied[0])


async def test_transfer_against_reply(replicas: Replicas) -> None:
    for _ in range(ROUNDS):
        visitor = await replicas.taken()
        moved, replied = await asyncio.gather(
            replicas.wang.at(replicas.there).act(
                visitor.conversation_id, "transfer", staff_id=replicas.li.id
            ),
            replicas.wang.reply(visitor.conversation_id, "最后一句"),
        )
        assert moved[0] == 200
        _check_spoken_before(await log_of(visitor), "transferred", replied[0])


def _check_spoken_before(log: list[dict[str, Any]], event: str, status: int) -> None:
    spoken, moved = seq_of_text(log, "最后一句"), seq_of_event(log, event)
    assert moved is not None
    if status == 200:
        assert spoken is not None
        assert spoken < moved
    else:
        assert status == 409
        assert spoken is None


async def test_hand_back_against_the_owners_message(replicas: Replicas) -> None:
    """Whatever comes first, the message that the person had not seen is answered."""
    for _ in range(ROUNDS):
        visitor = await replicas.taken()
        seq, handed = await asyncio.gather(
            visitor.say("还有一句"),
            replicas.wang.at(replicas.there).act(visitor.conversation_id, "handback", seen_seq=1),
        )
        assert handed[0] == 200
        assert (await visitor.reply_to(seq))["text"] == "听到了：还有一句"
        states = await turns_end(replicas.here, visitor.conversation_id)
        assert states == ["answered"]
        replies = [each for each in await log_of(visitor) if each["author"] == "bot"]
        assert len(replies) == 1


async def test_two_tabs_that_send_the_same_reply(replicas: Replicas) -> None:
    for _ in range(ROUNDS):
        visitor, same = await replicas.taken(), uuid4().hex
        answers = await asyncio.gather(
            *(
                replicas.wang.at(door).reply(visitor.conversation_id, "好", same)
                for door in (replicas.here, replicas.there) * 2
            )
        )
        assert {status for status, _ in answers} == {200}
        assert len({body["seq"] for _, body in answers}) == 1
        assert [each["text"] for each in await log_of(visitor)].count("好") == 1


async def test_a_colleague_is_given_up_while_they_reply(replicas: Replicas) -> None:
    for _ in range(ROUNDS):
        visitor = await replicas.taken()
        await vanish(replicas.wang)
        replied, _ = await asyncio.gather(
            replicas.wang.reply(visitor.conversation_id, "最后一句"), replicas.sweepers[1].sweep()
        )
        log = await log_of(visitor)
        if seq_of_event(log, "abandoned") is not None:
            _check_spoken_before(log, "abandoned", replied[0])
        else:  # the reply was a sign of life
            assert replied[0] == 200
            assert (await owner_of(replicas.here, visitor.conversation_id))[0] == "staff"


async def test_sweepers_of_two_front_doors(replicas: Replicas) -> None:
    """Each finds the same; each owner hears it once."""
    lost = [await replicas.taken() for _ in range(ROUNDS)]
    waiting = [await replicas.here.visitor() for _ in range(ROUNDS)]
    for visitor in waiting:
        await queue_up(replicas.here, visitor.conversation_id)
    await _waited_long(replicas.here, [each.conversation_id for each in waiting])
    await vanish(replicas.wang)

    await asyncio.gather(*(sweeper.sweep() for sweeper in replicas.sweepers * 2))

    for visitor in lost:
        assert [each["event"] for each in await log_of(visitor)] == ["claimed", "abandoned"]
        assert await owner_of(replicas.here, visitor.conversation_id) == ("queue", None, 2)
    for visitor in waiting:
        assert len(await log_of(visitor)) == 1


async def _waited_long(door: Door, ids: list[str]) -> None:
    async with door.database.write() as session:
        await session.execute(
            update(Conversation)
            .where(Conversation.id.in_(ids))
            .values(queued_at=door.settings.clock.now() - timedelta(hours=1))
        )


async def test_close_against_the_owners_message(replicas: Replicas) -> None:
    """What the owner writes at the moment of closing is never left without an answer."""
    for _ in range(ROUNDS):
        visitor = await replicas.taken()
        seq, closed = await asyncio.gather(
            visitor.say("等一下"),
            replicas.wang.at(replicas.there).act(visitor.conversation_id, "close", seen_seq=1),
        )
        await turns_end(replicas.here, visitor.conversation_id)
        owner = (await owner_of(replicas.here, visitor.conversation_id))[0]
        if closed[0] == 200:
            assert (await visitor.reply_to(seq))["author"] == "bot"
            assert owner == "bot"
        else:
            assert (closed[0], owner) == (409, "staff")


async def test_a_wish_for_a_person_under_way_when_one_comes(
    replicas: Replicas, engine: FakeEngine
) -> None:
    """The turn that would queue the conversation finds it taken: it stays with the person."""
    engine.reply = lambda _: [custom(handoff={"reason": "要人"})]
    visitor = await replicas.here.visitor()
    gate = engine.hold()
    await visitor.say("转人工")
    await gate.reached.wait()
    await replicas.li.claim(visitor.conversation_id)
    gate.opened.set()
    await turns_end(replicas.here, visitor.conversation_id)
    assert await owner_of(replicas.here, visitor.conversation_id) == ("staff", replicas.li.id, 1)
    assert [each["event"] for each in await visitor.log()] == [None, "claimed"]


async def test_the_epoch_moves_twice_under_a_turn(replicas: Replicas, engine: FakeEngine) -> None:
    """The bot owns it again, and yet the reply of before is not its reply any more."""
    visitor = await replicas.here.visitor()
    gate = engine.hold()
    await visitor.say("在吗")
    await gate.reached.wait()
    await replicas.li.claim(visitor.conversation_id)
    assert (await replicas.li.act(visitor.conversation_id, "handback"))[0] == 200
    gate.opened.set()

    assert await turns_end(replicas.here, visitor.conversation_id) == ["stale"]
    assert await owner_of(replicas.here, visitor.conversation_id) == ("bot", None, 2)
    assert not [each for each in await visitor.log() if each["author"] == "bot"]


async def test_the_epoch_moves_twice_and_the_message_was_not_seen(
    replicas: Replicas, engine: FakeEngine
) -> None:
    visitor = await replicas.here.visitor()
    gate = engine.hold()
    seq = await visitor.say("在吗")
    await gate.reached.wait()
    await replicas.li.claim(visitor.conversation_id)
    await replicas.li.act(visitor.conversation_id, "handback", seen_seq=seq - 1)
    gate.opened.set()

    assert (await visitor.reply_to(seq))["text"] == "听到了：在吗"
    assert await turn_states(replicas.here, visitor.conversation_id) == ["answered"]
    assert len([each for each in await visitor.log() if each["author"] == "bot"]) == 1


async def test_a_word_to_who_waits_against_a_claim(replicas: Replicas) -> None:
    """The desk's own word to an owner who writes on comes before the person, or not at all."""
    for _ in range(ROUNDS):
        visitor = await _told(replicas)
        await asyncio.gather(
            visitor.say("良率只有八成"), replicas.li.claim(visitor.conversation_id)
        )
        assert await turns_end(replicas.here, visitor.conversation_id) == ["silent"]
        events = [each["event"] for each in await log_of(visitor) if each["author"] == "system"]
        assert events[-1] == "claimed", "the desk spoke after the person came"


async def test_one_word_to_who_waits_from_two_front_doors(replicas: Replicas) -> None:
    for _ in range(ROUNDS):
        visitor = await _told(replicas)
        await asyncio.gather(
            *(visitor.at(door).say("良率只有八成") for door in (replicas.here, replicas.there) * 2)
        )
        assert await turns_end(replicas.here, visitor.conversation_id) == ["silent"] * 4
        notice, *words = [each for each in await log_of(visitor) if each["author"] == "system"]
        assert (notice["reply_to"], len(words)) == (None, 1)


async def test_back_to_the_bot_with_a_question_against_a_claim(replicas: Replicas) -> None:
    """Whoever is first: the bot never answers once the person is there."""
    for _ in range(ROUNDS):
        visitor = await _told(replicas)
        offer = await visitor.reply_to(await visitor.say("开放许可怎么收费？"))
        await asyncio.gather(
            visitor.press_title(offer, "让机器人先答"), replicas.li.claim(visitor.conversation_id)
        )
        await turns_end(replicas.here, visitor.conversation_id)
        log = await log_of(visitor)
        claimed = seq_of_event(log, "claimed")
        assert claimed is not None
        assert all(each["seq"] < claimed for each in log if each["author"] == "bot")
        assert (await owner_of(replicas.here, visitor.conversation_id))[0] == "staff"


async def _told(replicas: Replicas) -> Visitor:
    """A visitor in the queue who has heard that nobody came."""
    visitor = await replicas.here.visitor()
    await queue_up(replicas.here, visitor.conversation_id)
    await _waited_long(replicas.here, [visitor.conversation_id])
    await replicas.sweepers[0].sweep()
    return visitor


async def test_leaving_the_queue_against_a_claim(replicas: Replicas) -> None:
    """The person comes either way, and the line about the bot is not said behind their back."""
    for _ in range(ROUNDS):
        visitor = await _told(replicas)
        (notice,) = await log_of(visitor)
        await asyncio.gather(
            visitor.press_title(notice, "回到机器人"), replicas.li.claim(visitor.conversation_id)
        )
        await turns_end(replicas.here, visitor.conversation_id)
        log = await log_of(visitor)
        assert [each["event"] for each in log if each["author"] == "system"][-1] == "claimed"
        assert (await owner_of(replicas.here, visitor.conversation_id))[0] == "staff"
