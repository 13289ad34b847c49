"""Buttons of questions that were answered: each says where the matter stands."""

from __future__ import annotations

import json

import pytest

from tests.unit.actions.desk import Desk
from tests.unit.actions.need_form import answer, open_form, record, the_need


def choice(slot: str, value: str) -> str:
    return "/inform" + json.dumps({"slot": slot, "value": value}, ensure_ascii=False)


STALE = [
    ("/affirm", "affirm"),
    ("/skip", "skip"),
    ("/deny", "deny"),
    ("/correct", "correct"),
    (choice("budget", "10万元以内"), "inform"),
]


@pytest.mark.parametrize(("payload", "intent"), STALE)
async def test_of_a_need_that_is_recorded_the_number_is_told(
    desk: Desk, payload: str, intent: str
) -> None:
    await record(desk)
    desk.loop = None
    assert await desk.write(payload, intent) == ["utter_button_recorded"]
    assert (await the_need(desk)).budget_text is None


@pytest.mark.parametrize(("payload", "intent"), STALE)
async def test_where_nothing_was_ever_recorded_that_is_said(
    desk: Desk, payload: str, intent: str
) -> None:
    assert await desk.write(payload, intent) == ["utter_button_answered"]


async def test_a_need_that_was_left_for_a_while_is_taken_up_again(desk: Desk) -> None:
    """Back from the queue, the form is not running, and its buttons are still its own."""
    await open_form(desk)
    desk.loop = None
    assert await desk.write(choice("budget", "10万元以内"), "inform") == []


async def test_typed_words_are_words(desk: Desk) -> None:
    assert await desk.write("好", "affirm") == []


async def test_inside_the_form_another_choice_counts_and_the_same_is_said_to_stand(
    desk: Desk,
) -> None:
    await open_form(desk)
    while desk.slots["requested_slot"] != "deadline":
        asked = desk.slots["requested_slot"]
        await answer(
            desk,
            choice("budget", "10万元以内") if asked == "budget" else "/skip",
            "inform" if asked == "budget" else "skip",
        )
    assert await answer(desk, choice("budget", "100万元以上")) == ["utter_corrected"]
    assert await answer(desk, choice("budget", "100万元以上")) == ["utter_already"]
    assert desk.slots["requested_slot"] == "deadline", "it is no answer to what is asked"
    assert await answer(desk, choice("budget", "10万元以内")) == ["utter_corrected"]
    assert desk.slots["requested_slot"] == "deadline", "nor is it given up"
