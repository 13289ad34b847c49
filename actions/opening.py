"""What opens a need, and in which words it is kept."""

from __future__ import annotations

from actions.intents import SEARCHES
from actions.turn import Turn
from bot.programme.suggestions import Search
from bot.reading.facts import Facts

NEED_FORM, INTRODUCTION_FORM = "need_form", "introduction_form"
# Begins the slot ``pending`` after a place came before any need; its code follows.
PLACE = "place:"


def problem_words(turn: Turn) -> str:
    """The words of a new need: typed now, or said before and taken up by a button."""
    source = turn.entities.get("source")
    if source == "search" and turn.slot("search"):
        return Search.from_json(turn.slot("search")).text
    if source == "message" and turn.typed_before:
        return turn.typed_before[0]
    return turn.text


def opens_need(turn: Turn, facts: Facts) -> bool:
    """A stated problem opens a need; so does a search or an unclear message with figures in it:
    whoever writes 「废品率12%」 has a problem to solve, not a list to read."""
    if turn.intent == "submit_need":
        return True
    return bool(facts.metrics) and turn.intent in {*SEARCHES, "nlu_fallback"} and not turn.is_press
