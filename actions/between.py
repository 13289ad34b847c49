"""Answers given outside a form: drafts of another day, changes to a recorded need, yes and no."""

from __future__ import annotations

import re

from rasa_sdk.events import FollowupAction, SlotSet
from sqlalchemy.ext.asyncio import AsyncSession

from actions.base import DeskAction, Events
from actions.data_rights import DELETING, delete_now
from actions.introduction_form import Pick, wants_touch
from actions.located import ask_location, is_location, place_sent
from actions.narrowing import narrow
from actions.on_record import OnRecord
from actions.opening import NEED_FORM, PLACE, begin_need
from actions.pending import WITHDRAW, ask_again
from actions.searching import search_as_awaited, search_region
from actions.speech import Speech
from actions.standing import CANCEL_DRAFT, discard_draft_in_hand
from actions.supplementing import supplements
from actions.told_before import heed_contact
from actions.turn import Turn
from actions.withdrawing import ask_to_withdraw, withdraw_now
from bot.programme.absorbing import absorb, correct_words
from bot.programme.changes import Change
from bot.programme.interview import LABELS, Field
from bot.programme.locations import LOCATION
from bot.programme.matters import waits
from bot.programme.need_columns import leave_out
from bot.programme.needs import (
    CHANGEABLE,
    keep_record_true,
    note_changes,
    title_of,
)
from bot.programme.taking_facts import Heard
from bot.reading.facts import Facts, read
from bot.reading.place import Place
from bot.reading.undoing import may_be_a_yes, refuses
from bot.store.models import Need
from bot.store.needs import find_draft, latest_recorded, new_draft

# 「之前登记的那个，预算改成50万」, where nothing was recorded.
_OF_RECORD = re.compile(r"登记|提交|之前|上次|以前|昨天|前天|那[条个]需求")


class PickUp(DeskAction):
    """An answer that no form is waiting for."""

    label = "action_pick_up"

    async def act(self, turn: Turn, speech: Speech) -> Events:
        awaited = await search_as_awaited(self.services, turn, speech)
        if awaited is not None:
            return awaited
        if is_location(turn):
            return ask_location(read(turn.entities["value"], today=self.today), speech)
        async with self.database.write() as session:
            events = await self._take(session, turn, speech)
        # What the taking leaves to be answered stands, anything older lapses.
        answered = [SlotSet(LOCATION, None)] if turn.slot("pending") == LOCATION else []
        return [SlotSet("pending", None), *answered, *events]

    async def _take(self, session: AsyncSession, turn: Turn, speech: Speech) -> Events:
        draft = await find_draft(session, turn.conversation_id)
        waiting = draft is not None and waits(draft) and turn.intent in {"correct", "skip"}
        if draft is not None and not waiting and not supplements(turn):
            self._continue(draft, turn, speech)
            return [FollowupAction(NEED_FORM)]
        facts = read(turn.text, today=self.today)
        on_record = OnRecord(session, turn, facts, self.today, self.now, speech)
        events = await on_record.take()
        if events is not None:
            return events
        if await self._change_recorded(session, turn, facts, speech):
            return []
        if facts.metrics or facts.industry:
            need = await new_draft(session, turn.conversation_id, self.now)
            changes = begin_need(need, turn, turn.text, facts, self.today)
            await heed_contact(session, need, facts, speech)
            say_changes(changes, speech)
            return [FollowupAction(NEED_FORM)]
        return await self._told_beside(turn, facts, speech)

    async def _told_beside(self, turn: Turn, facts: Facts, speech: Speech) -> Events:
        """A place or a contact before there is a need, or nothing that could be read."""
        asked = turn.slot("pending") == LOCATION
        if facts.place is not None and (turn.intent == "inform" or asked):
            if turn.slot("search"):
                return await search_region(self.services, turn, speech, own=True)
            # Before anything else: the need to come lies there.
            return note_place(facts.place, speech)
        if facts.phone or facts.person:
            speech.say("utter_contact_unasked")
            return []
        plain = {"skip": "utter_nothing_pending", "resume": "utter_nothing_to_resume"}
        if turn.intent == "correct" and _OF_RECORD.search(turn.text):
            plain["correct"] = "utter_status_none"
        if turn.intent not in plain:
            return narrow(turn, speech)
        speech.say(plain[turn.intent])
        return []

    def _continue(self, draft: Need, turn: Turn, speech: Speech) -> None:
        """The tracker lost the form, or days went by: the draft still knows what was asked."""
        if turn.intent == "resume":
            resumed = "utter_next_begun" if waits(draft) else "utter_resumed"
            speech.say(resumed, title=title_of(draft))
            return
        asked = Field(draft.asked[-1]) if draft.asked else None
        if turn.intent == "skip" and asked is not None:
            leave_out(draft, asked)
            return
        facts = read(turn.text, today=self.today, expecting=asked.value if asked else None)
        heard = Heard(turn.text, facts, asked=asked, insists=turn.intent == "correct")
        say_changes(absorb(draft, heard), speech)

    async def _change_recorded(
        self, session: AsyncSession, turn: Turn, facts: Facts, speech: Speech
    ) -> bool:
        need = await latest_recorded(session, turn.conversation_id)
        if need is None or turn.intent != "correct" or need.state not in CHANGEABLE:
            return False
        was_secret = need.confidential is not None
        correction = correct_words(need, turn.text)
        changes = absorb(need, Heard(turn.text, facts, insists=True))
        if correction is not None:
            changes = (correction, *changes)
        made_secret = need.confidential is not None and not was_secret
        if not (changes or made_secret):
            return False
        need.updated_at = self.now
        await note_changes(
            session, need, changes,
            now=self.now, message_id=turn.message_id, made_secret=made_secret,
        )  # fmt: skip
        if changes:
            said = "，".join(change.said_back for change in changes)
            speech.say("utter_need_corrected", number=need.number or "", changes=said)
            if await keep_record_true(session, need, self.now):
                speech.say("utter_need_resubmitted", number=need.number or "")
        if made_secret:
            speech.say("utter_kept_secret")
        return True


