"""Questions outside the forms about what cannot be undone: to withdraw, to delete, to give up.

Yes and no are read by the words before any rule: 「不撤了」 and 「撤了」 are one purpose."""

from __future__ import annotations

from rasa_sdk.events import SlotSet

from actions.base import Events
from actions.data_rights import CONTACT_ONLY, DELETING, delete_now
from actions.late_contact import LATE_CONTACT, answer_late_consent
from actions.next_need import offer_next
from actions.pending import WITHDRAW
from actions.services import ActionServices
from actions.speech import Speech
from actions.turn import Turn
from actions.withdrawing import waits_for_withdrawal, withdraw_now
from bot.programme.matters import hand_on_to_waiting
from bot.programme.needs import give_up_draft
from bot.reading.undoing import confirms_deletion, gives_up, refuses, refuses_deletion
from bot.store.needs import find_draft

CANCEL_DRAFT = "cancel_draft"


async def answer_standing(services: ActionServices, turn: Turn, speech: Speech) -> Events | None:
    """None where no such question stands, or the words say neither yes nor no to it."""
    pending = str(turn.slot("pending") or "")
    if turn.loop is not None or not pending:
        return None
    if pending == LATE_CONTACT:
        return await answer_late_consent(services, turn, speech)
    if turn.is_press:
        return None
    if pending in DELETING:
        return await _answer_of_deleting(services, turn, speech, pending)
    if pending.startswith(WITHDRAW):
        return await _answer_of_withdrawing(services, turn, speech)
    return await _answer_of_draft(services, turn, speech) if pending == CANCEL_DRAFT else None


def _kept(speech: Speech, words: str) -> Events:
    speech.say(words)
    return [SlotSet("pending", None)]


async def _answer_of_deleting(
    services: ActionServices, turn: Turn, speech: Speech, pending: str
) -> Events | None:
    if confirms_deletion(turn.text, contact_only=pending == CONTACT_ONLY):
        deleted = await delete_now(services, turn, speech, pending)
        return [SlotSet("pending", None), *deleted]
    return _kept(speech, "utter_not_deleted") if refuses_deletion(turn.text) else None


async def _answer_of_withdrawing(
    services: ActionServices, turn: Turn, speech: Speech
) -> Events | None:
    if waits_for_withdrawal(turn):
        return await withdraw_now(services, turn, speech)
    return _kept(speech, "utter_not_withdrawn") if refuses(turn.text) else None


async def _answer_of_draft(services: ActionServices, turn: Turn, speech: Speech) -> Events | None:
    if refuses(turn.text):
        return _kept(speech, "utter_draft_kept")
    if gives_up(turn.text):
        await discard_draft_in_hand(services, turn, speech)
        return [SlotSet("pending", None)]
    return None


async def discard_draft_in_hand(services: ActionServices, turn: Turn, speech: Speech) -> None:
    async with services.database.write() as session:
        draft = await find_draft(session, turn.conversation_id)
        if draft is not None:
            await hand_on_to_waiting(session, draft)
            await give_up_draft(session, draft, services.clock.now())
    if draft is not None:
        speech.say("utter_discarded")
        await offer_next(services, turn.conversation_id, speech)
