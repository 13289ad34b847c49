"""What somebody repeats without end is read to its end: no pattern reads one word in two ways,
which would double the work with every repetition and stop the desk for everybody."""

from __future__ import annotations

import importlib
import re
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from types import FrameType
from typing import Any

import pytest

from bot.reading.amending import read_amendments
from bot.reading.facts import read

ROOT = Path(__file__).parents[3]
ROOMS = (
    "actions", "bot/conversation", "bot/handoff", "bot/matching", "bot/programme", "bot/reading",
    "connectors",
)  # fmt: skip
# An exponential one would take longer than the sun has; a busy machine is never so slow.
AT_MOST = 20
CUES = (
    "好的", "嗯", "我们", "那个", "就是", "等一下", "对了，", "不要", "还要", "的", "，", "是", "1",
)  # fmt: skip
LONGEST_MESSAGE = 4000


class DoesNotEnd(Exception):
    pass


@contextmanager
def ending() -> Iterator[None]:
    def stop(_signal: int, _frame: FrameType | None) -> None:
        raise DoesNotEnd

    before = signal.signal(signal.SIGALRM, stop)
    signal.setitimer(signal.ITIMER_REAL, AT_MOST)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


def modules() -> list[str]:
    files = [file for room in ROOMS for file in (ROOT / room).rglob("*.py")]
    names = (str(file.relative_to(ROOT).with_suffix("")).replace("/", ".") for file in files)
    return sorted(name.removesuffix(".__init__") for name in names)


def patterns_in(value: Any) -> Iterator[re.Pattern[str]]:
    if isinstance(value, re.Pattern):
        yield value
    elif isinstance(value, dict):
        for pair in value.items():
            yield from patterns_in(pair)
    elif isinstance(value, (tuple, list)):
        for each in value:
            yield from patterns_in(each)


def repeated(pattern: re.Pattern[str]) -> Iterator[str]:
    """Its own words and some that owners stammer, over and over, and an end that fits nothing."""
    for word in {*CUES, *re.findall("[一-龥]{1,3}", pattern.pattern)}:
        yield word * (60 // len(word)) + "≠"


@pytest.mark.parametrize("name", modules())
def test_a_word_that_is_repeated_is_read_in_one_way(name: str) -> None:
    held = vars(importlib.import_module(name))
    found = {p for own, value in held.items() if own[:2] != "__" for p in patterns_in(value)}
    for pattern in found:
        for text in repeated(pattern):
            with ending():
                pattern.search(text)
                pattern.fullmatch(text)


@pytest.mark.parametrize("word", [*CUES, "。", "预算不是", "20万", "A1", "13800138000 "])
def test_the_longest_message_is_read_to_its_end(word: str) -> None:
    text = word * (LONGEST_MESSAGE // len(word))
    for expecting in (None, "company", "budget"):
        with ending():
            read(text, today=date(2026, 11, 30), expecting=expecting)
    with ending():
        read_amendments(text, at_rest=True)
