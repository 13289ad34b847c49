"""The matcher and the plain engines it is measured against, behind one face.

Each is opened over a collection of texts and then asked for the ids of the best. The peers get
what a careful first user would give them: text cut into words, every word of the question joined
by OR, the engine's own ranking.
"""

from __future__ import annotations

import asyncio
import importlib
import re
import shutil
import sqlite3
import tempfile
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import asyncpg
import pytest
import rjieba
import tantivy

from benchmarks.shared_sets import LISTED_ON, as_patents
from bot.matching.criteria import Query
from bot.matching.index_writer import writing
from bot.matching.matcher import Matcher
from tests.fixtures.servers import PostgresServer

Engine = Callable[[str, int], list[str]]
Cut = Callable[[str], list[str]]
_WORD = re.compile(r"\w+")


class PeerMissing(RuntimeError):
    """What the peer needs is not installed; the message names it."""


@contextmanager
def open_ours(texts: dict[str, str], *, titled: bool) -> Iterator[Engine]:
    with open_lists(texts, titled=titled) as lists:
        yield lambda text, limit: lists(text, limit).ids


@dataclass(frozen=True, slots=True)
class Listing:
    """What ours would show, and whether it says that it is in doubt about all of it."""

    ids: list[str]
    doubtful: bool


@contextmanager
def open_lists(texts: dict[str, str], *, titled: bool) -> Iterator[Callable[[str, int], Listing]]:
    folder = Path(tempfile.mkdtemp(prefix="desk-bench-"))
    with writing(folder) as writer:
        build = writer.build("1")
        build.add(as_patents(texts, titled=titled))
        build.finish()
    matcher = Matcher(folder)

    def ask(text: str, limit: int) -> Listing:
        query = Query(text=text, today=LISTED_ON, kinds=frozenset({"patent"}), limit=limit)
        found = matcher.match(query)
        return Listing([match.id for match in found.patents], "patent" in found.doubtful)

    try:
        yield ask
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def open_bm25s(texts: dict[str, str]) -> Iterator[Engine]:
    if not (find_spec("bm25s") and find_spec("jieba")):
        raise PeerMissing("bm25s and jieba are not installed: uv sync --group bench")
    bm25s: Any = importlib.import_module("bm25s")
    ids, cut = list(texts), _jieba()
    engine = bm25s.BM25()
    engine.index([cut(text) for text in texts.values()], show_progress=False)

    def ask(text: str, limit: int) -> list[str]:
        words = [word for word in cut(text) if word in engine.vocab_dict]
        if not words:
            return []
        found, scores = engine.retrieve([words], k=min(limit, len(ids)), show_progress=False)
        pairs = zip(found[0], scores[0], strict=True)
        return [ids[at] for at, score in pairs if score > 0]

    yield ask


@contextmanager
def open_tantivy(texts: dict[str, str], cut: Cut | None = None) -> Iterator[Engine]:
    cut_words = cut or words_of
    builder = tantivy.SchemaBuilder()
    builder.add_text_field("id", stored=True, tokenizer_name="raw")
    builder.add_text_field("words", tokenizer_name="whitespace")
    schema = builder.build()
    index = tantivy.Index(schema)
    writer = index.writer(50_000_000, 1)
    for item, text in texts.items():
        writer.add_document(tantivy.Document(id=[item], words=[" ".join(cut_words(text))]))
    writer.commit()
    index.reload()
    searcher = index.searcher()

    def ask(text: str, limit: int) -> list[str]:
        terms = [
            (tantivy.Occur.Should, tantivy.Query.term_query(schema, "words", word))
            for word in dict.fromkeys(cut_words(text))
        ]
        hits = searcher.search(tantivy.Query.boolean_query(terms), limit).hits
        return [str(searcher.doc(address)["id"][0]) for _, address in hits]

    yield ask


def open_tantivy_jieba(texts: dict[str, str]) -> Any:
    if not find_spec("jieba"):
        raise PeerMissing("jieba is not installed: uv sync --group bench")
    return open_tantivy(texts, _jieba())


@contextmanager
def open_fts5(texts: dict[str, str], cut: Cut, tokenizer: str = "unicode61") -> Iterator[Engine]:
    raw = tokenizer == "trigram"
    with sqlite3.connect(":memory:") as base:
        base.execute(f"CREATE VIRTUAL TABLE d USING fts5(id UNINDEXED, t, tokenize='{tokenizer}')")
        rows = ((item, text if raw else " ".join(cut(text))) for item, text in texts.items())
        base.executemany("INSERT INTO d VALUES (?, ?)", rows)

        def ask(text: str, limit: int) -> list[str]:
            wanted = " OR ".join(f'"{word}"' for word in dict.fromkeys(cut(text)))
            if not wanted:
                return []
            found = base.execute(
                "SELECT id FROM d WHERE d MATCH ? ORDER BY bm25(d), id LIMIT ?", (wanted, limit)
            )
            return [row[0] for row in found]

        yield ask
    base.close()


@contextmanager
def open_postgres(texts: dict[str, str]) -> Iterator[Engine]:
    try:
        server = PostgresServer()
    except pytest.skip.Exception as missing:
        raise PeerMissing(str(missing)) from missing
    with asyncio.Runner() as runner:
        server.start()
        try:
            base = runner.run(_filled(server.url("postgres"), texts))
            yield lambda text, limit: runner.run(_ranked(base, text, limit))
            runner.run(base.close())
        finally:
            server.close()


async def _filled(url: str, texts: dict[str, str]) -> Any:
    base = await asyncpg.connect(url)
    await base.execute("CREATE TABLE d (id text, v tsvector)")
    await base.executemany(
        "INSERT INTO d VALUES ($1, to_tsvector('simple', $2))",
        [(item, " ".join(words_of(text))) for item, text in texts.items()],
    )
    return base


async def _ranked(base: Any, text: str, limit: int) -> list[str]:
    wanted = " | ".join(f"'{word}'" for word in dict.fromkeys(words_of(text)))
    rows = await base.fetch(
        "SELECT id FROM d, to_tsquery('simple', $1) q WHERE v @@ q"
        " ORDER BY ts_rank(v, q) DESC, id LIMIT $2",
        wanted,
        limit,
    )
    return [row["id"] for row in rows]


def words_of(text: str) -> list[str]:
    return _spoken(rjieba.cut_for_search(text.lower()))


def pairs_of(text: str) -> list[str]:
    return _grams(text, 2)


def triples_of(text: str) -> list[str]:
    return _grams(text, 3)


def _grams(text: str, size: int) -> list[str]:
    runs = _WORD.findall(text.lower())
    return [run[at : at + size] for run in runs for at in range(len(run) - size + 1)]


def _spoken(words: Iterable[str]) -> list[str]:
    return [word for word in words if word.isalnum()]


def _jieba() -> Cut:
    jieba: Any = importlib.import_module("jieba")
    jieba.setLogLevel(60)
    return lambda text: _spoken(jieba.lcut(text.lower()))