def say_changes(changes: tuple[Change, ...], speech: Speech) -> None:
    told = [each for each in changes if each.field not in {Field.PROBLEM, Field.DETAIL}]
    replaced = [each.said_back for each in told if each.replaced]
    fresh = [each.noted for each in told if not each.replaced]
    if replaced:
        speech.say("utter_corrected", changes="，".join(replaced))
    if fresh:
        speech.say("utter_noted", noted="；".join(fresh))


def note_place(place: Place, speech: Speech) -> Events:
    speech.say("utter_noted", noted=f"{LABELS[Field.REGION]}：{place.name}")
    speech.say("utter_ask_need_form_problem")
    return [SlotSet("pending", f"{PLACE}{place.code}")]


class Back(DeskAction):
    """Replaces Rasa's own action_back. Inside the form the hearing has set the question already."""

    label = "action_back"

    async def act(self, turn: Turn, speech: Speech) -> Events:
        if turn.loop is not None:
            return [FollowupAction(turn.loop)]
        async with self.database.read() as session:
            draft = await find_draft(session, turn.conversation_id)
        if draft is not None:
            return [FollowupAction(NEED_FORM)]
        speech.say("utter_nothing_pending")
        return []


class Cancel(DeskAction):
    """ "取消" outside the form: an unfinished draft, or the need recorded last."""

    label = "action_cancel"

    async def act(self, turn: Turn, speech: Speech) -> Events:
        async with self.database.read() as session:
            draft = await find_draft(session, turn.conversation_id)
        if refuses(turn.text):  # 「不撤了」, where nothing is asked
            speech.say("utter_nothing_pending" if draft is None else "utter_draft_kept")
            return []
        if draft is not None and "id" not in turn.entities:
            speech.say("utter_confirm_cancel_draft")
            return [SlotSet("pending", CANCEL_DRAFT)]
        asked = await ask_to_withdraw(self.services, turn, speech)
        if asked is None:
            speech.say("utter_nothing_pending")
        return asked or []


class Affirm(DeskAction):
    """ "好" outside the forms, to whatever question is waiting."""

    label = "action_affirm"

    async def act(self, turn: Turn, speech: Speech) -> Events:
        pending = str(turn.slot("pending") or "")
        done: Events = [SlotSet("pending", None)]
        undoes = pending in DELETING or pending.startswith((WITHDRAW, CANCEL_DRAFT))
        if undoes and not (turn.is_press or may_be_a_yes(turn.text)):
            await ask_again(self.services, turn, speech)
            return []
        if pending in DELETING:
            return [*done, *await delete_now(self.services, turn, speech, pending)]
        if pending == LOCATION and (place := place_sent(turn)) is not None:
            return [*done, SlotSet(LOCATION, None), *await self._settle(turn, place, speech)]
        if pending.startswith(WITHDRAW):
            return await withdraw_now(self.services, turn, speech)
        return [*done, *await self._of_draft(turn, pending, speech)]

    async def _of_draft(self, turn: Turn, pending: str, speech: Speech) -> Events:
        async with self.database.read() as session:
            draft = await find_draft(session, turn.conversation_id)
        if draft is None:
            return await self._unasked(turn, speech)
        if pending != CANCEL_DRAFT:
            return [FollowupAction(NEED_FORM)]
        await discard_draft_in_hand(self.services, turn, speech)
        return []

    async def _unasked(self, turn: Turn, speech: Speech) -> Events:
        """No question waited for a yes."""
        if wants_touch(turn.text):
            return await Pick(self.services).act(turn, speech)
        speech.say("utter_nothing_pending")
        return []

    async def _settle(self, turn: Turn, place: Place, speech: Speech) -> Events:
        """The place on the map is where the works are."""
        async with self.database.write() as session:
            draft = await find_draft(session, turn.conversation_id)
            if draft is None:
                return note_place(place, speech)
            draft.region_code, draft.region_name = place.code, place.name
        return [FollowupAction(NEED_FORM)]


class Deny(DeskAction):
    """ "不" outside the forms: what was waiting is dropped; a draft is gone on with."""

    label = "action_deny"

    async def act(self, turn: Turn, speech: Speech) -> Events:
        done: Events = [SlotSet("pending", None)]
        if turn.slot("pending") == LOCATION:
            speech.say("utter_ask_need_form_region")
            return [*done, SlotSet(LOCATION, None)]
        if turn.slot("pending") in DELETING:
            async with self.database.read() as session:
                draft = await find_draft(session, turn.conversation_id)
            speech.say("utter_not_deleted")
            return [*done, FollowupAction(NEED_FORM)] if draft is not None else done
        kept = {CANCEL_DRAFT: "utter_draft_kept"}
        if str(turn.slot("pending") or "").startswith(WITHDRAW):
            kept[str(turn.slot("pending"))] = "utter_not_withdrawn"
        speech.say(kept.get(str(turn.slot("pending")), "utter_nothing_pending"))
        return done
