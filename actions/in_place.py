"""What a message means where it is said: 「浙江宁波」 answers the question about the place."""

from __future__ import annotations

import re

from actions.intents import ASIDES, FIRM, is_question
from bot.programme.interview import Field
from bot.programme.telling import tells
from bot.reading.facts import Facts

# Moves that keep their name whatever else the message says.
_MOVES = frozenset({"correct", "skip", "cancel", "back", "resume", "inform"})
# Yes and no answer these questions by themselves, and may stand before the answer elsewhere.
_YES_OR_NO = frozenset({"affirm", "deny"})
# Before anything is given, 「不想留电话」 takes nothing back: it gives nothing.
_KEEPING = re.compile(
    r"(?:不|别|甭|免)(?:想|愿意?|肯|要|用|太?方便)?(?:留|给|填|写|提供|说|登)|免了"
)


def in_place(intent: str, text: str, facts: Facts, asked: Field | None) -> str:
    """The purpose of a typed message while ``asked`` is the question in hand; outside a form the
    classifier's reading stands."""
    if asked is None or not text:
        return intent
    if asked is Field.CONTACT and _keeps_back(intent, text, facts):
        return "skip"
    if intent in _MOVES or intent in FIRM or not _answers(intent, text, facts, asked):
        return intent
    return "inform"


def _keeps_back(intent: str, text: str, facts: Facts) -> bool:
    gives = facts.phone or facts.email or facts.name_refused
    return intent == "withdraw_consent" and not gives and _KEEPING.search(text) is not None


def _answers(intent: str, text: str, facts: Facts, asked: Field) -> bool:
    if asked is Field.DETAIL and intent == "submit_need":
        return True
    if asked is Field.PROBLEM or not tells(facts, asked):
        return False
    if intent in _YES_OR_NO and asked is Field.CONTACT:
        return False
    return not (intent in ASIDES and is_question(text))
