"""Write ``data/nlu/`` from the readable sources beside this file.

Run ``python -m engine.training.compose`` from the root after editing a source; commit both.
The same sources always give the same files, so a test can hold the two together.
"""

from __future__ import annotations

import random
import re
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml
from opencc import OpenCC

from engine.training.noise import Noise

SOURCES = Path(__file__).parent / "sources"
TARGET = Path(__file__).parents[2] / "data" / "nlu"
SEED = 20220622  # the day the three offices issued the notice
COMPOSED = 140  # examples made from templates, unless the intent names its own count
HALF = 0.5
NOISY = 0.3  # share of further examples that repeat a clean one as it would really be typed
GAP = re.compile(r"\{(\w+)\}")
# In a template (a|b|) is one of these or nothing, and "?" makes what stands before it optional.
CHOICE = re.compile(r"\(([^()]*)\)(\?)?")
OPTIONAL = re.compile(r"([^)?])\?")
TRADE_FIELDS = ("make", "snag", "fig", "wish")


@dataclass(frozen=True)
class Part:
    """What one page says of an intent: whole lines that always go in, and templates that are filled
    ``count`` times. ``words`` are the page's own; others are looked up in all pages."""

    lines: tuple[str, ...]
    templates: tuple[str, ...]
    words: dict[str, list[str]]
    count: int


@dataclass(frozen=True)
class Recipe:
    intent: str
    parts: tuple[Part, ...]


@dataclass(frozen=True)
class Sources:
    recipes: tuple[Recipe, ...]
    words: dict[str, list[str]]
    trades: tuple[dict[str, list[str]], ...]
    noise: Noise


def split_lines(block: str | None) -> tuple[str, ...]:
    return tuple(line.strip() for line in (block or "").splitlines() if line.strip())


def read_trades(block: str) -> tuple[dict[str, list[str]], ...]:
    """Each line is ``make | troubles | figures | wishes``; lists are separated by ；."""
    rows = (line.split("|") for line in split_lines(block))
    return tuple(
        {name: cell.strip().split("；") for name, cell in zip(TRADE_FIELDS, row, strict=True)}
        for row in rows
    )


def read_sources(folder: Path = SOURCES) -> Sources:
    paths = sorted(folder.glob("*.yaml"))
    pages = {path.stem: yaml.safe_load(path.read_text("utf-8")) for path in paths}
    noise, trades = pages.pop("noise"), pages.pop("trades")
    words = {name: list(split_lines(block)) for name, block in pages.pop("places").items()}
    parts: dict[str, list[Part]] = {}
    for page in pages.values():
        own = _strings(page.get("words", {}))
        words.update(own)
        for intent, body in page["intents"].items():
            parts.setdefault(intent, []).append(read_part(body, own))
    recipes = tuple(Recipe(intent, tuple(each)) for intent, each in parts.items())
    return Sources(recipes, words, read_trades(trades["trades"]), Noise.read(noise))


def read_part(body: dict[str, Any], words: dict[str, list[str]]) -> Part:
    return Part(
        lines=split_lines(body.get("lines")),
        templates=tuple(body.get("templates", ())),
        words={**words, **_strings(body.get("words", {}))},
        count=int(body.get("count", COMPOSED)),
    )


def _strings(words: dict[str, list[Any]]) -> dict[str, list[str]]:
    return {name: [str(word) for word in choices] for name, choices in words.items()}


def made_up_number(dice: random.Random, length: int) -> str:
    return "".join(dice.choice("0123456789") for _ in range(length))


# Numbers that only look like the real thing: nobody can be reached through them.
MADE_UP: dict[str, Callable[[random.Random], str]] = {
    "phone": lambda dice: f"13800138{made_up_number(dice, 3)}",
    "uscc": lambda dice: f"9{made_up_number(dice, 7)}MA{made_up_number(dice, 7)}X",
    "email": lambda dice: f"{dice.choice(['info', 'wang', 'tech'])}@example.com",
    "patent": lambda dice: f"{dice.choice(['ZL', '', 'CN'])}20{made_up_number(dice, 10)}.X",
}


def fill(template: str, part: Part, sources: Sources, dice: random.Random) -> str:
    """Choose, then fill the gaps; make, snag, fig and wish of one sentence come from one trade."""
    trade = dice.choice(sources.trades)

    def gap(match: re.Match[str]) -> str:
        name = match[1]
        if name in MADE_UP:
            return MADE_UP[name](dice)
        return dice.choice(part.words.get(name) or trade.get(name) or sources.words[name])

    return GAP.sub(gap, choose(template, dice))


def choose(template: str, dice: random.Random) -> str:
    """One of the sentences that a template with choices stands for."""

    def pick(match: re.Match[str]) -> str:
        return "" if match[2] and dice.random() < HALF else dice.choice(match[1].split("|"))

    chosen = OPTIONAL.sub(r"(\1|)", template)
    while "(" in chosen:
        chosen = CHOICE.sub(pick, chosen)
    return chosen


def compose(recipe: Recipe, sources: Sources) -> list[str]:
    """Distinct examples in a stable order: hand-written first, then filled, then as typed."""
    # Each intent has its own dice, so that editing one source leaves the other files alone.
    dice = random.Random(f"{SEED}:{recipe.intent}")  # noqa: S311
    examples = dict.fromkeys(line for part in recipe.parts for line in part.lines)
    for part in recipe.parts:
        for text in _filled(part, sources, dice):
            examples.setdefault(text)
    clean = list(examples)
    for text in dice.sample(clean, int(len(clean) * NOISY)):
        examples.setdefault(sources.noise.disturb(text, dice, _traditional))
    return list(examples)


def _filled(part: Part, sources: Sources, dice: random.Random) -> Iterator[str]:
    if part.templates:
        for turn in range(part.count):
            yield fill(part.templates[turn % len(part.templates)], part, sources, dice)


@cache
def _converter() -> OpenCC:
    return OpenCC("s2t")


def _traditional(text: str) -> str:
    return str(_converter().convert(text))


def claim(recipes: dict[str, list[str]]) -> dict[str, list[str]]:
    """Raise ``ValueError`` when one text stands under two intents: no model can learn that."""
    owner: dict[str, str] = {}
    clashes = [
        f"{text!r}: {owner[text]} and {intent}"
        for intent, examples in recipes.items()
        for text in examples
        if owner.setdefault(text, intent) != intent
    ]
    if clashes:
        raise ValueError("\n".join(clashes))
    return recipes


def render(intent: str, examples: list[str]) -> str:
    # Rasa reads [text](entity) in examples: square brackets must not reach it.
    listed = "\n".join(f"    - {text.translate({91: 0x3010, 93: 0x3011})}" for text in examples)
    return (
        "# Written by engine/training/compose.py; edit engine/training/sources instead.\n"
        f'version: "3.1"\nnlu:\n- intent: {intent}\n  examples: |\n{listed}\n'
    )


def main(target: Path = TARGET) -> int:
    sources = read_sources()
    composed = claim({recipe.intent: compose(recipe, sources) for recipe in sources.recipes})
    target.mkdir(parents=True, exist_ok=True)
    for stale in set(target.glob("*.yml")) - {target / f"{intent}.yml" for intent in composed}:
        stale.unlink()
    for intent, examples in composed.items():
        (target / f"{intent}.yml").write_text(render(intent, examples), "utf-8")
    total = sum(map(len, composed.values()))
    sys.stdout.write(f"{total} examples of {len(composed)} intents in {target}\n")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
