"""A turn while an introduction asks for contact or consent, with what is told beside it."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import date, datetime

from rasa_sdk.events import SlotSet
from sqlalchemy.ext.asyncio import AsyncSession

from actions.base import Events
from actions.contact_turn import ContactTurn
from actions.intents import ASIDES, FIRM, is_question
from actions.speech import Speech
from actions.taking_in import TakingIn
from actions.turn import Turn
from bot.programme.absorbing import absorb
from bot.programme.matters import waits
from bot.programme.needs import CHANGEABLE, keep_record_true
from bot.programme.taking_facts import Heard
from bot.programme.telling import tells_something
from bot.programme.wishes import Wish
from bot.reading.facts import Facts, read
from bot.store.introductions import find_introduction
from bot.store.models import Need
from bot.store.needs import DRAFT, find_draft, find_need, new_draft

# 「不用这个，先说我的问题」, 「继续填」, 「点错了」: the introduction is not wanted now.
_GOES_ON = re.compile(
    r"(?:先|还是|回去|继续|接着)(?:来|去|把)?(?:说|讲|填|写|登记|弄)(?:完|一下)?(?=我|俺|刚才|前面|那|问题|需求|难题|事|表|$|[吧。，,\s])"
    r"|^(?:继续|接着)[吧啊]?$"
)
_NOT_THIS = re.compile(
    r"(?:不用|不要|先不|先别|暂时不|不想|不|别|甭)(?:管|要|用)?(?:这个|这[位所家件条]|[他她它]|联系(?!方式|电话)|对接|引荐|找[他她这])"
    r"|换(?:一?[个位所家]|别的)|看看?别的|重新[选挑]|[点按选发]错"
)


def goes_on_with_need(turn: Turn) -> bool:
    return turn.intent == "resume" or _GOES_ON.search(turn.text) is not None


@dataclass(frozen=True, slots=True)
class IntroductionTurn:
    session: AsyncSession
    turn: Turn
    facts: Facts
    today: date
    now: datetime
    speech: Speech

    async def take(self) -> Events:
        if self.turn.intent == "cancel" or self._turns_away:
            return [SlotSet("contact", "left out"), SlotSet("agreed", "no")]
        kept = await self._keep_facts() if self._tells_of_need else []
        if self.turn.requested == "agreed":
            return [*kept, *self._agree()]
        return [*kept, *await self._take_contact()]

    @property
    def _turns_away(self) -> bool:
        typed = not self.turn.is_press and not (self.facts.phone or self.facts.email)
        return typed and (
            goes_on_with_need(self.turn) or _NOT_THIS.search(self.turn.text) is not None
        )

    @property
    def _tells_of_need(self) -> bool:
        """「预算8000」, 「下个月要」, 「湖北宜昌」, whatever it was read as."""
        stated = not (self.turn.is_press or is_question(self.turn.text) or self.turn.intent in FIRM)
        return stated and (tells_something(self.facts) or self.turn.intent == "submit_need")

    def _agree(self) -> Events:
        intent = self.turn.intent
        if intent in {"affirm", "deny", "skip"}:
            return [SlotSet("agreed", "yes" if intent == "affirm" else "no")]
        return [] if intent in ASIDES and not self._tells_of_need else [SlotSet("agreed", None)]

    async def _take_contact(self) -> Events:
        if self.turn.intent in {"deny", "skip"}:
            return [SlotSet("contact", "left out")]
        reachable = self.facts.phone or self.facts.email
        aside = self.turn.intent in ASIDES and not self._tells_of_need
        if aside and (self.turn.intent in FIRM or not reachable):
            return []
        contact = ContactTurn(
            self.session, self.turn, self.facts, self.today, self.now, self.speech
        )
        return [SlotSet("contact", "given" if await contact.take() else None)]

    # What is told of the need -------------------------------------------------------------

    async def _keep_facts(self) -> Events:
        need, events = await self._need_meant()
        if need is None or need.state not in CHANGEABLE:
            return []
        taking_in = TakingIn(self.session, need, self.turn, self.facts, self.now, self.speech)
        opens = self.turn.intent == "submit_need"
        await taking_in.take(Heard(self.turn.text, self.facts, opens=opens), silent=None)
        if need.state != DRAFT:
            await keep_record_true(self.session, need, self.now)
        return events

    async def _need_meant(self) -> tuple[Need | None, Events]:
        """The need that the introduction is about, or the one in hand; else that of the search is
        begun now."""
        kept, talk = self.turn.slot("introduction"), self.turn.conversation_id
        if not isinstance(kept, dict):
            row = await find_introduction(self.session, talk, str(kept))
            return (await find_need(self.session, talk, row.need_id) if row else None), []
        wish = Wish.from_json(kept)
        if wish.draft is not None:
            return await find_need(self.session, talk, wish.draft), []
        in_hand = await find_draft(self.session, talk)
        if in_hand is not None and not waits(in_hand):
            return in_hand, []
        need = await self._begin(wish.words)
        return need, [SlotSet("introduction", replace(wish, draft=need.id).as_json())]

    async def _begin(self, words: str) -> Need:
        need = await new_draft(self.session, self.turn.conversation_id, self.now)
        absorb(need, Heard(words, read(words, today=self.today), opens=True))
        return need
