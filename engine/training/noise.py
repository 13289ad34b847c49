"""Real typing: sound-alike characters, voice input without punctuation, traditional script."""

from __future__ import annotations

import random
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

PUNCTUATION = re.compile(r"[，。？！、,.?!；：]")
LONG = 8  # characters from which fillers and lost punctuation are worth imitating


@dataclass(frozen=True)
class Noise:
    sound: dict[str, str]
    filler: tuple[str, ...]
    head: tuple[str, ...]
    tail: tuple[str, ...]

    @classmethod
    def read(cls, page: dict[str, Any]) -> Noise:
        pairs = str(page["sound"]).split()
        return cls(
            {pair[0]: pair[1:] for pair in pairs},
            tuple(page["filler"]),
            tuple(page["head"]),
            tuple(page["tail"]),
        )

    def disturb(self, text: str, dice: random.Random, traditional: Callable[[str], str]) -> str:
        ways: list[Callable[[], str]] = [
            lambda: self.mistype(text, dice),
            lambda: self.mistype(text, dice),
            lambda: traditional(text),
            lambda: dice.choice(self.head) + text,
            lambda: PUNCTUATION.sub("", text).rstrip() + dice.choice(self.tail),
        ]
        if len(text) >= LONG:
            ways += [lambda: self.speak(text, dice), lambda: PUNCTUATION.sub(" ", text).strip()]
        return dice.choice(ways)() or text

    def mistype(self, text: str, dice: random.Random) -> str:
        """Swap one or two characters for others that sound alike."""
        places = [at for at, char in enumerate(text) if char in self.sound]
        chosen = set(dice.sample(places, min(len(places), 1 + (len(text) > LONG))))
        return "".join(
            dice.choice(self.sound[char]) if at in chosen else char for at, char in enumerate(text)
        )

    def speak(self, text: str, dice: random.Random) -> str:
        """As voice input writes it: no punctuation, a filler in front and one inside."""
        flat = PUNCTUATION.sub("", text)
        at = dice.randrange(2, len(flat)) if len(flat) > 3 else 0
        return dice.choice(self.filler) + flat[:at] + dice.choice(self.filler) + flat[at:]
