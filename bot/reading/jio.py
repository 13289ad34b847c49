"""The one door to jionlp: imported late, kept quiet, never raising.

jionlp takes about two seconds to import and prints a banner, so nothing here
runs at import time. `warm_up` moves that cost, and the first slow call of each
parser, to the start of a process. Its parsers keep state between the steps of
one call, hence the lock.

It is asked for what it does well: festivals of both calendars and days of the
week. Amounts are read by `numerals`: jionlp 1.5 reads 两三百万 as 20,000 to
3,000,000 and 一千二 as 1,002.
"""

import contextlib
import io
import threading
from datetime import date, datetime, time
from functools import cache, lru_cache
from types import ModuleType
from typing import Any

_LOCK = threading.RLock()
_LONGEST_PIECE = 24
"""jionlp's patterns are only given short pieces, so that no input can stall them."""


@cache
def _jionlp() -> ModuleType:
    with contextlib.redirect_stdout(io.StringIO()):
        import jionlp
    module: ModuleType = jionlp
    return module


def warm_up() -> None:
    """Import jionlp and run its parser once (about two seconds)."""
    period("春节", date(2026, 1, 1))


def period(piece: str, today: date) -> tuple[date, date] | None:
    """First and last day of a named stretch of time such as 春节 or 下周五, seen from today."""
    try:
        base = datetime.combine(today, time.min).timestamp()
    except (ValueError, OverflowError):  # the first and last days of the calendar
        return None
    answer = _call("parse_time", piece, time_base=base)
    if answer is None or answer.get("type") not in {"time_point", "time_span"}:
        return None
    with contextlib.suppress(TypeError, ValueError, KeyError):
        first, last = (datetime.fromisoformat(end).date() for end in answer["time"])
        return first, last
    return None


@lru_cache(maxsize=512)
def festival(name: str, today: date) -> date | None:
    """The next day on which the festival falls, today included; lunar ones too."""
    for year in (today.year, min(today.year + 1, date.max.year)):
        start = max(today, date(year, 1, 1))
        found = period(f"{year}年{name}", start)
        if found and found[0] >= today:
            return found[0]
    return None


def _call(parser: str, piece: str, **options: Any) -> dict[str, Any] | None:
    if not piece or len(piece) > _LONGEST_PIECE:
        return None
    with _LOCK, contextlib.redirect_stdout(io.StringIO()):
        try:
            answer = getattr(_jionlp(), parser)(piece, **options)
        except Exception:  # it raises many kinds, and documents none of them
            return None
    return answer if isinstance(answer, dict) else None
