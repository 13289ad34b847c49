"""How well a model reads messages it has not seen: accuracy, figures per intent, confusions."""

from __future__ import annotations

import csv
import io
import json
import subprocess
import sys
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import yaml

from bot.errors import BadRequest, SettingsInvalid
from bot.training.fingerprint import ROOT
from bot.training.train import ENGINE_PYTHON, TrainingFailed, engine_environment

FALLBACK = "nlu_fallback"


@dataclass(frozen=True, slots=True)
class Example:
    text: str
    intent: str


@dataclass(frozen=True, slots=True)
class Miss:
    """``best`` is the model's first choice, also where it fell back for lack of confidence."""

    text: str
    intent: str
    predicted: str
    best: str
    confidence: float


@dataclass(frozen=True, slots=True)
class IntentScore:
    intent: str
    precision: float
    recall: float
    f1: float
    support: int


@dataclass(frozen=True, slots=True)
class Report:
    """``accuracy`` counts a fallback as wrong; ``best_accuracy`` looks at the first choice behind
    it. ``confident_wrong`` is the share answered with another intent, the worst of the three."""

    examples: int
    accuracy: float
    best_accuracy: float
    macro_f1: float
    fallbacks: int
    confident_wrong: float
    intents: tuple[IntentScore, ...]
    misses: tuple[Miss, ...]


def evaluate(file: Path, model: Path, *, as_json: bool = False) -> Report:
    """Print the report of ``model`` over ``file`` (YAML, JSONL or CSV of text and intent).

    Raises BadRequest where the file cannot be read as examples.
    """
    examples = read_examples(file)
    report = score(examples, read_with_model([each.text for each in examples], model))
    text = json.dumps(asdict(report), ensure_ascii=False, indent=1) if as_json else render(report)
    sys.stdout.write(text + "\n")
    return report


def read_examples(file: Path) -> list[Example]:
    """YAML: ``intent: |`` with one text a line, or a list of {text, intent}."""
    try:
        content = file.read_text("utf-8-sig")
        rows = list(_rows(file.suffix.lower(), content))
    except (OSError, ValueError, KeyError, TypeError, AttributeError, yaml.YAMLError) as error:
        raise BadRequest(f"读不了评测文件 {file}：{error}") from None
    if not rows:
        raise BadRequest(f"评测文件 {file} 里没有例句")
    return rows


def _rows(suffix: str, content: str) -> Iterable[Example]:
    if suffix in {".yml", ".yaml"}:
        return _from_yaml(yaml.safe_load(content))
    if suffix in {".jsonl", ".ndjson"}:
        return _from_list([json.loads(line) for line in content.splitlines() if line.strip()])
    if suffix == ".json":
        return _from_list(json.loads(content))
    if suffix == ".csv":
        return _from_list(csv.DictReader(io.StringIO(content)))
    raise ValueError("只认 YAML、JSONL、JSON、CSV")


def _from_yaml(page: Any) -> Iterable[Example]:
    if isinstance(page, list):
        return _from_list(page)
    return [
        Example(line.strip(), str(intent))
        for intent, block in page.items()
        for line in (block.splitlines() if isinstance(block, str) else map(str, block))
        if line.strip()
    ]


def _from_list(rows: Iterable[Any]) -> list[Example]:
    return [Example(str(row["text"]), str(row["intent"])) for row in rows]


def read_with_model(texts: Sequence[str], model: Path) -> list[dict[str, Any]]:
    """The engine's reading of each text: ``intent``, ``confidence`` and ``ranking``."""
    if not ENGINE_PYTHON.exists():
        raise SettingsInvalid("对话引擎的环境还没有安装：请运行 make setup")
    done = subprocess.run(  # noqa: S603 - our own interpreter, fixed arguments
        [str(ENGINE_PYTHON), "-m", "engine.training.predict", str(model)],
        input=json.dumps(list(texts)), capture_output=True, text=True, check=False,
        cwd=ROOT, env=engine_environment(),
    )  # fmt: skip
    if done.returncode != 0:
        raise TrainingFailed("模型读不了：\n" + "\n".join(done.stderr.strip().splitlines()[-5:]))
    readings: list[dict[str, Any]] = json.loads(done.stdout)
    return readings


def score(examples: Sequence[Example], readings: Sequence[dict[str, Any]]) -> Report:
    pairs = list(zip(examples, readings, strict=True))
    misses = [
        Miss(each.text, each.intent, reading["intent"], first_choice(reading),
             reading["confidence"])
        for each, reading in pairs
        if reading["intent"] != each.intent
    ]  # fmt: skip
    fallbacks = sum(reading["intent"] == FALLBACK for _, reading in pairs)
    best = sum(first_choice(reading) == each.intent for each, reading in pairs)
    scores = _score_intents([(each.intent, reading["intent"]) for each, reading in pairs])
    wrong = sum(miss.predicted != FALLBACK for miss in misses)
    return Report(
        examples=len(pairs),
        accuracy=round(1 - len(misses) / len(pairs), 4),
        best_accuracy=round(best / len(pairs), 4),
        macro_f1=round(sum(each.f1 for each in scores) / len(scores), 4),
        fallbacks=fallbacks,
        confident_wrong=round(wrong / len(pairs), 4),
        intents=tuple(scores),
        misses=tuple(misses),
    )


def first_choice(reading: dict[str, Any]) -> str:
    names = [each["name"] for each in reading["ranking"] if each["name"] != FALLBACK]
    return str(names[0] if names else reading["intent"])


def _score_intents(pairs: Sequence[tuple[str, str]]) -> list[IntentScore]:
    support = Counter(intent for intent, _ in pairs)
    predicted = Counter(guess for _, guess in pairs)
    right = Counter(intent for intent, guess in pairs if intent == guess)
    scores = []
    for intent in sorted(support):
        precision = right[intent] / predicted[intent] if predicted[intent] else 0.0
        recall = right[intent] / support[intent]
        f1 = 2 * precision * recall / (precision + recall) if right[intent] else 0.0
        scores.append(IntentScore(intent, round(precision, 3), round(recall, 3), round(f1, 3),
                                  support[intent]))  # fmt: skip
    return scores


def render(report: Report) -> str:
    head = (
        f"{report.examples} 句：正确 {report.accuracy:.1%}，首选正确 {report.best_accuracy:.1%}，"
        f"宏平均 F1 {report.macro_f1:.3f}，没把握 {report.fallbacks} 句，"
        f"认错 {report.confident_wrong:.1%}"
    )
    table = [f"{'意图':<26}{'P':>7}{'R':>7}{'F1':>7}{'句数':>6}"] + [
        f"{each.intent:<28}{each.precision:>7.2f}{each.recall:>7.2f}{each.f1:>7.2f}"
        f"{each.support:>7}"
        for each in report.intents
    ]
    misses = [
        f"{miss.intent} → {miss.predicted}"
        + (f"（首选 {miss.best}）" if miss.predicted == FALLBACK else "")
        + f" {miss.confidence:.2f}  {miss.text}"
        for miss in sorted(report.misses, key=lambda miss: (miss.intent, miss.predicted))
    ]
    return "\n".join([head, "", *table, "", "认错或没把握的：", *misses])
