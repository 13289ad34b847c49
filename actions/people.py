"""Handing over to a person, complaints, and taking leave."""

from __future__ import annotations

import re

from rasa_sdk.events import SlotSet

from actions.base import DeskAction, Events, leave_form
from actions.speech import Speech
from actions.turn import Turn

_URGENT = re.compile(r"[!！]{2,}|[二三四五六七八九十几多]遍|投诉|马上|立刻|赶紧|急")
# Too angry to be asked whether a person shall come.
_FURIOUS = re.compile(
    r"[!！]{2,}|(?:说|问|讲|催|提|填|打|找|喊|回答|重复)了?[二两三四五六七八九十几多好]+遍|投诉|举报|气死|气人|受够|忍无可忍|骗子|骗人|忽悠|垃圾|滚|妈的|他妈|傻[逼叉x]"
)


class Human(DeskAction):
    """The front door moves the conversation; the words say what happens next."""

    label = "action_human"

    async def act(self, turn: Turn, speech: Speech) -> Events:
        urgent = _URGENT.search(turn.text) is not None
        name = "utter_human_urgent" if urgent else "utter_human"
        speech.hand_over(name, "企业要求转人工", urgent=urgent)
        return leave_form(turn)


class Complaint(DeskAction):
    """One apology, with a person offered; to whoever is furious, or complains again, the person
    comes unasked."""

    label = "action_complaint"

    async def act(self, turn: Turn, speech: Speech) -> Events:
        if turn.slot("apologised"):
            speech.hand_over("utter_complaint_handed", "企业再次表示不满", urgent=True)
            return leave_form(turn)
        if _FURIOUS.search(turn.text):
            speech.hand_over("utter_human_urgent", "企业很不满", urgent=True)
        else:
            speech.say("utter_complaint")
        return [SlotSet("apologised", True), *leave_form(turn)]


class Goodbye(DeskAction):
    """Whoever takes leave is asked nothing more; the draft waits."""

    label = "action_goodbye"

    async def act(self, turn: Turn, speech: Speech) -> Events:
        speech.say("utter_goodbye")
        return leave_form(turn)
