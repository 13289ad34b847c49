"""Taking back a need on record: asked once, done on a yes or on the same word said again."""

from __future__ import annotations

import re

from rasa_sdk.events import SlotSet

from actions.base import Events
from actions.pending import WITHDRAW
from actions.services import ActionServices
from actions.speech import Speech
from actions.turn import Turn
from bot.programme.needs import CHANGEABLE, title_of, withdraw_need
from bot.store.consents import find_contact
from bot.store.needs import find_need, latest_recorded

# 「撤回」 typed, as the button says it; a yes is another matter.
_SAYS_IT_AGAIN = re.compile(
    r"(?:我?(?:确定|确认|说|要|想)|对|是的?|就|嗯|好的?|行|给我|帮我|把?(?:它|需求|[这那]条)|[，,\s])*"
    r"(?:撤[回销掉]?|取消)(?:了|吧|掉|它|需求|[这那]条|[。.!！\s])*"
)


def waits_for_withdrawal(turn: Turn) -> bool:
    """Whether the message says the word of the question that stands."""
    asked = str(turn.slot("pending") or "").startswith(WITHDRAW)
    return asked and _SAYS_IT_AGAIN.fullmatch(turn.text.strip()) is not None


async def ask_to_withdraw(services: ActionServices, turn: Turn, speech: Speech) -> Events | None:
    """None where nothing is on record that its owner may take back."""
    async with services.database.read() as session:
        recorded = await latest_recorded(session, turn.conversation_id)
    if recorded is None or recorded.state not in CHANGEABLE:
        return None
    speech.say(
        "utter_confirm_withdraw_need", number=recorded.number or "", title=title_of(recorded)
    )
    return [SlotSet("pending", f"{WITHDRAW}{recorded.id}")]


async def withdraw_now(services: ActionServices, turn: Turn, speech: Speech) -> Events:
    done: Events = [SlotSet("pending", None)]
    need_id = str(turn.slot("pending") or "").removeprefix(WITHDRAW)
    async with services.database.write() as session:
        need = await find_need(session, turn.conversation_id, need_id)
        if need is None or need.state not in {*CHANGEABLE, "withdrawn"}:
            speech.say("utter_nothing_pending")
            return done
        had_contact = await find_contact(session, turn.conversation_id) is not None
        if need.state != "withdrawn":
            await withdraw_need(session, need, services.clock.now())
        speech.say("utter_need_withdrawn", number=need.number or "")
        if had_contact and await find_contact(session, turn.conversation_id) is None:
            speech.say("utter_contact_ended")
    return done
