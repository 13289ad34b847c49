"""The tables of the life cycles hang together, and the API knows their words."""

from __future__ import annotations

from typing import get_args

import pytest

from bot.handoff.programme.schema import BidState, LicenceState
from bot.handoff.shapes import IntroductionState, NeedState
from bot.programme import life
from bot.programme.life import Move

TABLES = [
    (life.NEED_MOVES, life.NEED_STATES, NeedState, {"draft", "recorded"}),
    (life.INTRODUCTION_MOVES, life.INTRODUCTION_STATES, IntroductionState,
     {"awaiting_consent", "requested", "declined", "withdrawn"}),
    (life.BID_MOVES, life.BID_STATES, BidState, {"submitted"}),
    (life.LICENCE_MOVES, life.LICENCE_STATES, LicenceState, {"wanted"}),
]  # fmt: skip


@pytest.mark.parametrize(("moves", "words", "literal", "given"), TABLES)
def test_every_state_has_its_word_and_a_way_to_it(
    moves: tuple[Move, ...], words: dict[str, str], literal: object, given: set[str]
) -> None:
    """``given``: states that owners bring about."""
    assert set(words) == set(get_args(getattr(literal, "__value__", None)))
    reached = {move.target for move in moves}
    left = {source for move in moves for source in move.sources}
    # A first bid makes "bidding".
    assert set(words) - {"bidding"} <= reached | given
    assert reached | left <= set(words)


@pytest.mark.parametrize(
    ("turns", "moves", "by_owner"),
    [(life.INTRODUCTION_TURNS, life.INTRODUCTION_MOVES, {"awaiting_consent"}),
     (life.LICENCE_TURNS, life.LICENCE_MOVES, set())],
)  # fmt: skip
def test_whatever_can_go_on_waits_for_somebody(
    turns: dict[str, str], moves: tuple[Move, ...], by_owner: set[str]
) -> None:
    goes_on = {
        source
        for move in moves
        if move.name not in {"end", "drop"} and not move.name.startswith("undo_")
        for source in move.sources
    }
    assert set(turns) == goes_on | by_owner
    assert set(turns.values()) <= set(life.TURNS)


@pytest.mark.parametrize(("moves", "words", "literal", "given"), TABLES)
def test_a_move_is_named_once(
    moves: tuple[Move, ...], words: dict[str, str], literal: object, given: set[str]
) -> None:
    assert len({move.name for move in moves}) == len(moves)
    assert all(move.target not in move.sources for move in moves)


@pytest.mark.parametrize(("moves", "words", "literal", "given"), TABLES)
def test_whatever_ends_something_or_leads_nowhere_back_is_thought_about_twice(
    moves: tuple[Move, ...], words: dict[str, str], literal: object, given: set[str]
) -> None:
    """By a reason that has to be written, or by a question; steps that can be undone by neither."""
    for move in moves:
        last = not any(move.target in each.sources for each in moves)
        assert not last or move.reason or move.weighty, move.name
    asked = {move.name for move in moves if move.weighty and not move.in_charge}
    assert asked <= {
        "match",
        "close",
        "forward",
        "contract",
        "notify",
        "take_effect",
        "file",
        "end",
    }


def test_every_step_of_a_licence_is_told_and_asked_about() -> None:
    assert all(move.weighty or move.reason for move in life.LICENCE_MOVES)
