"""What a search reads from a message, where it looks, and what it does where nothing fits."""

from __future__ import annotations

from dataclasses import replace

import aiohttp
import pytest
from pydantic import SecretStr
from sqlalchemy import select

from actions.server import build_executor
from actions.services import ActionServices
from actions.topic import names_topic
from bot.matching.criteria import Matches, Query
from bot.programme.suggestions import Search
from bot.semantics.embeddings import Embeddings, Meanings
from bot.store.models import Need
from tests.fixtures.embeddings_server import KEY, embeddings_server
from tests.unit.actions.desk import Desk, FixedMatcher
from tests.unit.actions.need_form import OPENING, answer, record
from tests.unit.actions.searching import FOUND, search


async def test_a_search_reads_region_fee_and_kind_from_the_message(catalogued: Desk) -> None:
    await search(catalogued, "浙江这边有啥免费的专利能用，农机方面的")
    query = catalogued.matcher.queries[-1]
    assert query.kinds == frozenset({"patent"})
    assert (query.region_code, query.free_only) == ("330000", True)
    assert catalogued.cards[0]["buttons"][0]["title"] == "想联系"


async def test_a_fee_limit_is_read(catalogued: Desk) -> None:
    await search(catalogued, "开放许可的专利里有没有五万以内的，关于焊接机器人")
    assert catalogued.matcher.queries[-1].max_fee_yuan == 50_000


@pytest.mark.parametrize(
    ("text", "person"),
    [
        ("找清华大学雒建斌院士，帮我联系一下", "雒建斌"),
        ("有没有李明老师的联系方式", "李明"),
        ("找江苏大学做农机的老师", None),
        ("请高分子教授看看", None),
        ("有没有焊接方面的教授", None),
    ],
)
async def test_who_is_asked_for_by_name_and_unknown_is_said_to_be(
    catalogued: Desk, text: str, person: str | None
) -> None:
    await search(catalogued, text, "find_mentor")
    told = [x["person"] for x in catalogued.said if x.get("response") == "utter_person_unlisted"]
    assert told == ([person] if person else [])


async def test_near_is_a_wish_not_a_wall(catalogued: Desk) -> None:
    await search(catalogued, "找个离我近的学校，我在宁波，做压铸的", "find_university")
    query = catalogued.matcher.queries[-1]
    assert (query.region_code, query.near_region_code) == (None, "330200")


@pytest.mark.parametrize(
    ("text", "region", "near"),
    [
        ("做水泵的，温岭，机械密封老漏水，有没有老师懂", None, "331081"),
        ("LED散热 福州 有没有老师", None, "350100"),
        ("温岭做水泵的有没有老师懂机械密封", None, "331081"),
        ("我在佛山，哪个学校研究陶瓷釉料", None, "440600"),
        ("浙江做水泵的老师", "330000", "330000"),
        ("武汉有没有搞压铸的老师", "420100", "420100"),
        ("帮我在江苏找个做纺织的老师", "320000", "320000"),
        ("浙江有做阀门的吗", "330000", "330000"),
        ("就要广东的，压铸", "440000", "440000"),
    ],
)
async def test_only_a_place_that_help_is_asked_from_narrows(
    catalogued: Desk, text: str, region: str | None, near: str
) -> None:
    await search(catalogued, text, "find_mentor")
    query = catalogued.matcher.queries[0]
    assert (query.region_code, query.near_region_code) == (region, near)


async def test_a_search_without_a_matter_asks_for_one(desk: Desk) -> None:
    desk.matcher.found = Matches(reason="no_terms")
    assert await search(desk, "/find_patent") == ["utter_ask_topic"]
    assert desk.slots["pending"] == "topic"


async def test_the_topic_that_follows_is_searched_for_as_asked(catalogued: Desk) -> None:
    catalogued.matcher.found = Matches(reason="no_terms")
    await search(catalogued, "/find_patent")
    catalogued.matcher.found = FOUND
    await catalogued.write("压铸模具", "inform")
    await catalogued.run("action_pick_up")
    assert catalogued.matcher.queries[-1].kinds == frozenset({"patent"})
    assert [card["kind"] for card in catalogued.cards] == ["patent"] * 3


@pytest.mark.parametrize(
    ("words", "named"),
    [
        ("我想找专利", False),
        ("有没有免费的专利", False),
        ("帮我推荐几个老师呗", False),
        ("找个懂铸造的老师", True),
        ("焊接机器人", True),
        ("你先说说有哪些老师", False),
        ("哪个学校近，我在扬州", False),
        ("换别的学校看看", False),
        ("哪个老师靠谱", False),
        ("有没有能来地里看看的老师", False),
        ("找懂锁的老师", True),
        ("做漆的教授", True),
    ],
)
def test_what_names_no_matter_is_asked_about(words: str, named: bool) -> None:
    assert names_topic(words) == named


async def test_a_search_goes_on_about_what_was_searched_for(catalogued: Desk) -> None:
    await search(catalogued, "我想找个做陶瓷膜的老师", "find_mentor")
    await search(catalogued, "算了，不找老师了，有没有专利")
    assert "陶瓷膜" in catalogued.matcher.queries[-1].text
    assert catalogued.matcher.queries[-1].kinds == frozenset({"patent"})


