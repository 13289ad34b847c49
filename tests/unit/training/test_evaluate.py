"""What the evaluation counts, and which files it reads."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from bot.errors import BadRequest
from bot.training.evaluate import FALLBACK, Example, read_examples, render, score


def reading(intent: str, *ranking: str, confidence: float = 0.9) -> dict[str, Any]:
    names = ranking or (intent,)
    return {
        "intent": intent,
        "confidence": confidence,
        "ranking": [{"name": name, "confidence": confidence} for name in names],
    }


def test_a_fallback_is_wrong_but_its_first_choice_is_counted_apart() -> None:
    examples = [Example("你好", "greet"), Example("转人工", "ask_human"), Example("嗯", "affirm")]
    readings = [
        reading("greet"),
        reading(FALLBACK, FALLBACK, "ask_human", confidence=0.3),
        reading("deny"),
    ]

    report = score(examples, readings)

    assert report.accuracy == pytest.approx(0.3333)
    assert report.best_accuracy == pytest.approx(0.6667)
    assert report.fallbacks == 1
    assert report.confident_wrong == pytest.approx(0.3333)
    assert [(miss.text, miss.predicted, miss.best) for miss in report.misses] == [
        ("转人工", FALLBACK, "ask_human"),
        ("嗯", "deny", "deny"),
    ]


def test_figures_per_intent() -> None:
    examples = [Example("甲", "a"), Example("乙", "a"), Example("丙", "b")]

    report = score(examples, [reading("a"), reading("b"), reading("b")])

    by_name = {each.intent: each for each in report.intents}
    assert (by_name["a"].precision, by_name["a"].recall, by_name["a"].support) == (1.0, 0.5, 2)
    assert (by_name["b"].precision, by_name["b"].recall) == (0.5, 1.0)
    assert report.macro_f1 == pytest.approx(0.667)
    assert "a → b 0.90  乙" in render(report)


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("grouped.yml", "greet: |\n  你好\n  您好\n"),
        ("listed.yaml", "- {text: 你好, intent: greet}\n- {text: 您好, intent: greet}\n"),
        ("sequence.yml", "greet: [你好, 您好]\n"),
        (
            "lines.jsonl",
            '{"text": "你好", "intent": "greet"}\n\n{"text": "您好", "intent": "greet"}\n',
        ),
        ("list.json", '[{"text": "你好", "intent": "greet"}, {"text": "您好", "intent": "greet"}]'),
        ("table.csv", "\ufefftext,intent\n你好,greet\n您好,greet\n"),
    ],
)
def test_every_format_reads_alike(tmp_path: Path, name: str, content: str) -> None:
    file = tmp_path / name
    file.write_text(content, "utf-8")

    assert read_examples(file) == [Example("你好", "greet"), Example("您好", "greet")]


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("empty.csv", "text,intent\n"),
        ("columns.csv", "sentence,label\n你好,greet\n"),
        ("broken.jsonl", "{text"),
        ("broken.yml", "greet: [你好"),
        ("scalar.yml", "你好"),
        ("other.txt", "你好 greet"),
    ],
)
def test_what_is_no_list_of_examples_is_refused_in_one_line(
    tmp_path: Path, name: str, content: str
) -> None:
    file = tmp_path / name
    file.write_text(content, "utf-8")

    with pytest.raises(BadRequest, match="评测文件"):
        read_examples(file)


def test_a_missing_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BadRequest, match="评测文件"):
        read_examples(tmp_path / "none.yml")
