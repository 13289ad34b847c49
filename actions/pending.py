"""The yes-or-no question that waits outside the forms, asked once more."""

from __future__ import annotations

from actions.late_contact import LATE_CONTACT, ask_for_late_consent
from actions.opening import PLACE
from actions.services import ActionServices
from actions.speech import Speech
from actions.topic import TOPIC
from actions.turn import Turn
from bot.programme.data_rights import list_holdings
from bot.programme.locations import LOCATION
from bot.programme.needs import title_of
from bot.reading.place import full_name
from bot.store.needs import find_need

WITHDRAW = "withdraw:"
# While it is open which need, or whether the consent, is to be taken back; the needs follow.
WHICH = "which:"
_PLAIN = {
    "cancel_draft": "utter_confirm_cancel_draft",
    "region": "utter_ask_which_region",
    TOPIC: "utter_ask_topic",
}


async def ask_again(services: ActionServices, turn: Turn, speech: Speech) -> None:
    """Inside a form the form does it."""
    pending = str(turn.slot("pending") or "")
    if turn.loop is not None or not pending:
        return
    if pending in _PLAIN:
        speech.say(_PLAIN[pending])
    elif pending in {"delete", "delete_contact"}:
        await _ask_of_deleting(services, turn, pending, speech)
    elif pending == LATE_CONTACT:
        ask_for_late_consent(speech)
    elif pending == LOCATION and turn.slot(LOCATION):
        speech.say("utter_ask_location", place=full_name(str(turn.slot(LOCATION))))
    elif pending.startswith(PLACE):
        speech.say("utter_ask_need_form_problem")
    elif pending.startswith(WITHDRAW):
        await _ask_of_need(services, turn, pending.removeprefix(WITHDRAW), speech)


async def _ask_of_deleting(
    services: ActionServices, turn: Turn, pending: str, speech: Speech
) -> None:
    async with services.database.read() as session:
        held = await list_holdings(session, turn.conversation_id)
    if pending == "delete":
        speech.say("utter_confirm_delete", what=held.describe())
    else:
        speech.say("utter_confirm_delete_contact", what=held.describe_contact())


async def _ask_of_need(services: ActionServices, turn: Turn, need_id: str, speech: Speech) -> None:
    async with services.database.read() as session:
        need = await find_need(session, turn.conversation_id, need_id)
    if need is not None:
        speech.say("utter_confirm_withdraw_need", number=need.number or "", title=title_of(need))
