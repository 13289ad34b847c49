"""An answer that was not understood: asked once more; the second time the words are kept."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import Any

from rasa_sdk.events import SlotSet

from actions.answering import Said
from actions.speech import Speech
from actions.topic import names_topic
from actions.turn import Turn
from bot.messages import Button
from bot.programme.absorbing import add_detail, keep_words
from bot.programme.changes import Change
from bot.programme.interview import LABELS, Field, tell
from bot.programme.need_columns import leave_out
from bot.reading.facts import Facts
from bot.reading.script import normalise
from bot.reading.sum_purpose import tells_other_sum
from bot.store.models import Need

# 「我能替他同意吗」 wants an answer; 「看对方怎么报」 is one.
_ASKS_US = re.compile(r"[?？]$|[吗呢么]$|能不能|可不可以|行不行|谁|多久|为啥|为什么|[能会行有]不$")
# 「吃住我们包」 to the question for the trade names none.
_NO_TRADE = re.compile(
    r"公司|作坊|没|我们|咱们?|俺们|你|[他她它]|[?？吗呢]|钱|吃|住|怎么|不知道|不清楚"
)

# Asked for one of these, owners go on with their trouble: 「人工越来越贵」. Elsewhere such words
# may be the answer, which is kept as it was said: a trade, 「看对方怎么报」.
_FREE_TO_TELL = frozenset({Field.COMPANY, Field.MODE})

Events = list[dict[str, Any]]
_SETTLED: Events = [SlotSet("missed", None), SlotSet("reopened", None)]


@dataclass(frozen=True, slots=True)
class Missed:
    need: Need
    turn: Turn
    facts: Facts
    said: Said
    asked: Field | None
    speech: Speech

    def take(self, changes: tuple[Change, ...]) -> Events:
        """Asked once more; the second time the words are kept, or the field is left out."""
        pressed = self._pressed_of_another()
        if pressed is None:
            return self._take(changes)
        self._say_known(pressed, changes)
        return []

    def _take(self, changes: tuple[Change, ...]) -> Events:
        asked = self.asked
        others = [change for change in changes if change.field is not asked]
        told_more = bool(others)
        if self.facts.phone and not told_more:
            self.speech.say("utter_contact_later")
            return []
        # Who puts right what was told before has not turned from the question.
        told_new = any(not change.replaced for change in others)
        if told_new and asked is not None and self.turn.slot("reask"):
            return self._pass_over(asked)
        kept_back = self.facts.contact_declined
        if asked is None or told_more or kept_back or self.facts.qualifications:
            return []  # it told something else, which was noted
        if self._asked_us() or self._told_detail():
            return []
        if self.turn.slot("missed") == asked or asked is Field.INDUSTRY:
            no_trade = asked is Field.INDUSTRY and self._names_no_trade
            kept = not no_trade and keep_words(self.need, asked, self.turn.text)
            return _SETTLED if kept else self._give_up(asked, says=True)
        self._say_unread(asked)
        return [SlotSet("missed", asked.value)]

    def _pressed_of_another(self) -> Field | None:
        """A button of a list above: it says nothing of what is asked now."""
        name = self.turn.entities.get("slot", "")
        if not self.turn.is_press or name not in set(Field) or name == self.asked:
            return None
        return Field(name)

    def _say_known(self, field: Field, changes: tuple[Change, ...]) -> None:
        known = tell(self.need, field)
        if known is not None and not changes:
            self.speech.say("utter_already", slot=LABELS[field], value=known)

    def _pass_over(self, asked: Field) -> Events:
        """Asked twice, and the owner spoke of other things: nothing of it is to seem lost."""
        if tell(self.need, asked) is None:
            leave_out(self.need, asked)
            self.speech.say("utter_passed_over", slot=LABELS[asked])
        return _SETTLED

    def _give_up(self, asked: Field, *, says: bool = False) -> Events:
        """Not asked again; what was known before a question was opened anew stands."""
        if tell(self.need, asked) is None:
            leave_out(self.need, asked)
            if says:
                self._say_left_out(asked)
        return _SETTLED

    def _say_left_out(self, asked: Field) -> None:
        """Nobody shall believe that a firm's name was taken which was not."""
        if asked is Field.COMPANY and self.turn.intent not in {"skip", "deny"}:
            self.speech.say("utter_skipped", slot=LABELS[asked])

    @property
    def _names_no_trade(self) -> bool:
        bare = self.turn.intent in {"affirm", "deny", "skip"}
        return bare or _NO_TRADE.search(self.turn.text) is not None

    def _asked_us(self) -> bool:
        asks = _ASKS_US.search(self.turn.text) is not None
        if asks:
            self.speech.say("utter_question_unread")
        return asks

    def _told_detail(self) -> bool:
        if self.turn.intent in {"affirm", "deny", "skip", "thanks"}:  # 「对头」
            return False
        measured = (
            self.said.tells_amount
            or self.facts.metrics
            or tells_other_sum(normalise(self.turn.text))
        )
        if not (measured or (self.asked in _FREE_TO_TELL and names_topic(self.turn.text))):
            return False
        add_detail(self.need, self.turn.text)
        self.speech.say("utter_detail_noted")
        return True

    def _say_unread(self, asked: Field) -> None:
        if asked is Field.REGION and (places := self.facts.place_choices):
            buttons = [Button(place.name, _place_payload(place.name)) for place in places[:6]]
            self.speech.show(
                "utter_place_unclear", buttons=buttons, numbered=True, place=self.turn.text
            )
            return
        if self.turn.intent != "affirm":  # 「行」 to a choice: which one, is asked once more
            self.speech.say("utter_not_read")


def _place_payload(name: str) -> str:
    return "/inform" + json.dumps({"slot": "region", "value": name}, ensure_ascii=False)
