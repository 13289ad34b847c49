"""Which button a typed number presses, and which presses come too late."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import update

from bot.conversation.choosing import read_typed_press
from bot.conversation.presses import Press, read_press
from bot.conversation.questions import is_out_of_date
from bot.messages import Author, Channel, Owner
from bot.store.conversations import NewMessage, append_message, open_conversation
from bot.store.database import Database
from bot.store.deliveries import enqueue_delivery
from bot.store.models import Delivery, Message, Need
from bot.store.turns import OpenTurn

NOON = datetime(2026, 11, 22, 4, tzinfo=UTC)
Buttons = list[tuple[str, str]]

CONSENT: Buttons = [("同意", "/affirm"), ("不同意", "/deny")]
SUMMARY: Buttons = [("确认提交", "/affirm"), ("修改", "/correct"), ("取消", "/cancel")]
BUDGETS: Buttons = [(f"{n}万", f'/inform{{"slot": "budget", "value": "{n}万"}}') for n in range(5)]
MODES: Buttons = [("指点", '/inform{"slot": "mode", "value": "a"}'), ("不确定", "/skip")]
SKIP: Buttons = [("跳过", "/skip")]


@dataclass
class Talk:
    """One conversation in WeChat, as the log has it."""

    database: Database
    conversation_id: str
    channel: Channel = Channel.WECHAT
    asked: int | None = field(default=None)

    async def hear(self, text: str) -> Message:
        """The owner writes; the desk's next words answer it."""
        row = await self._append(NewMessage(self.conversation_id, Author.USER, text, NOON))
        self.asked = row.seq
        return row

    async def say(self, text: str, buttons: Buttons = [], **more: Any) -> Message:  # noqa: B006
        drawn = [{"title": title, "payload": payload} for title, payload in buttons]
        new = NewMessage(
            self.conversation_id, Author.BOT, text, NOON,
            buttons=drawn, reply_to=self.asked, **more,
        )  # fmt: skip
        return await self._append(new)

    async def list_cards(self) -> None:
        """Universities 1 to 3 and patents 4 to 6, as three of each kind are shown."""
        await self.hear("找专利")
        for first, kind in ((1, "u"), (4, "p")):
            await self.say("这些：", cards=cards(kind), meta={"first_number": first})
        await self.say("看中哪个，回复它的数字。", [("再看一些", "/more"), ("换个地区", "/x")])

    async def type(self, text: str) -> Press | None:
        async with self.database.read() as session:
            return await read_typed_press(session, self.conversation_id, self.channel, text)

    async def payload(self, text: str) -> str | None:
        press = await self.type(text)
        return press.payload if press is not None else None

    async def is_late(self, press: Press) -> bool:
        turn = OpenTurn(
            1, self.conversation_id, 99, 1, press.title, press.payload, self.channel,
            Owner.BOT, 1, press.meta,
        )  # fmt: skip
        async with self.database.read() as session:
            return await is_out_of_date(session, turn)

    async def press(self, row: Message, index: int = 0) -> Press:
        async with self.database.read() as session:
            return await read_press(session, self.conversation_id, f"{row.seq}.{index}")

    async def _append(self, new: NewMessage) -> Message:
        async with self.database.write() as session:
            return await append_message(session, new)


def cards(kind: str) -> list[dict[str, Any]]:
    return [
        {
            "kind": "patent", "id": f"{kind}{n}", "title": f"{kind}{n}",
            "buttons": [{"title": "想联系", "payload": pick(f"{kind}{n}")}],
        }
        for n in (1, 2, 3)
    ]  # fmt: skip


def pick(item: str) -> str:
    return f'/pick{{"kind": "patent", "id": "{item}"}}'


@pytest.fixture
async def talk(tmp_path: Path) -> AsyncIterator[Talk]:
    database = Database(f"sqlite+aiosqlite:///{tmp_path / 'talk.db'}")
    await database.create_all()
    async with database.write() as session:
        row = await open_conversation(session, Channel.WECHAT, "owner-1", NOON)
    yield Talk(database, row.id)
    await database.close()


@pytest.mark.parametrize("text", ["5", "５", "5、", "五。", "我选5", "第五个", "联系5", "5想联系"])
async def test_the_newest_list_holds_through_small_talk_and_consents(talk: Talk, text: str) -> None:
    await talk.list_cards()
    assert await talk.payload(text) == pick("p2")
    await talk.hear("谢谢")
    await talk.say("不客气。")
    assert await talk.payload(text) == pick("p2")
    await talk.hear("4")
    await talk.say("把需求要点交给示例大学，同意吗？", CONSENT)
    assert await talk.payload(text) == pick("p2")


