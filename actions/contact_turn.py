"""A turn that answers the question for a contact, in whichever form it was asked."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime

from sqlalchemy.ext.asyncio import AsyncSession

from actions.speech import Speech
from actions.turn import Turn
from bot.programme.contacts import (
    ALL_FIELDS,
    PHONE_ONLY,
    GivenContact,
    contact_text,
    gather_given,
    give_consent,
    given_in,
    keep_contact,
    known_contact,
    last_landline,
    standing_consent,
)
from bot.reading.facts import Facts


@dataclass(frozen=True, slots=True)
class ContactTurn:
    session: AsyncSession
    turn: Turn
    facts: Facts
    today: date
    now: datetime
    speech: Speech

    async def take(self) -> bool:
        """Read consent and contact out of the message; True when a contact is stored."""
        given = given_in(self.facts)
        scope = self._scope_agreed_to(given)
        if scope is not None:
            await give_consent(self.session, self.turn.conversation_id, scope, self.now)
        consent = await standing_consent(self.session, self.turn.conversation_id)
        if consent is None:
            return False
        if not given.reachable:
            given = await self._given_before(given)
        contact = await keep_contact(
            self.session, self.turn.conversation_id, given, consent, self.now
        )
        if contact is None:
            return False
        self.speech.say("utter_contact_saved", contact=contact_text(contact))
        return True

    async def _given_before(self, given: GivenContact) -> GivenContact:
        """What was written before the consent may be stored now; afterwards only what the message
        puts right: 「手机最后两位是12」, 「我姓梁」. Anything else is no news of the contact."""
        talk = self.turn.conversation_id
        known = await known_contact(self.session, talk)
        if self.facts.landline_only and (landline := await last_landline(self.session, talk)):
            return replace(given, phone=landline)
        typed = await gather_given(self.session, talk, self.today)
        number = known.phone if known is not None else typed.phone
        if (tail := self.facts.phone_tail) and number is not None:
            return replace(given, phone=number[: -len(tail)] + tail)
        if known is None:
            return typed
        changes_name = given.name is not None or given.name_refused
        return replace(given, phone=known.phone, email=known.email) if changes_name else given

    def _scope_agreed_to(self, given: GivenContact) -> tuple[str, ...] | None:
        # "电话给你了就行，别写名字" says itself what may be stored.
        if given.name_refused and self.turn.intent not in {"deny", "skip", "cancel"}:
            return PHONE_ONLY
        if self.turn.intent != "affirm":
            return None
        return PHONE_ONLY if self.turn.entities.get("scope") == "phone" else ALL_FIELDS
