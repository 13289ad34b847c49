"""A reader that lags is told to look at everything, whatever it thinks of single signals."""

from __future__ import annotations

from bot.coordination.signals import MAX_PENDING, Subscription


async def test_signals_come_as_they_were_sent() -> None:
    reader = Subscription()
    reader.push("typing")
    reader.push("messages")

    assert [await reader.next(1), await reader.next(1)] == ["typing", "messages"]
    assert await reader.next(0.01) is None


async def test_what_there_was_no_room_for_is_not_hidden_by_what_there_was() -> None:
    """A reader that passes over "typing" must still hear that a message came behind it."""
    reader = Subscription()
    for _ in range(MAX_PENDING):
        reader.push("typing")
    reader.push("messages")

    assert await reader.next(1) == ""
    assert [await reader.next(1) for _ in range(MAX_PENDING - 1)] == ["typing"] * (MAX_PENDING - 1)


def test_draining_says_once_that_something_was_lost() -> None:
    reader = Subscription()
    for _ in range(MAX_PENDING + 1):
        reader.push("x")

    assert reader.drain() == [*["x"] * MAX_PENDING, ""]
    assert reader.drain() == []
