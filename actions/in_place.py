"""What a message means where it is said: 「浙江宁波」 answers the question about the place."""

from __future__ import annotations

from actions.intents import ASIDES, FIRM, is_question
from bot.programme.interview import Field
from bot.programme.telling import tells
from bot.reading.facts import Facts

# Moves that keep their name whatever else the message says.
_MOVES = frozenset({"correct", "skip", "cancel", "back", "resume", "inform"})
# Yes and no answer these questions by themselves, and may stand before the answer elsewhere.
_YES_OR_NO = frozenset({"affirm", "deny"})


def in_place(intent: str, text: str, facts: Facts, asked: Field | None) -> str:
    """The purpose of a typed message while ``asked`` is the question in hand; outside a form the
    classifier's reading stands."""
    if asked is None or not text or intent in _MOVES or intent in FIRM:
        return intent
    if asked is Field.PROBLEM or not tells(facts, asked):
        return intent
    if intent in _YES_OR_NO and asked is Field.CONTACT:
        return intent
    if intent in ASIDES and is_question(text):
        return intent
    return "inform"
