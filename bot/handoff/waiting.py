"""What owners can do while they wait for a person, without the engine: leave a number, or go back
to the bot."""

from __future__ import annotations

import re
from collections.abc import Sequence

from sqlalchemy.ext.asyncio import AsyncSession

from bot.clock import Clock
from bot.handoff.ink import Phrases
from bot.messages import Outbound, Owner
from bot.programme.consent_texts import STORE_CONTACT_TEXT
from bot.programme.contacts import (
    ALL_FIELDS,
    GivenContact,
    contact_text,
    give_consent,
    keep_contact,
    known_contact,
    mask_phone,
    standing_consent,
)
from bot.reading.codes import read_email, read_phone
from bot.reading.person import read_person
from bot.reading.plain_answers import begins_with_yes
from bot.reading.script import normalise
from bot.store.audit import record_audit
from bot.store.conversations import change_owner, last_told
from bot.store.models import Consent, Message
from bot.store.turns import OpenTurn
from bot.store.understandings import list_typed

# Payloads of the buttons in domain.yml, "desk: said by the front door itself".
BACK_TO_BOT = "desk:bot"
LEAVE_NUMBER = "desk:leave"
AGREE = "desk:agree"
# No number is left, and the place in the queue is kept.
STAY = "desk:stay"
# "desk:ask:SEQ": back to the bot, which answers that message.
ASK_BOT = "desk:ask:"
# 「算了，不用人工了」: nobody is waited for any more.
_CALLS_OFF = re.compile(
    r"(?=.*(?:人工|客服|工作人员|转|等|排|找人))(?:算了|那|我|先|好了?|行了?|[，,\s])*(?:不用|不要|不必|别|不|不需要|不想)(?:再)?(?:转|等|找|排|接|叫|要|麻烦)*"
    r"(?:人工|人|客服|队|工作人员|你们)*(?:等|来|了|接)*[吧啦。!！\s]*"
    r"|(?:还是)?(?:回到?|换回?|转回?|让|找|叫)(?:给)?机器人(?:来|吧|答|说|了|帮我)*[。!！]*"
)
BUTTONS = frozenset({BACK_TO_BOT, LEAVE_NUMBER, AGREE, STAY})


