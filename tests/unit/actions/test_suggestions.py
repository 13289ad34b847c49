"""Searching, going on, asking why, and being put in touch."""

from __future__ import annotations

import aiohttp
import pytest
from pydantic import SecretStr
from sqlalchemy import select

from actions.server import build_executor
from actions.services import ActionServices
from actions.topic import names_topic
from bot.matching.criteria import Matches, Query
from bot.semantics.embeddings import Embeddings, Meanings
from bot.store.models import Consent, Introduction, Need, Suggestion, University
from tests.fixtures.embeddings_server import KEY, embeddings_server
from tests.unit.actions.desk import NOON, Desk, FixedMatcher, suggest
from tests.unit.actions.need_form import OPENING, answer, record

FOUND = Matches(
    universities=(suggest("university", "u1", "示例大学"),),
    mentors=(suggest("mentor", "m1", "示例导师"),),
    patents=tuple(suggest("patent", f"p{n}", f"压铸专利{n}") for n in range(1, 6)),
)


@pytest.fixture
async def catalogued(desk: Desk) -> Desk:
    async with desk.database.write() as session:
        session.add(
            University(
                id="u1", name="示例大学", region_code="330100", province="浙江省", city="杭州市",
                tags=[], disciplines=[], strengths=[], is_demo=True, updated_at=NOON,
            )
        )  # fmt: skip
    desk.matcher.found = FOUND
    return desk


async def search(desk: Desk, text: str, intent: str = "find_patent") -> list[str]:
    await desk.write(text, intent)
    return await desk.run("action_find")


async def test_a_search_reads_region_fee_and_kind_from_the_message(catalogued: Desk) -> None:
    await search(catalogued, "浙江这边有啥免费的专利能用，农机方面的")
    query = catalogued.matcher.queries[-1]
    assert query.kinds == frozenset({"patent"})
    assert (query.region_code, query.free_only) == ("330000", True)
    assert catalogued.cards[0]["buttons"][0]["title"] == "想联系"


async def test_a_fee_limit_is_read(catalogued: Desk) -> None:
    await search(catalogued, "开放许可的专利里有没有五万以内的，关于焊接机器人")
    assert catalogued.matcher.queries[-1].max_fee_yuan == 50_000


async def test_near_is_a_wish_not_a_wall(catalogued: Desk) -> None:
    await search(catalogued, "找个离我近的学校，我在宁波，做压铸的", "find_university")
    query = catalogued.matcher.queries[-1]
    assert (query.region_code, query.near_region_code) == (None, "330200")


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


async def test_more_never_shows_a_card_twice(catalogued: Desk) -> None:
    await search(catalogued, "压铸专利")
    first = {card["id"] for card in catalogued.cards}
    await catalogued.write("再看一些", "more")
    await catalogued.run("action_more")
    second = {card["id"] for card in catalogued.cards}
    assert second == {"p4", "p5"}
    assert not first & second
    await catalogued.write("再看一些", "more")
    assert await catalogued.run("action_more") == ["utter_no_more"]


async def test_more_after_a_lost_tracker_goes_on_from_the_store(catalogued: Desk) -> None:
    await record(catalogued)
    catalogued.slots = {}
    catalogued.loop = None
    await catalogued.write("再看一些", "more")
    await catalogued.run("action_more")
    assert {card["id"] for card in catalogued.cards} == {"p4", "p5"}


async def test_another_region_is_asked_for_and_then_searched(catalogued: Desk) -> None:
    await search(catalogued, "压铸专利")
    await catalogued.write("换个地区", "another_region")
    assert await catalogued.run("action_another_region") == ["utter_ask_which_region"]
    await catalogued.write("江苏", "inform")
    await catalogued.run("action_pick_up")
    assert catalogued.matcher.queries[-1].region_code == "320000"


async def test_cheaper_looks_for_free_patents(catalogued: Desk) -> None:
    await record(catalogued)
    await catalogued.write("便宜点的", "cheaper")
    await catalogued.run("action_cheaper")
    query = catalogued.matcher.queries[-1]
    assert (query.kinds, query.free_only) == (frozenset({"patent"}), True)


async def test_the_desk_never_agrees_a_price(catalogued: Desk) -> None:
    await search(catalogued, "压铸专利")
    said = await catalogued.write("便宜点行不行，3万给我", "cheaper")
    assert said == ["utter_no_bargain"]


async def test_why_gives_the_reasons_that_were_shown(catalogued: Desk) -> None:
    await record(catalogued)
    await catalogued.write('/why{"kind": "patent", "id": "p1"}', "why")
    await catalogued.run("action_why")
    assert catalogued.cards[0]["reasons"] == ["压铸专利1对应气孔"]
    async with catalogued.database.read() as session:
        row = await session.scalar(select(Suggestion).where(Suggestion.item_id == "p1"))
    assert row is not None
    assert row.reaction == "asked_why"


async def test_why_in_words_picks_the_kind_that_is_named(catalogued: Desk) -> None:
    await record(catalogued)
    await catalogued.write("为啥给我推这个学校，跟我不搭界啊", "why")
    await catalogued.run("action_why")
    assert catalogued.cards[0]["kind"] == "university"


