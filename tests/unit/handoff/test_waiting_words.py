"""What a person who waits may write to have the bot back."""

import pytest

from bot.handoff.waiting import calls_off


@pytest.mark.parametrize(
    ("text", "off"),
    [
        ("算了不用人工了", True),
        ("不等了", True),
        ("不用转人工了", True),
        ("还是让机器人来吧", True),
        ("不用", False),
        ("不要机器人", False),
        ("人工怎么还不来", False),
        ("我不想等到明天", False),
    ],
)
def test_who_calls_the_person_off_is_understood(text: str, off: bool) -> None:
    assert calls_off(text) is off
