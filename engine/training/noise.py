"""Real typing: sound-alike characters, dialect, voice input, no punctuation, traditional script."""

from __future__ import annotations

import random
import re
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from engine.components.spoken import blur, read_table

PUNCTUATION = re.compile(r"[，。？！、,.?!；：]")
LONG = 8  # characters from which fillers and lost punctuation are worth imitating
# One in three sound-alikes is only nearly alike: zh and z, an and ang.
NEARLY = 0.3


@dataclass(frozen=True)
class Noise:
    filler: tuple[str, ...]
    head: tuple[str, ...]
    tail: tuple[str, ...]
    repair: tuple[str, ...]
    alike: dict[str, str]
    nearly: dict[str, str]
    dialects: dict[str, tuple[tuple[str, str], ...]]

    @classmethod
    def read(cls, page: dict[str, Any]) -> Noise:
        return cls(
            tuple(page["filler"]),
            tuple(page["head"]),
            tuple(page["tail"]),
            tuple(page["repair"]),
            *_sound_alikes(),
            _dialects(),
        )

    def disturb(self, text: str, dice: random.Random, traditional: Callable[[str], str]) -> str:
        ways: list[Callable[[], str]] = [
            lambda: self.mistype(text, dice),
            lambda: self.mistype(text, dice),
            lambda: self.in_dialect(text, dice),
            lambda: self.in_dialect(text, dice),
            lambda: traditional(text),
            lambda: dice.choice(self.head) + text,
            lambda: PUNCTUATION.sub("", text).rstrip() + dice.choice(self.tail),
        ]
        if len(text) >= LONG:
            ways += [lambda: self.speak(text, dice), lambda: PUNCTUATION.sub(" ", text).strip()]
        return dice.choice(ways)() or text

    def mistype(self, text: str, dice: random.Random) -> str:
        """Swap one to three characters for others that sound alike."""
        places = [at for at, char in enumerate(text) if char in self.alike or char in self.nearly]
        chosen = set(dice.sample(places, min(len(places), 1 + len(text) // LONG)))
        return "".join(
            self._alike(char, dice) if at in chosen else char for at, char in enumerate(text)
        )

    def _alike(self, char: str, dice: random.Random) -> str:
        near = self.nearly.get(char, "")
        exact = self.alike.get(char, "")
        pool = near if near and (not exact or dice.random() < NEARLY) else exact
        return dice.choice(pool) if pool else char

    def in_dialect(self, text: str, dice: random.Random) -> str:
        """Every word of one dialect that the text has a plain word for."""
        pairs = self.dialects[dice.choice(list(self.dialects))]
        for plain, said in pairs:
            text = text.replace(plain, said)
        return text

    def speak(self, text: str, dice: random.Random) -> str:
        """As voice input writes it: no punctuation, fillers, a word begun twice."""
        flat = PUNCTUATION.sub("", text)
        at = dice.randrange(2, len(flat)) if len(flat) > 3 else 0
        again = flat[max(0, at - 2) : at] if dice.random() < NEARLY else ""
        opening = dice.choice(self.repair if dice.random() < NEARLY else self.filler)
        return opening + flat[:at] + dice.choice(self.filler) + again + flat[at:]


def _sound_alikes() -> tuple[dict[str, str], dict[str, str]]:
    """Characters of the same syllable, and of a syllable that is only blurred into it."""
    rows = read_table("sounds.tsv")
    families: dict[str, str] = defaultdict(str)
    for syllable, chars in rows:
        families[blur(syllable)] += chars
    alike = {char: chars.replace(char, "") for _, chars in rows for char in chars}
    nearly = {
        char: "".join(other for other in families[blur(syllable)] if other not in chars)
        for syllable, chars in rows
        for char in chars
    }
    return ({c: w for c, w in alike.items() if w}, {c: w for c, w in nearly.items() if w})


def _dialects() -> dict[str, tuple[tuple[str, str], ...]]:
    """For each dialect the plain words and what is said for them, longest first."""
    found: dict[str, dict[str, str]] = defaultdict(dict)
    for where, said, plain in read_table("dialects.tsv"):
        if plain != "-" and not said.endswith("$") and len(plain) > 1:
            found[where].setdefault(plain, said)
    return {
        where: tuple(sorted(words.items(), key=lambda pair: -len(pair[0])))
        for where, words in found.items()
    }
