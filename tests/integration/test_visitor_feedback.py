"""What a visitor tells without words: how far they have read, and how the service was."""

from __future__ import annotations

from typing import Any

import pytest

from bot.store.models import Rating
from tests.fixtures.colleagues import Colleague, hire
from tests.fixtures.front_door import Door, Visitor, problem


@pytest.fixture
async def wang(door: Door) -> Colleague:
    return await hire(door, "小王")


async def tell(visitor: Visitor, what: str, **body: Any) -> int | tuple[int, str]:
    async with visitor.door.client.post(
        f"/webchat/{what}", json=body, headers=visitor.headers
    ) as response:
        return 204 if response.status == 204 else await problem(response)


async def served(visitor: Visitor, colleague: Colleague) -> int:
    """Talked with, and closed; the row that says so."""
    await visitor.reply_to(await visitor.say("在吗"))
    await colleague.claim(visitor.conversation_id)
    await colleague.reply(visitor.conversation_id, "您好")
    last = (await visitor.log())[-1]["seq"]
    status, body = await colleague.act(visitor.conversation_id, "close", seen_seq=last)
    assert status == 200, body
    row = (await visitor.log())[-1]
    assert row["event"] == "closed"
    return int(row["seq"])


class TestReading:
    async def test_staff_see_how_far_and_it_never_goes_back(
        self, visitor: Visitor, wang: Colleague
    ) -> None:
        await visitor.reply_to(await visitor.say("在吗"))
        for seq in (2, 1, 99):
            assert await tell(visitor, "read", seq=seq) == 204
        assert (await wang.get(f"/conversations/{visitor.conversation_id}"))["read_seq"] == 2

    @pytest.mark.parametrize("seq", [0, -1, "2", None, True, 2**40])
    async def test_what_is_no_place_is_refused(self, visitor: Visitor, seq: object) -> None:
        assert await tell(visitor, "read", seq=seq) == (400, "bad_request")


class TestRating:
    async def test_it_is_kept_with_who_served_and_seen_in_the_log(
        self, door: Door, visitor: Visitor, wang: Colleague
    ) -> None:
        seq = await served(visitor, wang)
        assert await tell(visitor, "rating", seq=seq, score=3) == 204
        assert await tell(visitor, "rating", seq=seq, score=5, comment="很快") == 204
        assert (await visitor.log())[-1]["rating"] == 5
        case = await wang.get(f"/conversations/{visitor.conversation_id}")
        assert case["messages"][-1]["rating"] == 5
        assert case["owner"] == "closed", "a rating opens nothing again"
        async with door.database.read() as session:
            kept = await session.get_one(Rating, (visitor.conversation_id, seq))
        assert (kept.score, kept.comment, kept.staff_id) == (5, "很快", wang.id)

    async def test_only_what_was_closed_can_be_rated(
        self, door: Door, visitor: Visitor, wang: Colleague
    ) -> None:
        seq = await served(visitor, wang)
        assert await tell(visitor, "rating", seq=1, score=5) == (404, "not_found")
        assert await tell(visitor, "rating", seq=seq + 7, score=5) == (404, "not_found")
        stranger = await door.visitor()
        assert await tell(stranger, "rating", seq=seq, score=1) == (404, "not_found")

    @pytest.mark.parametrize(
        "body", [{"score": 0}, {"score": 6}, {"score": "5"}, {"score": 5, "comment": "长" * 501}]
    )
    async def test_what_is_no_rating_is_refused(
        self, visitor: Visitor, wang: Colleague, body: dict[str, Any]
    ) -> None:
        seq = await served(visitor, wang)
        assert await tell(visitor, "rating", seq=seq, **body) == (400, "bad_request")
