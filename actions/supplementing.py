"""A need that staff returned: what its owner adds brings it back for review."""

from __future__ import annotations

from dataclasses import dataclass

from rasa_sdk.events import SlotSet
from sqlalchemy.ext.asyncio import AsyncSession

from actions.intents import FIRM, is_question
from actions.speech import Speech
from actions.steering import Events
from actions.turn import Turn
from bot.store.models import Need
from bot.store.needs import RETURNED, find_returned

# The slot ``pending`` from the button below the news until the owner has written something.
SUPPLEMENT = "supplement"
_COURTESIES = frozenset({"affirm", "deny", "thanks", "greet", "goodbye", "skip", "cancel", "help"})


@dataclass(frozen=True, slots=True)
class Supplementing:
    session: AsyncSession
    turn: Turn
    speech: Speech

    async def ask(self) -> Events | None:
        """What to add, when the button below the news is pressed; None for any other message."""
        turn = self.turn
        if not presses_supplement(turn):
            return None
        need = await find_returned(self.session, turn.conversation_id)
        if need is None:
            self.speech.say("utter_supplement_over")
            return []
        if turn.loop is not None:
            self.speech.say("utter_supplement_later", number=need.number or "")
            return []
        self.speech.say("utter_supplement_what", number=need.number or "")
        return [SlotSet("pending", SUPPLEMENT)]

    async def awaits(self) -> Need | None:
        """The need that the words to come belong to, once they were asked for."""
        if self.turn.slot("pending") != SUPPLEMENT:
            return None
        return await find_returned(self.session, self.turn.conversation_id)


def presses_supplement(turn: Turn) -> bool:
    pressed = turn.is_press and turn.intent == "correct"
    return pressed and turn.entities.get("source") == RETURNED


def supplements(turn: Turn) -> bool:
    """Of the need that was returned, though another one is begun and waits."""
    return presses_supplement(turn) or turn.slot("pending") == SUPPLEMENT


def adds_to_returned(turn: Turn) -> bool:
    """Whatever is written then is meant for the need, but for courtesies, questions and what must
    never be mistaken for words of it."""
    apart = turn.intent in FIRM or turn.intent in _COURTESIES or is_question(turn.text)
    return bool(turn.text) and not turn.is_press and not apart
