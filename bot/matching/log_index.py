"""Full-text index of conversation logs, as its readers see it.

Pairs of neighbouring characters are indexed, so that any run of two or more is found exactly,
whether or not a dictionary knows it as a word. The index is cut into shards by message number, the
newest first to be asked: what is looked for is nearly always recent, and a shard whose messages
were erased is written anew within seconds, so that no trace of them stays in a file.
"""

from __future__ import annotations

import json
import os
import re
import threading
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import tantivy

from bot.matching.segment import guard

# Raise it whenever the same log would be indexed differently: every shard is then written anew.
FORM = 2
SHARD_SIZE = 20_000
STATE = "shards.json"
_RUN = re.compile(r"[\u3400-\u9fff\U00020000-\U0003ffff]+|[a-z0-9]+")
_HAN = re.compile(r"[\u3400-\u9fff\U00020000-\U0003ffff]")
_BATCH = 64


@dataclass(frozen=True, slots=True)
class Entry:
    """A message as it is indexed. ``id`` grows with time."""

    id: int
    conversation_id: str
    author: str
    text: str


@dataclass(frozen=True, slots=True)
class Question:
    """``words``: all of them must occur, each as a whole. ``before``: only messages below it."""

    words: tuple[str, ...]
    authors: tuple[str, ...] = ()
    conversation_id: str | None = None
    before: int | None = None


@dataclass(frozen=True, slots=True)
class State:
    """Which folder holds which shard; up to which change of the log; of which store."""

    origin: str = ""
    changes: int = 0
    shards: dict[int, str] = field(default_factory=dict)


def read_words(text: str) -> tuple[str, ...]:
    """The words of what was typed into a search box; those without anything to find are left
    out."""
    return tuple(word for word in guard(text).split() if _RUN.search(word))


def pairs_of(text: str) -> list[str]:
    """What is indexed of a text."""
    return [part for run in _RUN.findall(guard(text)) for part in _parts(run)]


def make_schema() -> tantivy.Schema:
    builder = tantivy.SchemaBuilder()
    builder.add_unsigned_field("id", stored=True, indexed=True, fast=True)
    builder.add_text_field("conversation", tokenizer_name="raw", index_option="basic")
    builder.add_text_field("author", tokenizer_name="raw", index_option="basic")
    builder.add_text_field("pairs", tokenizer_name="whitespace", index_option="position")
    return builder.build()


def read_state(path: Path) -> State:
    """An empty one where there is no index of this form."""
    try:
        raw = json.loads((path / STATE).read_text("utf-8"))
    except FileNotFoundError:
        return State()
    if raw["form"] != FORM:
        return State()
    shards = {int(number): folder for number, folder in raw["shards"].items()}
    return State(raw["origin"], raw["changes"], shards)


class LogIndex:
    """Reader of the index below ``path``, in any process; follows the writer by itself."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._lock = threading.Lock()
        self._open: dict[str, tuple[tantivy.Index, tuple[int, int]]] = {}

    def search(self, question: Question) -> Iterator[int]:
        """Ids of messages that may fit, newest first. What was changed within the last second may
        be among them: the caller looks at the text itself."""
        state = read_state(self._path)
        for number in sorted(state.shards, reverse=True):
            if question.before is not None and number * SHARD_SIZE >= question.before:
                continue
            yield from self._search_shard(state.shards[number], question)

    def _search_shard(self, folder: str, question: Question) -> Iterator[int]:
        index = self._fresh(folder)
        if index is None:
            return
        searcher, query = index.searcher(), build_query(index.schema, question)
        start = 0
        while True:
            found = searcher.search(
                query, _BATCH, count=False, order_by_field="id", offset=start
            ).hits
            for id_, _address in found:
                yield int(id_)
            if len(found) < _BATCH:
                return
            start += _BATCH

    def _fresh(self, folder: str) -> tantivy.Index | None:
        """None where the writer has just replaced it: its successor is read next time."""
        place = self._path / folder
        with self._lock:
            try:
                status = os.stat(place / "meta.json")
                stamp = status.st_mtime_ns, status.st_ino
                index, seen = self._open.get(folder, (None, None))
                if index is None:
                    index = tantivy.Index.open(str(place))
                    index.config_reader("manual")
                if seen != stamp:
                    index.reload()
            except (OSError, ValueError):
                self._open.pop(folder, None)
                return None
            if folder not in self._open:
                self._forget_replaced()
            self._open[folder] = (index, stamp)
        return index

    def _forget_replaced(self) -> None:
        for folder in [each for each in self._open if not (self._path / each).exists()]:
            del self._open[folder]


def build_query(schema: tantivy.Schema, question: Question) -> tantivy.Query:
    must = [_run_query(schema, run) for word in question.words for run in _RUN.findall(word)]
    if question.conversation_id is not None:
        must.append(_exactly(schema, "conversation", question.conversation_id))
    if question.authors:
        any_of = [_exactly(schema, "author", each) for each in question.authors]
        must.append(tantivy.Query.boolean_query([(tantivy.Occur.Should, each) for each in any_of]))
    if question.before is not None:
        must.append(
            tantivy.Query.range_query(
                schema, "id", tantivy.FieldType.Unsigned, None, question.before,
                include_upper=False,
            )
        )  # fmt: skip
    return tantivy.Query.boolean_query([(tantivy.Occur.Must, each) for each in must])


def _run_query(schema: tantivy.Schema, run: str) -> tantivy.Query:
    """Letters and figures are found by their beginning, one character within any pair."""
    if not _HAN.match(run):
        return tantivy.Query.regex_query(schema, "pairs", f"{run}.*")
    if len(run) == 1:
        return tantivy.Query.regex_query(schema, "pairs", f"{run}.?|.{run}")
    pairs = _parts(run)
    if len(pairs) == 1:
        return _exactly(schema, "pairs", pairs[0])
    return tantivy.Query.phrase_query(schema, "pairs", list(pairs))


def _exactly(schema: tantivy.Schema, name: str, value: str) -> tantivy.Query:
    return tantivy.Query.term_query(schema, name, value, "basic")


def _parts(run: str) -> Sequence[str]:
    if len(run) == 1 or not _HAN.match(run):
        return (run,)
    return [run[at : at + 2] for at in range(len(run) - 1)]


def occurrences(text: str, words: Sequence[str]) -> list[tuple[int, int]] | None:
    """Where the words stand in a text as it was written, as spans in order, overlapping ones
    joined; None where one of them is missing."""
    plain, places = _aligned(text)
    spans: list[tuple[int, int]] = []
    for word in words:
        found = [each.start() for each in re.finditer(re.escape(word), plain)]
        if not found:
            return None
        spans += [(places[at], places[at + len(word) - 1] + 1) for at in found]
    joined: list[tuple[int, int]] = []
    for start, end in sorted(spans):
        if joined and start <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(joined[-1][1], end))
        else:
            joined.append((start, end))
    return joined


def _aligned(text: str) -> tuple[str, list[int]]:
    """The guarded text, and for each of its characters the place of the one it came from."""
    plain: list[str] = []
    places: list[int] = []
    for place, char in enumerate(text):
        for made in guard(char):
            plain.append(made)
            places.append(place)
    return "".join(plain), places
