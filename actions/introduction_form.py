"""Putting the owner in touch: a contact where they give one, then consent to this one receiver."""

from __future__ import annotations

import re

from rasa_sdk.events import FollowupAction, SlotSet
from sqlalchemy.ext.asyncio import AsyncSession

from actions.base import DeskAction, Events
from actions.opening import INTRODUCTION_FORM, NEED_FORM
from actions.pointing import points
from actions.searching import last_search
from actions.shown import cards_shown, meant
from actions.speech import Speech
from actions.turn import REQUESTED_SLOT, Turn
from bot.programme.contacts import known_contact
from bot.programme.introductions import (
    agree,
    ask_introduction,
    ask_text,
    decline,
    matter_of,
)
from bot.programme.matters import waits
from bot.programme.needs import record_wish, title_of
from bot.programme.suggestions import Search
from bot.store.introductions import find_introduction
from bot.store.models import Need
from bot.store.needs import find_draft, find_need, latest_recorded

# Where another need waits: 「然后第二个」 means that one, 「第二个」 a card.
_NEXT_MATTER = re.compile(
    r"(?:好的?|行|那|嗯|[，,\s])*(?:(?:然后|接着|继续|再|下面|还有)(?:说|登记|填|弄|来)?(?:那个)?(?:第二|第2|下一|另一)[个条]"
    r"|(?:说|登记|填|弄)?(?:第二|第2|下一|另一)[个条](?:需求|问题|难题|事情?))(?:吧|呢|了)?[。.!！]*"
)


class Pick(DeskAction):
    """「想联系」 on a card."""

    label = "action_pick"

    async def act(self, turn: Turn, speech: Speech) -> Events:
        waiting = await self._next_matter(turn)
        if waiting is not None:
            speech.say("utter_next_begun", title=title_of(waiting))
            return [FollowupAction(NEED_FORM)]
        kind, item_id = await self._picked(turn)
        if not item_id:
            speech.say("utter_pick_which")
            return []
        async with self.database.write() as session:
            need = await self._need_of(session, turn, kind, item_id)
            asked = await ask_introduction(session, need, kind, item_id, self.now) if need else None
        if need is None:
            speech.say("utter_search_first")
            return []
        if asked is None:
            speech.say("utter_pick_unknown")
            return []
        if not asked.pending:
            speech.say("utter_introduction_again", receiver=asked.introduction.receiver)
            return []
        speech.say("utter_picked", receiver=asked.introduction.receiver)
        return [
            SlotSet("introduction", asked.introduction.id),
            SlotSet("agreed", None),
            SlotSet("contact", None),
            FollowupAction(INTRODUCTION_FORM),
        ]

    async def _next_matter(self, turn: Turn) -> Need | None:
        if turn.is_press or not _NEXT_MATTER.fullmatch(turn.text):
            return None
        async with self.database.read() as session:
            draft = await find_draft(session, turn.conversation_id)
        return draft if draft is not None and waits(draft) else None

    async def _picked(self, turn: Turn) -> tuple[str, str]:
        """Kind and id of the card whose button was pressed, or at which the words point."""
        if turn.is_press:
            return turn.entities.get("kind", ""), turn.entities.get("id", "")
        search = await last_search(self.services, turn)
        if search is None or not points(turn.text):
            return "", ""
        cards = await cards_shown(self.services, search)
        card = meant(search, cards, turn.text).card
        return (card.kind, card.id) if card else ("", "")

    async def _need_of(
        self, session: AsyncSession, turn: Turn, kind: str, item_id: str
    ) -> Need | None:
        """The need that the card answered; a passing search becomes a short need of its own."""
        search = Search.from_json(turn.slot("search")) if turn.slot("search") else None
        if search is None or item_id not in search.shown:
            # No search of the dialogue's showed it: staff did, or the tracker was lost.
            need = await matter_of(
                session, turn.conversation_id, kind, item_id,
                today=self.today, now=self.now, message_id=turn.message_id,
            )  # fmt: skip
            if need is not None:
                return need
        if search is None:
            return await latest_recorded(session, turn.conversation_id)
        if search.need_id is not None:
            return await find_need(session, turn.conversation_id, search.need_id)
        return await record_wish(
            session, turn.conversation_id, search.text,
            today=self.today, now=self.now, message_id=turn.message_id,
        )  # fmt: skip


class ValidateIntroductionForm(DeskAction):
    label = "validate_introduction_form"

    async def act(self, turn: Turn, speech: Speech) -> Events:
        if turn.is_aside:
            return []
        if turn.slot("agreed"):
            return [SlotSet(REQUESTED_SLOT, None)]
        async with self.database.read() as session:
            contact = await known_contact(session, turn.conversation_id)
        settled = contact is not None or turn.slot("contact") == "left out"
        return [
            SlotSet("contact", "told" if contact else turn.slot("contact")),
            SlotSet(REQUESTED_SLOT, "agreed" if settled else "contact"),
        ]


class AskAgreed(DeskAction):
    label = "action_ask_introduction_form_agreed"

    async def act(self, turn: Turn, speech: Speech) -> Events:
        async with self.database.read() as session:
            row = await find_introduction(
                session, turn.conversation_id, str(turn.slot("introduction"))
            )
            contact = await known_contact(session, turn.conversation_id)
        if row is None:
            speech.say("utter_pick_unknown")
            return []
        speech.say("utter_ask_agreement", consent=ask_text(row.receiver, contact))
        return []


class CloseIntroduction(DeskAction):
    label = "action_close_introduction"

    async def act(self, turn: Turn, speech: Speech) -> Events:
        agreed = turn.slot("agreed") == "yes"
        async with self.database.write() as session:
            close = agree if agreed else decline
            row = await close(
                session, turn.conversation_id, str(turn.slot("introduction")), self.now
            )
            draft = await find_draft(session, turn.conversation_id)
        if row is None:
            speech.say("utter_pick_unknown")
        else:
            done = "utter_introduction_requested" if agreed else "utter_introduction_declined"
            speech.say(done, receiver=row.receiver)
        if draft is not None:
            speech.say("utter_draft_waiting")
        return [SlotSet(name, None) for name in ("introduction", "agreed", "contact")]
