"""The search index as readers see it: one tantivy index of every kind, replaced as a whole."""

from __future__ import annotations

import math
import os
import re
import threading
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

import tantivy

from bot.errors import DeskError
from bot.matching.documents import DOCUMENT_KINDS, Document, Listed
from bot.matching.lexicon import Lexicon, load_lexicon
from bot.matching.records import Place, Records, RecordTorn
from bot.matching.segment import SEGMENTER

# Raise it whenever a field of the index or of a document changes: every index is then rebuilt.
SCHEMA = 7
POINTER = "current"
# Analysed by us: words come in joined by blanks.
_WORDS = "whitespace"
_TITLE_BOOST = 1.0
NEVER = 99_991_231
# Rarity is judged as among so many records at least: in a handful every word is common.
FEWEST = 500


class IndexMissing(DeskError):
    code, status, title = "index_missing", 503, "检索还没有准备好，请稍后再试"


@dataclass(frozen=True, slots=True)
class Filters:
    """``province`` is the first two digits of a GB/T 2260 code; ``open_on`` keeps what can be had
    that day: patents whose declaration is in force, mentors who can take another firm;
    ``universities`` keeps what belongs to one of these, named as ``holds_university`` says;
    ``no_provinces`` leaves out what is there."""

    province: str | None = None
    no_provinces: tuple[str, ...] = ()
    free_only: bool = False
    open_on: date | None = None
    universities: tuple[str, ...] = ()


@cache
def make_schema() -> tantivy.Schema:
    """Each kind has fields of its own, so that the rarity of a word is judged within the kind."""
    builder = tantivy.SchemaBuilder()
    builder.add_text_field("key", tokenizer_name="raw", index_option="basic")
    # Where its record lies.
    builder.add_unsigned_field("start", fast=True)
    builder.add_unsigned_field("size", fast=True)
    # What the writer noted down with a commit; of one document that is no record.
    builder.add_bytes_field("note", stored=True)
    builder.add_text_field("province", tokenizer_name="raw", index_option="basic")
    builder.add_text_field("fee", tokenizer_name="raw", index_option="basic")
    builder.add_text_field("number", tokenizer_name="raw", index_option="basic")
    # Of universities their own, of all the one that they belong to.
    for field in ("name", "university"):
        builder.add_text_field(field, tokenizer_name="raw", index_option="basic")
    builder.add_unsigned_field("open_until", indexed=True, fast=True)
    for kind in DOCUMENT_KINDS:
        builder.add_text_field(f"{kind}_strong", tokenizer_name=_WORDS, index_option="freq")
        builder.add_text_field(f"{kind}_words", tokenizer_name=_WORDS, index_option="freq")
        builder.add_text_field(f"{kind}_pairs", tokenizer_name=_WORDS, index_option="basic")
    return builder.build()


def format_name(lexicon: Lexicon | None = None) -> str:
    """Names the form of an index: another schema, segmenter or lexicon needs another index."""
    return f"v{SCHEMA}.{SEGMENTER}-{(lexicon or load_lexicon()).fingerprint}"


def number_key(patent_no: str) -> str:
    """ZL201610270273.7, CN201610270273, 2016102702737 → 201610270273."""
    return re.sub(r"\D", "", patent_no)[:12]


def day_number(day: date) -> int:
    return day.year * 10_000 + day.month * 100 + day.day


