"""When an account may write, by WeChat's published windows and counts."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from connectors.sandbox.quota import Allowance, Occasion

NOW = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)


def spend(allowance: Allowance, times: int, at: datetime = NOW) -> list[str]:
    return [allowance.spend(at) for _ in range(times)]


@pytest.mark.parametrize(
    ("occasion", "count", "life"),
    [
        ("message", 5, timedelta(hours=48)),
        ("menu", 3, timedelta(minutes=1)),
        ("follow", 3, timedelta(minutes=1)),
        ("scan", 3, timedelta(minutes=1)),
    ],
)
def test_each_occasion_allows_so_many_for_so_long(
    occasion: Occasion, count: int, life: timedelta
) -> None:
    allowance = Allowance()
    allowance.renew(occasion, NOW)
    assert spend(allowance, count + 1) == ["open"] * count + ["used_up"]
    allowance.renew(occasion, NOW)
    assert allowance.spend(NOW + life - timedelta(seconds=1)) == "open"
    assert allowance.spend(NOW + life) == "closed"


def test_nobody_who_never_did_anything_can_be_written_to() -> None:
    assert Allowance().spend(NOW) == "closed"


def test_a_menu_press_does_not_open_48_hours_and_does_not_shorten_them() -> None:
    allowance = Allowance()
    allowance.renew("menu", NOW)
    assert allowance.spend(NOW + timedelta(minutes=2)) == "closed"
    allowance.renew("message", NOW)
    allowance.renew("menu", NOW)
    assert spend(allowance, 9) == ["open"] * 8 + ["used_up"]
    allowance.renew("menu", NOW + timedelta(hours=1))
    assert allowance.spend(NOW + timedelta(hours=2)) == "used_up"


def test_a_new_message_gives_five_again_and_not_ten() -> None:
    allowance = Allowance()
    allowance.renew("message", NOW)
    spend(allowance, 4)
    allowance.renew("message", NOW)
    assert spend(allowance, 6) == ["open"] * 5 + ["used_up"]


def test_the_grant_that_ends_first_is_spent_first() -> None:
    allowance = Allowance()
    allowance.renew("message", NOW)
    allowance.renew("scan", NOW)
    allowance.spend(NOW)
    left = {grant.occasion: grant.left for grant in allowance.open_grants(NOW)}
    assert left == {"scan": 2, "message": 5}


def test_unfollowing_closes_everything() -> None:
    allowance = Allowance()
    allowance.renew("message", NOW)
    allowance.forget()
    assert allowance.spend(NOW) == "closed"
