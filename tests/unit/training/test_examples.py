"""The committed examples: composed from the sources, apart from every evaluation text."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import yaml

from bot.training.fingerprint import ROOT
from bot.training.messages import read_lesson
from engine.training import compose
from tests.fixtures.nearness import Nearness

# 「对头」 is too short to be anybody's: only longer texts can be copied.
SHORT = 3
TOO_NEAR = 0.6
REFERENCE = ROOT.parent / "shared" / "reference" / "utterances.md"


def committed() -> dict[str, list[str]]:
    pages = (yaml.safe_load(path.read_text("utf-8")) for path in compose.TARGET.glob("*.yml"))
    return {
        entry["intent"]: [line.removeprefix("- ") for line in entry["examples"].splitlines()]
        for page in pages
        for entry in page["nlu"]
    }


def letters(text: str) -> str:
    return re.sub(r"\W", "", text)


def test_the_files_are_what_the_sources_compose(tmp_path: Path) -> None:
    compose.main(tmp_path)

    fresh = {path.name: path.read_text("utf-8") for path in tmp_path.glob("*.yml")}
    assert fresh == {path.name: path.read_text("utf-8") for path in compose.TARGET.glob("*.yml")}


def test_every_intent_of_the_domain_has_examples() -> None:
    domain = yaml.safe_load((ROOT / "domain.yml").read_text("utf-8"))
    named = {next(iter(each)) if isinstance(each, dict) else each for each in domain["intents"]}

    # nlu_fallback comes from the fallback classifier.
    assert named - {"nlu_fallback"} == set(committed())


def test_no_intent_is_thin() -> None:
    assert {intent for intent, texts in committed().items() if len(texts) < 30} == set()


@pytest.mark.parametrize(
    "name", ["seen", "unseen", "earlier", "fresh", "strangers", "newcomers", "harder", "neighbours"]
)
def test_no_message_of_an_evaluation_stands_near_an_example(name: str) -> None:
    lesson = read_lesson(ROOT / "tests" / "dialogue" / "messages" / f"{name}.yml")
    nearness = Nearness([text for texts in committed().values() for text in texts])
    near = {
        each.text: found
        for each in lesson.examples
        if len(letters(each.text)) > SHORT and (found := nearness.of(each.text)) >= TOO_NEAR
    }

    assert len(lesson.examples) >= 150
    assert near == {}


def test_the_sample_utterances_are_not_trained_on() -> None:
    if not REFERENCE.exists():
        pytest.skip("../shared is absent: the sample utterances cannot be compared")
    rows = re.findall(r"^\| \d+ \| (.*?) \|", REFERENCE.read_text("utf-8"), re.MULTILINE)
    sample = {letters(text) for text in rows if len(letters(text)) > 4}
    trained = {letters(text) for texts in committed().values() for text in texts}

    assert len(sample) > 50
    assert sample & trained == set()


def test_one_text_under_two_intents_is_refused() -> None:
    with pytest.raises(ValueError, match="greet and thanks"):
        compose.claim({"greet": ["你好"], "thanks": ["你好"]})
