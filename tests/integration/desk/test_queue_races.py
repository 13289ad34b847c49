"""Races in the queue, run by force: each owner hears a word once, and none after a person came."""

from __future__ import annotations

import asyncio

from tests.fixtures.colleagues import owner_of, queue_up, turns_end, vanish, wait_long
from tests.fixtures.front_door import Visitor
from tests.fixtures.replicas import ROUNDS, Replicas, seq_of_event


async def test_sweepers_of_two_front_doors(replicas: Replicas) -> None:
    """Each finds the same; each owner hears it once."""
    lost = [await replicas.taken() for _ in range(ROUNDS)]
    waiting = [await replicas.here.visitor() for _ in range(ROUNDS)]
    for visitor in waiting:
        await queue_up(replicas.here, visitor.conversation_id)
        await wait_long(replicas.here, visitor.conversation_id)
    await vanish(replicas.wang)

    await asyncio.gather(*(sweeper.sweep() for sweeper in replicas.sweepers * 2))

    for visitor in lost:
        assert [each["event"] for each in await visitor.log()] == ["claimed", "abandoned"]
        assert await owner_of(replicas.here, visitor.conversation_id) == ("queue", None, 2)
    for visitor in waiting:
        assert len(await visitor.log()) == 1


async def _told(replicas: Replicas) -> Visitor:
    """A visitor in the queue who has heard that nobody came."""
    visitor = await replicas.here.visitor()
    await queue_up(replicas.here, visitor.conversation_id)
    await wait_long(replicas.here, visitor.conversation_id)
    await replicas.sweepers[0].sweep()
    return visitor


async def test_a_word_to_who_waits_against_a_claim(replicas: Replicas) -> None:
    """The desk's own word to an owner who writes on comes before the person, or not at all."""
    for _ in range(ROUNDS):
        visitor = await _told(replicas)
        await asyncio.gather(
            visitor.say("良率只有八成"), replicas.li.claim(visitor.conversation_id)
        )
        assert await turns_end(replicas.here, visitor.conversation_id) == ["silent"]
        events = [each["event"] for each in await visitor.log() if each["author"] == "system"]
        assert events[-1] == "claimed", "the desk spoke after the person came"


async def test_one_word_to_who_waits_from_two_front_doors(replicas: Replicas) -> None:
    for _ in range(ROUNDS):
        visitor = await _told(replicas)
        await asyncio.gather(
            *(visitor.at(door).say("良率只有八成") for door in (replicas.here, replicas.there) * 2)
        )
        assert await turns_end(replicas.here, visitor.conversation_id) == ["silent"] * 4
        notice, *words = [each for each in await visitor.log() if each["author"] == "system"]
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
        log = await visitor.log()
        claimed = seq_of_event(log, "claimed")
        assert claimed is not None
        assert all(each["seq"] < claimed for each in log if each["author"] == "bot")
        assert (await owner_of(replicas.here, visitor.conversation_id))[0] == "staff"


async def test_leaving_the_queue_against_a_claim(replicas: Replicas) -> None:
    """The person comes either way, and the line about the bot is not said behind their back."""
    for _ in range(ROUNDS):
        visitor = await _told(replicas)
        (notice,) = await visitor.log()
        await asyncio.gather(
            visitor.press_title(notice, "回到机器人"), replicas.li.claim(visitor.conversation_id)
        )
        await turns_end(replicas.here, visitor.conversation_id)
        log = await visitor.log()
        claimed = seq_of_event(log, "claimed")
        assert claimed is not None
        # Whose button came too late is told who is there, and nothing of the bot.
        later = [each["text"] for each in log if each["seq"] > claimed and each["author"] != "user"]
        assert all("工作人员" in each and "机器人" not in each for each in later)
        assert (await owner_of(replicas.here, visitor.conversation_id))[0] == "staff"
