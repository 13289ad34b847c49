"""Which question comes next, and what is known of a need so far. Pure: it reads a Need row."""

from __future__ import annotations

from collections.abc import Callable
from enum import StrEnum

from bot.programme.figures import budget_text, deadline_text, metric_texts
from bot.reading.script import normalise
from bot.store.models import Need

# An owner on a phone answers at most this many questions for a complete need.
MAX_QUESTIONS = 7
# A problem shorter than this says too little even when it carries a figure.
SHORTEST_PROBLEM = 6


class Field(StrEnum):
    """What a need is made of, in the order in which the desk asks. Values are slot names."""

    PROBLEM = "problem"
    DETAIL = "detail"
    INDUSTRY = "industry"
    REGION = "region"
    COMPANY = "company"
    MODE = "mode"
    BUDGET = "budget"
    DEADLINE = "deadline"
    CONTACT = "contact"


# Where more than MAX_QUESTIONS are open these are left unasked, the first one first.
DISPENSABLE = (Field.INDUSTRY, Field.COMPANY, Field.DEADLINE, Field.MODE, Field.DETAIL)

LABELS = {
    Field.PROBLEM: "问题",
    Field.DETAIL: "指标和条件",
    Field.INDUSTRY: "行业",
    Field.REGION: "地区",
    Field.COMPANY: "公司",
    Field.MODE: "合作方式",
    Field.BUDGET: "预算",
    Field.DEADLINE: "时间",
    Field.CONTACT: "联系方式",
}

# What an owner adds to the problem in passing is said back under this name.
ADDED = "补充"


def abridge(words: str, most: int) -> str:
    """The beginning of a text, at most ``most`` characters of it."""
    return words if len(words) <= most else f"{words[: most - 1]}…"


def tell(need: Need, field: Field) -> str | None:
    """The value of a field as the owner reads it; None where it is open or left out."""
    return _TELLERS[field](need)


def _tell_detail(need: Need) -> str | None:
    """The owner's words, and the figures told in passing that stand in none of them."""
    figures = metric_texts(need)
    if need.detail is not None:
        told = normalise(f"{need.problem}\n{need.detail}")
        figures = [text for text in figures if text not in told]
    return "\n".join(part for part in (need.detail, "、".join(figures)) if part) or None


_TELLERS: dict[Field, Callable[[Need], str | None]] = {
    Field.PROBLEM: lambda need: need.problem,
    Field.DETAIL: _tell_detail,
    Field.INDUSTRY: lambda need: need.industry_name,
    Field.REGION: lambda need: need.region_name,
    Field.COMPANY: lambda need: need.company or need.uscc,
    Field.MODE: lambda need: need.mode,
    Field.BUDGET: budget_text,
    Field.DEADLINE: deadline_text,
    Field.CONTACT: lambda need: "已留" if need.contact_id else None,
}


def is_settled(need: Need, field: Field) -> bool:
    """Given, left out by the owner, or not worth a question."""
    if field in need.skipped:
        return True
    if field is Field.DETAIL:
        return need.detail is not None or is_measured(need)
    return tell(need, field) is not None


def is_measured(need: Need) -> bool:
    """Whether a university could answer: a clear enough problem with a figure to reach."""
    has_target = any(each.get("role") == "target" for each in need.metrics)
    return has_target and len(need.problem or "") >= SHORTEST_PROBLEM


def next_question(need: Need, reopened: Field | None = None) -> Field | None:
    """The field to ask now: one that the owner reopened, else the first open one within
    ``MAX_QUESTIONS``; None when it is time for the summary."""
    if reopened is not None:
        return reopened
    return next(iter(open_questions(need)), None)


def open_questions(need: Need) -> list[Field]:
    """Open fields in order. A field asked before keeps its place: its question is paid for."""
    waiting = [field for field in Field if not is_settled(need, field)]
    fresh = [field for field in waiting if field not in need.asked]
    room = MAX_QUESTIONS - len(set(need.asked))
    for field in DISPENSABLE:
        if len(fresh) <= room:
            break
        if field in fresh:
            fresh.remove(field)
    return [field for field in waiting if field in need.asked or field in fresh]


def left_to_tell(need: Need) -> list[Field]:
    """All that is open, also what would not be asked for: whoever has done with questions shall not
    hear one that there is room for now."""
    return [field for field in Field if not is_settled(need, field)]


def previous_question(need: Need, current: Field | None) -> Field | None:
    """What was asked before the current question."""
    earlier = [Field(name) for name in need.asked if name != current]
    return earlier[-1] if earlier else None
