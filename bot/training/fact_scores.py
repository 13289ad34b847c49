"""Facts as a person marked them against facts as ``bot.reading`` reads them.

A message is marked shortly: ``budget: "..200000 USD"``, ``deadline: "..2027-06-08"``,
``uscc: "bad:…"`` (docs/EVALUATION.md). A kind that nobody marked on a message counts as absent
there for the ``WHOLE`` kinds; the others are marked only where they matter.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from bot.reading.facts import Facts, read
from bot.training.messages import Example, Lesson
from bot.training.scores import Score, score

WHOLE = frozenset({"budget", "deadline", "region", "uscc", "patent", "phone", "email"})
# An annotation that says: there is one, and no one value is the right one.
SOME = "some"


@dataclass(frozen=True, slots=True)
class FactMiss:
    text: str
    kind: str
    wanted: str
    got: str


def score_facts(lesson: Lesson) -> tuple[tuple[Score, ...], tuple[FactMiss, ...]]:
    hits: Counter[str] = Counter()
    wanted: Counter[str] = Counter()
    found: Counter[str] = Counter()
    misses = []
    for example in lesson.examples:
        facts = read(example.text, today=lesson.today, expecting=_expecting(example))
        for kind, want, got in compare(example.facts, facts):
            wanted[kind] += want is not None
            found[kind] += got is not None
            if want is not None and fits(kind, want, got):
                hits[kind] += 1
            else:
                misses.append(FactMiss(example.text, kind, str(want or "—"), str(got or "—")))
    kinds = sorted({*wanted, *found})
    scores = (score(kind, right=hits, found=found, wanted=wanted) for kind in kinds)
    return tuple(scores), tuple(misses)


def _expecting(example: Example) -> str | None:
    return None if example.asked in {None, "detail"} else example.asked


def compare(marked: Mapping[str, Any], facts: Facts) -> Iterable[tuple[str, Any, Any]]:
    """(kind, marked, read) wherever one of the two says something."""
    for kind, shape in SHAPES.items():
        want, got = marked.get(kind), shape(facts)
        if want is None and (got is None or kind not in WHOLE):
            continue
        yield kind, want, got


def fits(kind: str, want: Any, got: Any) -> bool:
    if got is None or want == SOME:
        return got is not None
    match kind:
        case "budget" | "deadline":
            return _range_fits(str(want), str(got))
        case "industry":
            return str(got).startswith(str(want))
        case "metrics":
            return all(got.get(text) == role for text, role in want.items())
    return bool(want == got)


def _range_fits(want: str, got: str) -> bool:
    """ "..2027-06-08" leaves the beginning open to any reading of it."""
    if want.startswith(".."):
        return got.partition("..")[2] == want[2:]
    return want == got


def _budget(facts: Facts) -> str | None:
    money = facts.money
    if money is None:
        return None
    low, high = ("" if each is None else str(each) for each in (money.min, money.max))
    amount = low if low == high else f"{low}..{high}"
    return amount if money.currency == "CNY" else f"{amount} {money.currency}"


def _deadline(facts: Facts) -> str | None:
    wish = facts.deadline
    if wish is None or not (wish.start or wish.by):
        return None
    return f"{_day(wish.start)}..{_day(wish.by)}"


def _day(day: date | None) -> str:
    return day.isoformat() if day else ""


def _uscc(facts: Facts) -> str | None:
    return facts.uscc and (facts.uscc if facts.uscc_valid else f"bad:{facts.uscc}")


def _patent(facts: Facts) -> str | None:
    if not facts.patent_numbers:
        return None
    first = facts.patent_numbers[0]
    return first.number if first.valid else f"bad:{first.number}"


SHAPES: dict[str, Callable[[Facts], Any]] = {
    "budget": _budget,
    "deadline": _deadline,
    "region": lambda facts: facts.place and facts.place.code,
    "uscc": _uscc,
    "patent": _patent,
    "phone": lambda facts: facts.phone,
    "email": lambda facts: facts.email,
    "mode": lambda facts: facts.mode,
    "quals": lambda facts: {each.name: each.status for each in facts.qualifications} or None,
    "metrics": lambda facts: {each.text: each.role for each in facts.metrics} or None,
    "industry": lambda facts: facts.industry and facts.industry.code,
}