async def test_a_newer_list_takes_over(talk: Talk) -> None:
    await talk.list_cards()
    await talk.hear("想用哪种方式")
    await talk.say("想用哪种合作方式？", MODES, numbered=True)
    assert await talk.payload("1") == MODES[0][1]


async def test_the_questions_of_a_new_need_are_not_answered_by_an_old_list(talk: Talk) -> None:
    await talk.list_cards()
    await talk.hear("喷漆起皮")
    await talk.say("现在的指标是多少？", SKIP)
    assert await talk.type("3") is None
    await talk.hear("跳过")
    async with talk.database.write() as session:
        session.add(
            Need(
                id="n1", conversation_id=talk.conversation_id, problem="喷漆起皮",
                asked=["contact"], created_at=NOON + timedelta(minutes=1), updated_at=NOON,
            )
        )  # fmt: skip
    await talk.say("留个联系方式？", [("同意", "/affirm"), ("先不留", "/skip")])
    assert await talk.payload("3") is None


async def test_no_number_agrees_submits_or_deletes(talk: Talk) -> None:
    for buttons in (CONSENT, SUMMARY, [("确定删除", "/affirm"), ("不删了", "/deny")]):
        await talk.hear("好")
        await talk.say("确定吗？", buttons)
        press = await talk.type("1")
        assert press is not None
        assert press.payload is None
        assert press.noted["words"][0] == buttons[0][0]


WAYS_ON: Buttons = [("说一个技术难题", "/submit_need"), ("转人工", "/ask_human")]


async def test_ways_on_are_numbered_and_a_number_takes_them(talk: Talk) -> None:
    await talk.hear("你好")
    await talk.say("您是想：", WAYS_ON)
    assert await talk.payload("1") == "/submit_need"
    assert await talk.payload("第二个") == "/ask_human"
    press = await talk.type("3")
    assert press is not None
    assert press.noted == {"beyond": 3, "most": 2}


async def test_of_words_that_are_not_numbered_one_that_does_no_harm_may_be_counted(
    talk: Talk,
) -> None:
    await talk.hear("我的需求呢")
    await talk.say("有一条没填完。", [("接着填", "/resume"), ("放弃", "/cancel")])
    assert await talk.payload("1") == "/resume"
    assert await talk.payload("2") is None


async def test_ways_on_do_not_hide_the_cards_above_them(talk: Talk) -> None:
    await talk.list_cards()
    await talk.hear("许可费怎么算")
    await talk.say("先到先得……", WAYS_ON)
    assert await talk.payload("2") == "/ask_human"
    assert await talk.payload("5") == pick("p2")
    press = await talk.type("9")
    assert press is not None
    assert press.payload is None


async def test_ways_on_are_counted_only_right_below_what_was_said(talk: Talk) -> None:
    """「2」 in a sentence of two messages must not leave the queue."""
    await talk.hear("转人工")
    await talk.say("已经转给工作人员。", [("留电话", "desk:leave"), ("回到机器人", "desk:bot")])
    assert await talk.payload("2") == "desk:bot"
    await talk.hear("压铸机的台数是")
    assert await talk.type("2") is None


async def test_of_cards_and_the_ways_on_below_them_one_list_is_made(talk: Talk) -> None:
    await talk.hear("找专利")
    await talk.say("这些：", cards=cards("p"), meta={"first_number": 1})
    ways = [("再看一些", "/more"), ("转人工", "/ask_human")]
    await talk.say("看中哪个，回复它的数字。", ways, meta={"first_number": 4})
    assert await talk.payload("3") == pick("p3")
    assert await talk.payload("4") == "/more"
    await talk.hear("谢谢")
    await talk.say("不客气。")
    assert await talk.payload("5") == "/ask_human"


async def test_a_question_with_one_button_has_no_numbers(talk: Talk) -> None:
    await talk.hear("轴承发烫")
    await talk.say("现在的指标是多少？", SKIP)
    assert await talk.type("1") is None


@pytest.mark.parametrize("text", ["6", "6、", "第九个"])
async def test_a_number_that_the_list_does_not_have_is_told(talk: Talk, text: str) -> None:
    await talk.hear("跳过")
    await talk.say("预算大概多少？", BUDGETS, numbered=True)
    press = await talk.type(text)
    assert press is not None
    assert press.payload is None
    assert press.noted["most"] == 5


@pytest.mark.parametrize("text", ["20", "三十", "20万", "2-3万"])
async def test_a_sum_is_still_a_sum(talk: Talk, text: str) -> None:
    await talk.hear("跳过")
    await talk.say("预算大概多少？", BUDGETS, numbered=True)
    assert await talk.type(text) is None


