"""A place that the owner sent on the map: it fills the region once the owner says yes."""

from __future__ import annotations

from rasa_sdk.events import SlotSet

from actions.base import DeskAction, Events
from actions.speech import Speech
from actions.turn import Turn
from bot.programme.locations import LOCATION
from bot.reading.facts import Facts
from bot.reading.place import Place, full_name


class AskRegion(DeskAction):
    """Whoever sent a place is only asked whether the works are there."""

    label = "action_ask_need_form_region"

    async def act(self, turn: Turn, speech: Speech) -> Events:
        place = place_sent(turn)
        if place is None:
            speech.say("utter_ask_need_form_region")
        else:
            speech.say("utter_ask_location", place=place.name)
        return []


def is_location(turn: Turn) -> bool:
    return turn.entities.get("source") == LOCATION


def ask_location(facts: Facts, speech: Speech) -> Events:
    """Outside the form. Where nobody answers, the slot ``location`` keeps the place and the form
    asks again."""
    if facts.place is None:
        speech.say("utter_location_unread")
        speech.say("utter_ask_need_form_region")
        return [SlotSet("pending", None), SlotSet(LOCATION, None)]
    speech.say("utter_ask_location", place=facts.place.name)
    return [SlotSet("pending", LOCATION), SlotSet(LOCATION, facts.place.code)]


def place_sent(turn: Turn) -> Place | None:
    """The place that waits for a yes."""
    code = turn.slot(LOCATION)
    return Place(str(code), full_name(str(code))) if code else None
