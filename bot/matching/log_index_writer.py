"""The index of conversation logs as its one writer sees it."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from uuid import uuid4

import tantivy

from bot.matching.commits import committing
from bot.matching.files import replace_text
from bot.matching.log_index import (
    FORM,
    SHARD_SIZE,
    STATE,
    Entry,
    State,
    make_schema,
    pairs_of,
    read_state,
)

_HEAP_BYTES = 32_000_000


class LogIndexWriter:
    """Used while ``bot.matching.index_writer.sole_writer`` holds the lock of ``path``."""

    def __init__(self, path: Path) -> None:
        self._path = path
        path.mkdir(parents=True, exist_ok=True)

    def state(self) -> State:
        return read_state(self._path)

    def begin_anew(self, origin: str, changes: int) -> State:
        """Drop every shard: they are another store's, or of another form."""
        state = State(origin, changes, {})
        self._keep(state)
        return state

    def append(self, number: int, entries: Iterable[Entry]) -> None:
        """Add to a shard; an entry that it holds already is replaced."""
        folder = self._path / self.state().shards[number]
        with committing(tantivy.Index.open(str(folder)), _HEAP_BYTES) as writer:
            for entry in entries:
                writer.delete_documents_by_query(_same(entry))
                writer.add_document(_document(entry))

    def begin_shard(self) -> ShardBuild:
        return ShardBuild(self._path)

    def publish(self, number: int, build: ShardBuild) -> None:
        """Readers go over to the new shard, and the one before it is deleted."""
        build.finish()
        state = self.state()
        self._keep(replace(state, shards={**state.shards, number: build.folder.name}))

    def note_changes(self, changes: int) -> None:
        self._keep(replace(self.state(), changes=changes))

    def highest(self, number: int) -> int:
        """The highest id in a shard; where it holds none, the one before its first."""
        index = tantivy.Index.open(str(self._path / self.state().shards[number]))
        index.reload()
        found = (
            index.searcher()
            .search(tantivy.Query.all_query(), 1, count=False, order_by_field="id")
            .hits
        )
        return int(found[0][0]) if found else number * SHARD_SIZE - 1

    def _keep(self, state: State) -> None:
        told = {
            "form": FORM, "origin": state.origin, "changes": state.changes,
            "shards": state.shards,
        }  # fmt: skip
        replace_text(self._path / STATE, json.dumps(told))
        kept = set(state.shards.values())
        for other in self._path.iterdir():
            if other.is_dir() and other.name not in kept:
                shutil.rmtree(other, ignore_errors=True)


class ShardBuild:
    def __init__(self, path: Path) -> None:
        self.folder = path / uuid4().hex
        os.makedirs(self.folder)
        self._writer = tantivy.Index(make_schema(), str(self.folder)).writer(_HEAP_BYTES, 1)

    def add(self, entries: Iterable[Entry]) -> None:
        for entry in entries:
            self._writer.add_document(_document(entry))

    def finish(self) -> None:
        self._writer.commit()
        self._writer.wait_merging_threads()


def _document(entry: Entry) -> tantivy.Document:
    made = {
        "id": entry.id, "conversation": entry.conversation_id, "author": entry.author,
        "pairs": " ".join(pairs_of(entry.text)),
    }  # fmt: skip
    return tantivy.Document.from_dict(made, make_schema())


def _same(entry: Entry) -> tantivy.Query:
    # Deleting by a term compares a signed number, which never equals an unsigned one.
    return tantivy.Query.term_query(make_schema(), "id", entry.id, "basic")
