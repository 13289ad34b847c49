"""What is told after a list, or in three words, opens the need that it belongs to."""

from __future__ import annotations

from datetime import date

import pytest

from bot.matching.criteria import Matches
from bot.store.models import Need
from tests.unit.actions.desk import Desk
from tests.unit.actions.need_form import OPENING, count, record, the_need
from tests.unit.actions.searching import FOUND, search

TROUBLE = "宠物粮膨化后适口性差"


async def searched(desk: Desk) -> None:
    await search(desk, f"{TROUBLE}，有没有学校能解决", "find_university")


@pytest.mark.parametrize("intent", ["nlu_fallback", "inform", "out_of_scope", "ask_fee"])
async def test_a_sum_after_a_list_opens_the_need_of_the_list(catalogued: Desk, intent: str) -> None:
    await searched(catalogued)
    said = await catalogued.write("预算20万以内，明年3月要", intent)
    assert catalogued.slots["need_told"] is True
    assert said == ["utter_noted"]
    need = await the_need(catalogued)
    assert (need.problem or "").startswith(TROUBLE)
    assert (need.budget_max, need.deadline_by) == (200_000, date(2027, 3, 31))


async def test_figures_that_go_on_about_the_list_keep_its_trouble(catalogued: Desk) -> None:
    await searched(catalogued)
    await catalogued.write("现在三个月就发黑想做到十二个月", "submit_need")
    need = await the_need(catalogued)
    assert (need.problem, need.detail) == (TROUBLE, "现在三个月就发黑想做到十二个月")


async def test_a_firm_told_after_a_list_is_not_the_trouble(catalogued: Desk) -> None:
    await searched(catalogued)
    await catalogued.write("公司是邢台宠乐宠物食品有限公司", "submit_need")
    need = await the_need(catalogued)
    assert (need.problem or "").startswith(TROUBLE)
    assert (need.company, need.detail) == ("邢台宠乐宠物食品有限公司", None)


async def test_the_place_that_narrowed_the_list_is_where_the_need_lies(catalogued: Desk) -> None:
    await searched(catalogued)
    catalogued.matcher.found = Matches(reason="nothing_fits")
    await catalogued.write("河北邢台南和", "inform")
    assert await catalogued.run("action_pick_up") == ["utter_nothing_in_region"]
    await catalogued.write("公司是邢台宠乐宠物食品有限公司", "submit_need")
    assert (await the_need(catalogued)).region_code == "130506"


async def test_registering_the_list_takes_its_trouble_and_the_place(catalogued: Desk) -> None:
    await searched(catalogued)
    await catalogued.write("河北邢台南和", "inform")
    await catalogued.run("action_pick_up")
    await catalogued.write('/submit_need{"source": "search"}', "submit_need")
    need = await the_need(catalogued)
    assert (need.problem, need.region_code) == (TROUBLE, "130506")


@pytest.mark.parametrize(
    ("text", "intent"),
    [
        ("浙江", "inform"),
        ("五万以内的", "cheaper"),
        ("预算20万够吗", "ask_fee"),
        ("好的", "affirm"),
    ],
)
async def test_what_tells_nothing_of_the_need_opens_none(
    catalogued: Desk, text: str, intent: str
) -> None:
    await searched(catalogued)
    await catalogued.write(text, intent)
    assert await count(catalogued, Need) == 0


async def test_a_trouble_of_its_own_after_a_list_is_another_need(catalogued: Desk) -> None:
    await searched(catalogued)
    await catalogued.write("我们做轴承的，噪音太大，预算20万，想找人解决这个问题", "submit_need")
    assert "宠物" not in ((await the_need(catalogued)).problem or "")


@pytest.mark.parametrize(
    "text", ["伞骨厂 晋江东石 断骨", "眼镜厂 丹阳 脱膜", "伞骨断", "拉链 卡齿", "做鞋的 开胶"]
)
async def test_a_trouble_in_three_words_is_never_out_of_scope(desk: Desk, text: str) -> None:
    await desk.write(text, "out_of_scope", confidence=0.7)
    assert desk.slots["need_told"] is True
    assert (await the_need(desk)).problem == text


@pytest.mark.parametrize(
    "text",
    ["房子漏水", "手机屏碎了", "帮我订张机票", "宝宝发烧", "宽带坏了", "水管漏水找谁修", "糖尿病"],
)
async def test_a_trouble_at_home_stays_out_of_scope(desk: Desk, text: str) -> None:
    await desk.write(text, "out_of_scope", confidence=0.7)
    assert desk.slots["need_told"] is None
    assert await count(desk, Need) == 0


@pytest.mark.parametrize("words", ["有哪些学校能做", "边个学校"])
async def test_a_list_for_a_recorded_need_does_not_offer_to_register_it(
    catalogued: Desk, words: str
) -> None:
    await record(catalogued)
    catalogued.slots["search"], catalogued.loop = None, None
    said = await search(catalogued, words, "find_university")
    assert said[-1] == "utter_next_steps"


async def test_registering_what_is_registered_names_its_number(catalogued: Desk) -> None:
    await record(catalogued)
    number = (await the_need(catalogued)).number
    catalogued.loop = None
    catalogued.slots["search"] = {"text": OPENING, "shown": ["u1"], "latest": 1}
    press = '/submit_need{"source": "search"}'
    assert await catalogued.write(press, "submit_need") == ["utter_record_again"]
    assert catalogued.said[0]["number"] == number
    assert await count(catalogued, Need) == 1


async def test_who_wants_only_patents_goes_on_about_what_was_searched(catalogued: Desk) -> None:
    await search(catalogued, "有没有面条保鲜的专利")
    await search(catalogued, "我不提需求，只要专利")
    assert "面条" in catalogued.matcher.queries[-1].text
    assert "需求" not in catalogued.matcher.queries[-1].text


async def test_who_wants_only_patents_before_any_matter_is_asked_for_it(desk: Desk) -> None:
    desk.matcher.found = FOUND
    assert await search(desk, "我不提需求，就要专利") == ["utter_ask_topic"]
