"""The need form: which question is next, the summary, and what happens at its end."""

from __future__ import annotations

import json

from rasa_sdk.events import SlotSet

from actions.base import DeskAction, Events
from actions.need_turn import ABANDONED
from actions.next_need import offer_next
from actions.speech import Speech
from actions.steering import CONFIRMED
from actions.suggesting import Suggesting
from actions.turn import REQUESTED_SLOT, Turn
from bot.clock import CHINA
from bot.messages import Button
from bot.programme.cards import need_card
from bot.programme.expertise import expert_family
from bot.programme.interview import LABELS, Field, next_question, tell
from bot.programme.introducing import introduces_only
from bot.programme.likeness import alike_before, days_ago
from bot.programme.locations import LOCATION
from bot.programme.matters import hand_on_to_waiting, waits
from bot.programme.needs import link_contact, record_need, recorded_in
from bot.programme.suggestions import search_for
from bot.store.conversations import are_suggestions_off
from bot.store.models import Need
from bot.store.needs import find_draft, find_need, list_recorded

FORM_SLOTS = (
    *Field,
    CONFIRMED,
    ABANDONED,
    "reopened",
    "missed",
    "reask",
    "expert",
    "pending",
    LOCATION,
)


# In the slot ``expert``: the trade is told and no trouble, which is what is asked for.
UNTOLD = "untold"


class ValidateNeedForm(DeskAction):
    """Mirrors the draft into slots and names the next question."""

    label = "validate_need_form"

    async def act(self, turn: Turn, speech: Speech) -> Events:
        if turn.is_aside:
            return []
        async with self.database.write() as session:
            need = await find_draft(session, turn.conversation_id)
            if need is None or turn.slot(CONFIRMED) or turn.slot(ABANDONED) == "yes":
                return [SlotSet(REQUESTED_SLOT, None)]
            if turn.slot("pending") == "cancel":
                return [SlotSet("pending", "cancelling"), SlotSet(REQUESTED_SLOT, ABANDONED)]
            if waits(need):
                # Its turn has come: from now on it is the one that staff see first.
                need.created_at = self.now
            await link_contact(session, need)
            field = next_question(need, _reopened(turn))
            repeated = field is not None and need.asked[-1:] == [field.value]
            if field is not None:
                need.asked = [name for name in need.asked if name != field] + [field.value]
            return [*_mirrors(need), *_question(need, field, repeated)]


def _reopened(turn: Turn) -> Field | None:
    name = turn.slot("reopened")
    return Field(name) if name in set(Field) else None


def _mirrors(need: Need) -> Events:
    events = []
    for field in Field:
        left_out = "left out" if field in need.skipped else None
        events.append(SlotSet(field.value, "told" if tell(need, field) else left_out))
    return events


def _question(need: Need, field: Field | None, repeated: bool) -> Events:
    family = None
    if field is Field.DETAIL and not repeated:
        untold = need.detail is None and introduces_only(need.problem or "")
        family = UNTOLD if untold else expert_family(need.problem or "", need.industry_code)
    return [
        SlotSet(REQUESTED_SLOT, field.value if field else CONFIRMED),
        SlotSet("reask", repeated or None),
        SlotSet("expert", family),
        SlotSet("pending", None) if field else SlotSet(CONFIRMED, None),
    ]


class AskConfirmed(DeskAction):
    """The summary card, or the list of fields when the owner wants to change one."""

    label = "action_ask_need_form_confirmed"

    async def act(self, turn: Turn, speech: Speech) -> Events:
        async with self.database.read() as session:
            need = await find_draft(session, turn.conversation_id)
            recorded = await list_recorded(session, turn.conversation_id)
        if need is None:
            speech.say("utter_nothing_pending")
            return []
        before = alike_before(need, recorded)
        if turn.slot("pending") == "choose":
            speech.show("utter_choose_field", buttons=_field_buttons(), numbered=True)
            return [SlotSet("pending", None)]
        if turn.slot("aside"):
            # What was asked beside it is answered; the card above has not changed.
            speech.show("utter_summary_waits", buttons=SUBMIT)
            return []
        if before is not None:
            day = days_ago((before.recorded_at or self.now).astimezone(CHINA).date(), self.today)
            speech.say("utter_similar_need", day=day, number=before.number or "")
        speech.show("utter_summary", [need_card(need)], buttons=())
        speech.show("utter_summary_hint", buttons=SUBMIT)
        return []


SUBMIT = (
    Button("确认提交", "/affirm"),
    Button("修改", "/correct"),
    Button("取消", "/cancel"),
)


def _field_buttons() -> list[Button]:
    return [
        Button(LABELS[field], "/correct" + json.dumps({"slot": field.value})) for field in Field
    ]


class CloseNeed(DeskAction):
    """Records the confirmed need and answers it with suggestions."""

    label = "action_close_need"

    async def act(self, turn: Turn, speech: Speech) -> Events:
        cleared: Events = [SlotSet(name, None) for name in FORM_SLOTS]
        if turn.slot(ABANDONED) == "yes":
            speech.say("utter_discarded")
            await offer_next(self.services, turn.conversation_id, speech)
            return cleared
        async with self.database.write() as session:
            need = await find_need(session, turn.conversation_id, str(turn.slot(CONFIRMED)))
            if need is None:
                speech.say("utter_nothing_pending")
                return cleared
            await hand_on_to_waiting(session, need)
            recorded = await record_need(
                session, need, today=self.today, now=self.now, message_id=turn.message_id
            )
            same = await recorded_in(session, turn.conversation_id, turn.message_id)
            unasked = not await are_suggestions_off(session, turn.conversation_id)
        repeated = recorded.again and same is None
        if repeated:
            speech.say("utter_record_again", number=recorded.number)
            return cleared
        events = await self._answer(need, recorded.number, speech, unasked=unasked)
        await offer_next(self.services, turn.conversation_id, speech)
        return [*cleared, *events]

    async def _answer(self, need: Need, number: str, speech: Speech, *, unasked: bool) -> Events:
        name = "utter_recorded_with_contact" if need.contact_id else "utter_recorded"
        speech.say(name, number=number)
        if not unasked:
            speech.say("utter_recorded_unasked")
            return [SlotSet("search", search_for(need).as_json())]
        return await Suggesting(self.services, speech).answer_need(need)
