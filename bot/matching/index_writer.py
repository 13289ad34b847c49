"""The search index as its one writer sees it."""

from __future__ import annotations

import fcntl
import json
import shutil
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from itertools import batched
from pathlib import Path
from uuid import uuid4

import structlog
import tantivy

from bot.matching.analysis import MANY, Analysed, Analysts, analyse
from bot.matching.commits import committing
from bot.matching.documents import Document
from bot.matching.files import replace_text
from bot.matching.index import POINTER, current_folder, format_name, make_schema
from bot.matching.records import RecordWriter, are_whole

_HEAP_BYTES = 128_000_000
_NOTE = "meta:note"
_BATCH = 1_000
# Fewer replaced records than these are not worth clearing up.
_SMALL = 10_000

log = structlog.get_logger(__name__)


class IndexBusy(RuntimeError):
    """Another process is writing this index."""


@contextmanager
def writing(path: Path) -> Iterator[IndexWriter]:
    """As ``sole_writer``, with what it then may write with."""
    with sole_writer(path):
        yield IndexWriter(path)


@contextmanager
def sole_writer(path: Path) -> Iterator[None]:
    """The right to write below ``path``, for one process at a time; raises ``IndexBusy`` at once
    if another has it. The kernel gives it back when the process dies."""
    path.mkdir(parents=True, exist_ok=True)
    with (path / "writer.lock").open("a") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise IndexBusy from error
        yield


@dataclass(frozen=True, slots=True)
class Note:
    """Goes into the index with each commit: what it was brought up to, how many records were
    written since it was built, and where the last of them ends."""

    watermark: str
    written: int
    end: int


class IndexWriter:
    """Obtained through ``writing``. Records are on the disk before the commit that points at them,
    and the note travels in that commit, so that a crash leaves either all or nothing of a change.
    """

    def __init__(self, path: Path) -> None:
        self._path = path

    def watermark(self) -> str | None:
        """What the current index was brought up to; None where it must be built."""
        folder = current_folder(self._path)
        if folder is None:
            return None
        note, _ = _read_note(folder)
        if not are_whole(folder, note.end):
            log.error("search_index.records_torn", folder=folder.name, then="built anew")
            return None
        return note.watermark

    def is_mostly_history(self) -> bool:
        """Whether more records were replaced than are left: time to build anew, for only that
        gives their room back."""
        folder = current_folder(self._path)
        if folder is None:
            return False
        note, live = _read_note(folder)
        return note.written - live > max(live, _SMALL)

    def apply(
        self, documents: Iterable[Document], deletions: Iterable[tuple[str, str]], watermark: str
    ) -> None:
        """Replace ``documents`` and drop ``deletions`` (kind, id) in one commit."""
        folder = current_folder(self._path)
        if folder is None:
            raise IndexBusy("there is no index to apply changes to")
        note, _ = _read_note(folder)
        analysed = [analyse(document) for document in documents]
        records = RecordWriter(folder, note.end)
        indexed = _put(records, analysed)
        records.sync()
        with committing(tantivy.Index.open(str(folder)), _HEAP_BYTES) as writer:
            for kind, item_id in deletions:
                writer.delete_documents_by_term("key", f"{kind}:{item_id}")
            for each, made in zip(analysed, indexed, strict=True):
                writer.delete_documents_by_term("key", each.fields["key"])
                writer.add_document(made)
            _keep_note(writer, Note(watermark, note.written + len(indexed), records.end))

    def build(self, watermark: str, many: int = MANY) -> IndexBuild:
        """Begin a new index beside the one in use; of more than ``many`` records other processes
        analyse the rest. What was left of an unfinished one is cleared away."""
        _clear_all_but(self._path, _pointed_at(self._path))
        return IndexBuild(self._path, watermark, Analysts(many))


class IndexBuild:
    """A new index: ``add`` batches, then ``finish``; readers see nothing before that."""

    def __init__(self, path: Path, watermark: str, analysts: Analysts) -> None:
        self._path = path
        self._watermark = watermark
        self._analysts = analysts
        self._folder = path / f"{format_name()}-{uuid4().hex[:8]}"
        self._folder.mkdir(parents=True)
        self._records = RecordWriter(self._folder)
        self._writer = tantivy.Index(make_schema(), str(self._folder)).writer(_HEAP_BYTES, 1)
        self._written = 0

    def add(self, documents: Iterable[Document]) -> None:
        self._write(self._analysts.analyse(documents))

    def finish(self) -> None:
        """Commit, point readers here, and clear away what came before."""
        self._write(self._analysts.finish())
        self._records.sync()
        _keep_note(self._writer, Note(self._watermark, self._written, self._records.end))
        self._writer.commit()
        self._writer.wait_merging_threads()
        replace_text(self._path / POINTER, self._folder.name)
        _clear_all_but(self._path, self._folder.name)

    def abandon(self) -> None:
        """Give back the room that an unfinished build takes."""
        if _pointed_at(self._path) != self._folder.name:
            shutil.rmtree(self._folder, ignore_errors=True)

    def _write(self, analysed: Iterable[Analysed]) -> None:
        for batch in batched(analysed, _BATCH):
            for made in _put(self._records, batch):
                self._writer.add_document(made)
            self._written += len(batch)


def _put(records: RecordWriter, analysed: Sequence[Analysed]) -> list[tantivy.Document]:
    """Write the records, and make what the index has of them."""
    places = records.append([(each.kind, each.record) for each in analysed])
    return [
        tantivy.Document.from_dict({**each.fields, **place._asdict()}, make_schema())
        for each, place in zip(analysed, places, strict=True)
    ]


def _read_note(folder: Path) -> tuple[Note, int]:
    """And how many records the index holds."""
    index = tantivy.Index.open(str(folder))
    searcher = index.searcher()
    query = tantivy.Query.term_query(index.schema, "key", _NOTE, "basic")
    ((_, address),) = searcher.search(query, 1, count=False).hits
    return Note(**json.loads(searcher.doc(address)["note"][0])), searcher.num_docs - 1


def _keep_note(writer: tantivy.IndexWriter, note: Note) -> None:
    writer.delete_documents_by_term("key", _NOTE)
    told = {"key": _NOTE, "note": json.dumps(asdict(note)).encode()}
    writer.add_document(tantivy.Document.from_dict(told, make_schema()))


def _pointed_at(path: Path) -> str | None:
    """The folder that readers use, of whatever form: an older program may still be running."""
    pointer = path / POINTER
    return pointer.read_text("utf-8").strip() if pointer.exists() else None


def _clear_all_but(path: Path, kept: str | None) -> None:
    for other in path.iterdir():
        if other.is_dir() and other.name != kept:
            shutil.rmtree(other, ignore_errors=True)
