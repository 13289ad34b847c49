"""The button of a question that was answered long ago: links stay in a chat for ever."""

from __future__ import annotations

from actions.services import ActionServices
from actions.speech import Speech
from actions.turn import Turn
from bot.store.needs import find_draft, latest_recorded

_OF_A_QUESTION = frozenset({"affirm", "deny", "skip", "inform", "correct"})


async def says_it_was_answered(services: ActionServices, turn: Turn, speech: Speech) -> bool:
    """Nothing is asked any more: what became of the matter is said, and how to change it."""
    if not turn.is_press or turn.intent not in _OF_A_QUESTION or turn.entities.get("source"):
        return False
    if turn.loop is not None or turn.slot("pending"):
        return False
    async with services.database.read() as session:
        if await find_draft(session, turn.conversation_id) is not None:
            return False  # it may be of the need that was left for a while, and is taken up again
        need = await latest_recorded(session, turn.conversation_id)
    if need is not None:
        speech.say("utter_button_recorded", number=need.number or "")
    else:
        speech.say("utter_button_answered")
    return True