async def test_why_by_place_follows_what_was_shown_last(catalogued: Desk) -> None:
    await search(catalogued, "压铸专利")
    await catalogued.write("/more", "more")
    await catalogued.run("action_more")
    await catalogued.write("第二个专利为啥推荐", "why")
    await catalogued.run("action_why")
    assert catalogued.cards[0]["title"] == "压铸专利5"

    await catalogued.write("第八个专利为啥推荐", "why")
    assert await catalogued.run("action_why") == ["utter_why_no_such"]


async def test_where_there_is_no_button_the_words_say_so(catalogued: Desk) -> None:
    catalogued.channel = "wechat"
    said = await search(catalogued, "压铸专利")
    assert "看中哪个，回复它的数字，我们帮您联系。也可以：" in said
    assert catalogued.said[-1]["custom"]["buttons"][0]["title"] == "登记成需求"


async def test_a_card_is_picked_in_words(catalogued: Desk) -> None:
    await record(catalogued)
    await catalogued.write("我想联系第一个学校", "pick")
    assert await catalogued.run("action_pick") == ["utter_picked"]

    await catalogued.write("就要那个", "pick")
    assert await catalogued.run("action_pick") == ["utter_pick_which"]


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


async def pick(desk: Desk, kind: str = "university", item_id: str = "u1") -> list[str]:
    await desk.write(f'/pick{{"kind": "{kind}", "id": "{item_id}"}}', "pick")
    return await desk.run("action_pick")


async def introductions(desk: Desk) -> list[Introduction]:
    async with desk.database.read() as session:
        return list(await session.scalars(select(Introduction)))


async def test_nothing_is_passed_on_before_the_receiver_was_agreed_to(catalogued: Desk) -> None:
    await record(catalogued)
    assert await pick(catalogued) == ["utter_picked"]
    assert catalogued.follows == ["introduction_form"]
    (row,) = await introductions(catalogued)
    assert (row.state, row.consent_id, row.receiver) == ("awaiting_consent", None, "示例大学")


async def test_an_introduction_with_contact_and_separate_consents(catalogued: Desk) -> None:
    await record(catalogued)
    await pick(catalogued)
    catalogued.loop = "introduction_form"
    await catalogued.run("validate_introduction_form")
    assert catalogued.slots["requested_slot"] == "contact"
    await catalogued.write('/affirm{"scope": "all"}', "affirm")
    await catalogued.run("validate_introduction_form")
    assert catalogued.slots["requested_slot"] == "contact"
    await catalogued.write("13800138012，我姓王", "inform")
    await catalogued.run("validate_introduction_form")
    assert catalogued.slots["requested_slot"] == "agreed"
    await catalogued.run("action_ask_introduction_form_agreed")
    asked = catalogued.said[0]["consent"]
    assert "示例大学" in asked
    assert "138****8012" in asked
    await catalogued.write("同意", "affirm")
    await catalogued.run("validate_introduction_form")
    assert catalogued.slots["requested_slot"] is None
    assert await catalogued.run("action_close_introduction") == ["utter_introduction_requested"]
    (row,) = await introductions(catalogued)
    assert row.state == "requested"
    async with catalogued.database.read() as session:
        consents = list(await session.scalars(select(Consent).order_by(Consent.given_at)))
    assert [each.receiver for each in consents] == [None, "示例大学"]
    assert row.consent_id == consents[1].id


async def test_an_introduction_without_a_phone_passes_on_the_need_only(catalogued: Desk) -> None:
    await record(catalogued)
    await pick(catalogued)
    catalogued.loop = "introduction_form"
    await catalogued.run("validate_introduction_form")
    await catalogued.write("先不留", "skip")
    await catalogued.run("validate_introduction_form")
    assert catalogued.slots["requested_slot"] == "agreed"
    await catalogued.write("同意", "affirm")
    await catalogued.run("action_close_introduction")
    async with catalogued.database.read() as session:
        consent = (await session.scalars(select(Consent))).one()
    assert consent.scope == ["need"]


async def test_a_no_passes_nothing_on(catalogued: Desk) -> None:
    await record(catalogued)
    await pick(catalogued)
    catalogued.slots["agreed"] = "no"
    assert await catalogued.run("action_close_introduction") == ["utter_introduction_declined"]
    (row,) = await introductions(catalogued)
    assert (row.state, row.consent_id) == ("declined", None)


async def test_agreeing_twice_is_one_consent(catalogued: Desk) -> None:
    await record(catalogued)
    await pick(catalogued)
    catalogued.slots["agreed"] = "yes"
    kept = catalogued.slots["introduction"]
    await catalogued.run("action_close_introduction")
    catalogued.slots.update(introduction=kept, agreed="yes")
    await catalogued.run("action_close_introduction")
    async with catalogued.database.read() as session:
        assert len(list(await session.scalars(select(Consent)))) == 1
    assert await pick(catalogued) == ["utter_introduction_again"]


async def test_picking_from_a_passing_search_makes_a_short_need(catalogued: Desk) -> None:
    await search(catalogued, "找做压铸的学校", "find_university")
    await pick(catalogued)
    async with catalogued.database.read() as session:
        need = (await session.scalars(select(Need))).one()
    assert need.state == "recorded"
    assert need.number is not None
    assert need.problem == "找做压铸的学校"


async def test_a_card_that_left_the_catalogue_is_told(catalogued: Desk) -> None:
    await record(catalogued)
    assert await pick(catalogued, "patent", "gone") == ["utter_pick_unknown"]
    assert await introductions(catalogued) == []


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
    assert "清华北大" in query.text


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
