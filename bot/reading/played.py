"""Which part a figure plays, said outright: 「30万次那个是现在的，60万次才是要求」."""

import re

from bot.reading.metrics import Metric, Role
from bot.reading.script import normalise

# One clause that says so and nothing else; `amending` looks for it where nothing is asked.
PLAYS = (
    r"(?P<figure>\d[^,。;!?\n]{0,12}?)(?:那个?|这个?)?(?:才|就)?是(?:我们?|客户|厂里|甲方)?的?"
    r"(?P<part>现在|目前|要求|目标|想要|要达到|要做到)的?"
)
_PLAYS = re.compile(PLAYS)
_CURRENT = frozenset({"现在", "目前"})


def read_played(text: str) -> tuple[Metric, ...]:
    return tuple(
        Metric(found["figure"].strip(), _role(found["part"]))
        for found in _PLAYS.finditer(normalise(text))
    )


def _role(part: str) -> Role:
    return "current" if part in _CURRENT else "target"
