"""Taking back a need on record: asked once, done on a yes or on the same word said again.

A bare 「撤回」 may mean a need or the consent; which, is asked, since neither comes back."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence

from rasa_sdk.events import SlotSet
from sqlalchemy.ext.asyncio import AsyncSession

from actions.base import Events
from actions.pending import WHICH, WITHDRAW
from actions.services import ActionServices
from actions.speech import Speech
from actions.turn import Turn
from bot.messages import Author, Button
from bot.programme.interview import abridge
from bot.programme.needs import CHANGEABLE, title_of, withdraw_need
from bot.reading.script import normalise
from bot.reading.taking_back import TakingBack, read_taking_back, read_which
from bot.store.consents import find_contact, list_consents
from bot.store.conversations import recent_rows
from bot.store.desk import lock_conversation, lock_need
from bot.store.models import Need
from bot.store.needs import OVER, find_draft, find_need, latest_recorded, list_recorded

# 「撤回」 typed, as the button says it; a yes is another matter.
_SAYS_IT_AGAIN = re.compile(
    r"(?:我?(?:确定|确认|说|要|想)|对|是的?|就|嗯|好的?|行|给我|帮我|把?(?:它|需求|[这那]条)|[，,\s])*"
    r"(?:撤[回销掉]?|取消)(?:了|吧|掉|它|需求|[这那]条|[。.!！\s])*"
)
_MOST, _TITLE, _SHORTEST = 5, 12, 2


def waits_for_withdrawal(turn: Turn) -> bool:
    """Whether the message says the word of the question that stands."""
    asked = str(turn.slot("pending") or "").startswith(WITHDRAW)
    return asked and _SAYS_IT_AGAIN.fullmatch(turn.text.strip()) is not None


async def take_back(services: ActionServices, turn: Turn, speech: Speech) -> Events | None:
    """「撤了吧」, 「第二个撤了吧」, whatever it was read as: what is meant is asked before anything
    goes, and once more after a mere 「好」. None where the message is something else, or nothing
    is on record."""
    asked = str(turn.slot("pending") or "").startswith(WHICH)
    if turn.is_press or turn.loop is not None or waits_for_withdrawal(turn):
        return None
    wish = read_taking_back(turn.text)
    if wish is None and asked and turn.intent != "deny":
        wish = read_which(turn.text)
    if wish is None:
        return None
    async with services.database.read() as session:
        needs = [
            need
            for need in await list_recorded(session, turn.conversation_id)
            if need.state not in OVER
        ][:_MOST]
        meant = await _meant(session, turn, wish, needs)
    if not needs or (wish.words and meant is None and not (asked and turn.intent == "affirm")):
        return None
    if meant is not None:
        return _ask(meant, speech)
    return await _ask_which(services, turn, wish, needs, speech)


async def _meant(
    session: AsyncSession, turn: Turn, wish: TakingBack, needs: Sequence[Need]
) -> Need | None:
    """One need and no other; several of it, or none, are asked about."""
    if wish.words:
        words = normalise(wish.words).strip("“”…")
        if len(words) < _SHORTEST:
            return None
        fit = [need for need in needs if words in normalise(need.problem or "")]
        return fit[0] if len(fit) == 1 else None
    if wish.nth is not None:
        shown = await _in_order(session, turn, needs)
        place = wish.nth - 1 if wish.nth > 0 else wish.nth
        return shown[place] if -len(shown) <= place < len(shown) else None
    return needs[0] if wish.of_need and len(needs) == 1 else None


async def _in_order(session: AsyncSession, turn: Turn, needs: Sequence[Need]) -> Sequence[Need]:
    """As they were asked about or shown; needs that were not have no order of the owner's."""
    pending = str(turn.slot("pending") or "")
    ids = pending.removeprefix(WHICH).split(",") if pending.startswith(WHICH) else []
    if not ids:
        rows = await recent_rows(session, turn.conversation_id)
        cards = [
            [card["id"] for card in row.cards if card["kind"] == "need"]
            for row in rows
            if row.author == Author.BOT
        ]
        ids = next((each for each in cards if len(each) > 1), [])
    known = {need.id: need for need in needs}
    return [known[each] for each in ids if each in known]


def _ask(need: Need, speech: Speech) -> Events:
    if need.state not in CHANGEABLE:
        speech.say("utter_need_with_staff", number=need.number or "")
        return [SlotSet("pending", None)]
    speech.say("utter_confirm_withdraw_need", number=need.number or "", title=title_of(need))
    return [SlotSet("pending", f"{WITHDRAW}{need.id}")]


async def _ask_which(
    services: ActionServices, turn: Turn, wish: TakingBack, needs: Sequence[Need], speech: Speech
) -> Events:
    async with services.database.read() as session:
        consents = await list_consents(session, turn.conversation_id)
        draft = await find_draft(session, turn.conversation_id)
    buttons = [
        Button(f"撤回“{abridge(title_of(need), _TITLE)}”", "/cancel" + json.dumps({"id": need.id}))
        for need in needs
    ]
    if draft is not None:
        buttons.append(Button("放弃没填完的那条", "/cancel"))
    if not wish.of_need and any(each.withdrawn_at is None for each in consents):
        buttons.append(Button("撤回留联系方式的同意", '/withdraw_consent{"value": "consent"}'))
    if len(buttons) == 1:
        return _ask(needs[0], speech)
    speech.show("utter_withdraw_which", buttons=buttons)
    return [SlotSet("pending", WHICH + ",".join(need.id for need in needs))]


async def ask_to_withdraw(services: ActionServices, turn: Turn, speech: Speech) -> Events | None:
    """None where nothing is on record that its owner may take back."""
    chosen = turn.entities.get("id")
    async with services.database.read() as session:
        if chosen is not None:
            recorded = await find_need(session, turn.conversation_id, chosen)
        else:
            recorded = await latest_recorded(session, turn.conversation_id)
    if recorded is None or recorded.state in OVER:
        return None
    return _ask(recorded, speech)


async def withdraw_now(services: ActionServices, turn: Turn, speech: Speech) -> Events:
    done: Events = [SlotSet("pending", None)]
    need_id = str(turn.slot("pending") or "").removeprefix(WITHDRAW)
    async with services.database.write() as session:
        # Behind the conversation, as staff hold a need: who was first is seen by the other.
        await lock_conversation(session, turn.conversation_id)
        need = await lock_need(session, need_id)
        ours = need is not None and need.conversation_id == turn.conversation_id
        if need is None or not ours or need.state not in {*CHANGEABLE, "withdrawn"}:
            speech.say("utter_nothing_pending")
            return done
        had_contact = await find_contact(session, turn.conversation_id) is not None
        if need.state != "withdrawn":
            await withdraw_need(session, need, services.clock.now())
        speech.say("utter_need_withdrawn", number=need.number or "")
        if had_contact and await find_contact(session, turn.conversation_id) is None:
            speech.say("utter_contact_ended")
    return done
