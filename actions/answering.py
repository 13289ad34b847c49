"""What a message inside the need form is: an answer, an aside, or a wish to be done."""

from __future__ import annotations

import re
from dataclasses import dataclass

from actions.in_place import gives_up_field
from actions.intents import ASIDES, FIRM, REMARKS, is_question
from actions.turn import Turn
from bot.programme.interview import Field
from bot.programme.telling import puts_contact, tells, tells_something
from bot.reading.facts import Facts

_BARE = 8
_CHOOSING = re.compile(
    r"^(?:那|就|还是|选|要不)|(?:吧|得了|好了|就行了?|就好|就得|就可以|也行|行了)$"
)
_SUBMIT = re.compile(r"提交|登记|递上去|就这样|报上去|就这些|不填了|别问了")
# Said outright and nothing else, it holds whatever it was read as: 「别问了，直接交」.
_OUTRIGHT = re.compile(
    r"(?:你?(?:(?:别|不要|不用|甭)再?问了?|直接|赶紧)|(?:好的?|行|可以|那|ok|OK|先|不[一-龥]{1,2}了?){1,4})?[，,\s]*"
    r"(?:就|直接|赶紧|快)?(?:这么|这样)?(?:给我)?(?:提交|交|登记|报|[Ss]ubmit)(?:上去|了|[成为](?:一?[条个])?需求)?(?:吧|得了|好了|就行)?[。.!！]*"
    r"|(?:好的?|行|那)?就这样(?:子|了|吧|得了|好了)*[。.!！]*"
    r"|(?:好的?|行|那|我)?[，,]?(?:就|只有?|也就)(?:是)?这些(?:了|吧|啦|没了|没有了|[，,])*[。.!！]*"
    r"|(?:后面|剩下|其他|其余|别的|下面)?的?(?:我)?(?:都|全部?|一概)(?:不想|不用|别|不|先不)(?:再)?(?:填|写|说)(?:了|吧)?[。.!！]*"
    r"|(?:后面|剩下|其他|其余|别的|下面)?的?(?:都|全部?)跳过(?:了|吧)?[。.!！]*"
)
# A person called for, and data to be deleted, come before any number that is told with it.
_STANDS = frozenset({"ask_human", "delete_my_data", "export_my_data", "complaint", "injection"})
_DROPS = re.compile(r"(?:别|不用?|甭)(?:再|要)?(?:写|填|说|留|提)|不要了|[去删]掉|先空着|先不|拿掉")
_AMOUNT = re.compile(
    r"[\d一二两三四五六七八九十百千万半几]+\s?(?:来|多)?"
    r"(?:[个只坛吨件次成天度斤台米亩头瓶袋条箱桶根块克升秒棒棵株枝尾窝斗车批卷张]|%|小时|分钟|公斤|毫米)"
    r"|[提升降达做控减增压缩][^，,。\d]{0,4}[到至在]\s?[\d一二两三四五六七八九十百千半几]"
)
# Of what is made or lost, told in figures: no remark, whatever it was read as.
_REMARKED = frozenset({"chitchat", "out_of_scope", "goodbye", "bot_challenge", "supply_side"})


@dataclass(frozen=True, slots=True)
class Said:
    """One message, the facts read in it, and the field that was asked for; none at the summary."""

    turn: Turn
    facts: Facts
    asked: Field | None

    @property
    def is_aside(self) -> bool:
        """To be answered by its rule, before the form asks again."""
        if self.turn.intent not in ASIDES or self._is_bare or self.is_of_contact:
            return False
        if self.turn.is_press or (self.turn.intent in FIRM and not self.ends_questions):
            return True
        if self.ends_questions or self.chooses_mode:
            return False
        if is_question(self.turn.text):
            return True
        states = self.turn.intent in REMARKS and tells_something(self.facts)
        measures = self.turn.intent in _REMARKED and self.tells_amount
        return not (states or measures or self.answers)

    @property
    def is_of_contact(self) -> bool:
        """「138 0013 8102」, 「手机不要，留座机」 where a contact is asked for or shown: however
        it was read."""
        shown = self.asked in {None, Field.CONTACT} and self.turn.intent not in _STANDS
        return shown and puts_contact(self.facts) and not is_question(self.turn.text)

    @property
    def answers(self) -> bool:
        """Whether the message holds what was asked for, or, at the summary, anything to change."""
        return tells(self.facts, self.asked) if self.asked else tells_something(self.facts)

    @property
    def chooses_mode(self) -> bool:
        """「那就老师指点吧」 chooses; 「给我找个老师」 asks for one now."""
        chooses = _CHOOSING.search(self.turn.text) is not None
        return chooses and self.facts.mode is not None and not is_question(self.turn.text)

    @property
    def ends_questions(self) -> bool:
        """「没问题，提交吧」; to the question for a contact it is no consent."""
        # Before a problem was told there is nothing to submit.
        if self.asked in {None, Field.PROBLEM} or self._consents:
            return False
        if _OUTRIGHT.fullmatch(self.turn.text):
            return True
        if self.turn.intent not in {"affirm", "skip", "goodbye"}:
            return False
        tells_more = tells_something(self.facts) or tells(self.facts, Field.CONTACT)
        ends = _SUBMIT.search(self.turn.text) is not None and not gives_up_field(self.turn.text)
        return ends and not tells_more

    @property
    def _consents(self) -> bool:
        """「同意提交」, where the consent was asked for, gives it; the summary comes of itself."""
        agrees = self.turn.intent == "affirm" and self.turn.text.startswith(("同意", "我同意"))
        return self.asked is Field.CONTACT and agrees

    @property
    def is_empty_yes(self) -> bool:
        """「同意」 where figures were asked for tells none, and is not kept as if it did."""
        yes = self.turn.intent == "affirm" and self.asked in {Field.PROBLEM, Field.DETAIL}
        return yes and not tells_something(self.facts)

    @property
    def drops_field(self) -> bool:
        """「预算别写了」 takes a field out of the need."""
        return _DROPS.search(self.turn.text) is not None

    @property
    def tells_amount(self) -> bool:
        """More about the trouble, told while something else was asked: 大概十坛里有一坛."""
        return _AMOUNT.search(self.turn.text) is not None

    @property
    def _is_bare(self) -> bool:
        """「洛阳」 and nothing else is an answer, whichever question it answers."""
        facts, text = self.facts, self.turn.text
        stated = facts.place or facts.money or facts.deadline
        return bool(stated) and len(text) <= _BARE and not is_question(text)
