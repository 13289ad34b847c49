"""Trouble told with the wish for a list: the list comes first, a need is begun by its button."""

from __future__ import annotations

from dataclasses import replace

import pytest
from sqlalchemy import func, select

from bot.store.models import Need
from tests.unit.actions.desk import Desk
from tests.unit.actions.need_form import open_form
from tests.unit.actions.searching import FOUND


async def needs(desk: Desk) -> int:
    async with desk.database.read() as session:
        return await session.scalar(select(func.count()).select_from(Need)) or 0


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("鱼竿一甩就断，想找专利", "patent"),
        ("鱼竿一甩就断，断杆率5%，想找专利", "patent"),
        ("想找个教授看看我们的挤塑机电线偏心的问题", "mentor"),
        ("我们想找所大学解决茶叶杀青不匀的问题", "university"),
    ],
)
async def test_who_asks_for_a_list_sees_it_and_the_way_into_a_need(
    catalogued: Desk, text: str, kind: str
) -> None:
    said = await catalogued.write(text, "submit_need")
    assert {card["kind"] for card in catalogued.cards} == {kind}
    assert catalogued.matcher.queries[-1].kinds == frozenset({kind})
    assert said[-1] == "utter_next_steps_search"
    assert catalogued.slots["answered"] is True
    assert await needs(catalogued) == 0


async def test_the_button_below_it_opens_the_need_in_their_words(catalogued: Desk) -> None:
    await catalogued.write("想找个教授看看我们的挤塑机电线偏心的问题", "submit_need")
    await catalogued.write('/submit_need{"source": "search"}', "submit_need")
    async with catalogued.database.read() as session:
        need = await session.scalar(select(Need))
    assert need is not None
    assert (need.mode, "电线偏心" in (need.problem or "")) == ("技术导师", True)


@pytest.mark.parametrize(
    "text",
    [
        "鱼竿一甩就断",
        "压铸件气孔多，废品率12%，想找个教授帮看看",
        "鱼竿一甩就断，想找专利，预算二十万，年底前要",
        "复合肥老是结块，领导说想找大学合作一下",
        "想找个教授",
    ],
)
async def test_whoever_tells_a_need_still_gets_the_form(catalogued: Desk, text: str) -> None:
    await catalogued.write(text, "submit_need")
    assert catalogued.cards == []
    assert await needs(catalogued) == 1


async def test_nothing_is_said_to_be_registered_before_it_is(catalogued: Desk) -> None:
    await open_form(catalogued)
    catalogued.matcher.found = replace(FOUND, doubtful=frozenset({"patent"}))
    await catalogued.write("有没有便宜点的", "cheaper")
    assert (await catalogued.run("action_cheaper"))[-1] == "utter_next_steps_draft_doubtful"


async def test_a_number_that_is_wished_for_is_not_given_but_the_teacher_is_shown(
    catalogued: Desk,
) -> None:
    said = await catalogued.write("把示例大学做压铸的教授电话给我", "find_mentor")
    assert said == ["utter_number_not_given"]
    assert (await catalogued.run("action_find"))[-1].startswith("utter_next_steps")
