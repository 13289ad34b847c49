"""Dialect and sound: what owners say in their own words, turned into the plain word beside it.

The tables lie in engine/dictionary and are made for reading. The classifier sees plain words; the
owner's own words are never changed.
"""

from __future__ import annotations

import re
from functools import lru_cache
from pathlib import Path

DICTIONARY = Path(__file__).parents[1] / "dictionary"
# "$" in the table: only where a clause ends.
CLAUSE_END = r"(?=[\s,，。.!！?？;；~～]|$)"

# Sounds that many speakers and keyboards do not tell apart.
BLURRED = (("zh", "z"), ("ch", "c"), ("sh", "s"), ("n", "l"), ("f", "h"))


def read_table(name: str) -> list[list[str]]:
    """Rows of a tab-separated table; lines that begin with # say what it is."""
    lines = (DICTIONARY / name).read_text("utf-8").splitlines()
    return [line.split("\t") for line in lines if line and not line.startswith("#")]


@lru_cache(maxsize=1)
def _dialects() -> tuple[re.Pattern[str], dict[str, str]]:
    said = {row[1]: "" if row[2] == "-" else row[2] for row in read_table("dialects.tsv")}
    longest_first = sorted(said, key=len, reverse=True)
    ways = (re.escape(each.removesuffix("$")) + CLAUSE_END * each.endswith("$")
            for each in longest_first)  # fmt: skip
    plain = {each.removesuffix("$"): word for each, word in said.items()}
    return re.compile("|".join(ways)), plain


def plain_speech(text: str) -> str:
    """俺们 → 我们, 点算 → 怎么办: a normalised text in the words that most examples use."""
    pattern, plain = _dialects()
    return pattern.sub(lambda found: plain[found[0]], text)


@lru_cache(maxsize=1)
def _syllables() -> dict[str, str]:
    return {char: blur(row[0]) for row in read_table("sounds.tsv") for char in row[1]}


def blur(syllable: str) -> str:
    """zheng, zeng and zhen are one sound to a hurried typist."""
    for sharp, flat in BLURRED:
        if syllable.startswith(sharp):
            syllable = flat + syllable[len(sharp) :]
            break
    return syllable[:-1] if syllable.endswith("ng") else syllable


def sounds(text: str) -> list[str]:
    """The text as it sounds, one syllable a character, so that 安氮 is heard like 氨氮."""
    table = _syllables()
    return [table.get(char, char) for char in text if not char.isspace()]
