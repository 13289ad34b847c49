"""Exact answers to exact questions: the table in actions/facts says which question asks for which
fact, domain.yml what is said.

A fact has a few cues. A cue is one line: groups of words, parted by " + ", and the words after
"不含". A message fits it where it has a word of each group, and none after 不含. (A word may be a
part of a regular expression; most are plain.) Where several facts fit, the one with the most groups
wins, then the one with the most characters. Where none does, the general answer of the purpose
stands.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

import yaml

from actions.intents import is_question
from bot.reading.script import normalise

TOPICS = ("open_licence", "patents", "contracts", "programme", "desk")
# A longer message tells something; what it asks stands in a clause of its own.
_LONGEST = 60
_MOST_AT_ONCE = 2
_ASKS_SO = re.compile(r"(.)[不没]\1|多久|几时|几天")
_BREAKS = re.compile(r"[，,。；;！!？?\n]+")


@dataclass(frozen=True, slots=True)
class Cue:
    groups: tuple[re.Pattern[str], ...]
    without: re.Pattern[str] | None

    def weight(self, text: str) -> tuple[int, int]:
        """How closely the text fits: groups, then characters; nothing where it does not."""
        if self.without is not None and self.without.search(text):
            return (0, 0)
        found = [group.search(text) for group in self.groups]
        told = [each.group() for each in found if each is not None]
        return (len(told), sum(map(len, told))) if len(told) == len(found) else (0, 0)


@dataclass(frozen=True, slots=True)
class Fact:
    """``also``: further purposes under which this one is looked for."""

    name: str
    cues: tuple[Cue, ...]
    also: frozenset[str]

    @property
    def response(self) -> str:
        return f"utter_fact_{self.name}"

    def weight(self, text: str) -> tuple[int, int]:
        return max(cue.weight(text) for cue in self.cues)


@dataclass(frozen=True, slots=True)
class Handbook:
    facts: tuple[Fact, ...]
    always: frozenset[str]
    where_asked: frozenset[str]

    def asked_for(self, text: str, purpose: str) -> tuple[Fact, ...]:
        """What a message asks for; two facts where two of its clauses ask for one each."""
        plain = normalise(text)
        apart = self._by_clause(plain, purpose)
        if len(apart) > 1:
            return apart[:_MOST_AT_ONCE]
        whole = self._closest(plain, purpose) if len(plain) <= _LONGEST else None
        return (whole,) if whole is not None else apart

    def spans(self, text: str, purpose: str) -> bool:
        """Whether only the whole message asks for a fact, and none of its clauses by itself."""
        plain = normalise(text)
        return bool(self.asked_for(plain, purpose)) and not self._by_clause(plain, purpose)

    def _by_clause(self, plain: str, purpose: str) -> tuple[Fact, ...]:
        clauses = [each for each in _BREAKS.split(plain) if each]
        told = [self._closest(each, purpose) for each in clauses] if len(clauses) > 1 else []
        return tuple(dict.fromkeys(fact for fact in told if fact is not None))

    def _closest(self, text: str, purpose: str) -> Fact | None:
        looked_up = [fact for fact in self.facts if self._is_open(fact, text, purpose)]
        weights = [(fact.weight(text), fact) for fact in looked_up]
        best = max(weights, key=lambda each: each[0], default=((0, 0), None))
        return best[1] if best[0] > (0, 0) else None

    def _is_open(self, fact: Fact, text: str, purpose: str) -> bool:
        if purpose in self.always or purpose in fact.also:
            return True
        asks = is_question(text) or _ASKS_SO.search(text) is not None
        return purpose in self.where_asked and asks


@cache
def handbook() -> Handbook:
    purposes = _table("purposes")
    return Handbook(
        tuple(fact for topic in TOPICS for fact in _facts(_table(topic))),
        frozenset(purposes["always"]),
        frozenset(purposes["where_asked"]),
    )


def _facts(table: dict[str, Any]) -> Iterable[Fact]:
    also = table.get("also", {})
    for name, cues in table["facts"].items():
        yield Fact(name, tuple(map(_cue, cues)), frozenset(also.get(name, ())))


def _cue(words: str) -> Cue:
    wanted, _, unwanted = words.partition(" 不含 ")
    groups = tuple(_any_of(group) for group in wanted.split(" + "))
    return Cue(groups, _any_of(unwanted) if unwanted else None)


def _any_of(words: str) -> re.Pattern[str]:
    return re.compile("|".join(words.split()))


def _table(name: str) -> dict[str, Any]:
    text = (files("actions") / "facts" / f"{name}.yml").read_text("utf-8")
    table: dict[str, Any] = yaml.safe_load(text)
    return table
