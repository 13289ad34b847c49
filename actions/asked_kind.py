"""Trouble told with the wish to see patents, teachers or universities for it: the list comes first,
and the way into a need stands below it."""

from __future__ import annotations

from dataclasses import replace

from actions.base import Events
from actions.searching import search_words
from actions.services import ActionServices
from actions.speech import Speech
from actions.topic import names_topic
from actions.turn import Turn
from bot.programme.sought import without_asking
from bot.reading.asked_kind import read_asked_kind
from bot.reading.facts import Facts
from bot.reading.script import normalise

_PURPOSE_OF = {"patent": "find_patent", "mentor": "find_mentor", "university": "find_university"}


async def show_what_was_asked_for(
    services: ActionServices, turn: Turn, facts: Facts, speech: Speech
) -> Events | None:
    """None where a need is told, or nothing that can be looked for."""
    opens = turn.intent == "submit_need" and turn.loop is None and not turn.is_press
    if not opens or turn.parts or turn.needs or _fills_in_a_need(facts):
        return None
    kind = read_asked_kind(normalise(turn.text))
    # Whoever has figures to reach and wants a teacher for them has a need, and this is its mode.
    if kind is None or (facts.metrics and kind != "patent"):
        return None
    if not names_topic(without_asking(turn.text)):
        return None
    return await search_words(services, replace(turn, intent=_PURPOSE_OF[kind]), speech)


def _fills_in_a_need(facts: Facts) -> bool:
    """A sum, a day, a firm or a contact belongs to a need and not to a list."""
    told = (facts.money, facts.deadline, facts.company, facts.uscc, facts.qualifications)
    return any(told) or bool(facts.phone or facts.email)