class WaitingRoom:
    def __init__(self, phrases: Phrases, clock: Clock) -> None:
        self._phrases = phrases
        self._clock = clock
        # Their words do too, however far up the buttons stand by then.
        offered = phrases.say("still_waiting").buttons
        self._typed = {button.title: button.payload for button in offered}

    def minds(self, turn: OpenTurn) -> bool:
        """Its buttons whoever has the conversation, since they stay in the chat; what is typed only
        in the queue: a person answers for themselves."""
        if turn.owner is Owner.BOT:
            return turn.payload in BUTTONS
        wish = self._wish(turn)
        if wish is not None:
            return wish in BUTTONS or wish.startswith(ASK_BOT)
        return turn.owner is Owner.QUEUE and bool(read_given(turn.text).reachable or _words(turn))

    async def attend(self, session: AsyncSession, turn: OpenTurn) -> Sequence[Outbound]:
        wish = self._wish(turn) or ""
        if turn.owner is not Owner.QUEUE:
            return (await self._answer_elsewhere(session, turn, wish),)
        if wish == BACK_TO_BOT:
            return (await self._go_back(session, turn, "back_to_bot"),)
        if wish.startswith(ASK_BOT):
            return (await self._go_back(session, turn, "bot_answers"),)
        if wish == STAY:
            return (self._phrases.say("stays"),)
        if not wish and (words := _words(turn)):
            # A number agrees to nothing (ADR-0036).
            quoted = "、".join(f"“{each}”" for each in words)
            return (self._phrases.say("in_words", words=quoted),)
        return (await self._take_number(session, turn, wish),)

    async def _take_number(self, session: AsyncSession, turn: OpenTurn, wish: str) -> Outbound:
        question = await _consent_asked(session, turn)
        if wish == AGREE or (question is not None and begins_with_yes(turn.text)):
            await give_consent(session, turn.conversation_id, ALL_FIELDS, self._clock.now())
        consent = await standing_consent(session, turn.conversation_id)
        if consent is not None:
            return await self._keep_number(session, turn, consent)
        # PIPL art. 13, 14: nothing is stored before the owner agreed to these words.
        given = await gather_typed(session, turn.conversation_id)
        shown = mask_phone(given.phone) or given.email
        if shown is None:
            return self._phrases.say("ask_consent", consent=STORE_CONTACT_TEXT.text)
        phrase = "ask_consent_given" if question is None else "ask_consent_again"
        return self._phrases.say(phrase, consent=STORE_CONTACT_TEXT.text, contact=shown)

    async def _answer_elsewhere(self, session: AsyncSession, turn: OpenTurn, wish: str) -> Outbound:
        """A button of a wait that is over. A number is kept where nothing is missing any more; it
        is not asked for, since nobody here would take it."""
        if wish == BACK_TO_BOT and turn.owner is Owner.BOT:
            return self._phrases.say("back_to_bot")
        kept = await self._keep_what_was_typed(session, turn, wish)
        if kept is not None:
            return kept
        return self._phrases.say("with_person" if turn.owner is Owner.STAFF else "with_bot")

    async def _keep_what_was_typed(
        self, session: AsyncSession, turn: OpenTurn, wish: str
    ) -> Outbound | None:
        if wish not in {LEAVE_NUMBER, AGREE}:
            return None
        given = await gather_typed(session, turn.conversation_id)
        if wish == AGREE and given.reachable:
            await give_consent(session, turn.conversation_id, ALL_FIELDS, self._clock.now())
        consent = await standing_consent(session, turn.conversation_id)
        if consent is None or not (
            given.reachable or await known_contact(session, turn.conversation_id)
        ):
            return None
        return await self._keep_number(session, turn, consent)

    def _wish(self, turn: OpenTurn) -> str | None:
        """The payload of the button that was pressed, or whose words were typed in the queue."""
        if turn.payload is not None or turn.owner is not Owner.QUEUE:
            return turn.payload
        said = turn.text.strip()
        if calls_off(said):
            return BACK_TO_BOT
        return self._typed.get(said)

    async def _go_back(self, session: AsyncSession, turn: OpenTurn, phrase: str) -> Outbound:
        if turn.owner is Owner.QUEUE:
            await change_owner(
                session, turn.conversation_id, Owner.BOT, seen_epoch=turn.owner_epoch,
                at=self._clock.now(), queued_at=None, queue_reason=None, urgent=False,
            )  # fmt: skip
            await record_audit(
                session, at=self._clock.now(), actor=("owner", turn.conversation_id),
                action="left_queue", subject=("conversation", turn.conversation_id),
            )  # fmt: skip
        return self._phrases.say(phrase)

    async def _keep_number(
        self, session: AsyncSession, turn: OpenTurn, consent: Consent
    ) -> Outbound:
        given = await gather_typed(session, turn.conversation_id)
        contact = await keep_contact(
            session, turn.conversation_id, given, consent, self._clock.now()
        ) or await known_contact(session, turn.conversation_id)
        if contact is None:
            return self._phrases.say("ask_number")
        return self._phrases.say("number_kept", contact=contact_text(contact))


def _words(turn: OpenTurn) -> Sequence[str]:
    """What could have been chosen where a number was typed that chooses nothing."""
    return (turn.meta.get("choice") or {}).get("words") or ()


async def _consent_asked(session: AsyncSession, turn: OpenTurn) -> Message | None:
    """The desk's question for a consent, where nothing was said since."""
    told = await last_told(session, turn.conversation_id)
    return next(
        (row for row in told if any(each["payload"] == AGREE for each in row.buttons)), None
    )


def calls_off(said: str) -> bool:
    return _CALLS_OFF.fullmatch(said) is not None


async def gather_typed(session: AsyncSession, conversation_id: str) -> GivenContact:
    """The latest name, phone and e-mail that the owner typed in this conversation."""
    found = GivenContact()
    for message in await list_typed(session, conversation_id):
        given = read_given(message.text)
        found = GivenContact(
            found.name or given.name,
            found.phone or given.phone,
            found.email or given.email,
            found.name_refused or given.name_refused,
        )
    return found


def read_given(text: str) -> GivenContact:
    """Regular expressions only: the front door has not loaded the heavy readers."""
    said = normalise(text)
    phone, email = read_phone(said), read_email(said)
    person = read_person(said, expected=phone is not None) if phone or email else None
    return GivenContact(
        name=person.name if person else None,
        phone=phone,
        email=email,
        name_refused=person.refused if person else False,
    )
