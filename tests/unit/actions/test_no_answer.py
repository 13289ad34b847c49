"""What answers nothing, however it is read: the question stands."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from bot.store.models import Consent, Contact, Need
from tests.unit.actions.desk import Desk
from tests.unit.actions.need_form import answer, count, go_to_contact, open_form, record, the_need

LONE = ["8", "九。", "四。", "k", "!"]


@pytest.mark.parametrize("text", LONE)
@pytest.mark.parametrize("intent", ["affirm", "deny", "skip", "nlu_fallback"])
async def test_it_neither_agrees_to_an_introduction_nor_refuses_it(
    desk: Desk, text: str, intent: str
) -> None:
    desk.loop = "introduction_form"
    desk.slots.update(requested_slot="agreed", introduction="i1")
    # A mark is neither number nor letter: the form just asks again.
    said = [] if text == "!" else ["utter_number_no_answer"]
    assert await desk.write(text, intent) == said
    assert desk.slots.get("agreed") is None
    assert (desk.slots["aside"], desk.slots["answered"]) == (True, True)


@pytest.mark.parametrize("text", LONE)
async def test_it_is_no_consent_to_keep_a_contact(desk: Desk, text: str) -> None:
    await go_to_contact(desk)
    await answer(desk, text, "affirm")
    assert await count(desk, Consent) == await count(desk, Contact) == 0
    assert "contact" not in (await the_need(desk)).skipped


@pytest.mark.parametrize("text", LONE)
async def test_it_submits_nothing(desk: Desk, text: str) -> None:
    await open_form(desk)
    for _ in range(6):
        await answer(desk, "跳过", "skip")
    await answer(desk, text, "affirm")
    assert desk.slots["confirmed"] is None
    assert desk.slots["aside"] is True


@pytest.mark.parametrize("text", LONE)
async def test_it_gives_up_no_draft(desk: Desk, text: str) -> None:
    await open_form(desk)
    await answer(desk, "算了不填了", "cancel")
    assert desk.slots["requested_slot"] == "abandoned"
    await answer(desk, text, "affirm")
    assert (await the_need(desk)).state == "draft"


@pytest.mark.parametrize("intent", ["affirm", "nlu_fallback", "chitchat"])
async def test_it_deletes_nothing_and_is_asked_again(desk: Desk, intent: str) -> None:
    await record(desk)
    desk.loop = None
    await desk.write("删除我的资料", "delete_my_data")
    await desk.run("action_delete_data")
    assert await desk.write("8", intent) == ["utter_number_no_answer", "utter_confirm_delete"]
    assert desk.slots["pending"] == "delete"
    assert desk.slots["answered"] is True


@pytest.mark.parametrize(
    ("payload", "intent"), [("/affirm", "affirm"), ("/deny", "deny"), ("/skip", "skip")]
)
async def test_a_button_of_an_older_question_answers_nothing(
    desk: Desk, payload: str, intent: str
) -> None:
    desk.loop = "introduction_form"
    desk.slots.update(requested_slot="agreed", introduction="i1")
    assert await desk.write(payload, intent, out_of_date=True) == ["utter_button_outdated"]
    assert desk.slots.get("agreed") is None
    await desk.write(payload, intent)
    assert desk.slots["agreed"] in {"yes", "no"}


async def test_a_number_beyond_the_choices_is_no_money(desk: Desk) -> None:
    await open_form(desk)
    desk.slots["requested_slot"] = "budget"
    said = await desk.write("6", "inform", choice={"beyond": 6, "most": 5})
    assert said == ["utter_no_such_choice"]
    assert (await the_need(desk)).budget_max is None


@pytest.mark.parametrize("text", ["1", "第2个", "二。"])
@pytest.mark.parametrize("asked", ["detail", "region", "company", "industry"])
async def test_a_number_is_no_fact_of_an_open_question(desk: Desk, text: str, asked: str) -> None:
    await open_form(desk)
    before = await the_need(desk)
    desk.slots["requested_slot"] = asked
    await answer(desk, text)
    need = await the_need(desk)
    assert (need.detail, need.region_code, need.company, need.skipped) == (
        before.detail, before.region_code, before.company, before.skipped,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("asked", "text", "column"), [("budget", "20", "budget_max"), ("detail", "12", "detail")]
)
async def test_a_figure_that_is_asked_for_is_taken(
    desk: Desk, asked: str, text: str, column: str
) -> None:
    await open_form(desk)
    desk.slots["requested_slot"] = asked
    await answer(desk, text)
    assert getattr(await the_need(desk), column)


async def test_the_words_to_reply_with_are_named(desk: Desk) -> None:
    desk.loop = "introduction_form"
    desk.slots.update(requested_slot="agreed", introduction="i1")
    await desk.write("1", "affirm", choice={"words": ["同意", "不同意"]})
    assert desk.said[0]["words"] == "“同意”、“不同意”"


async def test_yes_is_yes(desk: Desk) -> None:
    await open_form(desk)
    for _ in range(6):
        await answer(desk, "跳过", "skip")
    await desk.write("好", "affirm")
    await desk.run("action_close_need")
    async with desk.database.read() as session:
        assert (await session.scalars(select(Need))).one().state == "recorded"
