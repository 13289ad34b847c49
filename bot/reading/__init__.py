"""Reads facts from what the owner of a small company writes: pure, quick, never raising."""

from bot.reading.facts import EXPECTABLE, Facts, read, warm_up
from bot.reading.script import normalise

__all__ = ["EXPECTABLE", "Facts", "normalise", "read", "warm_up"]
