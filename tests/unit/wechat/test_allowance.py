"""How many messages are left, counted as WeChat counts them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from bot.store.allowances import Contact, Occasion, count_allowance

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)


def after(seconds: float) -> datetime:
    return NOON + timedelta(seconds=seconds)


@pytest.mark.parametrize(
    ("occasion", "count", "seconds"),
    [("message", 5, 48 * 3600), ("menu", 3, 60), ("follow", 3, 60), ("scan", 3, 60)],
)
def test_each_occasion_has_its_own_window(occasion: Occasion, count: int, seconds: float) -> None:
    contact = [Contact(occasion, NOON)]
    just_in = count_allowance(contact, [], after(seconds - 1))
    assert (just_in.left, just_in.is_open, just_in.open_until) == (count, True, after(seconds))
    late = count_allowance(contact, [], after(seconds))
    assert (late.left, late.is_open, late.open_until) == (0, False, after(seconds))


def test_nobody_who_never_did_anything_can_be_written_to() -> None:
    assert count_allowance([], [], NOON).left == 0


def test_a_menu_press_does_not_open_48_hours() -> None:
    assert not count_allowance([Contact("menu", NOON)], [], after(3600)).is_open


def test_what_ends_first_is_spent_first() -> None:
    contacts = [Contact("message", NOON), Contact("menu", after(10))]
    allowance = count_allowance(contacts, [after(11), after(12), after(13), after(14)], after(20))
    assert allowance.left == 4
    assert count_allowance(contacts, [after(11)], after(100)).left == 5


def test_a_new_message_gives_five_again_and_not_ten() -> None:
    sends = [after(each) for each in range(1, 6)]
    assert count_allowance([Contact("message", NOON)], sends, after(6)).left == 0
    renewed = [Contact("message", NOON), Contact("message", after(7))]
    assert count_allowance(renewed, sends, after(8)).left == 5
