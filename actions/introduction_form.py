"""Putting the owner in touch: a contact where they give one, then consent to this one receiver."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from rasa_sdk.events import FollowupAction, SlotSet
from sqlalchemy.ext.asyncio import AsyncSession

from actions.base import DeskAction, Events
from actions.intents import is_question
from actions.introduction_turn import goes_on_with_need
from actions.opening import INTRODUCTION_FORM, NEED_FORM
from actions.pointing import (
    Shown,
    names_card,
    names_place,
    only_points,
    points,
    says_this,
)
from actions.searching import last_search
from actions.shown import cards_shown, looked_at, meant
from actions.speech import Speech
from actions.turn import REQUESTED_SLOT, Turn
from bot.programme.contacts import known_contact
from bot.programme.introductions import agree, ask_introduction, ask_text, decline
from bot.programme.matters import waits
from bot.programme.needs import title_of
from bot.programme.suggestions import Search
from bot.programme.wishes import Granted, Wish, draft_about, grant, need_before, receiver_of
from bot.reading.script import normalise
from bot.store.introductions import find_introduction
from bot.store.models import Need
from bot.store.needs import DRAFT, find_draft, find_need, latest_recorded
from bot.store.suggestions import need_shown_it

# Where another need waits: 「然后第二个」 means that one, 「第二个」 a card.
_NEXT_MATTER = re.compile(
    r"(?:好的?|行|那|嗯|[，,\s])*(?:(?:然后|接着|继续|再|下面|还有)(?:说|登记|填|弄|来)?(?:那个)?(?:第二|第2|下一|另一)[个条]"
    r"|(?:说|登记|填|弄)?(?:第二|第2|下一|另一)[个条](?:需求|问题|难题|事情?))(?:吧|呢|了)?[。.!！]*"
)
# 「第二个多大」 asks of a card; 「第二个怎么联系」 wants it.
_TOUCH = re.compile(
    r"联系|联络|约|对接|[见谈聊]|牵|搭|引荐|引见|认识|合作|介绍(?!一?下)|请|通个|电话"
)
_TAKES = re.compile(
    r"(?<!不)要(?!不要|多|求)|选|定|挑|就|看[上中好]|相中|中意|兴趣|不错|可以|行|合适|满意|找"
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
            matter = await self._matter_of(session, turn, kind, item_id)
            asked = await self._ask(session, matter, kind, item_id)
        if matter is None:
            speech.say("utter_search_first")
            return []
        if asked is None:
            speech.say("utter_pick_unknown")
            return []
        if not asked.pending:
            speech.say("utter_introduction_again", receiver=asked.receiver)
            return []
        speech.say("utter_picked", receiver=asked.receiver)
        later = turn.choice.get("later") or ()
        if later:
            speech.say("utter_picked_one", number="、".join(str(each) for each in later))
        return [
            SlotSet("introduction", asked.slot),
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
        if search is None:
            return "", ""
        cards = await cards_shown(self.services, search)
        card = _card_wanted(turn, search, cards) if _wants(turn.text, cards) else None
        return (card.kind, card.id) if card else ("", "")

    async def _ask(
        self, session: AsyncSession, matter: Need | Wish | None, kind: str, item_id: str
    ) -> _Asked | None:
        """Of a need the introduction waits in the store; of a mere search nothing is kept."""
        if isinstance(matter, Wish):
            receiver = await receiver_of(session, matter)
            return _Asked(receiver, matter.as_json()) if receiver is not None else None
        asked = await ask_introduction(session, matter, kind, item_id, self.now) if matter else None
        if asked is None:
            return None
        row = asked.introduction
        return _Asked(row.receiver, row.id, pending=asked.pending)

    async def _matter_of(
        self, session: AsyncSession, turn: Turn, kind: str, item_id: str
    ) -> Need | Wish | None:
        """The need that the card answered; what is no recorded need yet stays a wish."""
        search = Search.from_json(turn.slot("search")) if turn.slot("search") else None
        need = None
        if search is None or item_id not in search.shown:
            # No search of the dialogue's showed it: staff did, or the tracker was lost.
            need = await need_shown_it(session, turn.conversation_id, kind, item_id)
        if need is None and search is None:
            need = await latest_recorded(session, turn.conversation_id)
        if need is None and search is not None and search.need_id is not None:
            need = await find_need(session, turn.conversation_id, search.need_id)
        if need is None and search is not None and search.need_id is None:
            words = search.text
            need = await draft_about(session, turn.conversation_id, words) or await need_before(
                session, turn.conversation_id, words
            )
            if need is None:
                return Wish(kind, item_id, words)
        if need is not None and need.state == DRAFT:
            return Wish(kind, item_id, need.problem or "", draft=need.id)
        return need


@dataclass(frozen=True, slots=True)
class _Asked:
    """``slot`` is what the form keeps of it: the id of an introduction, or a wish."""

    receiver: str
    slot: str | dict[str, Any]
    pending: bool = True


def wants_touch(text: str) -> bool:
    """「联系他」: brief enough to be read as a mere yes."""
    return _TOUCH.search(text) is not None and says_this(text) and not is_question(text)


def _wants(text: str, cards: list[Shown]) -> bool:
    """Touch or choice is said, or nothing but which: 「第二个多大」 only asks."""
    text = normalise(text)
    if _TOUCH.search(text) is not None:
        return True
    takes = _TAKES.search(text) is not None or only_points(text, cards)
    return takes and not is_question(text)


def _card_wanted(turn: Turn, search: Search, cards: list[Shown]) -> Shown | None:
    """「联系他」 is the one looked at."""
    text = turn.text
    by_itself = names_place(text) or names_card(text, cards)
    if says_this(text) and not by_itself and (looked := looked_at(turn, search, cards)):
        return looked
    return meant(search, cards, text).card if points(text) else None


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
            receiver = await _receiver(session, turn)
            contact = await known_contact(session, turn.conversation_id)
        if receiver is None:
            speech.say("utter_pick_unknown")
            return []
        speech.say("utter_ask_agreement", consent=ask_text(receiver, contact))
        return []


class CloseIntroduction(DeskAction):
    label = "action_close_introduction"

    async def act(self, turn: Turn, speech: Speech) -> Events:
        agreed = turn.slot("agreed") == "yes"
        async with self.database.write() as session:
            receiver = await _receiver(session, turn)
            need = await self._close(session, turn, agreed=agreed)
            draft = await find_draft(session, turn.conversation_id)
        if receiver is None:
            speech.say("utter_pick_unknown")
        else:
            said = "utter_introduction_requested" if agreed else "utter_introduction_declined"
            speech.say(said, receiver=receiver)
        if need is not None:
            speech.say("utter_wish_recorded", title=title_of(need), number=need.number or "")
        done = [SlotSet(name, None) for name in ("introduction", "agreed", "contact")]
        return [*done, *_go_on(turn, draft, speech)]

    async def _close(self, session: AsyncSession, turn: Turn, *, agreed: bool) -> Need | None:
        """The need that was recorded for it, where there was none before."""
        kept = turn.slot("introduction")
        if isinstance(kept, dict):
            granted = await self._grant(session, turn, Wish.from_json(kept)) if agreed else None
            return granted.need if granted is not None else None
        close = agree if agreed else decline
        await close(session, turn.conversation_id, str(kept), self.now)
        return None

    async def _grant(self, session: AsyncSession, turn: Turn, wish: Wish) -> Granted | None:
        return await grant(
            session, turn.conversation_id, wish,
            today=self.today, now=self.now, message_id=turn.message_id,
        )  # fmt: skip


def _go_on(turn: Turn, draft: Need | None, speech: Speech) -> Events:
    """「继续填」 turned away from the introduction to get on with the need."""
    wanted = turn.slot("agreed") != "yes" and goes_on_with_need(turn)
    if draft is not None and wanted:
        return [FollowupAction(NEED_FORM)]
    if draft is not None:
        speech.say("utter_draft_waiting")
    elif wanted:
        speech.say("utter_ask_need_form_problem")
    return []


async def _receiver(session: AsyncSession, turn: Turn) -> str | None:
    kept = turn.slot("introduction")
    if isinstance(kept, dict):
        return await receiver_of(session, Wish.from_json(kept))
    row = await find_introduction(session, turn.conversation_id, str(kept))
    return row.receiver if row is not None else None