class Snapshot:
    """One consistent state of the catalogue, held for one search."""

    def __init__(self, index: tantivy.Index, records: Records) -> None:
        self._schema = index.schema
        self._searcher = index.searcher()
        self._records = records
        self.size = self._searcher.num_docs

    def frequency(self, word: str) -> int:
        """In how many records of any kind the word occurs."""
        return sum(self._searcher.doc_freq(f"{kind}_words", word) for kind in DOCUMENT_KINDS)

    def kind_frequency(self, word: str, kind: str) -> int:
        return int(self._searcher.doc_freq(f"{kind}_words", word))

    def rarity(self, word: str) -> float:
        """The inverse document frequency of the word, as BM25 counts it."""
        return self._rarity(self.frequency(word))

    @property
    def top_rarity(self) -> float:
        """Of a word that stands in one record only: what a fully telling word weighs."""
        return self._rarity(1)

    def _rarity(self, frequency: int) -> float:
        size = max(self.size, FEWEST)
        return math.log1p((size - frequency + 0.5) / (frequency + 0.5))

    def pair_frequency(self, pair: str, kind: str) -> int:
        return self._searcher.doc_freq(f"{kind}_pairs", pair)

    def search(
        self, kind: str, words: dict[str, float], filters: Filters, limit: int
    ) -> list[Listed]:
        """The best ``limit`` documents that hold any of the weighted words."""
        if not words:
            return []
        wanted = tantivy.Query.boolean_query(
            [
                (tantivy.Occur.Should, self._weighted(f"{kind}_{part}", word, weight * boost))
                for word, weight in words.items()
                for part, boost in (("words", 1.0), ("strong", _TITLE_BOOST))
            ]
        )
        found = self._searcher.search(self._restricted(wanted, filters), limit, count=False)
        return self._listed(found)

    def fetch(self, kind: str, ids: Sequence[str]) -> list[Document]:
        if not ids:
            return []
        keys = [f"{kind}:{item_id}" for item_id in ids]
        query = tantivy.Query.term_set_query(self._schema, "key", keys)
        found = self._searcher.search(query, len(keys), count=False)
        return [listed.document for listed in self._listed(found)]

    def listed(self, kind: str, ids: Sequence[str], filters: Filters) -> list[Listed]:
        """Those of the documents that the filters let through."""
        if not ids:
            return []
        keys = [f"{kind}:{item_id}" for item_id in ids]
        query = tantivy.Query.term_set_query(self._schema, "key", keys)
        found = self._searcher.search(self._restricted(query, filters), len(keys), count=False)
        return self._listed(found)

    def patents_numbered(self, patent_no: str) -> list[Document]:
        """By the twelve digits of the number, whatever stands around them (ZL, CN, check digit)."""
        query = tantivy.Query.term_query(self._schema, "number", number_key(patent_no), "basic")
        found = self._searcher.search(query, 5, count=False)
        return [listed.document for listed in self._listed(found)]

    def universities_named(self, name: str) -> list[Document]:
        query = tantivy.Query.term_query(self._schema, "name", name, "basic")
        found = self._searcher.search(query, 5, count=False)
        return [listed.document for listed in self._listed(found)]

    def holds_university(self, name: str) -> bool:
        """Whether a record of any kind belongs to a university of this guarded name, or of one
        that it is a part of: 中国石油大学 of 中国石油大学(华东)."""
        return bool(self._searcher.search(self._belonging(name), 1, count=False).hits)

    def _belonging(self, name: str) -> tantivy.Query:
        pattern = f".*{re.escape(name)}.*"
        return tantivy.Query.regex_query(self._schema, "university", pattern)

    def _weighted(self, field: str, word: str, weight: float) -> tantivy.Query:
        term = tantivy.Query.term_query(self._schema, field, word, "freq")
        return tantivy.Query.boost_query(term, weight)

    def _restricted(self, wanted: tantivy.Query, filters: Filters) -> tantivy.Query:
        limits: list[tantivy.Query] = []
        if filters.province:
            limits.append(self._exactly("province", filters.province))
        if filters.free_only:
            limits.append(self._exactly("fee", "free"))
        if filters.open_on:
            today = day_number(filters.open_on)
            kind = tantivy.FieldType.Unsigned
            limits.append(
                tantivy.Query.range_query(self._schema, "open_until", kind, lower_bound=today)
            )
        if filters.universities:
            any_of = [(tantivy.Occur.Should, self._belonging(n)) for n in filters.universities]
            limits.append(tantivy.Query.boolean_query(any_of))
        out = [(tantivy.Occur.MustNot, self._exactly("province", p)) for p in filters.no_provinces]
        if not (limits or out):
            return wanted
        must = [tantivy.Query.const_score_query(limit, 0.0) for limit in limits]
        all_of = [(tantivy.Occur.Must, q) for q in (wanted, *must)]
        return tantivy.Query.boolean_query([*all_of, *out])

    def _exactly(self, field: str, value: str) -> tantivy.Query:
        return tantivy.Query.term_query(self._schema, field, value, "basic")

    def _listed(self, found: tantivy.SearchResult) -> list[Listed]:
        """Raises ``IndexMissing`` where the records cannot be read."""
        addresses = [address for _, address in found.hits]
        places = map(Place, self._column("start", addresses), self._column("size", addresses))
        try:
            return [Listed(record) for record in self._records.read(places)]
        except RecordTorn as error:
            raise IndexMissing from error

    def _column(self, name: str, addresses: list[tantivy.DocAddress]) -> list[int]:
        return [int(value or 0) for value in self._searcher.fast_field_values(name, addresses)]


class CatalogueIndex:
    """Reader of the index below ``path``, in any process; follows the writer by itself.

    ``path/current`` names the folder in use. Before each search two files are looked at: the
    pointer (another folder: a rebuild) and tantivy's own list of segments (a commit). Both cost
    microseconds, and a commit is visible to the very next search.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._lock = threading.Lock()
        self._index: tantivy.Index | None = None
        self._records: Records | None = None
        self._folder: Path | None = None
        self._stamp: tuple[int, int] | None = None

    def snapshot(self) -> Snapshot:
        """Raises ``IndexMissing`` where no index of this program's form has been built yet."""
        with self._lock:
            for _ in range(3):
                try:
                    return self._fresh()
                except (OSError, ValueError):
                    # The writer swapped folders between our look at the pointer and the opening.
                    self._index = None
            raise IndexMissing

    def _fresh(self) -> Snapshot:
        folder = current_folder(self._path)
        if folder is None:
            raise IndexMissing
        stamp = _stamp(folder / "meta.json")
        if self._index is None or self._records is None or folder != self._folder:
            self._index, self._records = tantivy.Index.open(str(folder)), Records(folder)
            self._index.config_reader("manual")
        if (folder, stamp) != (self._folder, self._stamp):
            self._index.reload()
            self._folder, self._stamp = folder, stamp
        return Snapshot(self._index, self._records)


def current_folder(path: Path) -> Path | None:
    """The folder in use, if it was built by the schema, segmenter and lexicon of this program."""
    try:
        name = (path / POINTER).read_text("utf-8").strip()
    except FileNotFoundError:
        return None
    folder = path / name
    return folder if name.startswith(format_name() + "-") and folder.is_dir() else None


def _stamp(file: Path) -> tuple[int, int]:
    status = os.stat(file)
    return status.st_mtime_ns, status.st_ino
