"""Takes what was read in a message into the fields of a need."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from bot.programme.figures import range_text
from bot.programme.interview import Field, tell
from bot.programme.need_columns import LONGEST_TEXT, empty, leave_out
from bot.programme.redaction import redact
from bot.reading.facts import Facts
from bot.reading.left_open import leaves_budget_open
from bot.reading.modes import is_mode_alone
from bot.reading.place import full_name
from bot.reading.script import normalise
from bot.reading.short_names import looks_like_firm
from bot.store.enterprises import merge_qualifications
from bot.store.models import Need

_MOST_MODES = 3
_OF_PLACE = re.compile("地[区址点]|厂址|所在|[只就]写")
# 「不是加工，是种魔芋的」, 「行业不对，我们是做汽车配件的」.
_PUTS_TRADE_RIGHT = re.compile(
    r"行业|不是(?:搞|做|干|种|养|卖)?[^，,。]{0,6}[，,\s]*(?:我们?)?(?:而?是|就是)(?:搞|做|干|种|养|卖|生产|加工)"
)
_MAKES = re.compile(
    r"(?:^|[，,。\s]|我们?|俺们?|咱们?|我家|俺家|家里|厂里?|厂子|公司|是|专门|专业|主要)(?:是)?(?:做|搞|生产|加工|养|种)"
    r"(?P<what>(?![到了出过不好得成三两几多一这那完啥]|什么|大[概约多]|小批|实验|试验)[一-龥]{2,6}?)的(?=$|[，,。\s我厂公老现]|企业|厂|小)"
)
_AREA = re.compile(r"[省市县区镇乡村路街道园里边]$")


@dataclass(frozen=True, slots=True)
class Heard:
    """One message as the draft sees it.

    ``asked`` is the field that the desk had asked for; ``opens`` marks a message whose words are
    the problem itself; ``insists`` marks a correction, which replaces also what a passing remark
    would leave alone.
    """

    text: str
    facts: Facts
    asked: Field | None = None
    opens: bool = False
    insists: bool = False


def take_facts(need: Need, heard: Heard) -> None:
    """The row is changed in place; what a passing remark may not replace stays."""
    _take_metrics(need, heard.facts)
    _take_industry(need, heard)
    _take_place(need, heard)
    _take_company(need, heard)
    _take_mode(need, heard)
    _take_budget(need, heard)
    _take_deadline(need, heard.facts)
    _take_secrecy(need, heard)


def _take_metrics(need: Need, facts: Facts) -> None:
    known = {str(each["text"]) for each in need.metrics}
    fresh: list[dict[str, Any]] = [
        {"text": metric.text, "role": metric.role}
        for metric in facts.metrics
        if metric.text not in known
    ]
    if fresh:
        need.metrics = [*need.metrics, *fresh]


def _take_industry(need: Need, heard: Heard) -> None:
    # The trade seldom changes, but words of other trades turn up in passing.
    open_yet = need.industry_name is None or heard.asked is Field.INDUSTRY
    free = open_yet or _PUTS_TRADE_RIGHT.search(heard.text) is not None
    if heard.facts.industry is not None and free:
        need.industry_code = heard.facts.industry.code
        need.industry_name = heard.facts.industry.name
    elif heard.opens and need.industry_name is None and (made := _MAKES.search(heard.text)):
        # Nobody is asked what is made who has just said it.
        need.industry_name = made["what"]


def _take_place(need: Need, heard: Heard) -> None:
    facts, place = heard.facts, heard.facts.place
    if place is None or facts.place_of_help:
        return
    if need.region_code is not None and (facts.place_by_company or _says_less(need, heard)):
        return
    need.region_code, need.region_name = place.code, place.name


def _says_less(need: Need, heard: Heard) -> bool:
    """「宁波」 in passing takes nothing from 「宁波北仑」, nor 「北仑」 from 「北仑小港镇」."""
    place = heard.facts.place
    known = full_name(need.region_code or "")
    less = place is not None and (
        (need.region_name or "").startswith(place.name) or known.startswith(place.name)
    )
    meant = heard.asked is Field.REGION or heard.insists or _OF_PLACE.search(heard.text)
    return less and not meant


def _take_company(need: Need, heard: Heard) -> None:
    facts = heard.facts
    if facts.no_company and tell(need, Field.COMPANY) is None:
        leave_out(need, Field.COMPANY)
    if facts.company is not None and not _is_mere_place(facts):
        need.company = facts.company[:200]
    if facts.uscc is not None and facts.uscc_valid:
        need.uscc = facts.uscc
    if facts.qualifications:
        fresh = [{"name": each.name, "status": each.status} for each in facts.qualifications]
        need.qualifications = merge_qualifications(need.qualifications, fresh)


def _is_mere_place(facts: Facts) -> bool:
    """「湖北襄阳」 given where a firm was asked for is a place; 「温岭恒力齿轮」 is a firm."""
    if facts.place is None or looks_like_firm(facts.company or ""):
        return False
    rest = (facts.company or "").lstrip(facts.place.name)
    return len(rest) < 2 or _AREA.search(rest) is not None


def _take_mode(need: Need, heard: Heard) -> None:
    passing = need.mode is not None and heard.asked is not Field.MODE and not heard.insists
    # 「委托开发」 and nothing else is no passing remark, whatever was asked.
    free = not passing or is_mode_alone(normalise(heard.text))
    if heard.facts.mode is not None and free:
        several = (heard.facts.mode, *heard.facts.other_modes)
        need.mode = "、".join(several[:_MOST_MODES])


def _take_budget(need: Need, heard: Heard) -> None:
    money = heard.facts.money
    if money is None:
        if heard.facts.budget_denied:
            empty(need, Field.BUDGET)
        if heard.facts.budget_open and range_text(need) is None:
            need.budget_text = redact(_of_the_sum(heard)).strip()[:120]
        return
    if need.budget_text and (need.budget_min, need.budget_max) != (money.min, money.max):
        _drop_sum_told_before(need, need.budget_text)
    need.budget_min, need.budget_max = money.min, money.max
    need.budget_currency, need.budget_approx = money.currency, money.approx
    need.budget_text = money.text[:120]


def _drop_sum_told_before(need: Need, old: str) -> None:
    """「预算三四十万」 in the story says otherwise than the budget that was put right: the clause
    that tells nothing but the sum goes; the log has the words still."""
    sole = re.compile(
        rf"(?:^|(?<=[，,。；;\s]))(?:我们?|的|总|预算|经费|费用|资金|大概|大约|约|差不多|就|在|是|有|能出|最多|[:：\s])*{re.escape(old)}"
        r"(?:左右|以内|以下|上下|的样子|吧|元|块)*(?:[，,。；;]|$)"
    )
    for column in ("problem", "detail"):
        words = getattr(need, column)
        rest = sole.sub("", words).rstrip("，,；; ") if words else None
        if rest and rest != words:
            setattr(need, column, rest)


def _of_the_sum(heard: Heard) -> str:
    """In a story, the clauses that leave the sum open: 「想搞蘑菇罐头，没钱」."""
    if heard.asked is Field.BUDGET:
        return heard.text
    clauses = re.findall(r"[^，,。；;！!？?\n]+", heard.text)
    return "，".join(each for each in clauses if leaves_budget_open(normalise(each))) or heard.text


def _take_deadline(need: Need, facts: Facts) -> None:
    wish = facts.deadline
    if wish is None:
        return
    need.deadline_text = wish.text[:120]
    need.deadline_from, need.deadline_by = wish.start, wish.by


def _take_secrecy(need: Need, heard: Heard) -> None:
    if heard.facts.secret and need.confidential is None:
        need.confidential = redact(heard.text, heard.facts.person).strip()[:LONGEST_TEXT]
