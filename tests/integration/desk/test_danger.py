"""Who is in danger is told whom to call: engine up or down, in the queue or not."""

from __future__ import annotations

from sqlalchemy import select

from bot.store.models import Conversation
from tests.fixtures.colleagues import Colleague, owner_of, queue_up, turns_end
from tests.fixtures.fake_engine import FakeEngine
from tests.fixtures.front_door import Door, Visitor

DESPAIR = "厂子要倒了，欠了一屁股债，我不想活了"


async def is_urgent(door: Door, conversation_id: str) -> bool:
    async with door.database.read() as session:
        row = select(Conversation.urgent).where(Conversation.id == conversation_id)
        return bool(await session.scalar(row))


async def test_despair_is_answered_without_the_engine_and_calls_a_person(
    visitor: Visitor, engine: FakeEngine
) -> None:
    engine.status = 500
    await visitor.say(DESPAIR)
    await turns_end(visitor.door, visitor.conversation_id)

    words = "".join(each["text"] for each in await visitor.log())
    assert "12356" in words
    assert "120" in words
    assert (await owner_of(visitor.door, visitor.conversation_id))[0] == "queue"
    assert await is_urgent(visitor.door, visitor.conversation_id)


async def test_who_waits_already_comes_first_now(visitor: Visitor) -> None:
    await queue_up(visitor.door, visitor.conversation_id)
    assert not await is_urgent(visitor.door, visitor.conversation_id)
    await visitor.say("我不想活了")
    await turns_end(visitor.door, visitor.conversation_id)

    assert "12356" in (await visitor.log())[-1]["text"]
    assert await is_urgent(visitor.door, visitor.conversation_id)


async def test_a_person_who_has_the_conversation_answers_herself(
    visitor: Visitor, wang: Colleague
) -> None:
    await wang.claim(visitor.conversation_id)
    await visitor.say("我不想活了")
    await turns_end(visitor.door, visitor.conversation_id)
    assert (await visitor.log())[-1]["author"] == "user"


async def test_an_accident_names_the_numbers_and_leaves_the_way_to_the_bot(
    visitor: Visitor, engine: FakeEngine
) -> None:
    await visitor.say("车间着火了")
    await turns_end(visitor.door, visitor.conversation_id)

    told = (await visitor.log())[-1]
    assert "119" in told["text"]
    assert (await owner_of(visitor.door, visitor.conversation_id))[0] == "bot"
    assert engine.calls == []

    await visitor.press_title(told, "是技术难题")
    await turns_end(visitor.door, visitor.conversation_id)
    assert [call.message for call in engine.calls] == ["车间着火了"]
