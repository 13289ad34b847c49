"""Several needs in one message: the first goes on, the others wait and are offered in turn."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from bot.programme.matters import bare, is_another
from bot.store.models import Need
from bot.store.needs import list_drafts
from engine.components.matters import split_matters
from tests.unit.actions.desk import Desk
from tests.unit.actions.need_form import answer

FIRST, SECOND, THIRD = "我们一个是铝件气孔，", "另外污水氨氮也超标，现在80，", "还有仓库想上系统"


async def tell_three(desk: Desk) -> list[str]:
    needs = [FIRST, SECOND, THIRD]
    said = await desk.write("".join(needs), "submit_need", needs=needs)
    desk.loop = "need_form"
    await desk.run("validate_need_form")
    return said


async def drafts(desk: Desk) -> list[str]:
    async with desk.database.read() as session:
        return [each.problem or "" for each in await list_drafts(session, desk.conversation_id)]


async def settle(desk: Desk) -> list[str]:
    """Skip to the summary, submit, and close the form."""
    while desk.slots["requested_slot"] != "confirmed":
        await answer(desk, "跳过", "skip")
    await desk.write("/affirm", "affirm")
    said = await desk.run("action_close_need")
    desk.loop = None
    return said


async def test_the_first_is_collected_and_the_others_wait_in_order(desk: Desk) -> None:
    said = await tell_three(desk)

    assert said[-1] == "utter_later_needs"
    assert await drafts(desk) == ["我们一个是铝件气孔", "污水氨氮也超标，现在80", "仓库想上系统"]
    assert desk.slots["expert"] == "casting"


async def test_after_one_is_recorded_the_next_is_offered_with_what_is_known(desk: Desk) -> None:
    await tell_three(desk)
    await answer(desk, "跳过", "skip")
    await answer(desk, "做汽车压铸件的")
    await answer(desk, "浙江宁波")
    assert (await settle(desk))[-1] == "utter_next_need"

    await desk.write("/resume", "resume")
    assert await desk.run("action_pick_up") == ["utter_next_begun"]
    assert desk.follows == ["need_form"]
    desk.loop = "need_form"
    await desk.run("validate_need_form")
    assert desk.slots["expert"] == "water"
    await answer(desk, "跳过", "skip")
    # Neither the trade nor the place is asked for again.
    assert desk.slots["requested_slot"] == "mode"
    assert (await settle(desk))[-1] == "utter_next_need"
    assert await drafts(desk) == ["仓库想上系统"]


async def test_the_place_told_behind_the_second_is_the_firms(desk: Desk) -> None:
    needs = ["有两个问题想登记，一个是陶瓷碗釉面有针孔，", "一个是烤花炉太费电。广东潮州"]
    await desk.write("".join(needs), "submit_need", needs=needs)
    async with desk.database.read() as session:
        first, second = await list_drafts(session, desk.conversation_id)

    assert first.problem == "陶瓷碗釉面有针孔"
    assert first.region_name == second.region_name == "广东省潮州市"
    assert second.industry_code is None or first.industry_code != second.industry_code


async def test_which_comes_first_is_no_end_of_the_questions(desk: Desk) -> None:
    await tell_three(desk)
    asked = desk.slots["requested_slot"]
    await answer(desk, "先登记铝件气孔的", "affirm")
    assert desk.slots["requested_slot"] == asked == "detail"


async def test_giving_up_the_first_offers_the_next(desk: Desk) -> None:
    await tell_three(desk)
    await answer(desk, "取消", "cancel")
    await answer(desk, "/affirm", "affirm")

    assert desk.slots["requested_slot"] is None
    assert await desk.run("action_close_need") == ["utter_discarded", "utter_next_need"]
    assert await drafts(desk) == ["污水氨氮也超标，现在80", "仓库想上系统"]


async def test_what_waits_and_is_told_again_is_taken_up_and_not_doubled(desk: Desk) -> None:
    await tell_three(desk)
    await settle(desk)
    await desk.write("我们仓库想上系统管起来，预算20万", "submit_need")

    assert await drafts(desk) == ["仓库想上系统", "污水氨氮也超标，现在80"]
    async with desk.database.read() as session:
        taken = await session.scalar(select(Need).where(Need.budget_max == 200_000))
    assert taken is not None
    assert taken.problem == "仓库想上系统"


async def test_a_correction_after_recording_goes_to_what_was_recorded(desk: Desk) -> None:
    await tell_three(desk)
    await settle(desk)
    await desk.write("预算说错了，改成25万", "correct")

    assert await desk.run("action_pick_up") == ["utter_need_corrected"]


async def test_another_trouble_told_inside_the_form_waits_too(desk: Desk) -> None:
    await desk.write("铝件气孔多", "submit_need")
    desk.loop = "need_form"
    await desk.run("validate_need_form")
    said = await answer(desk, "对了还有个问题，污水氨氮超标", "submit_need")

    assert said == ["utter_later_needs"]
    assert await drafts(desk) == ["铝件气孔多", "污水氨氮超标"]
    assert desk.slots["requested_slot"] == "detail"


async def test_the_second_one_may_be_the_need_that_waits_or_a_card(desk: Desk) -> None:
    await tell_three(desk)
    await settle(desk)
    await desk.write("然后第二个", "pick")
    assert await desk.run("action_pick") == ["utter_next_begun"]
    assert desk.follows == ["need_form"]

    await desk.write("第二个", "pick")
    assert await desk.run("action_pick") != ["utter_next_begun"]


async def test_erasing_takes_those_that_wait_along(desk: Desk) -> None:
    await tell_three(desk)
    desk.loop = None
    await desk.write("删除我的资料", "delete_my_data")
    await desk.run("action_delete_data")
    await desk.write("/affirm", "affirm")
    await desk.run("action_affirm")

    assert await drafts(desk) == []


@pytest.mark.parametrize(
    ("message", "others"),
    [
        ("我们一个是铝件气孔，另外污水氨氮也超标", ["污水氨氮也超标"]),
        ("第一，铝件气孔多；第二，想把窑温控住", ["想把窑温控住"]),
        ("1、铝件气孔 2、污水氨氮超标", ["污水氨氮超标"]),
        ("厂里有俩难题，一个是轧辊剥落，一个是冷却水结垢", ["冷却水结垢"]),
        ("我们做铝压铸的，气孔多，另外表面还起皮", []),
        ("废品率从12%降到5.2%，2024年开始的", []),
        ("气孔多，还有没有老师能看", []),
    ],
)
def test_what_counts_as_another_need(message: str, others: list[str]) -> None:
    parts = split_matters(message)
    apart = [each for each in parts[1:] if is_another(message.partition(each)[0], each)]

    assert [bare(each) for each in apart] == others
