"""Takes what a message told into the draft of a need, and says what changed."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from bot.programme.figures import range_text
from bot.programme.interview import ADDED, LABELS, SHORTEST_PROBLEM, Field, abridge, tell
from bot.programme.redaction import redact
from bot.reading.facts import Facts
from bot.reading.left_open import leaves_budget_open
from bot.reading.modes import is_mode_alone
from bot.reading.place import full_name
from bot.reading.script import normalise
from bot.store.enterprises import merge_qualifications
from bot.store.models import Need

# Ten of the longest messages: more than anybody tells, and no way to fill the store.
LONGEST_TEXT = 40_000
_ROOM = {Field.BUDGET: 120, Field.DEADLINE: 120, Field.INDUSTRY: 80}
TO_BE_SAID = "待定"
_MOST_MODES = 3
_SAYS_NO_MORE = re.compile(
    r"小?几?[百千万]*块?钱|预算|那就?|就|大概|左右|最好|差不多|估计|我们?|能|可以|[出拿花给][得个]?|[吧嘛啊呢哈,。\s]"
)
_BARE = 10  # 「两万以内，月底前」 and nothing about the trouble
_FIRM = re.compile(r"公司|厂|集团|合作社|社$|院|所|店|中心|坊|企业|股份|实业|科技|工业|制造")
_PUT_RIGHT = re.compile(
    r"(?:哦|不对|等等|错了|说错了|我?刚才说错了|[，,。\s])*不是(?P<wrong>[^，,。；;\s\d]{2,20}?)的?[，,。；;\s]*(?:而|应该|应当)?是"
    r"(?P<right>[^，,。；;]{1,40}?)[。.!！]*"
)
_WORD = re.compile(r"[^\W\d_]{2}")
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


@dataclass(frozen=True, slots=True)
class Change:
    field: Field
    value: str
    replaced: bool

    @property
    def said_back(self) -> str:
        """「地区改为山西襄汾」: how a correction is confirmed to the owner."""
        return f"{LABELS[self.field]}改为{self.value}"

    @property
    def noted(self) -> str:
        if self.field is Field.DETAIL:
            return f"{ADDED}：{abridge(self.value.splitlines()[-1], 40)}"
        return f"{LABELS[self.field]}：{self.value}"


@dataclass(frozen=True, slots=True)
class Correction(Change):
    """「不是漏水，是漏油」: which of the owner's own words were wrong."""

    wrong: str
    right: str

    @property
    def said_back(self) -> str:
        return f"“{self.wrong}”改为“{self.right}”"


def absorb(need: Need, heard: Heard) -> tuple[Change, ...]:
    """Fill and correct fields of ``need``; the row is changed in place."""
    before = {field: tell(need, field) for field in Field}
    _take_words(need, heard)
    _take_wishes(need, heard)
    _take_metrics(need, heard.facts)
    _take_industry(need, heard)
    _take_place(need, heard)
    _take_company(need, heard)
    _take_mode(need, heard)
    _take_budget(need, heard)
    _take_deadline(need, heard.facts)
    _take_secrecy(need, heard)
    changes = tuple(_compare(need, before))
    told = {change.field for change in changes}
    need.skipped = [name for name in need.skipped if name not in told]
    return changes


def leave_out(need: Need, field: Field) -> None:
    """The owner would rather not say: the field is emptied and not asked again."""
    empty(need, field)
    if field not in need.skipped:
        need.skipped = [*need.skipped, field.value]


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
    for field in (Field.DETAIL, Field.PROBLEM):
        words = getattr(need, field.value)
        if words and wrong in words:
            mended = words.replace(wrong, right)[:LONGEST_TEXT]
            setattr(need, field.value, mended)
            return Correction(field, mended, True, wrong, right)
    return None


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
    if not words:
        return
    if heard.asked is Field.DETAIL and _is_of_another_field(heard):
        leave_out(need, Field.DETAIL)
        return
    if need.problem is None or (heard.asked is Field.PROBLEM and heard.insists):
        if heard.opens or heard.asked is Field.PROBLEM:
            need.problem = words
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
    """「轴承」, and when asked for more 「噪音」: together they are the problem."""
    return len(need.problem or "") < SHORTEST_PROBLEM and need.detail is None and not facts.metrics


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
    if facts.no_company and heard.asked is Field.COMPANY and tell(need, Field.COMPANY) is None:
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
    if facts.place is None or _FIRM.search(facts.company or ""):
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
    need.budget_min, need.budget_max = money.min, money.max
    need.budget_currency, need.budget_approx = money.currency, money.approx
    need.budget_text = money.text[:120]


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


_COLUMNS = {
    Field.PROBLEM: ("problem",),
    Field.DETAIL: ("detail",),
    Field.INDUSTRY: ("industry_code", "industry_name"),
    Field.REGION: ("region_code", "region_name"),
    Field.COMPANY: ("company", "uscc"),
    Field.MODE: ("mode",),
    Field.BUDGET: (
        "budget_min", "budget_max", "budget_currency", "budget_approx", "budget_text",
    ),
    Field.DEADLINE: ("deadline_text", "deadline_from", "deadline_by"),
    Field.CONTACT: ("contact_id",),
}  # fmt: skip


def take_over(need: Need, earlier: Need, field: Field) -> None:
    """What an earlier need of the owner holds there."""
    for column in _COLUMNS[field]:
        setattr(need, column, getattr(earlier, column))


def empty(need: Need, field: Field) -> None:
    for column in _COLUMNS[field]:
        setattr(need, column, None)
