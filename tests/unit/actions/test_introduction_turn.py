"""While an introduction asks for contact or consent, what is told of the need is kept."""

from __future__ import annotations

import pytest

from bot.store.models import Need
from tests.unit.actions.desk import Desk
from tests.unit.actions.need_form import OPENING, count, open_form, record, the_need
from tests.unit.actions.searching import search
from tests.unit.actions.test_introductions import introductions, pick


async def asked_for_contact(desk: Desk) -> None:
    await pick(desk)
    # The form that is left behind leaves its question behind.
    desk.loop = "introduction_form"
    desk.slots.update(requested_slot=None, aside=None)
    await desk.run("validate_introduction_form")
    assert desk.slots["requested_slot"] == "contact"


async def asked_in_the_middle_of_a_need(desk: Desk) -> None:
    await open_form(desk)
    await search(desk, "有没有压铸的专利")
    await asked_for_contact(desk)


async def test_facts_go_into_the_draft_and_are_said_back(catalogued: Desk) -> None:
    await asked_in_the_middle_of_a_need(catalogued)
    assert await catalogued.write("预算8000元", "cheaper") == ["utter_noted"]
    assert await catalogued.write("下个月要", "inform") == ["utter_noted"]
    assert await catalogued.write("湖北宜昌", "another_region") == ["utter_noted"]
    await catalogued.run("validate_introduction_form")
    assert catalogued.slots["requested_slot"] == "contact"
    need = await the_need(catalogued)
    assert (need.budget_max, need.region_code) == (8000, "420500")
    assert need.deadline_by is not None


async def test_facts_told_for_a_mere_search_begin_its_need(catalogued: Desk) -> None:
    await search(catalogued, "压铸模具龟裂有没有专利")
    await asked_for_contact(catalogued)
    await catalogued.write("预算8000元", "inform")
    need = await the_need(catalogued)
    assert (need.state, need.budget_max) == ("draft", 8000)
    assert "龟裂" in (need.problem or "")
    assert catalogued.slots["introduction"]["draft"] == need.id


async def test_facts_told_for_a_recorded_need_change_it(catalogued: Desk) -> None:
    await record(catalogued)
    await asked_for_contact(catalogued)
    await catalogued.write("预算8000元", "inform")
    assert (await the_need(catalogued)).budget_max == 8000
    assert await count(catalogued, Need) == 1


@pytest.mark.parametrize(
    "words", ["不用这个，先说我的问题", "继续填", "先不联系这个老师", "点错了"]
)
@pytest.mark.parametrize("requested", ["contact", "agreed"])
async def test_turning_away_leads_out_and_passes_nothing_on(
    catalogued: Desk, words: str, requested: str
) -> None:
    await asked_in_the_middle_of_a_need(catalogued)
    catalogued.slots["requested_slot"] = requested
    await catalogued.write(words, "inform")
    await catalogued.run("validate_introduction_form")
    assert catalogued.slots["requested_slot"] is None
    said = await catalogued.run("action_close_introduction")
    assert said[0] == "utter_introduction_declined"
    assert [row.consent_id for row in await introductions(catalogued)] == []


async def test_who_wants_to_go_on_with_the_need_gets_its_next_question(catalogued: Desk) -> None:
    await asked_in_the_middle_of_a_need(catalogued)
    await catalogued.write("继续填", "resume")
    assert await catalogued.run("action_close_introduction") == ["utter_introduction_declined"]
    assert catalogued.follows == ["need_form"]
    assert (await the_need(catalogued)).problem == OPENING
