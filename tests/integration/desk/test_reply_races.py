"""Races of words with a change of hands, run by force: nothing is lost, and none comes after it."""

from __future__ import annotations

import asyncio
from typing import Any
from uuid import uuid4

from tests.fixtures.colleagues import owner_of, turns_end, vanish
from tests.fixtures.replicas import ROUNDS, Replicas, seq_of_event


def seq_of_text(log: list[dict[str, Any]], text: str) -> int | None:
    return next((each["seq"] for each in log if each["text"] == text), None)


async def test_release_against_reply(replicas: Replicas) -> None:
    for _ in range(ROUNDS):
        visitor = await replicas.taken()
        _, replied = await asyncio.gather(
            replicas.wang.at(replicas.there).act(visitor.conversation_id, "release"),
            replicas.wang.reply(visitor.conversation_id, "最后一句"),
        )
        _check_spoken_before(await visitor.log(), "released", replied[0])


async def test_one_file_that_is_sent_side_by_side_is_one_message(replicas: Replicas) -> None:
    visitor = await replicas.taken()
    path = f"/conversations/{visitor.conversation_id}/file"
    params = {"client_msg_id": "one", "name": "合同.pdf"}
    answers = await asyncio.gather(
        *(
            replicas.wang.at(door).ask("POST", path, params=params, data=b"%PDF-1.7")
            for door in (replicas.here, replicas.there, replicas.here)
        )
    )
    assert [status for status, _ in answers] == [200, 200, 200]
    assert len({row["seq"] for _, row in answers}) == 1
    assert len([each for each in await visitor.log() if each["file"]]) == 1


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
        _check_spoken_before(await visitor.log(), "transferred", replied[0])


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
        replies = [each for each in await visitor.log() if each["author"] == "bot"]
        assert len(replies) == 1


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
        assert [each["text"] for each in await visitor.log()].count("好") == 1


async def test_a_colleague_is_given_up_while_they_reply(replicas: Replicas) -> None:
    for _ in range(ROUNDS):
        visitor = await replicas.taken()
        await vanish(replicas.wang)
        replied, _ = await asyncio.gather(
            replicas.wang.reply(visitor.conversation_id, "最后一句"), replicas.sweepers[1].sweep()
        )
        log = await visitor.log()
        if seq_of_event(log, "abandoned") is not None:
            _check_spoken_before(log, "abandoned", replied[0])
        else:  # the reply was a sign of life
            assert replied[0] == 200
            assert (await owner_of(replicas.here, visitor.conversation_id))[0] == "staff"
