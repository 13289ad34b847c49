"""Whatever an owner tells at length is kept whole, at whichever question it is told."""

from __future__ import annotations

import pytest

from bot.store.models import Need
from tests.unit.actions.desk import Desk
from tests.unit.actions.need_form import answer, the_need

STORY = (
    "砂型一直用水玻璃砂，涂料换过，表面好看了但是里面还是有气孔，师傅们说可能是型砂的水分没控制住，"
    "也有人说是铁水没有除气，我们自己也试过烘干砂型、加长浇口、换覆膜砂，效果都不明显，客户那边一直在催，"
    "退了好些货，检测设备只有超声波，没有光谱仪，化验都是送到外面去做的，等结果出来这一批都浇完了。"
)
QUESTIONS = ["region", "company", "mode", "budget", "deadline", "contact", "confirmed"]


async def go_to(desk: Desk, question: str) -> None:
    await desk.write("轴承座铸件有砂眼，废品率8%，想降到2%", "submit_need")
    desk.loop = "need_form"
    await desk.run("validate_need_form")
    for _ in QUESTIONS:
        if desk.slots["requested_slot"] == question:
            return
        await answer(desk, "跳过", "skip")
    assert desk.slots["requested_slot"] == question


def whole(need: Need) -> str:
    return f"{need.problem}{need.detail}"


@pytest.mark.parametrize("intent", ["submit_need", "inform"])
@pytest.mark.parametrize("question", QUESTIONS)
async def test_two_long_messages_lose_nothing(desk: Desk, question: str, intent: str) -> None:
    await go_to(desk, question)
    first, second = STORY, STORY.replace("砂型", "金属型")
    await answer(desk, first, intent)
    await answer(desk, second, intent)
    told = whole(await the_need(desk))
    assert [each for each in (first, second) if each not in told] == []


async def test_ten_of_them_are_more_than_one_message_may_hold(desk: Desk) -> None:
    await go_to(desk, "region")
    parts = [f"第{number}点，{STORY * 6}" for number in range(10)]
    for part in parts:
        await answer(desk, part, "submit_need")
    told = whole(await the_need(desk))
    assert len(told) > 4_000
    assert [each for each in parts if each not in told] == []


async def test_the_summary_shows_the_beginning_and_says_that_all_is_kept(desk: Desk) -> None:
    await go_to(desk, "confirmed")
    await answer(desk, STORY * 3, "submit_need")
    await desk.run("action_ask_need_form_confirmed")
    (card,) = desk.cards
    shown = max(card["facts"].values(), key=len)
    assert len(shown) < 200
    assert shown.endswith("字，都已记下）")
