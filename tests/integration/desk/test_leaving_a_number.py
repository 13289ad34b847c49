"""The desk's question for a consent: answered in words, not asked in a circle, never in silence."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from bot.store.models import Consent, Contact
from tests.fixtures.colleagues import Colleague, owner_of, queue_up, turns_end
from tests.fixtures.fake_engine import FakeEngine
from tests.fixtures.front_door import Door, Message, Visitor

PHONE = "13800138000"


async def said(visitor: Visitor) -> list[str]:
    await turns_end(visitor.door, visitor.conversation_id)
    return [each["text"] for each in await visitor.log() if each["author"] != "user"]


async def ask(visitor: Visitor, text: str) -> Message:
    return await visitor.reply_to(await visitor.say(text))


async def kept(door: Door) -> tuple[int, list[str | None]]:
    async with door.database.read() as session:
        consents = list(await session.scalars(select(Consent.id)))
        return len(consents), list(await session.scalars(select(Contact.phone)))


@pytest.fixture
async def waiting(door: Door, visitor: Visitor) -> Visitor:
    await queue_up(door, visitor.conversation_id)
    return visitor


class TestConsent:
    async def test_a_number_sent_twice_is_not_asked_about_in_the_same_words(
        self, door: Door, waiting: Visitor
    ) -> None:
        first, second = await ask(waiting, PHONE), await ask(waiting, PHONE)
        assert "138****8000" in first["text"]
        assert "138****8000" in second["text"]
        assert first["text"] != second["text"]
        assert await kept(door) == (0, [])

    @pytest.mark.parametrize("yes", ["好的，可以", "同意", "我同意。", "行吧", "嗯嗯", "OK"])
    async def test_a_yes_in_any_words_is_one(self, door: Door, waiting: Visitor, yes: str) -> None:
        await ask(waiting, PHONE)
        assert "记下了" in (await ask(waiting, yes))["text"]
        assert await kept(door) == (1, [PHONE])

    async def test_so_it_is_after_other_words_that_nobody_answered(
        self, door: Door, waiting: Visitor
    ) -> None:
        await ask(waiting, PHONE)
        await waiting.say("我们做压铸的")
        await waiting.say("机子有三台")
        assert "记下了" in (await ask(waiting, "同意"))["text"]
        assert await kept(door) == (1, [PHONE])

    async def test_a_yes_with_the_number_behind_it_needs_no_second_one(
        self, door: Door, waiting: Visitor
    ) -> None:
        await waiting.press_title(await ask(waiting, PHONE), "先不留")
        await ask(waiting, PHONE)
        assert "139****5678" in (await ask(waiting, "同意，打13912345678"))["text"]
        assert await kept(door) == (1, ["13912345678"])

    @pytest.mark.parametrize("no", ["不同意", "不用了", "算了", "不想留电话", "先不留"])
    async def test_a_no_is_heard_and_costs_no_place(
        self, door: Door, waiting: Visitor, no: str
    ) -> None:
        await ask(waiting, PHONE)
        assert "还在排队" in (await ask(waiting, no))["text"]
        assert (await owner_of(door, waiting.conversation_id))[0] == "queue"
        assert await kept(door) == (0, [])

    async def test_a_number_of_a_list_agrees_to_nothing_and_is_told_so(
        self, door: Door, waiting: Visitor
    ) -> None:
        await ask(waiting, PHONE)
        assert "“同意”" in (await ask(waiting, "1"))["text"]
        assert await kept(door) == (0, [])

    async def test_a_yes_to_nothing_is_left_to_the_person(self, waiting: Visitor) -> None:
        await waiting.say("好的，可以")
        assert await said(waiting) == []


class TestPresses:
    async def test_one_of_the_bots_is_never_met_with_silence(
        self, door: Door, visitor: Visitor, engine: FakeEngine
    ) -> None:
        engine.reply = lambda _: [
            {"text": "好", "buttons": [{"title": "同意", "payload": "/affirm"}]}
        ]
        shown = await ask(visitor, "铸件有砂眼")
        await queue_up(door, visitor.conversation_id)
        calls = len(engine.calls)
        for count in (2, 3, 4):
            await visitor.press_title(shown, "同意")
            assert len(await said(visitor)) == count
        assert "机器人先停着" in (await said(visitor))[-1]
        assert len(engine.calls) == calls

    async def test_who_asks_for_a_person_again_hears_that_they_are_waited_for(
        self, waiting: Visitor
    ) -> None:
        assert "已经在给您排队了" in (await ask(waiting, "转人工"))["text"]

    @pytest.mark.parametrize("button", ["留电话", "回到机器人"])
    async def test_one_of_a_wait_that_is_over_says_who_is_there(
        self, door: Door, waiting: Visitor, wang: Colleague, button: str
    ) -> None:
        shown = await ask(waiting, "开放许可怎么收费？")
        shown = await ask(waiting, PHONE) if button == "回到机器人" else shown
        await wang.claim(waiting.conversation_id)
        told = await waiting.reply_to(await waiting.press_title(shown, button))
        assert "工作人员正在接待您" in told["text"]
        assert (await owner_of(door, waiting.conversation_id))[0] == "staff"

    async def test_a_consent_given_when_a_person_has_come_still_counts(
        self, door: Door, waiting: Visitor, wang: Colleague
    ) -> None:
        asked = await ask(waiting, PHONE)
        await wang.claim(waiting.conversation_id)
        told = await waiting.reply_to(await waiting.press_title(asked, "同意"))
        assert "记下了" in told["text"]
        assert await kept(door) == (1, [PHONE])

    async def test_back_with_the_bot_no_number_is_asked_for_that_nobody_would_take(
        self, door: Door, waiting: Visitor
    ) -> None:
        shown = await ask(waiting, "开放许可怎么收费？")
        await ask(waiting, "算了，不用人工了")
        told = await waiting.reply_to(await waiting.press_title(shown, "留电话"))
        assert "先转人工" in told["text"]
        assert await kept(door) == (0, [])
