"""Takes what a message told into the draft of a need, and says what changed."""

from __future__ import annotations

import re
from collections.abc import Iterator

from bot.programme.changes import Change, Correction
from bot.programme.exchanging import exchange_words
from bot.programme.interview import SHORTEST_PROBLEM, Field, tell
from bot.programme.introducing import introduces_only, without_asking_who
from bot.programme.need_columns import LONGEST_TEXT, leave_out
from bot.programme.redaction import redact
from bot.programme.taking_facts import Heard, take_facts
from bot.reading.facts import Facts
from bot.reading.script import normalise
from bot.store.models import Need

_ROOM = {Field.BUDGET: 120, Field.DEADLINE: 120, Field.INDUSTRY: 80}
TO_BE_SAID = "待定"
_SAYS_NO_MORE = re.compile(
    r"小?几?[百千万]*块?钱|预算|那就?|就|大概|左右|最好|差不多|估计|我们?|能|可以|[出拿花给][得个]?|[吧嘛啊呢哈,。\s]"
)
_BARE = 10  # 「两万以内，月底前」 and nothing about the trouble
_PUT_RIGHT = re.compile(
    r"(?:哦|不对|等等|错了|说错了|我?刚才说错了|[，,。\s])*不是(?P<wrong>[^，,。；;\s\d]{2,20}?)的?[，,。；;\s]*(?:而|应该|应当)?是"
    r"(?P<right>[^，,。；;]{1,40}?)[。.!！]*"
)
_FIRST_THIS = re.compile(
    r"(?:那?就?先|那就)(?:说说?|讲|弄|解决|看|处理|聊|登记?|记)(?P<what>.{1,12}?)(?:这个|那个|的?问题|的事|的)?[吧呗]?[。.!！]*"
)
_WORD = re.compile(r"[^\W\d_]{2}")


def absorb(need: Need, heard: Heard) -> tuple[Change, ...]:
    """Fill and correct fields of ``need``; the row is changed in place."""
    before = {field: tell(need, field) for field in Field}
    _take_words(need, heard)
    _take_wishes(need, heard)
    take_facts(need, heard)
    changes = tuple(_compare(need, before))
    told = {change.field for change in changes}
    need.skipped = [name for name in need.skipped if name not in told]
    return changes


def add_detail(need: Need, text: str) -> None:
    """What was told of the trouble beside the question in hand."""
    told = [part for part in (need.detail, redact(text).strip()) if part]
    need.detail = "\n".join(told)[:LONGEST_TEXT]


def correct_words(need: Need, text: str) -> Correction | None:
    """The owner's own words are put right; None where nothing of the need was meant."""
    found = _PUT_RIGHT.fullmatch(text.strip())
    if found is None:
        return None
    wrong, right = found["wrong"], redact(found["right"])
    field = exchange_words(need, wrong, right)
    if field is None:
        return None
    return Correction(field, getattr(need, field.value) or right, True, wrong, right)


def keep_words(need: Need, field: Field, text: str) -> bool:
    """Keep an answer that could not be read as the owner wrote it, where a column can hold it.

    A firm's name is a name or none, and a bare number, by itself, is neither sum nor date."""
    words = redact(text).strip()
    if words.isdigit() or not _WORD.search(words):  # 「1」 names no firm and no day
        return False
    if field in _ROOM and len(words) > _ROOM[field]:
        # So much is no sum and no day, and none of it may be lost.
        add_detail(need, text)
        return False
    match field:
        case Field.BUDGET:
            need.budget_text = words
        case Field.DEADLINE:
            need.deadline_text = words
        case Field.INDUSTRY:
            need.industry_name = words
        case _:
            return False
    return bool(words)


def only_chooses(need: Need, words: str) -> bool:
    """「先说缩水」 of a problem that names it says nothing new."""
    chosen = _FIRST_THIS.fullmatch(words)
    return chosen is not None and chosen["what"] in (need.problem or "")


def _compare(need: Need, before: dict[Field, str | None]) -> Iterator[Change]:
    for field, old in before.items():
        new = tell(need, field)
        if new is None and old is not None and field is Field.BUDGET:
            yield Change(field, TO_BE_SAID, replaced=True)
        elif new is not None and new != old:
            grows = field in {Field.PROBLEM, Field.DETAIL}
            yield Change(field, new, replaced=old is not None and not grows)


def _take_words(need: Need, heard: Heard) -> None:
    words = redact(heard.text, heard.facts.person).strip()[:LONGEST_TEXT]
    if not words or only_chooses(need, words):
        return
    if heard.asked is Field.DETAIL and _is_of_another_field(heard):
        leave_out(need, Field.DETAIL)
        return
    if need.problem is None or (heard.asked is Field.PROBLEM and heard.insists):
        if heard.opens or heard.asked is Field.PROBLEM:
            need.problem = without_asking_who(words)
    elif heard.asked is Field.DETAIL and _is_no_problem_yet(need, heard.facts):
        need.problem = f"{need.problem}，{words}"
    elif heard.asked is Field.DETAIL or (
        words != need.problem
        and (heard.opens or _measures(heard) or heard.facts.place_of_help)
        and not _is_mere_name(heard)
    ):
        need.detail = f"{need.detail}\n{words}"[:LONGEST_TEXT] if need.detail else words


def _take_wishes(need: Need, heard: Heard) -> None:
    """What no field holds: the terms that were set."""
    wishes = [redact(each, heard.facts.person) for each in heard.facts.terms]
    told = normalise(f"{need.problem or ''}\n{need.detail or ''}")
    fresh = [each for each in wishes if each not in told]
    if fresh and need.problem is not None:
        add_detail(need, "，".join(fresh))


def _is_mere_name(heard: Heard) -> bool:
    """「恒发压铸」 where the firm was asked for, read as a need for its trade."""
    firm = heard.facts.company
    return firm is not None and len(heard.text.replace(firm, "")) < SHORTEST_PROBLEM


def _measures(heard: Heard) -> bool:
    """「三千多，要降到五百以下」, while the firm is asked for: nothing but figures of the trouble.

    The owner's own words say more than the figures alone."""
    facts = heard.facts
    others = (facts.place, facts.money, facts.deadline, facts.company, facts.mode, facts.phone)
    return bool(facts.metrics) and not any(others)


def _is_of_another_field(heard: Heard) -> bool:
    """「不对，是阳江」, 「两万以内」: whoever answers so has no figures to give."""
    facts = heard.facts
    told = facts.place or facts.money or facts.deadline
    return bool(told) and not facts.metrics and len(_beside_sum_and_date(heard)) <= _BARE


def _beside_sum_and_date(heard: Heard) -> str:
    """「那就小几万块钱吧 三四万」 is long, and tells nothing but the sum."""
    words, facts = normalise(heard.text), heard.facts
    for told in (facts.money, facts.deadline):
        words = words.replace(told.text, "") if told is not None else words
    return _SAYS_NO_MORE.sub("", words)


def _is_no_problem_yet(need: Need, facts: Facts) -> bool:
    """「轴承」, and when asked for more 「噪音」: together they are the problem. So it is where
    the first words only say who writes: 「充电桩的」, 「我哋系兴化养蟹嘅」."""
    problem = need.problem or ""
    if need.detail is not None:
        return False
    return introduces_only(problem) or (len(problem) < SHORTEST_PROBLEM and not facts.metrics)
