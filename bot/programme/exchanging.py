"""Words of the owner's own that give way to others, in the trouble and in its figures alike."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from bot.programme.interview import Field
from bot.programme.need_columns import LONGEST_TEXT
from bot.reading.script import normalise
from bot.store.models import Need

FREE = (Field.DETAIL, Field.PROBLEM)


def exchange_words(need: Need, wrong: str, right: str) -> Field | None:
    """The row is changed in place; where the words stood, or None where they stand nowhere."""
    stood = None
    for field in FREE:
        words = getattr(need, field.value) or ""
        mended = exchanged(words, wrong, right)
        if mended != words:
            setattr(need, field.value, mended[:LONGEST_TEXT])
            stood = stood or field
    plain = normalise(wrong), normalise(right)
    told = [str(each["text"]) for each in need.metrics]
    rewrite_metrics(need, lambda text: exchanged(text, *plain))
    if stood is None and told != [str(each["text"]) for each in need.metrics]:
        return Field.DETAIL
    return stood


def rewrite_metrics(need: Need, rewrite: Callable[[str], str]) -> None:
    """What is measured keeps its part, target or current, whatever its figure becomes."""
    metrics: list[dict[str, Any]] = []
    for each in need.metrics:
        metric = {**each, "text": rewrite(str(each["text"]))}
        if metric not in metrics:
            metrics.append(metric)
    need.metrics = metrics


def exchanged(words: str, wrong: str, right: str) -> str:
    """「5kV」 is no part of 「15kV」; 「放5天」 for the 「7天」 of 「放7天」 says 放 once."""
    if not wrong:
        return words
    done, rest = "", words
    whole = re.compile(
        ("(?<![0-9.])" if wrong[0].isdigit() else "")
        + re.escape(wrong)
        + (r"(?!\.?[0-9])" if wrong[-1].isdigit() else "")
    )
    while found := whole.search(rest):
        before, after = rest[: found.start()], rest[found.end() :]
        before = before[: len(before) - _shared(before[::-1], right[::-1])]
        after = after[_shared(after, right) :]
        done, rest = f"{done}{before}{right}", after
    return done + rest


def _shared(text: str, right: str) -> int:
    """How many characters ``text`` begins with that ``right`` ends with; none of a figure."""
    longest = min(len(text), len(right) - 1)
    for count in range(longest, 0, -1):
        both = right[-count:]
        if text.startswith(both) and both.isalpha() and not both.isascii():
            return count
    return 0
