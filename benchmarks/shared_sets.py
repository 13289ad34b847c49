"""What the matching benchmark reads: judgements of this repository, documents of the data pack.

The data pack stands beside the repository and is no part of it: where it is absent, ``SHARED`` does
not exist and the benchmark says so.
"""

from __future__ import annotations

import csv
import json
from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from bot.matching.documents import PatentDocument

REPOSITORY = Path(__file__).resolve().parent.parent
# Worktrees of the repository stand one folder deeper than a checkout.
SHARED = next(
    (
        folder / "shared" / "data"
        for folder in REPOSITORY.parents[:2]
        if (folder / "shared" / "data").exists()
    ),
    REPOSITORY.parent / "shared" / "data",
)
JUDGED = Path(__file__).with_name("judged")
# The listings are of 2023 and 2024: on this day every one of them was open.
LISTED_ON = date(2023, 6, 1)
HELPS = 2
"""The lowest grade that counts as an answer (benchmarks/judged/README.md)."""

Grades = dict[str, int]


@dataclass(frozen=True)
class Need:
    id: str
    text: str
    split: str
    expert: str
    grades: Grades

    @property
    def has_answer(self) -> bool:
        return any(grade >= HELPS for grade in self.grades.values())


@dataclass(frozen=True)
class KnownItems:
    """Questions, each with the one text that answers it."""

    name: str
    texts: dict[str, str]
    questions: dict[str, str]
    answers: dict[str, str]


def read_needs() -> list[Need]:
    grades: dict[str, Grades] = defaultdict(dict)
    for row in _rows(JUDGED / "qrels.tsv"):
        grades[row["need"]][row["patent_id"]] = int(row["grade"])
    expert = {row["need"]: row["query"] for row in _rows(JUDGED / "expert.tsv")}
    return [
        Need(raw["id"], raw["text"], raw["split"], expert[raw["id"]], grades[raw["id"]])
        for raw in _lines(JUDGED / "needs.jsonl")
    ]


def read_reverse() -> dict[str, str]:
    """Patent id → what one would write who has the problem of its title and never saw it."""
    return {raw["id"]: raw["text"] for raw in _lines(JUDGED / "reverse.jsonl")}


def read_titles() -> dict[str, str]:
    """Patent id → title, of the listings that were judged."""
    source = SHARED / "open_licence" / "lor_zhejiang_with_titles.csv"
    with source.open(encoding="utf-8-sig", newline="") as file:
        return {row["patent_id"]: row["patent_name"] for row in csv.DictReader(file)}


def read_known_items(name: str) -> KnownItems:
    folder = SHARED / "retrieval" / name
    corpus = folder / "corpus.jsonl"
    if not corpus.exists():  # csl_keyword asks of the same texts as csl_problem
        corpus = SHARED / "retrieval" / "csl_problem" / "corpus.jsonl"
    return KnownItems(
        name=name,
        texts={raw["_id"]: raw["text"] for raw in _lines(corpus)},
        questions={raw["_id"]: raw["text"] for raw in _lines(folder / "queries.jsonl")},
        answers={row["query-id"]: row["corpus-id"] for row in _rows(folder / "qrels.tsv")},
    )


def as_patents(texts: dict[str, str], *, titled: bool) -> list[PatentDocument]:
    """The texts as the matcher knows patents: as titles, or as abstracts below a bare number."""
    return [
        PatentDocument(
            id=item,
            patent_no=item,
            title=text if titled else str(number),
            abstract="" if titled else text,
            owner_name="",
            declared=True,
        )
        for number, (item, text) in enumerate(texts.items())
    ]


def _rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter="\t"))


def _lines(path: Path) -> list[dict[str, str]]:
    return [json.loads(line) for line in path.read_text("utf-8").splitlines()]
