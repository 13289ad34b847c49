"""What owners wish of a list, in whatever purpose it was read as."""

from __future__ import annotations

from dataclasses import replace

import pytest
from sqlalchemy import select

from bot.matching.criteria import Matches
from bot.store.models import Conversation, LicenceDeclaration, Patent, University
from tests.unit.actions.desk import NOON, Desk, suggest

FOUND = Matches(
    universities=(suggest("university", "u1", "示例大学"),),
    mentors=tuple(
        suggest("mentor", f"m{at}", f"示例{name}", facts={"职称": title})
        for at, (name, title) in enumerate([("甲", "教授"), ("乙", "教授"), ("丙", "副教授")], 1)
    ),
    patents=tuple(suggest("patent", f"p{n}", f"压铸专利{n}") for n in range(1, 6)),
)


@pytest.fixture
async def listed(desk: Desk) -> Desk:
    """After a list of teachers."""
    desk.matcher.found = FOUND
    await desk.write("找注塑的老师", "find_mentor")
    await desk.run("action_find")
    return desk


async def is_off(desk: Desk) -> bool:
    async with desk.database.read() as session:
        row = (await session.scalars(select(Conversation))).one()
    return row.suggestions_off_at is not None


@pytest.mark.parametrize("text", ["做什么的都行", "随便吧", "哪方面的都可以"])
async def test_any_topic_will_do_is_no_topic_and_the_question_stands(desk: Desk, text: str) -> None:
    desk.matcher.found = FOUND
    await desk.write("找个老师", "find_mentor")
    await desk.run("action_find")
    assert await desk.write(text, "ask_policy") == ["utter_ask_topic_any"]
    await desk.write("注塑气泡", "inform")
    await desk.run("action_pick_up")
    assert "注塑" in desk.matcher.queries[-1].text


@pytest.mark.parametrize("intent", ["switch_recommendations", "another_region", "deny"])
async def test_a_place_is_left_out_and_the_topic_stays(listed: Desk, intent: str) -> None:
    said = await listed.write("别给我推荐北京的", intent)
    assert said[0] == "utter_left_out"
    query = listed.matcher.queries[-1]
    assert (query.exclude_regions, query.region_code) == (("110000",), None)
    assert "注塑" in query.text
    assert query.kinds == frozenset({"mentor"})
    assert listed.slots["answered"] is True
    assert not await is_off(listed)


async def test_what_was_left_out_stays_out(listed: Desk) -> None:
    await listed.write("不要北京的", "another_region")
    await listed.write("不要武汉理工", "nlu_fallback")
    await listed.write("/more", "more")
    await listed.run("action_more")
    query = listed.matcher.queries[-1]
    assert (query.exclude_regions, query.exclude_names) == (("110000",), ("武汉理工",))


async def test_a_region_that_was_asked_for_can_be_left_out_later(desk: Desk) -> None:
    desk.matcher.found = FOUND
    await desk.write("广东有没有注塑的老师", "find_mentor")
    await desk.run("action_find")
    assert desk.matcher.queries[-1].region_code == "440000"
    await desk.write("不要广东的了，太远", "another_region")
    query = desk.matcher.queries[-1]
    assert (query.region_code, query.exclude_regions) == (None, ("440000",))


async def test_before_any_list_it_is_kept_for_the_topic_to_come(desk: Desk) -> None:
    desk.matcher.found = FOUND
    said = await desk.write("别给我推荐北京的", "switch_recommendations")
    assert said == ["utter_left_out", "utter_ask_topic"]
    await desk.write("注塑气泡", "inform")
    await desk.run("action_pick_up")
    assert desk.matcher.queries[-1].exclude_regions == ("110000",)


async def test_a_topic_beside_it_is_searched_for(desk: Desk) -> None:
    desk.matcher.found = FOUND
    await desk.write("除了江南大学，还有哪些学校搞食品的", "find_university")
    query = desk.matcher.queries[-1]
    assert query.exclude_names == ("江南大学",)
    assert "食品" in query.text
    assert "学校" not in query.text


async def test_only_a_plain_wish_switches_off(listed: Desk) -> None:
    await listed.write("要不你给我推荐一个", "switch_recommendations")
    await listed.run("action_switch_recommendations")
    assert not await is_off(listed)
    assert [card["kind"] for card in listed.cards] != []
    await listed.write("不要推荐这种的", "switch_recommendations")
    assert await listed.run("action_switch_recommendations") == ["utter_suggestions_unsure"]
    assert not await is_off(listed)
    await listed.write("别推荐了", "switch_recommendations")
    assert await listed.run("action_switch_recommendations") == ["utter_suggestions_off"]
    assert await is_off(listed)


async def test_the_buttons_switch_both_ways(listed: Desk) -> None:
    for value, off in (("off", True), ("on", False)):
        text = f'/switch_recommendations{{"value": "{value}"}}'
        await listed.write(text, "switch_recommendations")
        await listed.run("action_switch_recommendations")
        assert await is_off(listed) is off


