"""The one hook of every turn: it runs before any policy and takes in what the owner wrote."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from rasa_sdk.events import SlotSet
from sqlalchemy.ext.asyncio import AsyncSession

from actions.after_list import goes_on_after_list, place_searched
from actions.asked_kind import show_what_was_asked_for
from actions.at_once import answer_at_once, is_refused, refuse_first
from actions.base import DeskAction, Events
from actions.besides import answer_besides, set_apart
from actions.data_rights import ask_in_other_words
from actions.exact import as_one_question
from actions.in_place import gives_up_field, in_place
from actions.introduction_turn import IntroductionTurn
from actions.late_contact import take_late_contact
from actions.list_wishes import take_list_wish
from actions.need_turn import NeedTurn
from actions.next_need import keep_for_later, told_again
from actions.no_answer import says_no_answer
from actions.on_record import OnRecord
from actions.opening import (
    INTRODUCTION_FORM,
    NEED_FORM,
    NEED_TOLD,
    PLACE,
    begin_need,
    opens_need,
    problem_words,
    tells_matter,
)
from actions.receiver_news import passes_on_answer
from actions.registered import registers_search, says_registered_before
from actions.short_trouble import tells_short_trouble
from actions.speech import Speech
from actions.standing import answer_standing
from actions.steering import CONFIRMED
from actions.supplementing import presses_supplement
from actions.told_before import heed_contact
from actions.topic import TOPIC_TOLD, tells_topic
from actions.turn import Turn
from actions.understanding import asked_field, describe_turn
from actions.withdrawing import take_back
from bot.programme.interview import LABELS, Field
from bot.programme.needs import recorded_in
from bot.programme.suggestions import Search
from bot.reading.facts import Facts, read
from bot.reading.place import full_name
from bot.reading.taking_back import read_taking_back
from bot.store.models import Need
from bot.store.needs import find_draft, new_draft
from bot.store.understandings import save_understanding

# Answers to a yes/no question outside the forms; anything else lets that question lapse.
KEEPS_PENDING = frozenset({"affirm", "deny", "inform", "correct", "resume", "nlu_fallback"})
# Outside a form these come to action_pick_up, which takes them for the need on record itself.
PICKED_UP = frozenset({"inform", "correct", "skip", "resume"})
# What a question of the form may turn into an answer.
MAY_ANSWER = frozenset({"chitchat", "out_of_scope", "goodbye", "greet", "thanks", "pick"})
# What keeping a name back is easily read as.
_KEEPING_BACK = frozenset(
    {"skip", "deny", "cancel", "correct", "withdraw_consent", "privacy_question"}
)
_DECLINING = 14
# Outside a form a bare answer may be as unclear as what no intent fits.
MAY_BE_MISSED = frozenset({"nlu_fallback", "inform", "correct"})


@dataclass(frozen=True, slots=True)
class _Said:
    """``unheard``: the message answers nothing, so the question that stands does not lapse."""

    answered: bool
    unheard: bool = False
    events: Events = field(default_factory=list)


class Hear(DeskAction):
    """Reads the message, notes what was understood on its row, and fills the draft.

    Rasa calls this action for every user message, and a second time when a form opens. The slot
    ``read_message`` keeps one message from being read twice, redelivery by the front door included.
    """

    label = "action_validate_slot_mappings"

    async def act(self, turn: Turn, speech: Speech) -> Events:
        if turn.key and turn.slot("read_message") == turn.key:
            return [SlotSet(turn.requested, None)] if turn.loop and turn.requested else []
        expected = expecting(turn)
        facts = read(spoken(turn), today=self.today, expecting=expected)
        understood = describe_turn(turn, facts)
        turn = as_one_question(self._placed(turn, facts))
        topic_told = tells_topic(turn, facts)
        refuse_first(turn, speech)
        apart = set_apart(turn)
        if apart.turn is not turn:
            turn, facts = apart.turn, read(apart.turn.text, today=self.today, expecting=expected)
        besides = tuple(each for each in apart.besides if not is_refused(each))
        said = await self._say_at_once(turn, facts, speech, topic_told=topic_told)
        async with self.database.write() as session:
            if turn.message_id is not None:
                await save_understanding(
                    session, turn.conversation_id, turn.message_id, understood, self.now
                )
            taken = await self._take_in(session, turn, facts, said, speech, topic_told=topic_told)
            await self._keep_later(session, turn, apart.later, speech)
        answers = await answer_besides(self.services, turn, besides, speech)
        return [
            SlotSet("read_message", turn.key),
            SlotSet("aside", True if turn.loop and not taken.events else None),
            SlotSet("answered", taken.answered or None),
            SlotSet(TOPIC_TOLD, (topic_told and not taken.answered) or None),
            SlotSet(NEED_TOLD, None),
            *([] if said.unheard else self._lapse(turn)),
            *answers,
            *taken.events,
            *said.events,
        ]

    async def _say_at_once(
        self, turn: Turn, facts: Facts, speech: Speech, *, topic_told: bool
    ) -> _Said:
        """What is answered before anything is taken in; the first that answers is the last."""
        if await says_no_answer(self.services, turn, speech):
            return _Said(answered=True, unheard=True)
        settled = await self._settle(turn, facts, speech)
        if settled is not None:
            return _Said(answered=True, events=settled)
        asked = await ask_in_other_words(self.services, turn, speech)
        if asked:
            return _Said(answered=True, events=asked)
        wished = await take_list_wish(self.services, turn, speech)
        if wished is not None:
            return _Said(answered=True, events=wished)
        for answers in (says_registered_before, passes_on_answer, answer_at_once):
            if await answers(self.services, turn, speech):
                return _Said(answered=True)
        shown = None
        if not topic_told:
            shown = await show_what_was_asked_for(self.services, turn, facts, speech)
        return _Said(answered=shown is not None, events=shown or [])

    async def _settle(self, turn: Turn, facts: Facts, speech: Speech) -> Events | None:
        """What cannot come back, or needs a consent, is asked and answered by the words, before
        anything else."""
        settled = await answer_standing(self.services, turn, speech)
        if settled is None:
            settled = await take_back(self.services, turn, speech)
        if settled is None:
            settled = await take_late_contact(self.services, turn, facts, speech)
        return settled

    async def _take_in(
        self,
        session: AsyncSession,
        turn: Turn,
        facts: Facts,
        said: _Said,
        speech: Speech,
        *,
        topic_told: bool,
    ) -> _Said:
        """What the message means for the need, in ``events``, and whether it is answered now."""
        picked_up = turn.intent in PICKED_UP and not (turn.loop and presses_supplement(turn))
        if not (said.answered or topic_told or picked_up):
            of_record = await self._on_record(session, turn, facts, speech)
            if of_record is not None:
                return _Said(answered=True, events=of_record)
        if topic_told:
            return _Said(answered=said.answered)
        take = self._take_beside if said.answered else self._take
        return _Said(answered=said.answered, events=await take(session, turn, facts, speech))

    def _placed(self, turn: Turn, facts: Facts) -> Turn:
        """Only a refusal, or a remark that is none, changes what is done; an answer is taken
        whatever it is called."""
        if _registers_search(turn):
            return replace(turn, intent="submit_need", entities={"source": "search"})
        meant = in_place(turn.intent, turn.text, facts, asked_field(turn), turn.confidence)
        if turn.loop == NEED_FORM and _keeps_name_back(turn, facts):
            meant = "inform"
        elif turn.loop == NEED_FORM and _takes_need_back(turn):
            return replace(turn, intent="cancel")
        elif turn.loop == NEED_FORM and (gives_up_field(turn.text) or _declines(turn, facts)):
            meant = "skip"
        no_answer = turn.intent in MAY_ANSWER or (
            facts.deadline is not None and facts.deadline.open
        )
        no_answer = no_answer or turn.intent in {"skip", "deny"} or _keeps_name_back(turn, facts)
        changed = meant == "skip" or (meant == "inform" and no_answer)
        return replace(turn, intent=meant) if changed else turn

    def _lapse(self, turn: Turn) -> Events:
        events: Events = []
        keeps = turn.intent in KEEPS_PENDING
        if turn.slot("pending") and not keeps and turn.loop is None:
            events.append(SlotSet("pending", None))
        if turn.slot("misses") and turn.intent not in MAY_BE_MISSED:
            events.append(SlotSet("misses", None))
        return events

    async def _on_record(
        self, session: AsyncSession, turn: Turn, facts: Facts, speech: Speech
    ) -> Events | None:
        """「公司改成…」 after the need was recorded, whatever it was read as."""
        return await OnRecord(session, turn, facts, self.today, self.now, speech).take()

    async def _take_beside(
        self, session: AsyncSession, turn: Turn, facts: Facts, speech: Speech
    ) -> Events:
        """What stands beside a question that is answered already: 「厂在宁波，能独家吗」."""
        need = await find_draft(session, turn.conversation_id) if turn.loop == NEED_FORM else None
        if need is not None:
            now, today = self.now, self.today
            await NeedTurn(session, need, turn, facts, today, now, speech).take_in_passing()
        return []

    async def _keep_later(
        self, session: AsyncSession, turn: Turn, later: tuple[str, ...], speech: Speech
    ) -> None:
        first = await find_draft(session, turn.conversation_id) if later else None
        if first is not None:
            await keep_for_later(session, first, later, self.today, self.now, speech)

    async def _take(
        self, session: AsyncSession, turn: Turn, facts: Facts, speech: Speech
    ) -> Events:
        if turn.loop == NEED_FORM:
            if turn.requested == CONFIRMED and turn.intent == "affirm":
                done = await recorded_in(session, turn.conversation_id, turn.message_id)
                if done is not None:
                    # This very turn was recorded before the engine forgot about it.
                    return [SlotSet(CONFIRMED, done.id)]
            need = await find_draft(session, turn.conversation_id)
            if need is None:
                # Recorded or erased meanwhile: the form finds that out and closes.
                return [SlotSet(turn.requested or Field.PROBLEM, None)]
            return await NeedTurn(session, need, turn, facts, self.today, self.now, speech).take()
        if turn.loop == INTRODUCTION_FORM:
            today, now = self.today, self.now
            return await IntroductionTurn(session, turn, facts, today, now, speech).take()
        if opens_need(turn, facts):
            await self._open_need(session, turn, facts, speech)
            return []
        return await self._take_unasked(session, turn, facts, speech)

    async def _take_unasked(
        self, session: AsyncSession, turn: Turn, facts: Facts, speech: Speech
    ) -> Events:
        """What opens a need though it is read as something else; a draft is gone on with."""
        opens = tells_short_trouble(turn) or goes_on_after_list(turn, facts)
        if not opens or await find_draft(session, turn.conversation_id) is not None:
            return []
        await self._open_need(session, turn, facts, speech)
        return [SlotSet(NEED_TOLD, True)]

    async def _draft_for(self, session: AsyncSession, turn: Turn) -> Need:
        """A new one, or the one that waits for just this trouble."""
        words = problem_words(turn)
        waiting = await told_again(session, turn.conversation_id, words, self.now)
        return waiting or await new_draft(session, turn.conversation_id, self.now)

    async def _open_need(
        self, session: AsyncSession, turn: Turn, facts: Facts, speech: Speech
    ) -> None:
        need = await self._draft_for(session, turn)
        words = problem_words(turn)
        told = words if tells_matter(words, facts) else ""
        changes = begin_need(need, turn, told, facts, self.today)
        await heed_contact(session, need, facts, speech)
        if turn.entities.get("mode"):
            need.mode = turn.entities["mode"]
        noted = [c.noted for c in changes if c.field not in {Field.PROBLEM, Field.DETAIL}]
        if self._place_as_told_before(need, turn, facts):
            noted.append(f"{LABELS[Field.REGION]}：{need.region_name}")
        if noted:
            speech.say("utter_noted", noted="；".join(noted))

    def _place_as_told_before(self, need: Need, turn: Turn, facts: Facts) -> bool:
        """Before any need, or after a list."""
        if need.region_code is not None:
            return False
        pending = str(turn.slot("pending") or "")
        before = pending.removeprefix(PLACE) if pending.startswith(PLACE) else None
        code = before or place_searched(turn, facts)
        if code:
            need.region_code, need.region_name = code, full_name(code)
        return before is None and code is not None


def _registers_search(turn: Turn) -> bool:
    """「那就登记吧」 after a list, as the button below it does; a question in hand comes first."""
    if turn.is_press or not registers_search(turn):
        return False
    return Search.from_json(turn.slot("search")).need_id is None


def _keeps_name_back(turn: Turn, facts: Facts) -> bool:
    """「不留名字」 where a contact is asked for or shown: the number is given, the name is not."""
    shown = turn.requested in {Field.CONTACT, CONFIRMED} and not facts.contact_declined
    return shown and facts.name_refused and turn.intent in _KEEPING_BACK


def _takes_need_back(turn: Turn) -> bool:
    """「撤回」 in the form is of what is being told: nothing else goes by a bare word."""
    wish = None if turn.is_press else read_taking_back(turn.text)
    return wish is not None and wish.nth is None and not wish.words


def _declines(turn: Turn, facts: Facts) -> bool:
    """「不留电话」 and nothing else, whichever question it follows."""
    given = facts.phone or facts.email or facts.name_refused
    alone = len(turn.text) <= _DECLINING and not (facts.place or facts.money or facts.mode)
    return facts.contact_declined and alone and not given


def spoken(turn: Turn) -> str:
    """What the owner wrote, or what a button stands for."""
    if not turn.is_press:
        return turn.text
    if turn.intent == "submit_need":
        return problem_words(turn)
    return turn.entities.get("value", "")


def expecting(turn: Turn) -> str | None:
    if turn.is_press and turn.entities.get("slot"):
        return turn.entities["slot"]
    slot = turn.requested if turn.loop else None
    return slot if slot in set(Field) else None
