"""Whether an owner has told the same trouble before."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date

from bot.store.models import Need

# Of the shorter text's pairs of characters, so many must stand in the longer one.
ALIKE = 0.5
# Two words say too little to be called the same.
SHORTEST = 4
_FILLER = re.compile(
    r"我们|咱们|俺们|公司|厂里|总是|老是|一直|现在|希望|想要|能不能|[的了是在有想把个\W]"
)


def alike_before(need: Need, earlier: Iterable[Need]) -> Need | None:
    """The latest of the earlier needs that is about the same; withdrawn ones do not count."""
    pairs = _pairs(need.problem or "")
    for each in earlier:
        if each.id != need.id and each.state != "withdrawn":
            theirs = _pairs(each.problem or "")
            least = min(len(pairs), len(theirs))
            if least >= SHORTEST and len(pairs & theirs) >= ALIKE * least:
                return each
    return None


def _pairs(text: str) -> frozenset[str]:
    letters = _FILLER.sub("", text)
    return frozenset(letters[at : at + 2] for at in range(len(letters) - 1))


def days_ago(day: date, today: date) -> str:
    """今天, 昨天, 上周 …, as one says it."""
    days = (today - day).days
    if days <= 2:
        return ("今天", "昨天", "前天")[max(days, 0)]
    if days <= 6:
        return f"{days}天前"
    if days <= 13:
        return "上周"
    return f"{day.month}月{day.day}日" if day.year == today.year else day.isoformat()
