"""What a message means where nothing was asked."""

from __future__ import annotations

from datetime import date

import pytest

from actions.in_place import in_place
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
