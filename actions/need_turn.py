"""A turn inside the need form: which part of the message goes where."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import date, datetime

from rasa_sdk.events import SlotSet
from sqlalchemy.ext.asyncio import AsyncSession

from actions.amending import Amending, reads_amendments
from actions.answering import Said
from actions.contact_turn import ContactTurn
from actions.intents import ASIDES, FIRM, SEARCHES, is_question, statements
from actions.located import is_location, place_sent
from actions.missed import Missed
from actions.next_need import keep_for_later
from actions.opening import problem_words, tells_matter
from actions.speech import Speech
from actions.steering import CONFIRMED, Events, Steering, again
from actions.taking_in import TakingIn
from actions.told_before import asks_only_for_consent, take_as_before
from actions.told_early import ToldEarly
from actions.turn import Turn
from bot.programme.absorbing import absorb, add_detail, only_chooses
from bot.programme.changes import Change
from bot.programme.contacts import gather_given, known_contact, standing_consent
from bot.programme.interview import (
    LABELS,
    Field,
    is_settled,
    tell,
)
from bot.programme.locations import LOCATION
from bot.programme.matters import bare, begins_anew, hand_on_to_waiting, is_another
from bot.programme.need_columns import leave_out
from bot.programme.needs import give_up_draft
from bot.programme.taking_facts import Heard
from bot.programme.telling import puts_contact, tells, tells_something
from bot.reading.facts import Facts, read
from bot.reading.place import Place
from bot.reading.short_names import looks_like_firm
from bot.reading.undoing import gives_up, may_be_a_yes, refuses
from bot.store.models import Need

ABANDONED = "abandoned"
# Answers about a contact are shorter.
AT_LENGTH = 30
_ASKS_OF_OTHERS = re.compile(
    r"(?:你们?|他们|人家|学校|老师|以前|到底|之前)*(?:搞|做|弄|办|帮|成|解决)过?了?几[家个例厂]了?[呢吗啊?？]*"
)
# Whoever leaves or wants a person is not asked whether the draft shall go.
LEAVING = FIRM | {"goodbye"}


@dataclass(frozen=True, slots=True)
class NeedTurn:
    session: AsyncSession
    need: Need
    turn: Turn
    facts: Facts
    today: date
    now: datetime
    speech: Speech

    @property
    def asked(self) -> Field | None:
        requested = self.turn.requested
        return Field(requested) if requested in set(Field) else None

    @property
    def said(self) -> Said:
        return Said(self.turn, self.facts, self.asked)

    @property
    def _taking_in(self) -> TakingIn:
        return TakingIn(self.session, self.need, self.turn, self.facts, self.now, self.speech)

    @property
    def _steering(self) -> Steering:
        return Steering(self.need, self.turn, self.facts, self.said, self.asked, self.speech)

    async def take(self) -> Events:
        """Slot events for the form; none means: not an answer, so a rule takes the turn."""
        if is_location(self.turn):
            return await self._locate()
        if self._presses_what_is_told or only_chooses(self.need, self.turn.text):
            return again(self.turn)
        if self.turn.requested == ABANDONED and not self._asks_before_leaving:
            return await self._settle_abandoning()
        if await self._is_as_before():
            return again(self.turn, SlotSet("reopened", None), SlotSet("missed", None))
        if await self._takes_name() or await self._keeps_another_need():
            return again(self.turn)
        early = ToldEarly(
            self.session, self.need, self.turn, self.asked, self._contact_turn, self.speech
        )
        done = await early.take() or await self._amend()
        return done if done is not None else await self._take()

    @property
    def _presses_what_is_told(self) -> bool:
        """「登记成需求」 of the list that this need came from."""
        turn = self.turn
        registers = turn.is_press and turn.entities.get("source") == "search"
        return registers and (self.need.problem or "\0") in problem_words(turn)

    async def _is_as_before(self) -> bool:
        return await take_as_before(
            self.session, self.need, self.asked, self.turn.text, self.speech
        )

    async def _take(self) -> Events:
        if self.said.is_aside:
            await self.take_in_passing()
            return []
        if self.asked is Field.REGION and (place := place_sent(self.turn)) is not None:
            return await self._settle_location(place)
        return await self._obey_or_answer()

    async def _amend(self) -> Events | None:
        """「公司改成…」, whatever it was read as; None where nothing is put right."""
        at_rest = self.turn.requested == CONFIRMED
        amendments = reads_amendments(self.turn, at_rest=at_rest) if self.need.problem else ()
        amending = Amending(self.session, self.need, self.turn, self.today, self.now, self.speech)
        amended = await amending.take(amendments) if amendments else None
        if amended is None:
            return None
        amending.say_in_form(amended)
        if amended.unread is not None or amended.choose:
            return self._steering.reopen(amended.unread)
        answered = any(change.field is self.asked for change in amended.changes)
        settled = [SlotSet("reopened", None), SlotSet("missed", None)] if answered else []
        return again(self.turn, *settled)

    @property
    def _asks_before_leaving(self) -> bool:
        """A question is answered, and 要放弃吗 stands."""
        asks = self.turn.intent in ASIDES and is_question(self.turn.text)
        return asks or self.turn.intent in LEAVING

    async def _obey_or_answer(self) -> Events:
        # 「不是20万，是30万」 is of the budget, though the problem may name the sum too.
        of_words = not tells_something(self.facts)
        if self.turn.intent == "correct" and of_words and await self._taking_in.put_right():
            return again(self.turn, SlotSet("reopened", None))
        if await self._submits_unread_number():
            return self._steering.reopen(Field.CONTACT)
        if await self._passes_over_number():
            self.speech.say("utter_contact_not_kept")
        taken = self._steering.take(brings_contact=self._brings_contact)
        return taken if taken is not None else await self._answer()

    async def _submits_unread_number(self) -> bool:
        """To the consent itself 提交 answers that none is given."""
        submits = self.said.ends_questions and self.asked is not Field.CONTACT
        return submits and await asks_only_for_consent(self.session, self.need, self.today)

    async def _passes_over_number(self) -> bool:
        """「提交」 to the question for the consent, after a number was written: it goes nowhere,
        and nobody shall believe that it does."""
        if self.asked is not Field.CONTACT or not self.said.ends_questions:
            return False
        if await standing_consent(self.session, self.turn.conversation_id) is not None:
            return False
        given = await gather_given(self.session, self.turn.conversation_id, self.today)
        return given.reachable

    async def _keeps_another_need(self) -> bool:
        told, words = self.need.problem, self.turn.text
        opens = self.turn.intent == "submit_need" and begins_anew(words)
        if told is None or not opens or not is_another(told, words):
            return False
        words = bare(words)
        await keep_for_later(self.session, self.need, (words,), self.today, self.now, self.speech)
        return True

    async def _locate(self) -> Events:
        """A place on the map answers the question for one; otherwise it is asked about before it
        counts."""
        place = self.facts.place
        if place is None:
            self.speech.say("utter_location_unread")
            return again(self.turn)
        if place.code == self.need.region_code:
            self.speech.say("utter_noted", noted=f"{LABELS[Field.REGION]}：{place.name}")
            return again(self.turn)
        if self.turn.requested == Field.REGION.value and place_sent(self.turn) is None:
            # Said back: where somebody stands is not always where the works are.
            return await self._take_place(place, silent=None)
        return again(
            self.turn, SlotSet(LOCATION, place.code), SlotSet("reopened", Field.REGION.value)
        )

    async def _take_place(self, place: Place, silent: Field | None) -> Events:
        heard = Heard("", replace(self.facts, place=place), asked=Field.REGION)
        await self._taking_in.take(heard, silent)
        settled = (SlotSet(name, None) for name in ("reopened", "missed", LOCATION))
        return again(self.turn, *settled)

    async def _settle_location(self, place: Place) -> Events:
        settled = SlotSet(LOCATION, None)
        if self.turn.intent == "affirm" and self.facts.place is None:
            return await self._take_place(place, Field.REGION)
        if self.turn.intent in {"deny", "correct"} and not self.said.answers:
            return again(self.turn, SlotSet("reopened", Field.REGION.value), settled)
        events = await self._obey_or_answer()
        return [*events, settled] if is_settled(self.need, Field.REGION) else events

    async def take_in_passing(self) -> None:
        """「宁波的，技术导师要钱不」: the question is answered by its rule, the place is kept."""
        await self._take_mode_in_passing()
        said = statements(self.turn.text)
        if said == self.turn.text and not self.facts.secret:
            return
        facts = read(said, today=self.today, expecting=self.asked)
        if tells_something(facts) or facts.secret:
            said = said.strip("，,。；;、 \n")
            await self._taking_in.take(Heard(said, facts), silent=None)

    async def _take_mode_in_passing(self) -> None:
        """「请老师来看看碾米机」 is answered with teachers, and says how they want to be helped."""
        searches = self.turn.intent in SEARCHES and not self.turn.is_press
        if searches and self.need.mode is None and self.facts.mode is not None:
            nothing_else = replace(read("", today=self.today), mode=self.facts.mode)
            await self._taking_in.take(Heard("", nothing_else), silent=None)

    async def _settle_abandoning(self) -> Events:
        if self._gives_up:
            await hand_on_to_waiting(self.session, self.need)
            await give_up_draft(self.session, self.need, self.now)
            return [SlotSet(ABANDONED, "yes")]
        if self.turn.intent == "cancel" and not refuses(self.turn.text):
            # 「算了」 may call off either of the two.
            return again(self.turn, SlotSet("pending", "cancel"))
        self.speech.say("utter_kept")
        events = again(self.turn, SlotSet("pending", None))
        return [*events, *(await self._answer())] if tells_something(self.facts) else events

    @property
    def _gives_up(self) -> bool:
        """What was told is wiped by the owner's words, never by what they were read as alone."""
        text, intent = self.turn.text, self.turn.intent
        if self.turn.is_press:
            return intent == "affirm"
        if intent not in {"affirm", "cancel"} or is_question(text):
            return False
        return gives_up(text) or (intent == "affirm" and may_be_a_yes(text))

    async def _answer(self) -> Events:
        if self._brings_contact:
            return await self._take_late_contact()
        if self.asked is Field.CONTACT:
            return await self._answer_contact()
        if self._tells_nothing:
            return again(self.turn)
        changes = await self._taking_in.take(self._heard(), silent=self._shown_by_next)
        if self._uscc_is_wrong():
            return self._ask_uscc_again()
        if self.asked is None and not changes and self._goes_on_telling:
            self._keep_in_full()
        if self.asked is None or self._is_answered(changes):
            return again(self.turn, SlotSet("reopened", None), SlotSet("missed", None))
        missed = Missed(self.need, self.turn, self.facts, self.said, self.asked, self.speech)
        return again(self.turn, *missed.take(changes))

    @property
    def _tells_nothing(self) -> bool:
        return self.said.is_empty_yes or self._only_announces or self._asks_of_others

    @property
    def _shown_by_next(self) -> Field | None:
        """A firm's name that looks like none is said back: who meant something else sees it."""
        named = self.asked is Field.COMPANY and self.facts.company is not None
        doubtful = named and not looks_like_firm(self.facts.company or "")
        return None if doubtful else self.asked

    @property
    def _only_announces(self) -> bool:
        """「领导让我来填一下需求」 where the problem was asked for tells none yet."""
        typed = self.asked is Field.PROBLEM and not self.turn.is_press
        return typed and self.need.problem is None and not tells_matter(self.turn.text, self.facts)

    @property
    def _asks_of_others(self) -> bool:
        """「搞过几家了」 asks us, and tells nothing of the trouble."""
        asks = self.asked is Field.DETAIL and _ASKS_OF_OTHERS.fullmatch(self.turn.text) is not None
        if asks:
            self.speech.say("utter_question_unread")
        return asks

    def _heard(self) -> Heard:
        return Heard(
            self.turn.text or self.turn.entities.get("value", ""),
            self.facts,
            asked=self.asked,
            opens=self.turn.intent == "submit_need" and not self.turn.is_press,
            insists=self.turn.intent == "correct"
            or self.turn.slot("reopened") is not None
            or self.said.chooses_mode,
        )

    def _is_answered(self, changes: tuple[Change, ...]) -> bool:
        asked = self.asked
        if asked is None or any(change.field is asked for change in changes) or self.said.answers:
            return True
        return self.turn.slot("reopened") is None and tell(self.need, asked) is not None

    def _uscc_is_wrong(self) -> bool:
        return self.facts.uscc is not None and not self.facts.uscc_valid

    def _ask_uscc_again(self) -> Events:
        if self.turn.slot("missed") == "uscc":
            self.speech.say("utter_uscc_left_out")
            if tell(self.need, Field.COMPANY) is None:
                leave_out(self.need, Field.COMPANY)
            return again(self.turn, SlotSet("missed", None), SlotSet("reopened", None))
        self.speech.say("utter_uscc_wrong")
        return again(self.turn, SlotSet("missed", "uscc"), SlotSet("reopened", Field.COMPANY.value))

    @property
    def _brings_contact(self) -> bool:
        """A number where nobody asked for one: at the summary, or by itself beside a question. Told
        among other things it waits for its question, where it is not asked for again."""
        if self.asked in {Field.CONTACT, Field.PROBLEM} or not tells(self.facts, Field.CONTACT):
            return False
        alone = not tells_something(self.facts)
        return alone or self.facts.name_refused or self.turn.requested == CONFIRMED

    async def _take_late_contact(self) -> Events:
        """Without a consent it is asked for now; a 「好的」 to the summary is none. 「电话给你了，
        别写名字」 is one, for what it says."""
        consent = await standing_consent(self.session, self.turn.conversation_id)
        agreed = consent is not None or (self.facts.name_refused and self.facts.phone is not None)
        if agreed and self.turn.intent != "affirm":
            return await self._answer_contact()
        if tells_something(self.facts):
            await self._taking_in.take(self._heard(), silent=None)
        return self._steering.reopen(Field.CONTACT)

    async def _takes_name(self) -> bool:
        """「我姓梁」, 「我叫张铁柱，名字咋没有」 at the summary: the kept contact gets it."""
        named = self.facts.person is not None and not puts_contact(self.facts)
        alone = named and not tells_something(self.facts) and not self.turn.is_press
        if self.turn.requested != CONFIRMED or not alone:
            return False
        if await known_contact(self.session, self.turn.conversation_id) is None:
            return False
        return await self._contact_turn.take()

    @property
    def _contact_turn(self) -> ContactTurn:
        return ContactTurn(self.session, self.turn, self.facts, self.today, self.now, self.speech)

    async def _answer_contact(self) -> Events:
        agreed_before = await standing_consent(self.session, self.turn.conversation_id)
        goes_on = self._goes_on_telling
        others = absorb(self.need, self._heard()) if tells_something(self.facts) or goes_on else ()
        self._taking_in.say_back(others, silent=self.asked)
        if goes_on and not others:
            self._keep_in_full()
            return again(self.turn)
        if await self._contact_turn.take():
            # A field that is being put right is asked for again.
            reopened = self.turn.slot("reopened")
            other = reopened if self.asked not in {None, Field.CONTACT} else None
            return [SlotSet(Field.CONTACT, "given"), SlotSet("reopened", other)]
        if self.facts.phone_slip is not None:
            return self._ask_number_again(self.facts.phone_slip)
        if others:
            # Asked for early, because a number was given: its question comes in its turn.
            return again(self.turn, SlotSet("reopened", None))
        return again(self.turn) if agreed_before is None else self._miss_number()

    @property
    def _goes_on_telling(self) -> bool:
        """Of the trouble, at length, where a contact was asked for, or nothing but a yes."""
        if self.turn.is_press or puts_contact(self.facts) or self.facts.person is not None:
            return False
        return self.turn.intent in {"submit_need", "inform"} and len(self.turn.text) >= AT_LENGTH

    def _keep_in_full(self) -> None:
        add_detail(self.need, self.turn.text)
        self.speech.say("utter_detail_noted")

    def _ask_number_again(self, typed: str) -> Events:
        if typed.isdigit():
            self.speech.say("utter_phone_length", count=str(len(typed)))
        else:
            self.speech.say("utter_phone_letter")
        return again(self.turn)

    def _miss_number(self) -> Events:
        """Agreed, and no number in two messages: it is not asked for a third time."""
        if self.turn.slot("missed") == Field.CONTACT:
            return self._steering.skip(Field.CONTACT)
        return again(self.turn, SlotSet("missed", Field.CONTACT.value))