async def test_where_teachers_should_be_narrows_the_list(listed: Desk) -> None:
    await listed.write("老师最好是上海的", "inform")
    query = listed.matcher.queries[-1]
    assert (query.region_code, query.near_region_code) == ("310000", None)
    assert "注塑" in query.text


async def test_sex_and_age_are_not_in_the_catalogue(listed: Desk) -> None:
    said = await listed.write("有女老师吗", "find_mentor")
    assert said[0] == "utter_traits_unlisted"
    await listed.write("年轻点的", "nlu_fallback")
    assert listed.cards[0]["facts"]["职称"] == "副教授"


async def test_none_fits_asks_what_is_wrong(listed: Desk) -> None:
    assert await listed.write("都不合适", "deny") == ["utter_none_fits"]


async def test_how_to_reach_one_of_the_list(listed: Desk) -> None:
    assert await listed.write("怎么联系他", "out_of_scope") == ["utter_how_to_reach"]


@pytest.mark.parametrize("text", ["PLC控制的也行", "SCR脱硝"])
async def test_the_next_topic_after_a_list(listed: Desk, text: str) -> None:
    await listed.write(text, "nlu_fallback")
    query = listed.matcher.queries[-1]
    assert text[:3] in query.text
    assert query.kinds == frozenset({"mentor"})


@pytest.mark.parametrize("text", ["今天天气不错", "你们老板是谁", "随便问问"])
async def test_what_names_nothing_to_find_is_not_searched_for(listed: Desk, text: str) -> None:
    before = len(listed.matcher.queries)
    await listed.write(text, "out_of_scope")
    assert len(listed.matcher.queries) == before


async def test_a_teacher_of_a_university_is_sought(desk: Desk) -> None:
    desk.matcher.found = FOUND
    await desk.write("浙大有没有做传感器的老师", "find_university")
    await desk.run("action_find")
    assert desk.matcher.queries[-1].kinds == frozenset({"mentor"})


@pytest.fixture
async def honoured(desk: Desk) -> Desk:
    async with desk.database.write() as session:
        plain = {"disciplines": [], "strengths": [], "updated_at": NOON}
        for at, (name, code, tags) in enumerate(
            [
                ("示例一大学", "320100", ["985", "211", "双一流"]),
                ("示例二大学", "320500", ["211", "双一流"]),
                ("示例三大学", "420100", ["985", "211", "双一流"]),
            ]
        ):
            session.add(
                University(
                    id=f"h{at}", name=name, region_code=code, province="", city="", tags=tags,
                    is_demo=True, **plain,
                )
            )  # fmt: skip
    return desk


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("江苏的985有哪些", "示例一大学"),
        ("列一下江苏的双一流", "示例一大学、示例二大学"),
        ("湖北有哪些211大学", "示例三大学"),
    ],
)
async def test_universities_by_honour_need_no_topic(honoured: Desk, text: str, names: str) -> None:
    assert await honoured.write(text, "find_university") == ["utter_honoured"]
    assert honoured.said[0]["names"] == names


async def test_an_honour_with_a_topic_is_a_search(honoured: Desk) -> None:
    assert await honoured.write("做机器人的985有哪些", "find_university") == []
    assert await honoured.write("有民办的吗", "find_university") == ["utter_grades_unlisted"]


async def test_whether_a_licence_reaches_the_owner(desk: Desk) -> None:
    async with desk.database.write() as session:
        session.add(
            Patent(
                id="p1", patent_no="ZL202110000001.0", title="一种压铸件", owner_name="示例大学",
                type="发明", updated_at=NOON,
            )
        )  # fmt: skip
    async with desk.database.write() as session:
        session.add(LicenceDeclaration(patent_id="p1", fee_mode="免费", area="广东省内"))
    desk.matcher.found = replace(FOUND, patents=FOUND.patents[:1])
    await desk.write("压铸专利", "find_patent")
    await desk.run("action_find")
    assert await desk.write("这个我能用吗，我在江苏", "nlu_fallback") == ["utter_licence_not_here"]
    assert "您在江苏用不了" in desk.said[0]["barred"]
    assert await desk.write("我们佛山的能用吗", "nlu_fallback") == ["utter_licence_here"]
    assert await desk.write("在江苏能用不", "another_region") == ["utter_licence_not_here"]


async def test_no_fee_after_a_list_asks_for_the_free_ones(catalogued: Desk) -> None:
    await catalogued.write("压铸专利", "find_patent")
    await catalogued.run("action_find")
    await catalogued.write("不要收费的", "ask_fee")
    query = catalogued.matcher.queries[-1]
    assert (query.free_only, query.kinds) == (True, frozenset({"patent"}))
    assert catalogued.slots["answered"] is True


async def test_what_points_at_a_card_is_no_new_topic(catalogued: Desk) -> None:
    await catalogued.write("压铸专利", "find_patent")
    await catalogued.run("action_find")
    await catalogued.write("第一个还能用几年", "nlu_fallback")
    assert {query.text for query in catalogued.matcher.queries} == {"压铸"}