async def test_of_two_cards_the_first_is_taken_and_the_other_remembered(talk: Talk) -> None:
    await talk.list_cards()
    press = await talk.type("1和4")
    assert press is not None
    assert press.payload == pick("u1")
    assert press.noted["later"] == [4]
    assert await talk.type("4,9") is None


async def test_of_two_choices_one_is_asked_for(talk: Talk) -> None:
    await talk.hear("跳过")
    await talk.say("预算大概多少？", BUDGETS, numbered=True)
    press = await talk.type("1和2")
    assert press is not None
    assert press.noted == {"several": True}


async def test_where_buttons_are_drawn_only_ordinals_count(talk: Talk) -> None:
    talk.channel = Channel.WEBCHAT
    await talk.hear("跳过")
    await talk.say("预算大概多少？", BUDGETS, numbered=True)
    assert await talk.payload("第二个") == BUDGETS[1][1]
    assert await talk.type("5") is None


async def test_a_press_answers_only_the_question_that_it_was_shown_with(talk: Talk) -> None:
    await talk.hear("跳过")
    summary = await talk.say("没问题就提交", SUMMARY)
    assert not await talk.is_late(await talk.press(summary))
    await talk.hear("4")
    await talk.say("把需求要点交给示例大学，同意吗？", CONSENT)
    assert await talk.is_late(await talk.press(summary))
    assert not await talk.is_late(await talk.press(summary, 1)), "修改 says what it does"


async def test_the_consent_for_one_receiver_is_none_for_another(talk: Talk) -> None:
    first = await talk.say("把需求要点交给甲大学，同意吗？", CONSENT)
    await talk.hear("5")
    await talk.say("把需求要点交给乙大学，同意吗？", CONSENT)
    assert await talk.is_late(await talk.press(first))


async def test_the_same_question_again_is_answered_by_either_button(talk: Talk) -> None:
    first = await talk.say("没问题就提交", SUMMARY)
    await talk.hear("预算改成30万")
    await talk.say("没问题就提交", SUMMARY)
    assert not await talk.is_late(await talk.press(first))


async def test_a_second_tap_skips_no_second_question(talk: Talk) -> None:
    detail = await talk.say("现在的指标是多少？", SKIP)
    await talk.hear("跳过")
    again = await talk.press(detail)
    await talk.hear("跳过")
    await talk.say("您的厂在哪个省？", SKIP)
    assert await talk.is_late(again)


async def test_a_number_sent_twice_answers_one_list(talk: Talk) -> None:
    await talk.hear("跳过")
    await talk.say("想用哪种合作方式？", MODES, numbered=True)
    before = talk.asked
    await talk.hear("1")
    again = await talk.type("1")
    assert again is not None
    await talk.hear("1")
    talk.asked = (before or 0) + 2
    await talk.say("预算大概多少？", BUDGETS, numbered=True)
    assert await talk.is_late(again)


@pytest.mark.parametrize("typed", ["可以", "同意公开", "1"])
@pytest.mark.parametrize(
    ("state", "reached"),
    [("waiting", False), ("held", False), ("failed", False), ("claimed", True), ("sent", True)],
)
async def test_what_has_not_reached_the_owner_is_answered_by_no_word(
    talk: Talk, typed: str, state: str, reached: bool
) -> None:
    """An account that may not send on its own: the question waits for the owner's next message."""
    await talk.hear("谢谢")
    await talk.say("不客气。")
    row = await talk.say("想张榜，同意公开吗？", [("同意公开", "desk:publish:n1")], numbered=True)
    async with talk.database.write() as session:
        await enqueue_delivery(session, row)
        await session.execute(update(Delivery).values(state=state))
    pressed = await talk.payload(typed)
    assert pressed == ("desk:publish:n1" if reached else None)


@pytest.mark.parametrize(
    ("typed", "pressed"), [("同意公开", "desk:publish:n1"), ("可以", None), ("谢谢", None)]
)
async def test_what_reached_the_owner_late_is_answered_by_its_very_words(
    talk: Talk, typed: str, pressed: str | None
) -> None:
    """It waited for their next message, and stands below that on the phone, above it in the log."""
    row = await talk.say("想张榜，同意公开吗？", [("同意公开", "desk:publish:n1")])
    await talk.hear("可以")
    async with talk.database.write() as session:
        await enqueue_delivery(session, row)
        await session.execute(
            update(Delivery).values(state="sent", sent_at=NOON + timedelta(seconds=1))
        )
    await talk.say("好的。您还有什么要办的？", [("我有技术难题", "/submit_need")])
    assert await talk.payload(typed) == pressed
    # Once they have written again it is one of the things of before.
    async with talk.database.write() as session:
        await session.execute(update(Delivery).values(sent_at=NOON - timedelta(seconds=1)))
    assert await talk.payload(typed) is None
