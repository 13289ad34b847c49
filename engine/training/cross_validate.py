"""How well the readers know what they were not taught: the examples, cross-validated.

Run with the engine's Python; prints a Markdown table. Examples of one template share their words,
so this flatters: what owners really write is measured by ``bot evaluate nlu`` on messages that
stand apart from the templates. It shows which purposes blur into one another.
"""

from __future__ import annotations

import argparse
import sys
import warnings
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import yaml
from sklearn.exceptions import ConvergenceWarning
from sklearn.metrics import precision_recall_fscore_support
from sklearn.model_selection import StratifiedKFold

from engine.components.reader import Reader

ROOT = Path(__file__).resolve().parents[2]
SEED = 20220622


def read_examples(folder: Path) -> tuple[list[str], list[str]]:
    texts: list[str] = []
    intents: list[str] = []
    for path in sorted(folder.glob("*.yml")):
        for entry in yaml.safe_load(path.read_text("utf-8"))["nlu"]:
            lines = [line.removeprefix("- ") for line in entry["examples"].splitlines()]
            texts += lines
            intents += [entry["intent"]] * len(lines)
    return texts, intents


def predict_held_out(texts: list[str], intents: list[str], folds: int) -> list[str]:
    """Each text read by readers that learned from the other folds."""
    vocabulary = (ROOT / "engine/dictionary/trade_words.txt").read_text("utf-8").split()
    guessed = [""] * len(texts)
    split = StratifiedKFold(folds, shuffle=True, random_state=SEED)
    for taught, held in split.split(texts, intents):
        reader = Reader(vocabulary, strength=10.0)
        reader.learn([texts[at] for at in taught], [intents[at] for at in taught])
        best = reader.probabilities([texts[at] for at in held]).argmax(axis=1)
        for at, place in zip(held, best, strict=True):
            guessed[at] = reader.intents[place]
    return guessed


def as_table(intents: Sequence[str], guessed: Sequence[str], folds: int) -> str:
    names = sorted(set(intents))
    rows = np.transpose(
        precision_recall_fscore_support(intents, guessed, labels=names, zero_division=0)
    )
    right = sum(want == got for want, got in zip(intents, guessed, strict=True)) / len(intents)
    macro = rows[:, 2].mean()
    head = f"{len(intents)} examples, {folds} folds: accuracy {right:.1%}, macro F1 {macro:.3f}"
    lines = [
        f"| {name} | {precision:.2f} | {recall:.2f} | {f1:.2f} | {support:.0f} |"
        for name, (precision, recall, f1, support) in zip(names, rows, strict=True)
    ]
    return "\n".join(
        [head, "", "| purpose | P | R | F1 | n |", "| --- | --- | --- | --- | --- |", *lines]
    )


def main() -> None:
    # The solver's steps are bounded on purpose (reader.py); it says so at each fit.
    warnings.filterwarnings("ignore", category=ConvergenceWarning)
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--folds", type=int, default=5)
    parser.add_argument("--sample", type=int, help="so many examples, drawn at random")
    options = parser.parse_args()
    texts, intents = read_examples(ROOT / "data" / "nlu")
    if options.sample:
        drawn = np.random.default_rng(SEED).permutation(len(texts))[: options.sample]
        texts, intents = [texts[at] for at in drawn], [intents[at] for at in drawn]
    guessed = predict_held_out(texts, intents, options.folds)
    sys.stdout.write(as_table(intents, guessed, options.folds) + "\n")


if __name__ == "__main__":
    main()
