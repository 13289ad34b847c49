"""An engine that fails, hangs or says nothing is apologised for, and the conversation goes on."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

import pytest

from tests.fixtures.colleagues import audited, turn_states
from tests.fixtures.fake_engine import FakeEngine, custom, raising
from tests.fixtures.front_door import Door, Visitor, open_door
from tests.integration.conftest import Ground


@pytest.fixture
async def impatient(engine: FakeEngine, ground: Ground) -> AsyncIterator[Door]:
    """A front door that gives up on a silent engine soon."""
    async with open_door(
        engine, ground.database_url, ground.redis_url, bot_turn_timeout=0.5
    ) as opened:
        yield opened


class TestEngineFailure:
    @pytest.mark.parametrize("how", ["raises", "says nothing", "talks nonsense"])
    async def test_the_owner_hears_an_apology_and_is_offered_a_person(
        self, visitor: Visitor, engine: FakeEngine, how: str
    ) -> None:
        match how:
            case "raises":
                engine.reply = raising
            case "says nothing":
                engine.reply = lambda _: []
            case "talks nonsense":
                engine.raw = "<html>"
        await self._hears_an_apology(visitor)

    async def test_a_silent_engine_is_answered_for(
        self, impatient: Door, engine: FakeEngine
    ) -> None:
        engine.hold()
        await self._hears_an_apology(await impatient.visitor())

    async def test_words_that_cannot_be_stored_do_not_block_the_conversation(
        self, any_door: Door, engine: FakeEngine
    ) -> None:
        visitor = await any_door.visitor()
        for text in ("半个字\ud800", "零\x00"):
            engine.reply = lambda _, text=text: [{"text": text}]  # type: ignore[misc]
            assert (await visitor.reply_to(await visitor.say("铸件有砂眼")))["text"]
        engine.reply = lambda _: [custom(cards=[{"kind": "patent", "id": "\x00", "title": "\x00"}])]
        await visitor.reply_to(await visitor.say("有没有专利"))
        engine.reply = lambda _: [{"text": "好"}]
        assert (await visitor.reply_to(await visitor.say("谢谢")))["text"] == "好"

    async def test_a_person_can_be_called_while_the_engine_is_down(
        self, visitor: Visitor, engine: FakeEngine
    ) -> None:
        apology = await self._hears_an_apology_from_a_dead_engine(visitor, engine)

        told = await visitor.reply_to(await visitor.press_title(apology, "转人工"))

        assert told["author"] == "system"
        assert (await visitor.read())["owner"] == "queue"
        assert "queued" in await audited(visitor.door, visitor.conversation_id)

    @pytest.mark.parametrize("words", ["转人工", "帮我找个真人", "我要人工客服"])
    async def test_who_asks_for_a_person_is_queued_even_so(
        self, visitor: Visitor, engine: FakeEngine, words: str
    ) -> None:
        engine.status = 500
        await visitor.reply_to(await visitor.say(words))
        assert (await visitor.read())["owner"] == "queue"

    async def test_trying_again_runs_the_failed_message(
        self, visitor: Visitor, engine: FakeEngine
    ) -> None:
        apology = await self._hears_an_apology_from_a_dead_engine(visitor, engine)
        engine.status = 200

        reply = await visitor.reply_to(await visitor.press_title(apology, "再试一次"))

        assert reply["text"] == "听到了：气孔超标"
        assert engine.calls[-1].metadata["seq"] == 1, "it is the first message that ran"

    async def test_trying_again_may_fail_again(self, visitor: Visitor, engine: FakeEngine) -> None:
        apology = await self._hears_an_apology_from_a_dead_engine(visitor, engine)
        second = await visitor.reply_to(await visitor.press_title(apology, "再试一次"))
        engine.status = 200
        reply = await visitor.reply_to(await visitor.press_title(second, "再试一次"))
        assert reply["text"] == "听到了：气孔超标"

    async def test_the_conversation_goes_on_when_the_engine_is_back(
        self, visitor: Visitor, engine: FakeEngine
    ) -> None:
        await self._hears_an_apology_from_a_dead_engine(visitor, engine)
        engine.status = 200
        assert (await visitor.reply_to(await visitor.say("还在吗")))["text"] == "听到了：还在吗"
        assert await turn_states(visitor.door, visitor.conversation_id) == ["failed", "answered"]

    async def _hears_an_apology_from_a_dead_engine(
        self, visitor: Visitor, engine: FakeEngine
    ) -> dict[str, Any]:
        engine.status = 500
        apology = await visitor.reply_to(await visitor.say("气孔超标"))
        assert apology["author"] == "system"
        return apology

    async def _hears_an_apology(self, visitor: Visitor) -> None:
        apology = await visitor.reply_to(await visitor.say("气孔超标"))
        assert apology["author"] == "system"
        assert [each["title"] for each in apology["buttons"]] == ["再试一次", "转人工"]
        assert await turn_states(visitor.door, visitor.conversation_id) == ["failed"]
        assert "engine_failed" in await audited(visitor.door, visitor.conversation_id)
