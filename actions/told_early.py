"""What is told before its question: whom to call, and that there is no firm."""

from __future__ import annotations

import re
from dataclasses import dataclass

from rasa_sdk.events import SlotSet
from sqlalchemy.ext.asyncio import AsyncSession

from actions.contact_turn import ContactTurn
from actions.intents import FIRM
from actions.speech import Speech
from actions.steering import CONFIRMED, Events, again
from actions.turn import Turn
from bot.programme.contacts import known_contact
from bot.programme.interview import LABELS, Field, tell
from bot.programme.need_columns import leave_out
from bot.reading.left_open import states_no_company_alone
from bot.reading.person_alone import names_person_alone
from bot.reading.script import normalise
from bot.store.models import Need

# 「好了提交」 agrees to no keeping.
_AGREES = re.compile(r"同意|愿意|[可以能]存|存吧|没意见")


@dataclass(frozen=True, slots=True)
class ToldEarly:
    session: AsyncSession
    need: Need
    turn: Turn
    asked: Field | None
    contact: ContactTurn
    speech: Speech

    async def take(self) -> Events | None:
        """None where the message tells anything else."""
        if self.need.problem is None or self.turn.is_press or self.turn.intent in FIRM:
            return None
        if self._has_no_firm:
            leave_out(self.need, Field.COMPANY)
            self.speech.say("utter_skipped", slot=LABELS[Field.COMPANY])
            return again(self.turn)
        if self.asked is Field.CONTACT:
            return None
        if self._agrees_to_what_was_said:
            return again(self.turn, SlotSet("reopened", Field.CONTACT.value))
        if not names_person_alone(self.turn.text):
            return None
        return await self._keep_name_back()

    @property
    def _has_no_firm(self) -> bool:
        """「我没有公司，就是个小作坊」, whatever was asked: the firm is not asked for any more."""
        if self.asked is Field.COMPANY or tell(self.need, Field.COMPANY) is not None:
            return False
        return states_no_company_alone(normalise(self.turn.text))

    @property
    def _agrees_to_what_was_said(self) -> bool:
        """「同意」 right after 「您同意了再存」: the consent is asked for now, in full."""
        just_told = "utter_contact_later" in self.turn.answered_before
        agrees = self.turn.intent == "affirm" and _AGREES.search(self.turn.text) is not None
        return just_told and agrees and self.need.contact_id is None

    async def _keep_name_back(self) -> Events:
        """「老板姓邓，邓总」 is no word of the need: universities read those."""
        if await known_contact(self.session, self.turn.conversation_id) is not None:
            await self.contact.take()
            return again(self.turn)
        if self.turn.requested == CONFIRMED:
            return again(self.turn, SlotSet("reopened", Field.CONTACT.value))
        self.speech.say("utter_name_later")
        return again(self.turn)
