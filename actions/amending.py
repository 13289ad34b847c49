"""Sentences that put the need in hand right, whatever they were read as: 「公司改成…」."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime

from sqlalchemy.ext.asyncio import AsyncSession

from actions.intents import FIRM
from actions.speech import Speech
from actions.turn import Turn
from bot.programme.amended import Amended
from bot.programme.amending import amend
from bot.programme.changes import Change
from bot.programme.contacts import contact_text, rename_contact
from bot.programme.interview import LABELS, Field
from bot.programme.needs import note_changes
from bot.reading.amending import Act, Amendment, read_amendments
from bot.store.models import Need

_PERSON = "person"


def reads_amendments(turn: Turn, *, at_rest: bool) -> tuple[Amendment, ...]:
    """None are read in what must never be mistaken for a correction, such as erasing."""
    if turn.is_press or turn.intent in FIRM - {"complaint", "pick"}:
        return ()
    return read_amendments(turn.text, at_rest=at_rest)


@dataclass(frozen=True, slots=True)
class Amending:
    session: AsyncSession
    need: Need
    turn: Turn
    today: date
    now: datetime
    speech: Speech

    async def take(self, amendments: tuple[Amendment, ...]) -> Amended | None:
        """None where nothing of this need was meant. A number to call is taken elsewhere, since
        it needs a consent."""
        rest = tuple(each for each in amendments if each.field not in {_PERSON, "contact"})
        amended = amend(self.need, rest, self.turn.text, self.today)
        named = [each for each in amendments if each.field == _PERSON]
        for each in named:
            if not await self._name(each.value):
                amended = replace(amended, unread=Field.CONTACT)
        if amended.is_empty and not named:
            return None
        if amended.changes:
            self.need.updated_at = self.now
            await note_changes(
                self.session, self.need, amended.changes,
                now=self.now, message_id=self.turn.message_id,
            )  # fmt: skip
        return amended

    async def _name(self, name: str) -> bool:
        """Whom to ask for; who gives a name to be written agrees to its being kept."""
        contact = await rename_contact(self.session, self.need.conversation_id, name, self.now)
        if contact is None:
            return False
        self.speech.say("utter_contact_saved", contact=contact_text(contact))
        return True

    def say_in_form(self, amended: Amended) -> None:
        replaced = [change.said_back for change in amended.changes if change.replaced]
        fresh = [change.noted for change in amended.changes if not change.replaced]
        if replaced:
            self.speech.say("utter_corrected", changes="，".join(replaced))
        if fresh:
            self.speech.say("utter_noted", noted="；".join(fresh))
        if amended.unread is not None and amended.garbled:
            self.speech.say("utter_value_unread", slot=LABELS[amended.unread])

    def say_of_recorded(self, amended: Amended) -> None:
        if not amended.changes:
            return
        name = "utter_need_corrected"
        if all(_is_more(change) for change in amended.changes):
            name = "utter_need_added"
        said = "，".join(_told(change) for change in amended.changes)
        self.speech.say(name, number=self.need.number or "", changes=said)


def _is_more(change: Change) -> bool:
    """More of the trouble; a field that was open until now is changed, to the owner."""
    return change.field is Field.DETAIL and not change.replaced


def _told(change: Change) -> str:
    return change.noted if _is_more(change) else change.said_back


def as_value(field: Field, words: str) -> Amendment:
    """The answer to 「…改成什么？」."""
    return Amendment(Act.SET, field.value, words)
