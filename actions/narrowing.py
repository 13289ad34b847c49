"""Messages that were not understood: a narrowing question first, then a person."""

from __future__ import annotations

from rasa_sdk.events import FollowupAction, SlotSet

from actions.base import DeskAction, Events
from actions.opening import NEED_FORM, opens_need
from actions.searching import search_as_awaited
from actions.speech import Speech
from actions.turn import Turn
from bot.programme.matters import waits
from bot.reading.facts import read
from bot.store.needs import find_draft


class Narrow(DeskAction):
    label = "action_narrow"

    async def act(self, turn: Turn, speech: Speech) -> Events:
        awaited = await search_as_awaited(self.services, turn, speech)
        if awaited is not None:
            return awaited
        if turn.loop is None and opens_need(turn, read(turn.text, today=self.today)):
            return [FollowupAction(NEED_FORM)]
        if turn.loop is None and not turn.slot("misses") and await self._has_draft(turn):
            speech.say("utter_draft_waiting")
            return [SlotSet("misses", 1)]
        return narrow(turn, speech)

    async def _has_draft(self, turn: Turn) -> bool:
        """What was broken off is what is meant as often as not."""
        async with self.database.read() as session:
            draft = await find_draft(session, turn.conversation_id)
        return draft is not None and not waits(draft)


def narrow(turn: Turn, speech: Speech) -> Events:
    """Ask what is meant; from the second miss in a row on, offer a person. It never loops."""
    misses = int(turn.slot("misses") or 0) + 1
    speech.say("utter_narrow" if misses == 1 else "utter_narrow_again")
    return [SlotSet("misses", misses)]
