"""Repeatable choices for the demonstration catalogue."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from hashlib import sha256
from typing import TypeVar

Option = TypeVar("Option")

_HEX_DIGITS = 12
_SPAN = float(16**_HEX_DIGITS)


def digest(*key: object) -> str:
    """Hexadecimal digest of a key; the same on every machine and in every Python version."""
    return sha256("\x1f".join(map(str, key)).encode()).hexdigest()


class Draw:
    """A stream of choices that depends on its key alone.

    Every record draws from its own stream, so that a new record leaves all others as they are; one
    shared random generator would reshuffle everything behind the insertion.
    """

    def __init__(self, *key: object) -> None:
        self._key = digest(*key)
        self._turn = 0

    def fraction(self) -> float:
        """The next number of the stream, 0 <= n < 1."""
        self._turn += 1
        return int(digest(self._key, self._turn)[:_HEX_DIGITS], 16) / _SPAN

    def between(self, low: int, high: int) -> int:
        """A whole number, both ends included."""
        return low + int(self.fraction() * (high - low + 1))

    def pick(self, options: Sequence[Option]) -> Option:
        return options[self.between(0, len(options) - 1)]

    def weigh(self, options: Iterable[tuple[Option, float]]) -> Option:
        """One option, each as likely as its weight; weights must be positive."""
        table = list(options)
        mark = self.fraction() * sum(weight for _, weight in table)
        for option, weight in table:
            mark -= weight
            if mark < 0:
                return option
        return table[-1][0]

    def sample(self, options: Iterable[tuple[Option, float]], count: int) -> tuple[Option, ...]:
        """``count`` different options (fewer where there are fewer), by weight."""
        left = list(options)
        taken: list[Option] = []
        while left and len(taken) < count:
            place = self.weigh((index, weight) for index, (_, weight) in enumerate(left))
            taken.append(left.pop(place)[0])
        return tuple(taken)
