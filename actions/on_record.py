"""What is said after a need was recorded and belongs to it: changes, and further details."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime

from rasa_sdk.events import SlotSet
from sqlalchemy.ext.asyncio import AsyncSession

from actions.amending import Amending, as_value, reads_amendments
from actions.intents import FIRM, is_question
from actions.opening import opens_need
from actions.speech import Speech
from actions.steering import Events
from actions.supplementing import SUPPLEMENT, Supplementing, adds_to_returned
from actions.turn import Turn
from bot.messages import Button
from bot.programme.amended import Amended
from bot.programme.expertise import expert_family
from bot.programme.interview import LABELS, Field
from bot.programme.likeness import alike_before
from bot.programme.matters import begins_anew, counts, waits
from bot.programme.needs import CHANGEABLE, keep_record_true
from bot.reading.amending import Act, Amendment
from bot.reading.facts import Facts
from bot.store.models import Need, new_id
from bot.store.needs import RETURNED, find_draft, latest_recorded

# The slot ``pending`` while 「…改成什么？」 waits for the value of that field, and while it waits
# whether what was told belongs to the need recorded last.
VALUE = "value:"
BELONGS = "belongs"
_ADD_IT = '/correct{"slot": "detail", "source": "message"}'
_APART = '/submit_need{"source": "message"}'
# A detail is short; what is told at length is a trouble of its own.
_BRIEF = 40
_INTRODUCES = re.compile(
    r"(?:我们?|俺们?|咱们?|厂里)(?:厂|公司|家|是|做|种|养|还|也|想)|做.{1,8}的|想找|难题|怎么办"
)
_SAYS_ADD = re.compile(
    r"加(?:到|进|上|在|里)|同一[条个]|就是(?:那|这)[条个]|一起的|补[到进上]|对|是的?$"
)


@dataclass(frozen=True, slots=True)
class OnRecord:
    session: AsyncSession
    turn: Turn
    facts: Facts
    today: date
    now: datetime
    speech: Speech

    async def take(self) -> Events | None:
        """None where the message is about something else."""
        supplementing = Supplementing(self.session, self.turn, self.speech)
        asked = await supplementing.ask()
        if asked is not None:
            return asked
        need = await self._need_meant(supplementing)
        if need is None:
            return None
        amendments = self._amendments()
        if not amendments and self._may_belong(need):
            if need.state != RETURNED:
                return self._ask_where(need)
            # Just what staff asked for.
            amendments = (Amendment(Act.ADD, Field.DETAIL.value, self.turn.text),)
        return await self._amend(need, amendments) if amendments else None

    async def _amend(self, need: Need, amendments: tuple[Amendment, ...]) -> Events | None:
        if need.state not in CHANGEABLE:
            self.speech.say("utter_need_with_staff", number=need.number or "")
            return []
        amending = Amending(self.session, need, self.turn, self.today, self.now, self.speech)
        amended = await amending.take(amendments)
        # Of words that stand nowhere in the need, something else was said.
        lost = amended is not None and amended.choose and amendments[0].act is Act.DROP
        if amended is None or lost:
            return None
        back = bool(amended.changes) and await keep_record_true(self.session, need, self.now)
        amending.say_of_recorded(amended)
        if back:
            self.speech.say("utter_need_resubmitted", number=need.number or "")
        return self._ask_for_more(need, amended)

    async def _need_meant(self, supplementing: Supplementing) -> Need | None:
        """The one that was returned, while its owner adds to it; else the one recorded last."""
        if self.turn.loop is not None:
            return None
        returned = await supplementing.awaits()
        if returned is not None:
            return returned
        if await self._is_collecting():
            return None
        return await latest_recorded(self.session, self.turn.conversation_id)

    async def _is_collecting(self) -> bool:
        """A trouble told while others wait may be one of those."""
        draft = await find_draft(self.session, self.turn.conversation_id)
        told = self.turn.intent == "submit_need"
        return draft is not None and (told or not waits(draft))

    def _amendments(self) -> tuple[Amendment, ...]:
        pending = str(self.turn.slot("pending") or "")
        told = self._told_before()
        if told is not None:
            return (Amendment(Act.ADD, Field.DETAIL.value, told),)
        # 「还有共建」 at the summary adds; after it, 「还有…」 goes on to something else.
        more = self.turn.text.startswith(("还有", "再就是"))
        read = () if more else reads_amendments(self.turn, at_rest=True)
        awaited = pending.startswith(VALUE) and self.turn.text and self.turn.intent not in FIRM
        if not read and pending == SUPPLEMENT and adds_to_returned(self.turn):
            return (Amendment(Act.ADD, Field.DETAIL.value, self.turn.text),)
        if not read and awaited and not is_question(self.turn.text):
            return (as_value(Field(pending.removeprefix(VALUE)), self.turn.text),)
        return read

    def _told_before(self) -> str | None:
        """The words that were asked about, where they are to be added."""
        turn = self.turn
        pressed = turn.is_press and turn.intent == "correct" and "source" in turn.entities
        says = turn.slot("pending") == BELONGS and _SAYS_ADD.search(turn.text)
        adds = pressed or (says and not is_question(turn.text) and turn.intent != "submit_need")
        return turn.typed_before[0] if adds and turn.typed_before else None

    def _ask_for_more(self, need: Need, amended: Amended) -> Events:
        if amended.unread is Field.CONTACT:
            self.speech.say("utter_contact_kept_apart")
            return [SlotSet("pending", None)]
        if amended.unread is not None:
            self.speech.say("utter_change_to_what", slot=LABELS[amended.unread])
            return [SlotSet("pending", f"{VALUE}{amended.unread.value}")]
        if amended.choose:
            self.speech.say("utter_change_what", number=need.number or "")
        return [SlotSet("pending", None)]

    # Whether it belongs to the need at all ---------------------------------------------------

    def _may_belong(self, need: Need) -> bool:
        """Details, and nothing that makes them a trouble of their own."""
        turn, words = self.turn, self.turn.text
        figures = turn.intent == "inform" and bool(self.facts.metrics)
        opens = (opens_need(turn, self.facts) or figures) and not turn.is_press
        if (
            not opens
            or need.state not in CHANGEABLE
            or len(turn.needs) > 1
            or begins_anew(words)
            or counts(words)
        ):
            return False
        long = len(words) > _BRIEF or _INTRODUCES.search(words) or is_question(words)
        if long or self._is_of_another_trade(need) or self._is_told_again(need):
            return False
        same = expert_family(words, None) is not None
        return same or bool(self.facts.metrics)

    def _is_of_another_trade(self, need: Need) -> bool:
        family = expert_family(self.turn.text, None)
        theirs = expert_family(need.problem or "", need.industry_code)
        industry = self.facts.industry
        differs = industry is not None and industry.code != need.industry_code
        return differs or (family is not None and family != theirs)

    def _is_told_again(self, need: Need) -> bool:
        told = Need(id=new_id(), conversation_id=need.conversation_id, problem=self.turn.text)
        return alike_before(told, [need]) is not None

    def _ask_where(self, need: Need) -> Events:
        buttons = [Button(f"加到 {need.number}", _ADD_IT), Button("另登记一条", _APART)]
        self.speech.show("utter_add_or_new", buttons=buttons, number=need.number or "")
        return [SlotSet("pending", BELONGS)]
