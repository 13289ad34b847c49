"""What a message means where it is said: 「浙江宁波」 answers the question about the place."""

from __future__ import annotations

import re

from actions.intents import ASIDES, FIRM, is_question
from bot.programme.interview import Field
from bot.programme.telling import tells
from bot.reading.facts import Facts

# Moves that keep their name whatever else the message says.
_MOVES = frozenset({"correct", "skip", "cancel", "back", "resume", "inform"})
# Yes and no answer these questions by themselves, and may stand before the answer elsewhere.
_YES_OR_NO = frozenset({"affirm", "deny"})
# Before anything is given, 「不想留电话」 takes nothing back: it gives nothing.
_KEEPING = re.compile(
    r"(?:不|别|甭|免)(?:想|愿意?|肯|要|用|太?方便)?(?:留|给|填|写|提供|说|登)|免了"
)
# 「算了，代码不填」 gives up a detail, not the need.
_LEAVES_ONE = re.compile(
    r"(?:代码|公司|厂名|名字|电话|手机|预算|地区|地址|资质|期限|时间|方式)[，,\s]*(?:就|先|都)?"
    r"(?:不|别|甭|免)(?:想|用|要)?(?:填|写|留|给|说|提供)"
)
# To a question of the form this leaves the choice to us.
_WHATEVER = re.compile(
    r"(?:这个)?(?:我)?(?:都?随便|都行|都可以|无所谓|随你们?|(?:你们?)?(?:看着办|看着弄|定就行|决定)|听你们?的)+"
    r"(?:吧|啦|了|呗|咯|哦|啊|好了|就行)?[。.!！~]*"
)
# What a correction is known by; without it an answer is only an answer.
_CORRECTING = re.compile(
    r"[错改换调推提降加减搬迁]|更正|不[是对在]|应[该当为]|其实|还是|刚才|前面|上面|[多少漏]打|重新|等[下等]|不算|延"
)
# Whoever says what the works make opens a matter: 「做保温壶的」.
_MAKES = re.compile(r"(?:做|搞|生产|加工|种|养).{1,8}的|我们?厂|厂里")
# Below this a remark beside the question is a guess; the owner was asked, so it is an answer first.
_GUESSED_BELOW = {
    "chitchat": 0.75, "out_of_scope": 0.75, "goodbye": 0.5, "greet": 0.5, "thanks": 0.5,
}  # fmt: skip


def in_place(
    intent: str,
    text: str,
    facts: Facts,
    asked: Field | None,
    confidence: float = 1.0,
    *,
    outside: bool = False,
) -> str:
    """The purpose of a typed message while ``asked`` is the question in hand. ``outside`` a form
    nothing was asked: there the classifier's reading stands, but for a trouble told in figures."""
    if outside and intent == "inform" and _tells_trouble(text, facts):
        return "submit_need"
    if asked is None or not text:
        return intent
    refused = asked is Field.CONTACT and _keeps_back(intent, text, facts)
    gives_up_one = intent == "cancel" and _LEAVES_ONE.search(text)
    if refused or gives_up_one or _WHATEVER.fullmatch(re.sub(r"[，,\s]", "", text)):
        return "skip"
    if _is_guess(intent, text, confidence) or _is_no_correction(intent, text, facts, asked):
        return "inform"
    if intent in _MOVES or intent in FIRM or not _answers(intent, text, facts, asked):
        return intent
    return "inform"


def _tells_trouble(text: str, facts: Facts) -> bool:
    """「做保温杯的，现在六小时，想做到十二小时」 answers no question: it opens a need."""
    wished = any(metric.role == "target" for metric in facts.metrics)
    return wished and (facts.industry is not None or _MAKES.search(text) is not None)


def _is_guess(intent: str, text: str, confidence: float) -> bool:
    """A card is picked after the form: 「第一个」 in it means something else."""
    guess = intent == "pick" or confidence < _GUESSED_BELOW.get(intent, 0.0)
    return guess and not is_question(text)


def _is_no_correction(intent: str, text: str, facts: Facts, asked: Field) -> bool:
    return intent == "correct" and tells(facts, asked) and not _CORRECTING.search(text)


def _keeps_back(intent: str, text: str, facts: Facts) -> bool:
    gives = facts.phone or facts.email or facts.name_refused
    return intent == "withdraw_consent" and not gives and _KEEPING.search(text) is not None


def _answers(intent: str, text: str, facts: Facts, asked: Field) -> bool:
    if asked is Field.DETAIL and intent == "submit_need":
        return True
    if asked is Field.PROBLEM or not tells(facts, asked):
        return False
    if intent in _YES_OR_NO and asked is Field.CONTACT:
        return False
    return not (intent in ASIDES and is_question(text))
