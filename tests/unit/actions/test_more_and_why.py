"""After a search: more, elsewhere, cheaper, why this one, and which one is meant."""

from __future__ import annotations

from sqlalchemy import select

from bot.matching.criteria import Matches
from bot.store.models import Suggestion
from tests.unit.actions.desk import Desk, suggest
from tests.unit.actions.need_form import record
from tests.unit.actions.searching import search


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


async def test_the_free_ones_of_the_list_above_are_among_the_cheap(catalogued: Desk) -> None:
    await search(catalogued, "压铸专利")
    patents = tuple(suggest("patent", f"p{n}", f"压铸专利{n}") for n in (1, 3, 8))
    catalogued.matcher.found = Matches(patents=patents)
    await catalogued.write("有没有免费的", "cheaper")
    await catalogued.run("action_cheaper")
    assert [card["id"] for card in catalogued.cards] == ["p1", "p3", "p8"]
    await catalogued.write("再便宜点的", "cheaper")
    assert await catalogued.run("action_cheaper") == ["utter_none_cheaper_left"]


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
