"""What a score is made of, part by part, as staff see it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from bot.matching import rank
from bot.matching.criteria import Match

BASE = "base"


@dataclass(frozen=True, slots=True)
class Part:
    """``value`` (0 to 1) times ``weight`` is what it adds: to the score, or to the log odds that
    the score's part ``text`` is made from."""

    of: Literal["score", "text"]
    name: str
    value: float
    weight: float

    @property
    def points(self) -> float:
        return self.value * self.weight


def parts_of(match: Match) -> tuple[Part, ...]:
    """With the weights of today: what is stored tells what counted when the card was shown."""
    made = [
        Part("score", name, value, match.weights[name]) for name, value in match.features.items()
    ]
    if match.signals:
        base, weights = rank.weighing_of(match.signals)
        made.append(Part("text", BASE, 1.0, base))
        made += [
            Part("text", name, match.signals.get(name, 0.0), weight)
            for name, weight in weights.items()
        ]
    return tuple(made)
