"""``bot train --from-feedback``: what staff labelled becomes training data that can be read and
reviewed, and the model is measured before and after."""

from __future__ import annotations

import re
import subprocess
import sys
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import yaml

from bot.app import open_database
from bot.programme.redaction import redact
from bot.settings import Settings
from bot.store.lessons import mark_taught, untaught
from bot.training.evaluate import Report, evaluate, measure
from bot.training.fingerprint import ROOT
from bot.training.messages import Example, Lesson
from bot.training.train import TrainingFailed, ensure_model

PAGE = ROOT / "engine" / "training" / "sources" / "feedback.yaml"
UNSEEN = ROOT / "tests" / "dialogue" / "messages" / "unseen.yml"
HEAD = (
    "# What staff labelled in the console (bot train --from-feedback). Read it before committing.\n"
)

type Say = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Taught:
    message_id: int
    purpose: str
    text: str


async def train_from_feedback(settings: Settings, say: Say) -> Path | None:
    """The new model; None where there is nothing new to learn. Lessons are marked as taught only
    after the model is trained, so that a failure loses none."""
    taught = await _read(settings)
    if not taught:
        say("没有新标注的消息")
        return None
    today = settings.clock.today()
    before = _measure(ensure_model(settings.bot_data_dir), taught, today)
    added = write_page(PAGE, taught)
    say(f"{len(taught)} 条标注，新写入 {added} 句：{PAGE.relative_to(ROOT)}")
    compose()
    model = ensure_model(settings.bot_data_dir)
    say(compare(before, _measure(model, taught, today)))
    await _mark(settings, taught)
    return model


async def _read(settings: Settings) -> list[Taught]:
    async with open_database(settings) as database, database.read() as session:
        rows = await untaught(session)
    return [
        Taught(lesson.message_id, str(lesson.purpose), line)
        for lesson, text in rows
        if (line := as_line(text))
    ]


async def _mark(settings: Settings, taught: Sequence[Taught]) -> None:
    async with open_database(settings) as database, database.write() as session:
        await mark_taught(session, [each.message_id for each in taught], settings.clock.now())


def as_line(text: str) -> str:
    """One line without anybody's number or address: the page goes into a repository."""
    return re.sub(r"\s+", " ", redact(text)).strip()


def write_page(page: Path, taught: Sequence[Taught]) -> int:
    """Add what is not there yet; returns how many lines that was. The same text under another
    purpose moves to the one that was said last."""
    known = read_page(page)
    added = 0
    for each in taught:
        for purpose, lines in known.items():
            if purpose != each.purpose and each.text in lines:
                lines.remove(each.text)
        if each.text not in known[each.purpose]:
            known[each.purpose].append(each.text)
            added += 1
    page.write_text(HEAD + _render(known), "utf-8")
    return added


def read_page(page: Path) -> defaultdict[str, list[str]]:
    known: defaultdict[str, list[str]] = defaultdict(list)
    if page.exists():
        for purpose, body in yaml.safe_load(page.read_text("utf-8"))["intents"].items():
            known[purpose] = [line.strip() for line in body["lines"].splitlines() if line.strip()]
    return known


def _render(known: dict[str, list[str]]) -> str:
    parts = ["intents:"]
    for purpose, lines in sorted(known.items()):
        if lines:
            parts += [f"  {purpose}:", "    lines: |", *(f"      {line}" for line in lines)]
    return "\n".join(parts) + "\n"


def compose() -> None:
    """The sources into data/nlu, as after every edit of them."""
    done = subprocess.run(
        [sys.executable, "-m", "engine.training.compose"],
        cwd=ROOT, capture_output=True, text=True, check=False,
    )  # fmt: skip
    if done.returncode != 0:
        raise TrainingFailed("训练数据写不出来：\n" + done.stderr.strip()[-500:])


def _measure(model: Path, taught: Sequence[Taught], today: date) -> list[tuple[str, Report]]:
    examples = tuple(Example(each.text, (each.purpose,)) for each in taught)
    measured = [("标注过的句子", measure(Lesson(examples, today, annotated=False), model))]
    if UNSEEN.exists():
        measured.append(("没训练过的句子", evaluate(UNSEEN, model)))
    return measured


def compare(before: Sequence[tuple[str, Report]], after: Sequence[tuple[str, Report]]) -> str:
    lines = [f"{'':<12}{'句数':>6}{'训练前':>10}{'训练后':>10}"]
    for (name, old), (_, new) in zip(before, after, strict=True):
        lines.append(f"{name:<12}{new.examples:>6}{old.accuracy:>12.1%}{new.accuracy:>12.1%}")
    return "\n".join(lines)
