"""Blanks in canned replies."""

from __future__ import annotations

import pytest

from bot.errors import BadRequest
from bot.handoff.inbox.canned import check_blanks, fill, unfilled

VALUES = {"owner_name": "李厂长", "staff_name": "小王", "company": None}


@pytest.mark.parametrize(
    ("text", "filled", "missing"),
    [
        ("{{owner_name}}您好，我是{{ staff_name }}。", "李厂长您好，我是小王。", ()),
        ("{{company|贵公司}}", "贵公司", ()),
        ("{{company}}和{{company}}", "{{company}}和{{company}}", ("company",)),
        ("没有变量，{一个括号}", "没有变量，{一个括号}", ()),
    ],
)
def test_blanks_are_filled(text: str, filled: str, missing: tuple[str, ...]) -> None:
    done = fill(text, VALUES)
    assert (done.text, done.missing) == (filled, missing)


def test_a_value_is_never_read_for_blanks_again() -> None:
    assert fill("{{owner_name}}", {"owner_name": "{{company}}"}).text == "{{company}}"


@pytest.mark.parametrize(
    "text", ["{{nobody}}", "{{}}", "{{owner_name", "a}} b", "{{owner.__class__}}", "{{owner_name}"]
)
def test_what_nothing_can_fill_is_refused(text: str) -> None:
    with pytest.raises(BadRequest):
        check_blanks(text)


def test_what_is_well_formed_passes() -> None:
    check_blanks("{{owner_name|老板}}，{{ need_number }}，今天 {{today}}，{ }")


def test_only_our_own_blanks_hold_a_reply_back() -> None:
    assert unfilled("代码 {{x}} 和 {{owner_name}}") == ["owner_name"]
