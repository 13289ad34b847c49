"""Messages that were not understood: a narrowing question first, then a person."""

from __future__ import annotations

from rasa_sdk.events import FollowupAction, SlotSet

from actions.base import DeskAction, Events
from actions.opening import NEED_FORM, opens_need
from actions.searching import search_as_awaited
from actions.speech import Speech
from actions.turn import Turn
from bot.reading.facts import read


class Narrow(DeskAction):
    label = "action_narrow"

    async def act(self, turn: Turn, speech: Speech) -> Events:
        awaited = await search_as_awaited(self.services, turn, speech)
        if awaited is not None:
            return awaited
        if turn.loop is None and opens_need(turn, read(turn.text, today=self.today)):
            return [FollowupAction(NEED_FORM)]
        return narrow(turn, speech)


def narrow(turn: Turn, speech: Speech) -> Events:
    """Ask what is meant; from the second miss in a row on, offer a person. It never loops."""
    misses = int(turn.slot("misses") or 0) + 1
    speech.say("utter_narrow" if misses == 1 else "utter_narrow_again")
    return [SlotSet("misses", misses)]
