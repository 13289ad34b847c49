"""Owners who go on writing in the queue: one word for each wait, and the way back to the bot."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import timedelta

import pytest
from sqlalchemy import update

from bot.handoff.sweeper import DeskSweeper
from bot.store.desk import waiting_untold
from bot.store.models import Message as MessageRow
from tests.fixtures.colleagues import (
    Colleague,
    owner_of,
    queue_up,
    turn_states,
    turns_end,
    vanish,
    wait_long,
)
from tests.fixtures.databases import SqliteStores
from tests.fixtures.fake_engine import FakeEngine, custom
from tests.fixtures.front_door import Door, Message, Visitor, open_door

WEEKDAYS = "1-5 09:00-17:30"
SUNDAY = "2026-11-22T10:00:00+08:00"
WAITING = ["留电话", "回到机器人"]
ASKING = ["让机器人先答", "留电话"]


def titles(message: Message) -> list[str]:
    return [each["title"] for each in message["buttons"]]


def _last(log: list[Message]) -> str:
    return log[-1]["text"] if log else ""


async def heard(visitor: Visitor) -> list[Message]:
    """What was said to them, once no turn is open any more."""
    await turns_end(visitor.door, visitor.conversation_id)
    return [each for each in await visitor.log() if each["author"] != "user"]


async def told(visitor: Visitor, sweeper: DeskSweeper) -> None:
    """Into the queue, and the notice that nobody has come."""
    await queue_up(visitor.door, visitor.conversation_id)
    await wait_long(visitor.door, visitor.conversation_id)
    await sweeper.sweep()
    assert "让您等了" in (await heard(visitor))[-1]["text"]


async def all_was_said_long_ago(door: Door, conversation_id: str) -> None:
    async with door.database.write() as session:
        await session.execute(
            update(MessageRow)
            .where(MessageRow.conversation_id == conversation_id)
            .values(created_at=door.settings.clock.now() - timedelta(minutes=31))
        )


@pytest.fixture
async def closed(engine: FakeEngine, sqlite_stores: SqliteStores) -> AsyncIterator[Door]:
    async with open_door(
        engine, sqlite_stores.migrated(), bot_desk_hours=WEEKDAYS, bot_clock=SUNDAY
    ) as door:
        yield door


class TestNobodyThere:
    async def test_once_that_it_is_kept_and_when_it_is_read(
        self, closed: Door, engine: FakeEngine
    ) -> None:
        visitor = await closed.visitor()
        await queue_up(closed, visitor.conversation_id)
        for text in ("我们做铝合金压铸", "良率只有八成", "产品是电机壳"):
            await visitor.say(text)
        (line,) = await heard(visitor)
        assert "明天 09:00" in line["text"]
        assert (line["reply_to"], line["author"], titles(line)) == (1, "system", WAITING)
        assert await turn_states(closed, visitor.conversation_id) == ["silent"] * 3
        assert engine.calls == []

    async def test_it_is_all_that_the_notice_would_have_said(self, closed: Door) -> None:
        visitor = await closed.visitor()
        await queue_up(closed, visitor.conversation_id)
        await visitor.say("我们做铝合金压铸")
        assert len(await heard(visitor)) == 1
        async with closed.database.read() as session:
            assert not await waiting_untold(session, closed.settings.clock.now())

    async def test_a_front_door_that_starts_anew_does_not_say_it_again(
        self, engine: FakeEngine, sqlite_stores: SqliteStores
    ) -> None:
        url = sqlite_stores.migrated()
        options = {"bot_desk_hours": WEEKDAYS, "bot_clock": SUNDAY}
        async with open_door(engine, url, **options) as before:
            visitor = await before.visitor()
            await queue_up(before, visitor.conversation_id)
            await visitor.say("我们做铝合金压铸")
            assert len(await heard(visitor)) == 1
        async with open_door(engine, url, **options) as after:
            visitor = visitor.at(after)
            await visitor.say("良率只有八成")
            assert len(await heard(visitor)) == 1


class TestNobodyCame:
    async def test_once_after_the_notice(self, visitor: Visitor, sweeper: DeskSweeper) -> None:
        await told(visitor, sweeper)
        await visitor.say("还在吗")
        await visitor.say("良率只有八成")
        _, line = await heard(visitor)
        assert "一空下来就在这里回您" in line["text"]
        assert titles(line) == WAITING

    async def test_thanks_need_no_answer(self, visitor: Visitor, sweeper: DeskSweeper) -> None:
        await told(visitor, sweeper)
        for text in ("好的，谢谢！", "嗯嗯", "OK"):
            await visitor.say(text)
        assert len(await heard(visitor)) == 1
        await visitor.say("良率只有八成")
        assert len(await heard(visitor)) == 2, "what matters is still answered for"

    async def test_every_wait_has_its_own(
        self, visitor: Visitor, sweeper: DeskSweeper, wang: Colleague
    ) -> None:
        for _ in range(2):
            await told(visitor, sweeper)
            await visitor.say("良率只有八成")
            lines = await heard(visitor)
        assert [titles(each) for each in lines] == [WAITING] * 4

    async def test_nothing_before_while_somebody_is_there(
        self, door: Door, visitor: Visitor
    ) -> None:
        await queue_up(door, visitor.conversation_id)
        await visitor.say("补充一下，是铝合金")
        assert await heard(visitor) == []

    async def test_several_in_a_row_are_answered_once_though_somebody_is_there(
        self, door: Door, visitor: Visitor, sweeper: DeskSweeper
    ) -> None:
        await queue_up(door, visitor.conversation_id)
        for text in (
            "补充一下，是铝合金",
            "壁厚三毫米",
            "良率八成",
            "模具是新的",
            "一天两班",
            "喂",
        ):
            await visitor.say(text)
        (line,) = await heard(visitor)
        assert (line["text"], line["reply_to"]) == ("记下了，工作人员看得到。", 3)
        await wait_long(door, visitor.conversation_id)
        await sweeper.sweep()
        assert "让您等了" in (await heard(visitor))[-1]["text"], "the notice is owed still"

    async def test_it_is_said_again_when_nothing_was_said_for_long(
        self, door: Door, visitor: Visitor, sweeper: DeskSweeper
    ) -> None:
        await told(visitor, sweeper)
        await visitor.say("良率只有八成")
        await visitor.say("还在吗")
        assert len(await heard(visitor)) == 2
        await all_was_said_long_ago(door, visitor.conversation_id)
        await visitor.say("补充一下，是电机壳")
        await visitor.say("一天两班")
        lines = await heard(visitor)
        assert len(lines) == 3
        line = lines[-1]
        assert "一空下来就在这里回您" in line["text"]

    async def test_nobody_is_talked_over(
        self, visitor: Visitor, sweeper: DeskSweeper, wang: Colleague
    ) -> None:
        await told(visitor, sweeper)
        await wang.claim(visitor.conversation_id)
        await visitor.say("专利许可怎么收费？")
        assert [each["event"] for each in await heard(visitor)] == [None, "claimed"]

    async def test_the_person_who_comes_has_all_of_it_unread_and_may_leave_it_to_the_bot(
        self, visitor: Visitor, sweeper: DeskSweeper, wang: Colleague
    ) -> None:
        await told(visitor, sweeper)
        seq = await visitor.say("良率只有八成")
        await heard(visitor)
        await wang.claim(visitor.conversation_id)
        assert (await wang.act(visitor.conversation_id, "handback", seen_seq=seq - 1))[0] == 200
        await visitor.until(lambda log: _last(log) == "听到了：良率只有八成")


class TestAskingTheBot:
    async def test_a_question_is_offered_the_way_back_and_is_answered_there(
        self, door: Door, visitor: Visitor, engine: FakeEngine
    ) -> None:
        await queue_up(door, visitor.conversation_id)
        asked = await visitor.say("开放许可怎么收费？")
        (offer,) = await heard(visitor)
        assert (titles(offer), engine.calls) == (ASKING, [])
        assert (await owner_of(door, visitor.conversation_id))[0] == "queue"
        await visitor.say("免费的有没有？")
        assert len(await heard(visitor)) == 1, "once for each wait"

        pressed = await visitor.press_title(offer, "让机器人先答")
        log = await visitor.until(
            lambda log: bool(log) and log[-1]["text"] == "听到了：开放许可怎么收费？"
        )

        assert [each["reply_to"] for each in log[-2:]] == [pressed] * 2
        assert (await owner_of(door, visitor.conversation_id))[0] == "bot"
        states = ["silent", "silent", "answered"]
        assert await turns_end(door, visitor.conversation_id) == states
        assert asked == 1

    async def test_it_can_be_pressed_again_once_the_bot_is_back(
        self, door: Door, visitor: Visitor
    ) -> None:
        await queue_up(door, visitor.conversation_id)
        await visitor.say("开放许可怎么收费？")
        (offer,) = await heard(visitor)
        for _ in range(2):
            await visitor.press_title(offer, "让机器人先答")
            await turns_end(door, visitor.conversation_id)
        texts = [each["text"] for each in await visitor.log()]
        assert texts.count("听到了：开放许可怎么收费？") == 2

    async def test_not_while_a_person_has_it(
        self, door: Door, visitor: Visitor, wang: Colleague, engine: FakeEngine
    ) -> None:
        await queue_up(door, visitor.conversation_id)
        await visitor.say("开放许可怎么收费？")
        (offer,) = await heard(visitor)
        await wang.claim(visitor.conversation_id)
        await visitor.press_title(offer, "让机器人先答")
        *before, line = await heard(visitor)
        assert [each["event"] for each in before] == [None, "claimed"]
        assert "工作人员正在接待您" in line["text"]
        assert (await owner_of(door, visitor.conversation_id))[:2] == ("staff", wang.id)
        assert engine.calls == []

    async def test_words_of_the_buttons_do_what_the_buttons_do(
        self, closed: Door, engine: FakeEngine
    ) -> None:
        visitor = await closed.visitor()
        await queue_up(closed, visitor.conversation_id)
        for text in ("开放许可怎么收费？", "免费的有没有？", "回到机器人"):
            await visitor.say(text)
        assert "我们接着说" in (await heard(visitor))[-1]["text"]
        assert (await owner_of(closed, visitor.conversation_id))[0] == "bot"

    async def test_what_is_asked_about_the_people_is_not_for_the_bot(self, closed: Door) -> None:
        visitor = await closed.visitor()
        await queue_up(closed, visitor.conversation_id)
        await visitor.say("什么时候有人上班？")
        (line,) = await heard(visitor)
        assert titles(line) == WAITING

    async def test_a_question_at_night_has_both_in_one(self, closed: Door) -> None:
        visitor = await closed.visitor()
        await queue_up(closed, visitor.conversation_id)
        await visitor.say("浙江有没有免费的农机专利？")
        (line,) = await heard(visitor)
        assert "明天 09:00" in line["text"]
        assert titles(line) == ASKING

    async def test_a_button_of_the_bots_is_offered_too(
        self, door: Door, visitor: Visitor, engine: FakeEngine
    ) -> None:
        button = {"title": "找专利", "payload": "/find_patent"}
        engine.reply = lambda _: [custom(text="您好", buttons=[button])]
        greeting = await visitor.reply_to(await visitor.say("你好"))
        await queue_up(door, visitor.conversation_id)
        seq = await visitor.press_title(greeting, "找专利")
        offer = await visitor.reply_to(seq)
        assert titles(offer) == ASKING
        await visitor.press_title(offer, "让机器人先答")
        await turns_end(door, visitor.conversation_id)
        assert engine.calls[-1].message == "/find_patent"


async def test_gone_colleagues_leave_a_wait_of_its_own(
    visitor: Visitor, sweeper: DeskSweeper, wang: Colleague
) -> None:
    await told(visitor, sweeper)
    await visitor.say("良率只有八成")
    await heard(visitor)
    await wang.claim(visitor.conversation_id)
    await vanish(wang)
    await sweeper.sweep()
    await visitor.say("人呢")
    assert [each["event"] for each in await heard(visitor)][-1] == "abandoned"
