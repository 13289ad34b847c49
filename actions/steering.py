"""Words that steer the need form: back, skip, correct, enough. They answer nothing."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from rasa_sdk.events import SlotSet

from actions.answering import Said
from actions.field_names import named_field
from actions.in_place import adds_nothing
from actions.speech import Speech
from actions.turn import Turn
from bot.programme.interview import LABELS, Field, left_to_tell, previous_question
from bot.programme.need_columns import leave_out
from bot.programme.needs import title_of
from bot.programme.telling import tells_something
from bot.reading.facts import Facts
from bot.store.models import Need

CONFIRMED = "confirmed"
Events = list[dict[str, Any]]


def again(turn: Turn, *events: Any) -> Events:
    """The turn is taken, whatever it was; the form asks its question again."""
    return [SlotSet(turn.requested or Field.PROBLEM, None), *events]


@dataclass(frozen=True, slots=True)
class Steering:
    need: Need
    turn: Turn
    facts: Facts
    said: Said
    asked: Field | None
    speech: Speech

    def take(self, *, brings_contact: bool) -> Events | None:
        """None where the message is an answer."""
        intent, asked = self.turn.intent, self.asked
        steps: dict[str, Callable[[], Events]] = {
            "cancel": lambda: again(self.turn, SlotSet("pending", "cancel")),
            "back": self._step_back,
            "resume": self._resume,
            "skip": lambda: self.skip(named_field(self.turn.text, asked) or asked),
        }
        if self.said.ends_questions:
            return self._leave_out_the_rest()
        if asked is Field.CONTACT and adds_nothing(self.turn.text):
            return again(self.turn)  # it neither agrees nor refuses
        if not (self.said.answers or tells_something(self.facts) or brings_contact):
            steps["deny"] = self._decline
            steps["correct"] = self._correct
        if self.turn.requested == CONFIRMED and not brings_contact:
            steps["affirm"] = lambda: [SlotSet(CONFIRMED, self.need.id)]
        return steps[intent]() if intent in steps else None

    def skip(self, field: Field | None) -> Events:
        if field is None or (field is Field.PROBLEM and self.need.problem is None):
            return again(self.turn)
        if field is Field.COMPANY and self.turn.slot("missed") == "uscc" and self.need.company:
            # Only the code, which was asked for again, is kept back.
            return again(self.turn, SlotSet("reopened", None), SlotSet("missed", None))
        leave_out(self.need, field)
        if field is not self.asked or self._is_unsure_of_contact(field):
            self.speech.say("utter_skipped", slot=LABELS[field])
        return again(self.turn, SlotSet("reopened", None))

    def _is_unsure_of_contact(self, field: Field) -> bool:
        """「没有」, 「看情况吧」 to the contact may have been meant otherwise, so it is said."""
        plain = self.turn.is_press or self.facts.contact_declined
        return field is Field.CONTACT and not plain

    def reopen(self, field: Field | None) -> Events:
        """ "修改": with a field, ask for it; without, the summary asks which one."""
        if field is None:
            return again(self.turn, SlotSet("pending", "choose"))
        if field in self.need.skipped:
            self.need.skipped = [name for name in self.need.skipped if name != field]
        return again(self.turn, SlotSet("reopened", field.value), SlotSet("pending", None))

    def _step_back(self) -> Events:
        before = previous_question(self.need, self.asked)
        if before is None:
            self.speech.say("utter_nothing_before")
            return again(self.turn)
        return again(self.turn, SlotSet("reopened", before.value))

    def _resume(self) -> Events:
        self.speech.say("utter_resumed", title=title_of(self.need))
        return again(self.turn)

    def _leave_out_the_rest(self) -> Events:
        """「就这样，提交吧」 in the middle: the summary comes now, with what there is."""
        for field in left_to_tell(self.need):
            leave_out(self.need, field)
        return again(self.turn, SlotSet("reopened", None), SlotSet("missed", None))

    def _decline(self) -> Events:
        if self.turn.requested == CONFIRMED:
            return self.reopen(None)
        return self.skip(self.asked)

    def _correct(self) -> Events:
        field = self._chosen_field()
        if field is not None and self.said.drops_field:
            return self.skip(field)
        return self.reopen(field)

    def _chosen_field(self) -> Field | None:
        chosen = self.turn.entities.get("slot")
        return Field(chosen) if chosen in set(Field) else named_field(self.turn.text, self.asked)
