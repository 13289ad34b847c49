"""Measured statements in an owner's words, kept as written, each with its part in the need.

废品率12% is how things stand (current), 耐盐雾1000小时 what is wanted (target),
每分钟600个 or 药典要求0.04 under what it must hold (condition). Money, dates and
codes are no metrics; their spans are passed in and skipped.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from bot.reading.metric_words import (
    AIMED,
    ATTRIBUTE,
    BOUND,
    CLAUSE,
    COUNT,
    COUNTED,
    CUE,
    CURRENT,
    CUSTOMER,
    DEFECT,
    LAST_NOUN,
    LASTING,
    NAMED_VALUE,
    PAYMENT,
    RATE,
    RATIO,
    REQUIRED,
    SET_AGAINST,
    SIGNED,
    SPAN_OF_TIME,
    TARGET,
    TRIED,
    UNIT,
    VERBS,
)
from bot.reading.numerals import figure_at

type Role = Literal["current", "target", "condition"]

_LONGEST_TEXT = 40
# How far from a number the words may stand that say what it measures.
_BEFORE, _NEAR = 16, 200


@dataclass(frozen=True, slots=True)
class Metric:
    """One measured statement, verbatim from the normalised text."""

    text: str
    role: Role


@dataclass(frozen=True, slots=True)
class _Number:
    start: int
    end: int
    bare: bool


def read_metrics(text: str, skip: Sequence[tuple[int, int]] = ()) -> tuple[Metric, ...]:
    """Metrics in order, one for each clause that measures something.

    `skip`: spans already read as something else (money, dates, codes).
    """
    hidden = bytearray(len(text))
    for start, end in (*skip, *(found.span() for found in TRIED.finditer(text))):
        hidden[start:end] = b"\1" * (min(end, len(text)) - start)
    metrics: list[Metric] = []
    for clause in CLAUSE.finditer(text):
        metric = _metric(text, clause, hidden)
        if metric is not None and metric not in metrics:
            if metrics and _takes_too_long(metrics[-1], metric):
                metrics[-1] = replace(metrics[-1], role="current")
                metric = replace(metric, role="target")
            metrics.append(_gone_on(metrics[-1], metric) if metrics else metric)
    return tuple(metrics)


# What it takes, and what it shall take: only the second is a wish.
_TAKES = re.compile(
    r"(?:需要?|要|得)[花用等跑]?\s?[\d一二两三四五六七八九十百千几半.]+(?P<unit>[^\d,]{0,4})$"
)
_WISHED = re.compile(r"要求|想|希望|做到|达到|不|至少|最好|目标|必须|能|耐|[降提压缩]")
_SHALL = re.compile(
    r"(?:想|希望|要求|目标|最好|能不能|能否|可以|争取|必须|[缩压降提减做搞][短低高少]?)(?:[缩压降提减做搞][短低高少]?)?"
    r"[到至在成]?\s?[\d一二两三四五六七八九十百千几半.]+(?P<unit>[^\d,]{0,4}?)(?:以[内下上]|之内|左右)?$"
)


def _takes_too_long(last: Metric, metric: Metric) -> bool:
    """发酵要180天,想缩到120天."""
    takes = None if _WISHED.search(last.text) else _TAKES.search(last.text)
    shall = _SHALL.fullmatch(metric.text.rpartition(",")[2])
    return bool(takes and shall and takes["unit"].strip() == shall["unit"].strip())


def _gone_on(last: Metric, metric: Metric) -> Metric:
    """一吨镀锌成本2600元,想降到2200: the second goes on from all that the first says."""
    head, joint, rest = metric.text.partition(",")
    whole = joint and last.text != head and last.text.endswith(head)
    return replace(metric, text=f"{last.text}{joint}{rest}") if whole else metric


def _metric(text: str, clause: re.Match[str], hidden: bytearray) -> Metric | None:
    numbers = [
        number for number in _numbers(text, clause) if not any(hidden[number.start : number.end])
    ]
    if (
        PAYMENT.search(clause[0])
        or not numbers
        or (all(number.bare for number in numbers) and not _is_stated(text, clause))
    ):
        return None
    if all(number.bare for number in numbers):
        numbers = numbers[-1:]
    start, said = _begin(text, clause.start(), numbers[0].start)
    bound = BOUND.match(text, numbers[-1].end)
    end = bound.end() if bound else numbers[-1].end
    end += text[end : end + 1] == ")" and text.count("(", start, end) > text.count(")", start, end)
    words = text[start:end].strip()
    whole = words if said else _completed(text, clause, start, words)
    told = said or whole != words or CUE.search(clause[0])
    if len(words) > _LONGEST_TEXT or not told:
        return None
    return Metric(whole, _role(text, clause, start, end))


# Which numbers measure ---------------------------------------------------------------


def _numbers(text: str, clause: re.Match[str]) -> Iterator[_Number]:
    at = clause.start()
    while at < clause.end():
        number, at = _number(text, at, clause)
        if number is not None:
            yield number


def _number(text: str, at: int, clause: re.Match[str]) -> tuple[_Number | None, int]:
    """The measured or bare number at this place, and where to look on."""
    ratio = RATIO.match(text, at)
    if ratio is not None:
        return _Number(at, ratio.end(), False), ratio.end()
    figure = figure_at(text, at) if _may_begin(text, at) else None
    if figure is None:
        return None, at + 1
    end = _through_range(text, figure.end)
    signed = SIGNED.search(text[max(0, at - 4) : at])
    measured = end if signed else _unit_end(text, end, _scene(text, at, clause))
    if measured is not None:
        return _Number(at, measured, False), measured
    large = text[at].isdigit() or figure.high >= 100 or "点" in text[at : figure.end]
    return (_Number(at, end, True) if large and _ends_bare(text, end) else None), end


def _may_begin(text: str, at: int) -> bool:
    before = text[at - 1 : at]
    if text[at] not in "0123456789零一二两三四五六七八九十百千几半" or before in [*"0123456789.第"]:
        return False
    # A type designation (M8, Q235, PA66) is no number, a value behind HRC or pH is one.
    lettered = before.isascii() and before.isalpha() and text[at].isdigit()
    return not lettered or bool(SIGNED.search(text[max(0, at - 4) : at]))


def _scene(text: str, at: int, clause: re.Match[str]) -> str:
    """The clause with the words before it, where the thing measured may be named.

    Of a clause without end (dictated, or made to cost) what stands near the number: it is searched
    for each number in it."""
    start, end = clause.start() - _BEFORE, clause.end()
    return text[max(0, start, at - _NEAR) : min(end, at + _NEAR)]


def _through_range(text: str, end: int) -> int:
    """30/30um, 5±0.1, 20-30%: go on to the last figure."""
    for _ in range(4):
        join = re.compile(r"\s?(?:[-~/×xX*±]|\+/-|到|至|比|:)\s?(?=\d)").match(
            text, end
        ) or re.compile(r"\s?%\s?[-~到至]\s?(?=\d)").match(text, end)
        figure = figure_at(text, join.end()) if join else None
        if figure is None:
            return end
        end = figure.end
    return end


def _unit_end(text: str, end: int, clause: str) -> int | None:
    unit = UNIT.match(text, end)
    if unit is not None:
        return unit.end()
    lasting = SPAN_OF_TIME.match(text, end)
    if lasting is not None:
        return lasting.end() if LASTING.search(clause) or AIMED.search(clause) else None
    counted = COUNT.match(text, end)
    if counted is not None and any(words.search(clause) for words in (COUNTED, RATE, AIMED)):
        return counted.end()
    return None


def _ends_bare(text: str, end: int) -> bool:
    return bool(
        re.match(
            r"\s?(?:$|[,。;!?\n]|以[下上内]|之内|左右|不到|上下|了|吧|才)", text[end : end + 4]
        )
    )


def _is_stated(text: str, clause_found: re.Match[str]) -> bool:
    """A number without a unit counts where the clause says what it is a value of."""
    clause = clause_found[0]
    if NAMED_VALUE.fullmatch(clause):
        return True
    if re.match(r"\s?(?:应该|其实)?是\s?\d", clause):  # 合格率不是80,是88
        return bool(
            LAST_NOUN.search(text[max(0, clause_found.start() - 24) : clause_found.start() - 1])
        )
    stated = re.search(
        r"(?:才|现在|目前|目标|想到|要求|客户要|标准|只有|达到|做到|降到|提到|压到|掉到|控制在|不超过|"
        r"不低于|以下|以上|≤|≥|<|>)",
        clause,
    )
    return bool(stated) and bool(re.search(r"[一-龥A-Za-z]{2}", clause))


# What belongs to the number ------------------------------------------------------------


# (3)用钢量, 2.平单轴支架: how the list is numbered.
_LISTED = re.compile(r"\(?\d{1,2}\)|\d{1,2}[.、](?!\d)")


def _begin(text: str, clause_start: int, number: int) -> tuple[int, bool]:
    """Where the statement starts, and whether the clause says what is measured."""
    left = text[clause_start:number]
    verbs = VERBS.search(left)
    head = left[: verbs.start()] if verbs else left
    attribute = RATE.match(head) or ATTRIBUTE.search(head)
    begin = clause_start + (attribute.start() if attribute else len(head))
    listed = _LISTED.match(text, begin, number)
    begin = listed.end() if listed else begin
    while begin < number and text[begin] in " 了,的":
        begin += 1
    return begin, attribute is not None


def _completed(text: str, clause: re.Match[str], start: int, words: str) -> str:
    """保质期短了点儿,想搞到12个月: the thing measured may stand one clause earlier."""
    noun = LAST_NOUN.search(text[max(0, clause.start() - 24) : max(0, clause.start() - 1)])
    if noun is None or RATE.match(words):
        return words
    return f"{noun[0]}{text[clause.start() - 1 : start]}{words}"


# Which part it plays --------------------------------------------------------------------


_PUT_BOUNDS = re.compile(r"想|要求|希望|目标|最好|必须|不[超能得高大]|降|压|减|控制|以[下内]|≤|<")


def _role(text: str, clause: re.Match[str], start: int, end: int) -> Role:
    words = clause[0]
    defect = DEFECT.search(words) is not None and not _PUT_BOUNDS.search(words)
    wanted = TARGET.search(words) is not None and not defect
    if wanted and SET_AGAINST.search(text[start:end]):
        return "target"
    if wanted and (CUSTOMER.search(words) or re.search(r"从|由", words)):
        return "target"
    if defect or (CURRENT.search(words) and not AIMED.search(words)):
        return "current"
    if REQUIRED.search(words) and not re.search(r"想|希望|做到|达到", words):
        return "condition"
    if wanted:
        return "target"
    return "condition" if RATE.search(text[start:end]) else "current"
