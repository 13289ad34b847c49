"""Asks for the contact: first the consent, then the number. Both forms use it."""

from __future__ import annotations

from actions.base import DeskAction, Events
from actions.speech import Speech
from actions.turn import Turn
from bot.programme.consent_texts import STORE_CONTACT_TEXT
from bot.programme.contacts import PHONE_ONLY, gather_given, standing_consent


class AskContact(DeskAction):
    label = "action_ask_contact"

    async def act(self, turn: Turn, speech: Speech) -> Events:
        async with self.database.read() as session:
            consent = await standing_consent(session, turn.conversation_id)
            given = await gather_given(session, turn.conversation_id, self.today)
        if consent is not None:
            phone_only = tuple(consent.scope) == PHONE_ONLY
            speech.say("utter_ask_phone_only" if phone_only else "utter_ask_phone")
        else:
            held = "utter_ask_consent_held" if given.reachable else "utter_ask_consent"
            speech.say(held, consent=STORE_CONTACT_TEXT.text)
        return []
