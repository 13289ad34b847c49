"""What is told after a list that answered a trouble: it begins the need of that trouble."""

from __future__ import annotations

import re

from actions.intents import is_question
from actions.topic import names_topic
from actions.turn import Turn
from bot.programme.matters import is_another
from bot.programme.suggestions import Search
from bot.reading.facts import Facts
from bot.reading.script import normalise

# A trouble in so few characters leaves out what was named before.
_BRIEF = 14
# 「现在三个月就发黑想做到十二个月」 names no product: it goes on about the one before.
_GOES_ON = re.compile(r"(?:现在|目前|眼下|当前|原来|以前|一般|平均|最多|想|要求?|希望)")
_MAY_GO_ON = frozenset(
    {
        "inform", "correct", "submit_need", "nlu_fallback", "out_of_scope", "chitchat",
        "supply_side", "skip", "ask_fee", "cheaper",
    }
)  # fmt: skip
# 「五万以内的」 to a list of patents asks for others; 「预算五万以内」 says what there is to spend.
_OF_THE_LIST = frozenset({"ask_fee", "cheaper"})
_BUDGET = re.compile(r"预算|经费|[能可]以?[出拿花]|出得?起|拿得?出|准备|打算")
_JOINS = re.compile(
    r"预算|经费|以[内下上]|左右|大概|最多|之?前|要|完成|弄好|做好|上线|全称|名[称字]|叫|是|在"
)


def topic_of(search: Search) -> str:
    """「有没有老师研究这个」, which was said of the matter, is no part of it."""
    return "\n".join(line for line in search.text.splitlines() if names_topic(line))


def matter_searched(turn: Turn, facts: Facts) -> str | None:
    """What was searched for before, where the message goes on about it.

    「现在18公斤，想做到15公斤以内」 after a list says nothing of what weighs 18, and
    「锁模力不稳，飞边」 after one of injection presses names no machine.
    """
    found = _searched(turn)
    registers = turn.is_press or "source" in turn.entities
    if found is None or registers:
        return None
    matter = topic_of(found)
    apart = names_topic(turn.text) and not _GOES_ON.match(turn.text)
    figures = bool(facts.metrics) and not apart and not is_another(matter, turn.text)
    brief = turn.intent == "submit_need" and len(turn.text) <= _BRIEF and facts.industry is None
    goes_on = figures or (brief and names_topic(turn.text) and not is_another(matter, turn.text))
    return matter if matter and (goes_on or tells_facts_alone(turn, facts)) else None


def goes_on_after_list(turn: Turn, facts: Facts) -> bool:
    """「预算20万以内，明年3月要」: a sum, a day or the firm. A bare place narrows the list."""
    found = _searched(turn)
    may = turn.loop is None and not turn.is_press and turn.intent in _MAY_GO_ON
    if not may or found is None or turn.slot("pending") or is_question(turn.text):
        return False
    if turn.intent in _OF_THE_LIST and not _BUDGET.search(turn.text):
        return False
    return bool(topic_of(found)) and tells_facts_alone(turn, facts)


def place_searched(turn: Turn, facts: Facts) -> str | None:
    """Where the owner of the matter searched for said to be."""
    found = _searched(turn)
    registers = turn.entities.get("source") == "search"
    if found is None or not (registers or matter_searched(turn, facts)):
        return None
    return found.near_region_code


def tells_facts_alone(turn: Turn, facts: Facts) -> bool:
    """Something of the need, and no trouble of its own."""
    told = (facts.money, facts.deadline, facts.company, facts.uscc, facts.qualifications)
    return any(told) and not names_topic(_beside(turn.text, facts))


def _beside(text: str, facts: Facts) -> str:
    """The message without the sum, the day and the firm."""
    words = normalise(text)
    for told in (
        facts.company,
        facts.money and facts.money.text,
        facts.deadline and facts.deadline.text,
    ):
        words = words.replace(told, " ") if told else words
    return _JOINS.sub(" ", words)


def _searched(turn: Turn) -> Search | None:
    """A search outside any need."""
    found = Search.from_json(turn.slot("search")) if turn.slot("search") else None
    return found if found is not None and found.need_id is None else None