async def test_a_place_after_a_search_is_where_to_look(catalogued: Desk) -> None:
    await search(catalogued, "压铸专利")
    await catalogued.write("苏州附近的", "inform")
    await catalogued.run("action_pick_up")
    assert catalogued.matcher.queries[-1].region_code == "320500"


async def test_near_and_exceptions_are_joined_to_the_matter_in_hand(catalogued: Desk) -> None:
    await record(catalogued)
    catalogued.loop = None
    answers = iter([Matches(reason="no_terms"), FOUND])

    def match(query: Query) -> Matches:
        catalogued.matcher.queries.append(query)
        return next(answers)

    catalogued.matcher.match = match  # type: ignore[method-assign]
    await search(catalogued, "除了清华北大，找个离我近的二本就行", "find_university")
    query = catalogued.matcher.queries[-1]
    assert "气孔" in query.text
    assert query.exclude_names == ("清华大学", "北京大学")


async def test_a_wrong_patent_number_is_told(catalogued: Desk) -> None:
    said = await search(catalogued, "ZL201610270273.5 这个还有效不")
    assert said == ["utter_patent_wrong_number"]


async def test_an_unknown_patent_number_is_not_guessed_about(desk: Desk) -> None:
    assert await search(desk, "ZL201610270273.7 这个还有效不") == ["utter_patent_unknown"]
    assert desk.matcher.queries[-1].patent_no == "201610270273.7"


async def test_figures_in_a_search_make_it_a_need(desk: Desk) -> None:
    text = "有没有搞污水处理的老师，印染废水COD降不下来，现在出水180，环保要求80以下"
    await search(desk, text, "find_mentor")
    assert desk.follows == ["need_form"]
    async with desk.database.read() as session:
        need = (await session.scalars(select(Need))).one()
    assert need.problem == text


class OnlyElsewhere(FixedMatcher):
    """Finds nothing inside a region, and nothing that is free."""

    def match(self, query: Query) -> Matches:
        found = super().match(query)
        narrow = query.region_code is not None or query.free_only
        return Matches(reason="nothing_fits") if narrow else found


async def test_an_empty_region_is_widened_and_said(catalogued: Desk) -> None:
    matcher = OnlyElsewhere(FOUND)
    catalogued.executor = build_executor(
        ActionServices(catalogued.database, matcher, catalogued.clock)
    )
    said = await search(catalogued, "浙江这边有啥专利能用，压铸方面的")
    assert said[0] == "utter_wider_region"
    assert catalogued.cards
    said = await search(catalogued, "有没有免费的压铸专利")
    assert said[0] == "utter_wider_fee"


async def test_details_sharpen_the_search_and_are_let_go_of_where_nothing_fits(desk: Desk) -> None:
    await desk.write(OPENING, "submit_need")
    desk.loop = "need_form"
    await desk.run("validate_need_form")
    await answer(desk, "试过调模温，没用")
    for _ in range(5):
        await answer(desk, "跳过", "skip")
    await desk.write("提交", "affirm")
    await desk.run("action_close_need")
    first, second = desk.matcher.queries
    assert "调模温" in first.text
    assert second.text == OPENING


@pytest.mark.parametrize("hangs", [False, True])
async def test_an_endpoint_for_vectors_is_asked_without_telephone_and_may_hang(
    catalogued: Desk, hangs: bool
) -> None:
    async with embeddings_server() as server, aiohttp.ClientSession() as http:
        server.hangs = hangs
        meanings = Meanings(Embeddings(http, server.url, "m", SecretStr(KEY)))
        catalogued.executor = build_executor(
            ActionServices(catalogued.database, catalogued.matcher, catalogued.clock, meanings)
        )
        await search(catalogued, "压铸气孔方面的专利有吗，我电话13812345678")
    assert catalogued.cards
    assert "气孔" in server.asked[0]["input"][0]
    assert "13812345678" not in server.asked[0]["input"][0]
    # A loaded machine may be too slow for an answer in time; a hanging one has none.
    vectors = {query.vector is None for query in catalogued.matcher.queries}
    assert vectors == {True} or not hangs


async def test_what_is_doubtful_is_shown_as_what_it_is(catalogued: Desk) -> None:
    catalogued.matcher.found = replace(FOUND, doubtful=frozenset({"patent"}))
    heading, then = await search(catalogued, "压铸件气孔的专利")
    assert heading.startswith("没有正好对上的专利，这几件只是沾边")
    assert then == "utter_next_steps_search_doubtful"


async def test_beside_something_clear_the_way_on_is_the_usual_one(catalogued: Desk) -> None:
    catalogued.matcher.found = replace(FOUND, doubtful=frozenset({"patent", "university"}))
    search_all = Search(text="压铸件气孔", kinds=("university", "mentor", "patent"))
    catalogued.slots["search"] = search_all.as_json()
    await catalogued.write("再看一些", "more")
    universities, mentors, patents, then = await catalogued.run("action_more")
    assert universities.startswith("没有正好对上的高校")
    assert mentors == "可以请教这些老师："
    assert patents.startswith("没有正好对上的专利")
    assert then == "utter_next_steps_search"
