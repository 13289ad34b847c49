"""What opens a need, and in which words it is kept."""

from __future__ import annotations

import re
from datetime import date

from actions.after_list import matter_searched, tells_facts_alone, topic_of
from actions.intents import SEARCHES
from actions.turn import Turn
from bot.programme.absorbing import absorb
from bot.programme.changes import Change
from bot.programme.interview import Field
from bot.programme.suggestions import Search
from bot.programme.taking_facts import Heard
from bot.reading.facts import Facts, read
from bot.store.models import Need

NEED_FORM, INTRODUCTION_FORM = "need_form", "introduction_form"
# Set for one turn: the message opens a need, whatever it was read as (data/rules).
NEED_TOLD = "need_told"
# Begins the slot ``pending`` after a place came before any need; its code follows.
PLACE = "place:"
# 「老板让我来登记个东西」, 「有个技术难题想找人看看」 announce a matter and tell none.
_ANNOUNCING = re.compile(
    r"技术(?:上|方面)?|申报|申请|提交?|安排|交代|请教|难题|问题|需求|东西|事情?|毛病|麻烦|登记|提交|填[写报]?|上报|报|发布|反映|咨询|求助|对接|合作"
    r"|情况|复杂|说不清楚?|讲不清楚?|一两?句话|说来话长|比较|有点|[很挺]"
    r"|高校|大学|院校|学校|(?:技术|生产|研发|质量|行政|综合|办公|业务|设备|工程)?(?:办公室|科室|[科部处])"
    r"|小[一-龥](?=$|[，,。\s])|文员|秘书|助理|老板|领导|厂长|经理|我们?|俺们?|咱们?|你们?|您|厂里?|公司|企业|单位|这[里边块]?|那[里边块]?|嘎达|旮旯|老师|专家|教授|人"
    r"|[让叫派来找帮忙想要有无没能可以整弄搞做看解决处理下一个些几点条遇碰到出了的得就也都是不吗啊呢吧嘛呀哎妈喂好请问现在刚今天给跟和谁哪什么啥怎样么办过去里上]"
)


def problem_words(turn: Turn) -> str:
    """The words of a new need: typed now, or said before and taken up by a button."""
    source = turn.entities.get("source")
    if source == "search" and turn.slot("search"):
        search = Search.from_json(turn.slot("search"))
        return topic_of(search) or search.text
    if source == "message" and turn.typed_before:
        return turn.typed_before[0]
    return turn.text


def begin_need(need: Need, turn: Turn, words: str, facts: Facts, today: date) -> tuple[Change, ...]:
    """The first words of a need, with what was searched for before where they go on about it."""
    # A draft that waited has its problem already; told again, it is not told twice.
    fresh = need.problem is None
    matter = matter_searched(turn, facts) if fresh else None
    if matter is None:
        return absorb(need, Heard(words, facts, opens=fresh))
    if not facts.metrics and not tells_facts_alone(turn, facts):
        both = f"{matter}，{words}"
        return absorb(need, Heard(both, read(both, today=today), opens=True))
    first = absorb(need, Heard(matter, read(matter, today=today), opens=True))
    asked = Field.DETAIL if facts.metrics else None
    return (*first, *absorb(need, Heard(words, facts, asked=asked)))


def opens_need(turn: Turn, facts: Facts) -> bool:
    """A stated problem opens a need; so does a search or an unclear message with figures in it:
    whoever writes 「废品率12%」 has a problem to solve, not a list to read."""
    if turn.intent == "submit_need":
        return True
    return bool(facts.metrics) and turn.intent in {*SEARCHES, "nlu_fallback"} and not turn.is_press


def tells_matter(words: str, facts: Facts) -> bool:
    """Whether anything of the trouble is named; otherwise it is asked for."""
    if facts.metrics or facts.industry or not words:
        return True
    return re.search(r"\w", _ANNOUNCING.sub("", words)) is not None
