"""What a message means where nothing was asked."""

from __future__ import annotations

from datetime import date

import pytest

from actions.in_place import in_place
from bot.programme.interview import Field
from bot.reading.facts import read

TODAY = date(2026, 11, 22)


@pytest.mark.parametrize(
    ("text", "outside", "meant"),
    [
        ("做保温壶的，现在六小时，想做到十二小时", True, "submit_need"),
        # At the summary of a form it adds to the need in hand.
        ("做保温壶的，现在六小时，想做到十二小时", False, "inform"),
        # Without what is made it may answer anything.
        ("透光率想做到九成以上", True, "inform"),
        ("宁波", True, "inform"),
        ("预算二十万", True, "inform"),
    ],
)
def test_a_trouble_in_figures_opens_a_need_where_nothing_was_asked(
    text: str, outside: bool, meant: str
) -> None:
    assert in_place("inform", text, read(text, today=TODAY), None, outside=outside) == meant


@pytest.mark.parametrize(
    ("text", "asked", "meant"),
    [
        ("不大", Field.DETAIL, "inform"),
        ("不要学生来", Field.MODE, "inform"),
        ("不用太快", Field.DEADLINE, "inform"),
        ("不想花太多", Field.BUDGET, "inform"),
        ("没注意过", Field.DETAIL, "deny"),
        ("先跳过吧", Field.MODE, "deny"),
        ("這個先跳過", Field.MODE, "deny"),
        ("领导没定，以后再说", Field.BUDGET, "deny"),
        ("不", Field.MODE, "deny"),
        # A firm, and a contact, are given or kept back: what was not given is not asked for again.
        ("不大", Field.COMPANY, "deny"),
        ("不太敢", Field.CONTACT, "deny"),
    ],
)
def test_a_no_that_says_more_passes_no_question_over(text: str, asked: Field, meant: str) -> None:
    assert in_place("deny", text, read(text, today=TODAY), asked, 0.8) == meant


def test_what_is_certainly_a_no_is_one() -> None:
    assert in_place("skip", "此题恕不奉告", read("", today=TODAY), Field.MODE, 0.99) == "skip"


@pytest.mark.parametrize(
    ("text", "intent", "asked"),
    [
        ("领导没说", "ask_human", Field.MODE),
        ("老板还没定呢", "greet", Field.BUDGET),
        ("这个得问领导", "ask_human", Field.DETAIL),
        ("没试过啥", "complaint", Field.DETAIL),
    ],
)
def test_who_has_no_answer_to_give_is_asked_the_next(text: str, intent: str, asked: Field) -> None:
    assert in_place(intent, text, read(text, today=TODAY), asked, 0.5) == "skip"


def test_a_person_and_a_complaint_are_heard_all_the_same() -> None:
    for text, intent in (("我要找你们领导", "ask_human"), ("试了三遍都没用", "complaint")):
        assert in_place(intent, text, read(text, today=TODAY), Field.MODE, 0.5) == intent
