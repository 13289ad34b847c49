"""A visitor gets a conversation of their own, writes in it and reads what is said."""

from __future__ import annotations

import asyncio
import json

from tests.fixtures.fake_engine import PATENT, FakeEngine, custom
from tests.fixtures.front_door import Door, Visitor
from tests.fixtures.waiting import PATIENCE


class TestSession:
    async def test_a_new_visitor_gets_a_conversation_of_their_own(self, door: Door) -> None:
        one, other = await door.visitor(), await door.visitor()
        assert one.token != other.token
        assert one.conversation_id != other.conversation_id

    async def test_a_known_token_gets_its_conversation_back(self, visitor: Visitor) -> None:
        async with visitor.door.client.post(
            "/webchat/session", json={"token": visitor.token}
        ) as response:
            assert response.status == 200
            assert await response.json() == {
                "token": visitor.token,
                "conversation_id": visitor.conversation_id,
            }

    async def test_an_unknown_token_gets_a_new_conversation(self, visitor: Visitor) -> None:
        async with visitor.door.client.post(
            "/webchat/session", json={"token": "guessed"}
        ) as response:
            assert response.status == 201
            assert (await response.json())["conversation_id"] != visitor.conversation_id


class TestSendingAndReading:
    async def test_a_message_is_answered(self, visitor: Visitor, engine: FakeEngine) -> None:
        seq = await visitor.say("铸件有气孔")

        reply = await visitor.reply_to(seq)

        assert reply["text"] == "听到了：铸件有气孔"
        assert reply["author"] == "bot"
        assert engine.calls[0].sender == visitor.conversation_id
        assert [each["seq"] for each in await visitor.log()] == [1, 2]

    async def test_the_log_has_the_shape_of_the_contract(
        self, visitor: Visitor, engine: FakeEngine
    ) -> None:
        engine.reply = lambda _: [
            {"text": "请看", "buttons": [{"title": "再看几个", "payload": "/more"}]},
            custom(cards=[PATENT], numbered=True),
        ]
        await visitor.reply_to(await visitor.say("找专利"))

        page = await visitor.read()

        assert page["owner"] == "bot"
        mine, said, shown = page["messages"]
        assert (mine["seq"], mine["author"], mine["text"]) == (1, "user", "找专利")
        assert said["buttons"] == [{"id": "2.0", "title": "再看几个"}]
        assert shown["cards"] == [{**PATENT, "buttons": [{"id": "3.0", "title": "就要这个"}]}]
        assert {"seq", "author", "text", "buttons", "cards", "created_at"} <= set(shown)
        assert "payload" not in json.dumps(page), "payloads stay on the server"

    async def test_reading_on_starts_after_the_given_number(self, visitor: Visitor) -> None:
        await visitor.reply_to(await visitor.say("一"))
        assert [each["seq"] for each in (await visitor.read(after=1))["messages"]] == [2]
        assert (await visitor.read(after=2))["messages"] == []

    async def test_a_long_log_is_read_in_pages_without_a_gap(
        self, engine: FakeEngine, visitor: Visitor
    ) -> None:
        engine.reply = lambda _: [{"text": str(number)} for number in range(450)]
        await visitor.reply_to(await visitor.say("讲长一点"))

        seqs: list[int] = []
        more = True
        while more:
            page = await visitor.read(after=seqs[-1] if seqs else 0)
            seqs += [each["seq"] for each in page["messages"]]
            more = page["has_more"]
        assert seqs == list(range(1, 452))

    async def test_a_reader_that_waits_is_woken_by_the_message(self, visitor: Visitor) -> None:
        waiting = asyncio.create_task(visitor.read(wait=25))
        await asyncio.sleep(0.05)
        await visitor.say("在吗")
        page = await asyncio.wait_for(waiting, PATIENCE)
        assert page["messages"][0]["text"] == "在吗"

    async def test_nobody_reads_another_conversation(self, door: Door, visitor: Visitor) -> None:
        await visitor.say("秘密")
        assert await (await door.visitor()).log() == []
