"""How well a model reads messages it has not seen: purposes, facts, and what it mistakes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from actions.in_place import in_place
from actions.understanding import PURPOSE_OF, purposes
from bot.programme.interview import Field
from bot.reading.facts import read
from bot.training.fact_scores import FactMiss, score_facts
from bot.training.messages import Example, Lesson, read_lesson
from bot.training.reading import FALLBACK, read_with_model
from bot.training.scores import Score, score, share

# What an owner who has a real matter must never be sent away with.
OUTSIDE = frozenset({"out_of_scope", "injection"})
NEED = "submit_need"


@dataclass(frozen=True, slots=True)
class Reading:
    """``guess`` is what the desk acts upon, ``nlu_fallback`` included; ``shown`` is what staff
    see, best first."""

    guess: str
    shown: tuple[str, ...]
    confidence: float


@dataclass(frozen=True, slots=True)
class Miss:
    text: str
    purposes: tuple[str, ...]
    reading: Reading


@dataclass(frozen=True, slots=True)
class Report:
    """``accuracy`` counts the first purpose shown; ``acted_right`` counts a fallback as wrong.
    ``all_found``: of the messages with several purposes, how many show each of them; ``halves``:
    those that do not.
    ``needs_rejected``: of the stated needs, how many are taken for something outside."""

    examples: int
    accuracy: float
    acted_right: float
    macro_f1: float
    fallbacks: int
    several: int
    all_found: float | None
    outside_recall: float | None
    needs_rejected: float | None
    purposes: tuple[Score, ...]
    confusions: tuple[tuple[str, str, int], ...]
    misses: tuple[Miss, ...]
    halves: tuple[Miss, ...]
    facts: tuple[Score, ...]
    fact_misses: tuple[FactMiss, ...]


def evaluate(file: Path, model: Path) -> Report:
    """Raises BadRequest where the file cannot be read as examples."""
    return measure(read_lesson(file), model)


def measure(lesson: Lesson, model: Path) -> Report:
    answers = read_with_model([each.text for each in lesson.examples], model)
    readings = [
        as_reading(example, answer, lesson)
        for example, answer in zip(lesson.examples, answers, strict=True)
    ]
    return report(lesson, readings)


def as_reading(example: Example, answer: Mapping[str, Any], lesson: Lesson) -> Reading:
    """The classifier's answer in the place where the message was said, as in a running turn."""
    asked = Field(example.asked) if example.asked in set(Field) else None
    facts = read(example.text, today=lesson.today, expecting=asked)
    sure = float(answer["confidence"])
    read_as, outside = str(answer["intent"]), asked is None
    guess = in_place(read_as, example.text, facts, asked, sure, outside=outside)
    ranking = [(str(each["name"]), float(each["confidence"])) for each in answer["ranking"]]
    shown = purposes(guess, sure, ranking)
    return Reading(
        PURPOSE_OF.get(guess, guess),
        tuple(str(each["name"]) for each in shown),
        sure,
    )


def report(lesson: Lesson, readings: Sequence[Reading]) -> Report:
    pairs = [
        (example.text, tuple(PURPOSE_OF.get(name, name) for name in example.purposes), reading)
        for example, reading in zip(lesson.examples, readings, strict=True)
    ]
    # A message with several purposes counts under the one that was read, where it is one of them.
    named = [(_counted(wanted, got.shown[0]), got.shown[0]) for _, wanted, got in pairs]
    scores = _score_purposes(named)
    several = [pair for pair, each in zip(pairs, lesson.examples, strict=True) if each.every]
    facts, fact_misses = score_facts(lesson) if _marks_facts(lesson) else ((), ())
    return Report(
        examples=len(pairs),
        accuracy=share(want == got for want, got in named) or 0.0,
        acted_right=share(got.guess in wanted for _, wanted, got in pairs) or 0.0,
        macro_f1=round(sum(each.f1 for each in scores) / len(scores), 4),
        fallbacks=sum(got.guess == FALLBACK for _, _, got in pairs),
        several=len(several),
        all_found=share(set(wanted) <= set(got.shown) for _, wanted, got in several),
        outside_recall=share(got in OUTSIDE for want, got in named if want in OUTSIDE),
        needs_rejected=share(got in OUTSIDE for want, got in named if want == NEED),
        purposes=scores,
        confusions=_confusions(named),
        misses=tuple(Miss(*each) for each in pairs if each[2].shown[0] not in each[1]),
        halves=tuple(Miss(*each) for each in several if not set(each[1]) <= set(each[2].shown)),
        facts=facts,
        fact_misses=fact_misses,
    )


def _marks_facts(lesson: Lesson) -> bool:
    return any(example.facts for example in lesson.examples)


def _counted(wanted: tuple[str, ...], got: str) -> str:
    return got if got in wanted else wanted[0]


def _confusions(named: Sequence[tuple[str, str]]) -> tuple[tuple[str, str, int], ...]:
    counted = Counter(named)
    return tuple((want, got, n) for (want, got), n in sorted(counted.items()))


def _score_purposes(named: Sequence[tuple[str, str]]) -> tuple[Score, ...]:
    wanted = Counter(want for want, _ in named)
    found = Counter(got for _, got in named)
    right = Counter(want for want, got in named if want == got)
    return tuple(score(name, right=right, found=found, wanted=wanted) for name in sorted(wanted))
