"""Messages with what a person takes from them: the measure that a reading is held against.

The readable shape (YAML with ``today`` and ``messages``) is described in docs/EVALUATION.md; plain
lists of text and intent are read too.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from types import MappingProxyType
from typing import Any

import yaml

from bot.errors import BadRequest

FACTS = ("budget", "deadline", "region", "uscc", "patent", "phone", "email", "mode", "quals",
         "metrics", "industry")  # fmt: skip

# One purpose; several that are each to be answered; several of which any is fair.
MEANT = ("is", "all", "any")


@dataclass(frozen=True, slots=True)
class Example:
    """``purposes``: with ``every`` all that the message has, each to be answered; without, the
    readings that a person would accept. ``asked``: the field the desk had just asked for."""

    text: str
    purposes: tuple[str, ...]
    every: bool = False
    asked: str | None = None
    facts: Mapping[str, Any] = field(default_factory=lambda: MappingProxyType({}))


@dataclass(frozen=True, slots=True)
class Lesson:
    """``today``: the day that "年底前" is seen from; ``annotated``: whether facts are given too."""

    examples: tuple[Example, ...]
    today: date
    annotated: bool


def read_lesson(file: Path) -> Lesson:
    """Raises BadRequest where the file holds no examples that can be read."""
    try:
        content = file.read_text("utf-8-sig")
        lesson = _lesson(file.suffix.lower(), content)
    except (OSError, ValueError, KeyError, TypeError, AttributeError, yaml.YAMLError) as error:
        raise BadRequest(f"读不了评测文件 {file}：{error}") from None
    if not lesson.examples:
        raise BadRequest(f"评测文件 {file} 里没有例句")
    return lesson


def _lesson(suffix: str, content: str) -> Lesson:
    if suffix in {".yml", ".yaml"}:
        page = yaml.safe_load(content)
        if isinstance(page, dict) and "messages" in page:
            return Lesson(
                tuple(_annotated(row) for row in page["messages"]), _day(page.get("today")), True
            )
        return Lesson(tuple(_from_yaml(page)), date.today(), False)  # noqa: DTZ011
    return Lesson(tuple(_from_list(_rows(suffix, content))), date.today(), False)  # noqa: DTZ011


def _day(value: Any) -> date:
    return value if isinstance(value, date) else date.fromisoformat(str(value))


def _annotated(row: dict[str, Any]) -> Example:
    unknown = set(row) - {"say", *MEANT, "asked", *FACTS}
    if unknown:
        raise ValueError(f"不认识的栏：{'、'.join(sorted(unknown))}")
    (key,) = (name for name in MEANT if name in row)
    purposes = [row["is"]] if key == "is" else row[key]
    return Example(
        text=str(row["say"]),
        purposes=tuple(map(str, purposes)),
        every=key == "all",
        asked=row.get("asked"),
        facts=MappingProxyType({name: row[name] for name in FACTS if name in row}),
    )


def _rows(suffix: str, content: str) -> Iterable[Any]:
    if suffix in {".jsonl", ".ndjson"}:
        return [json.loads(line) for line in content.splitlines() if line.strip()]
    if suffix == ".json":
        rows: list[Any] = json.loads(content)
        return rows
    if suffix == ".csv":
        return list(csv.DictReader(io.StringIO(content)))
    raise ValueError("只认 YAML、JSONL、JSON、CSV")


def _from_yaml(page: Any) -> Iterable[Example]:
    if isinstance(page, list):
        return _from_list(page)
    return [
        Example(line.strip(), (str(intent),))
        for intent, block in page.items()
        for line in (block.splitlines() if isinstance(block, str) else map(str, block))
        if line.strip()
    ]


def _from_list(rows: Iterable[Any]) -> list[Example]:
    return [Example(str(row["text"]), (str(row["intent"]),)) for row in rows]
