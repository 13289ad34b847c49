"""Races of a claim, run by force: one colleague wins, and the bot says nothing after them."""

from __future__ import annotations

import asyncio

from tests.fixtures.colleagues import audited, owner_of, queue_up, turn_states, turns_end
from tests.fixtures.fake_engine import FakeEngine, custom
from tests.fixtures.replicas import ROUNDS, Replicas, seq_of_event

CLAIM_ROUNDS = 200


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
        log = await visitor.log()
        replied = [each["seq"] for each in log if each["author"] == "bot"]
        claimed = seq_of_event(log, "claimed")
        assert claimed is not None
        assert all(seq < claimed for seq in replied), "the bot spoke after the person came"


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
