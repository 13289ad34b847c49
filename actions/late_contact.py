"""A contact that comes after the need was recorded: 「我电话忘了给」.

Nothing is stored before its consent (PIPL art. 13, 14); it is asked for at once, and the number
need not be written again."""

from __future__ import annotations

from rasa_sdk.events import SlotSet
from sqlalchemy.ext.asyncio import AsyncSession

from actions.base import Events
from actions.contact_turn import ContactTurn
from actions.intents import is_question
from actions.services import ActionServices
from actions.speech import Speech
from actions.turn import Turn
from bot.programme.consent_texts import STORE_CONTACT_TEXT
from bot.programme.contacts import given_in, standing_consent
from bot.programme.needs import link_contact
from bot.programme.telling import tells_something
from bot.reading.facts import Facts, read
from bot.reading.undoing import may_be_a_yes
from bot.store.models import Need
from bot.store.needs import OVER, list_recorded

# The slot ``pending`` while that consent is asked for.
LATE_CONTACT = "late_contact"
_NOT_NOW = frozenset({"deny", "skip", "cancel"})


async def take_late_contact(
    services: ActionServices, turn: Turn, facts: Facts, speech: Speech
) -> Events | None:
    """None where no need on record lacks a contact, or the message brings none."""
    given = given_in(facts).reachable and not tells_something(facts)
    if turn.loop is not None or turn.is_press or not given:
        return None
    async with services.database.write() as session:
        needs = await _without_contact(session, turn.conversation_id)
        if not needs:
            return None
        if await standing_consent(session, turn.conversation_id) is not None:
            return await _keep(services, session, turn, facts, needs, speech)
    ask_for_late_consent(speech)
    return [SlotSet("pending", LATE_CONTACT)]


def ask_for_late_consent(speech: Speech) -> None:
    speech.say("utter_ask_consent_held", consent=STORE_CONTACT_TEXT.text)


async def answer_late_consent(
    services: ActionServices, turn: Turn, speech: Speech
) -> Events | None:
    """None where the words say neither yes nor no to it."""
    if turn.intent in _NOT_NOW:
        speech.say("utter_late_contact_left")
        return [SlotSet("pending", None)]
    agrees = turn.intent == "affirm" and (turn.is_press or may_be_a_yes(turn.text))
    if not agrees or is_question(turn.text) or "谁" in turn.text:
        return None
    facts = read("" if turn.is_press else turn.text, today=services.clock.today())
    async with services.database.write() as session:
        needs = await _without_contact(session, turn.conversation_id)
        return await _keep(services, session, turn, facts, needs, speech)


async def _without_contact(session: AsyncSession, conversation_id: str) -> list[Need]:
    recorded = await list_recorded(session, conversation_id)
    return [need for need in recorded if need.contact_id is None and need.state not in OVER]


async def _keep(
    services: ActionServices,
    session: AsyncSession,
    turn: Turn,
    facts: Facts,
    needs: list[Need],
    speech: Speech,
) -> Events | None:
    clock = services.clock
    contact = ContactTurn(session, turn, facts, clock.today(), clock.now(), speech)
    if not await contact.take():
        return None
    for need in needs:
        await link_contact(session, need)
    return [SlotSet("pending", None)]
