"""Being put in touch: consent for each receiver, and nothing passed on without it."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from bot.matching.criteria import Matches
from bot.store.models import Consent, Introduction, Need
from tests.unit.actions.desk import Desk
from tests.unit.actions.need_form import OPENING, open_form, record
from tests.unit.actions.searching import FOUND, search


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


async def needs(desk: Desk) -> list[Need]:
    async with desk.database.read() as session:
        return list(await session.scalars(select(Need)))


async def test_a_passing_search_becomes_a_short_need_when_the_owner_agrees(
    catalogued: Desk,
) -> None:
    await search(catalogued, "找做压铸的学校", "find_university")
    assert await pick(catalogued) == ["utter_picked"]
    assert await needs(catalogued) == []
    await catalogued.run("action_ask_introduction_form_agreed")
    assert "示例大学" in catalogued.said[0]["consent"]
    kept = catalogued.slots["introduction"]
    for _ in range(2):
        catalogued.slots.update(introduction=kept, agreed="yes")
        said = await catalogued.run("action_close_introduction")
        assert said == ["utter_introduction_requested", "utter_wish_recorded"]
    (need,) = await needs(catalogued)
    assert (need.state, need.problem) == ("recorded", "找做压铸的学校")
    assert need.number in catalogued.said[1]["number"]
    (row,) = await introductions(catalogued)
    assert (row.state, row.need_id) == ("requested", need.id)
    async with catalogued.database.read() as session:
        assert len(list(await session.scalars(select(Consent)))) == 1


async def test_a_no_to_a_passing_search_leaves_nothing(catalogued: Desk) -> None:
    await search(catalogued, "找做压铸的学校", "find_university")
    await pick(catalogued)
    catalogued.slots["agreed"] = "no"
    assert await catalogued.run("action_close_introduction") == ["utter_introduction_declined"]
    assert await needs(catalogued) == []
    assert await introductions(catalogued) == []


async def test_the_draft_in_hand_is_the_matter_of_its_own_search(catalogued: Desk) -> None:
    await open_form(catalogued)
    answers = iter([Matches(reason="no_terms"), FOUND])
    matched = catalogued.matcher.match
    catalogued.matcher.match = lambda query: next(answers, None) or matched(query)  # type: ignore[method-assign]
    await search(catalogued, "找找有没有专利")
    await pick(catalogued)
    (draft,) = await needs(catalogued)
    assert draft.state == "draft"
    catalogued.slots["agreed"] = "yes"
    assert "utter_wish_recorded" in await catalogued.run("action_close_introduction")
    (need,) = await needs(catalogued)
    assert (need.id, need.state, need.problem) == (draft.id, "recorded", OPENING)


async def test_of_two_numbers_the_other_waits(catalogued: Desk) -> None:
    await record(catalogued)
    payload = '/pick{"kind": "university", "id": "u1"}'
    await catalogued.write(payload, "pick", choice={"number": 1, "later": [4]})
    assert await catalogued.run("action_pick") == ["utter_picked", "utter_picked_one"]
    assert catalogued.said[1]["number"] == "4"


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("第一个学校多大了", "utter_pick_which"),
        ("第一个学校有意思", "utter_pick_which"),
        ("第一个学校", "utter_picked"),
        ("示例大学吧", "utter_picked"),
        ("看上第一个学校，怎么联系", "utter_picked"),
        ("能不能约第一个学校", "utter_picked"),
        ("就第一个学校吧", "utter_picked"),
    ],
)
async def test_a_question_about_a_card_starts_no_introduction(
    catalogued: Desk, words: str, said: str
) -> None:
    await record(catalogued)
    await catalogued.write(words, "pick")
    assert await catalogued.run("action_pick") == [said]


async def test_a_brief_wish_that_was_read_as_a_yes_is_one_all_the_same(catalogued: Desk) -> None:
    await record(catalogued)
    await catalogued.write("第一个学校怎么样", "why")
    await catalogued.run("action_why")
    await catalogued.write("联系他", "affirm")
    assert await catalogued.run("action_affirm") == ["utter_picked"]
    await catalogued.write("好的", "affirm")
    assert await catalogued.run("action_affirm") == ["utter_nothing_pending"]


async def test_this_one_is_the_one_looked_at(catalogued: Desk) -> None:
    await record(catalogued)
    await catalogued.write("第二个专利怎么样", "why")
    await catalogued.write("为什么推荐这个", "why")
    await catalogued.run("action_why")
    assert catalogued.cards[0]["title"] == "压铸专利2"
    await catalogued.write("再看一些", "more")
    await catalogued.write("为什么推荐这个专利", "why")
    await catalogued.run("action_why")
    assert catalogued.cards[0]["title"] == "压铸专利1"


async def test_a_card_that_left_the_catalogue_is_told(catalogued: Desk) -> None:
    await record(catalogued)
    assert await pick(catalogued, "patent", "gone") == ["utter_pick_unknown"]
    assert await introductions(catalogued) == []
