"""``bot train --from-feedback``: what staff labelled becomes training data that can be read and
reviewed, and the model is measured before and after."""

from __future__ import annotations

import re
import subprocess
import sys
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from types import MappingProxyType

import yaml

from bot.app import open_database
from bot.programme.redaction import redact
from bot.settings import Settings
from bot.store.lessons import mark_taught, untaught
from bot.training.comparison_page import as_comparison
from bot.training.evaluate import Report, evaluate, measure
from bot.training.fingerprint import ROOT
from bot.training.marks import read_marks
from bot.training.messages import Example, Lesson
from bot.training.train import TrainingFailed, ensure_model

# What was marked in them. No model learns it: readers and dictionary are written by people, who see
# here what was missed.
MARKED = ROOT / "engine" / "training" / "marked.yaml"
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
    entities: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))


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
    if write_marked(MARKED, taught):
        say(f"标出的内容：{MARKED.relative_to(ROOT)}")
    compose()
    model = ensure_model(settings.bot_data_dir)
    after = _measure(model, taught, today)
    say(compare(before, after))
    page = (
        settings.bot_data_dir / "evaluation" / f"feedback-{settings.clock.now():%Y%m%d-%H%M%S}.html"
    )
    page.parent.mkdir(parents=True, exist_ok=True)
    files = [str(each.relative_to(ROOT)) for each in (PAGE, MARKED) if each.exists()]
    page.write_text(as_comparison(before, after, read_marks(taught, today), files), "utf-8")
    say(f"训练前后的对比：{page}")
    await _mark(settings, taught)
    return model


async def _read(settings: Settings) -> list[Taught]:
    async with open_database(settings) as database, database.read() as session:
        rows = await untaught(session)
    return [
        Taught(lesson.message_id, str(lesson.purpose), line, _marked_in(line, lesson.entities))
        for lesson, text in rows
        if (line := as_line(text))
    ]


def _marked_in(line: str, entities: Mapping[str, str]) -> dict[str, str]:
    """What was marked and still stands in the line: a number that was made unreadable does not."""
    marks = {kind: as_line(words) for kind, words in entities.items()}
    return {kind: words for kind, words in marks.items() if words and words in line}


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


def write_marked(page: Path, taught: Sequence[Taught]) -> int:
    """Add what was marked, by text; what was marked last stands. Returns how many texts that is."""
    known: dict[str, dict[str, str]] = {}
    if page.exists():
        known = {row["say"]: row["marks"] for row in yaml.safe_load(page.read_text("utf-8"))}
    fresh = {each.text: dict(each.entities) for each in taught if each.entities}
    if fresh:
        rows = [{"say": say, "marks": marks} for say, marks in sorted({**known, **fresh}.items())]
        written = yaml.safe_dump(rows, allow_unicode=True, sort_keys=False, width=100)
        page.write_text(HEAD + written, "utf-8")
    return len(fresh)


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
