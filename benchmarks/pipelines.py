"""Pipelines for reading purposes, trained on the same examples and read over the same messages.

    python -m benchmarks.pipelines NAME…    (in the root environment; all of them without a name)
    python -m benchmarks.pipelines --turns MODEL.tar.gz…

Each is trained by Rasa's own command in a process of its own, whose wall time and peak memory are
taken, and then reads the messages of tests/dialogue/messages one by one. docs/PIPELINES.md holds
what came out. The second form takes whole models and tells how long reading a message and choosing
what to do took; running the action is left out, which is the same for all. The default for Chinese
is benchmarks/default_zh.yml.
"""

from __future__ import annotations

import json
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import yaml

from actions.understanding import PURPOSE_OF
from bot.app import ROOT
from bot.training.messages import Example, read_lesson
from bot.training.train import ENGINE_PYTHON, engine_environment

MESSAGES = ("earlier", "seen", "unseen", "fresh", "strangers", "newcomers")
WORDS = [{"name": "JiebaTokenizer"}, {"name": "CountVectorsFeaturizer"}]
CHARS = {
    "name": "CountVectorsFeaturizer", "analyzer": "char_wb", "min_ngram": 1, "max_ngram": 4,
}  # fmt: skip
OURS: dict[str, Any] = {
    "name": "engine.components.purposes.PurposeClassifier",
    "dictionary_path": "engine/dictionary", "strength": 10.0, "ranking_length": 10,
}  # fmt: skip
PIPELINES: dict[str, list[dict[str, Any]]] = {
    "ours": [OURS],
    "logistic, words": [*WORDS, {"name": "LogisticRegressionClassifier"}],
    "logistic, words and character n-grams": [
        *WORDS, CHARS, {"name": "LogisticRegressionClassifier"},
    ],
    "DIET, 20 epochs, no transformer": [
        *WORDS, CHARS,
        {"name": "DIETClassifier", "epochs": 20, "number_of_transformer_layers": 0,
         "entity_recognition": False},
    ],
    # As `rasa init` writes it, with jieba for the words; the longest by far.
    "default zh (jieba, n-grams, DIET)": [
        {"name": "JiebaTokenizer"}, {"name": "RegexFeaturizer"},
        {"name": "LexicalSyntacticFeaturizer"}, {"name": "CountVectorsFeaturizer"}, CHARS,
        {"name": "DIETClassifier", "epochs": 100, "constrain_similarities": True},
        {"name": "EntitySynonymMapper"},
    ],
}  # fmt: skip

# Runs in the engine's Python: reads every text alone and tells how long each took.
READ_ONE_BY_ONE = """
import asyncio, json, os, resource, sys, time
answer = os.fdopen(os.dup(1), "w"); os.dup2(2, 1)
from rasa.core.agent import Agent
agent = Agent.load(sys.argv[1])
async def read(texts):
    await agent.parse_message("你好")
    rows = []
    for text in texts:
        began = time.perf_counter()
        got = await agent.parse_message(text)
        rows.append([got["intent"]["name"], time.perf_counter() - began])
    return rows
rows = asyncio.run(read(json.load(sys.stdin)))
peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
json.dump({"rows": rows, "peak_mb": peak / 1024}, answer)
"""


# The same for a whole model: the message is read, and the policies choose.
READ_AND_CHOOSE = """
import asyncio, json, os, resource, sys, time
answer = os.fdopen(os.dup(1), "w"); os.dup2(2, 1)
from rasa.core.agent import Agent
from rasa.core.channels.channel import UserMessage
agent = Agent.load(sys.argv[1])
async def read(texts):
    rows = []
    for number, text in enumerate(["你好", *texts]):
        message = UserMessage(text, sender_id=f"owner-{number}")
        began = time.perf_counter()
        tracker = await agent.processor.log_message(message, should_save_tracker=False)
        read = time.perf_counter()
        agent.processor.predict_next_with_tracker_if_should(tracker)
        chosen = time.perf_counter()
        rows.append([tracker.latest_message.intent["name"], chosen - began, read - began])
    return rows[1:]
rows = asyncio.run(read(json.load(sys.stdin)))
peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
json.dump({"rows": rows, "peak_mb": peak / 1024}, answer)
"""


def main(names: list[str]) -> None:
    lessons = {
        name: read_lesson(_messages(name)).examples for name in MESSAGES if _messages(name).exists()
    }
    if names[:1] == ["--turns"]:
        for model in names[1:]:
            print(json.dumps({"model": model, **read(lessons, Path(model), READ_AND_CHOOSE)},
                             ensure_ascii=False), flush=True)  # fmt: skip
        return
    for name in names or PIPELINES:
        with tempfile.TemporaryDirectory() as folder:
            trained = train(PIPELINES[name], Path(folder))
            answers = read(lessons, Path(folder) / "model.tar.gz")
            print(json.dumps({"pipeline": name, **trained, **answers},
                             ensure_ascii=False), flush=True)  # fmt: skip


def _messages(name: str) -> Path:
    return ROOT / "tests" / "dialogue" / "messages" / f"{name}.yml"


def train(pipeline: list[dict[str, Any]], folder: Path) -> dict[str, float]:
    config = folder / "config.yml"
    settings = {"recipe": "default.v1", "language": "zh", "pipeline": pipeline}
    config.write_text(yaml.safe_dump(settings, allow_unicode=True), "utf-8")
    command = [
        str(ENGINE_PYTHON), "-m", "rasa", "train", "nlu", "--config", str(config), "--nlu",
        "data/nlu", "--out", str(folder), "--fixed-model-name", "model",
    ]  # fmt: skip
    began, spent = time.monotonic(), _children()
    done = subprocess.run(
        command, cwd=ROOT, env=engine_environment(), capture_output=True, text=True, check=False
    )
    if done.returncode:
        sys.exit(done.stderr[-2000:])
    return {
        "train_s": round(time.monotonic() - began),
        "train_cpu_s": round(_children() - spent),
        "train_peak_mb": round(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024),
    }


def _children() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def read(
    lessons: dict[str, tuple[Example, ...]], model: Path, script: str = READ_ONE_BY_ONE
) -> dict[str, Any]:
    texts = [example.text for examples in lessons.values() for example in examples]
    done = subprocess.run(
        [str(ENGINE_PYTHON), "-c", script, str(model)],
        cwd=ROOT, env=engine_environment(), input=json.dumps(texts), capture_output=True,
        text=True, check=True,
    )  # fmt: skip
    answer = json.loads(done.stdout)
    rows = iter(answer["rows"])
    accuracy = {
        name: round(sum(_is_right(each, next(rows)[0]) for each in examples) / len(examples), 3)
        for name, examples in lessons.items()
    }
    times = sorted(row[1] for row in answer["rows"])
    return {
        "accuracy": accuracy,
        "p50_ms": round(1000 * times[len(times) // 2], 1),
        "p95_ms": round(1000 * times[len(times) * 95 // 100], 1),
        "serve_peak_mb": round(answer["peak_mb"]),
    }


def _is_right(example: Example, intent: str) -> bool:
    return PURPOSE_OF.get(intent, intent) in {PURPOSE_OF.get(p, p) for p in example.purposes}


if __name__ == "__main__":
    main(sys.argv[1:])
