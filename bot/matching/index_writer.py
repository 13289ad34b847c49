"""The search index as its one writer sees it."""

from __future__ import annotations

import fcntl
import os
import shutil
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from uuid import uuid4

import tantivy

from bot.matching.analysis import MANY, Analysts, Fields, fields_of
from bot.matching.documents import Document
from bot.matching.index import POINTER, Snapshot, current_folder, format_name, make_schema

_HEAP_BYTES = 128_000_000
_WATERMARK = "watermark"


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


class IndexWriter:
    """Obtained through ``writing``. A watermark travels in the same commit as the documents that
    brought it about, so that a crash leaves either both or neither."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def watermark(self) -> str | None:
        """What the current index was brought up to; None where it must be built."""
        folder = current_folder(self._path)
        if folder is None:
            return None
        index = tantivy.Index.open(str(folder))
        index.reload()
        return Snapshot(index).meta(_WATERMARK)

    def apply(
        self, documents: Iterable[Document], deletions: Iterable[tuple[str, str]], watermark: str
    ) -> None:
        """Replace ``documents`` and drop ``deletions`` (kind, id) in one commit."""
        folder = current_folder(self._path)
        if folder is None:
            raise IndexBusy("there is no index to apply changes to")
        with tantivy.Index.open(str(folder)).writer(_HEAP_BYTES, 1) as writer:
            for kind, item_id in deletions:
                writer.delete_documents_by_term("key", f"{kind}:{item_id}")
            for document in documents:
                writer.delete_documents_by_term("key", f"{document.kind}:{document.id}")
                writer.add_document(_indexed(fields_of(document)))
            _mark(writer, watermark)

    def build(self, watermark: str, many: int = MANY) -> IndexBuild:
        """Begin a new index beside the one in use; of more than ``many`` records other processes
        analyse the rest."""
        return IndexBuild(self._path, watermark, Analysts(many))


class IndexBuild:
    """A new index: ``add`` batches, then ``finish``; readers see nothing before that."""

    def __init__(self, path: Path, watermark: str, analysts: Analysts) -> None:
        self._path = path
        self._watermark = watermark
        self._analysts = analysts
        self._folder = path / f"{format_name()}-{uuid4().hex[:8]}"
        self._folder.mkdir(parents=True)
        self._writer = tantivy.Index(make_schema(), str(self._folder)).writer(_HEAP_BYTES, 1)

    def add(self, documents: Iterable[Document]) -> None:
        self._write(self._analysts.analyse(documents))

    def finish(self) -> None:
        """Commit, point readers here, and clear away what came before."""
        self._write(self._analysts.finish())
        _mark(self._writer, self._watermark)
        self._writer.commit()
        self._writer.wait_merging_threads()
        replace_text(self._path / POINTER, self._folder.name)
        for other in self._path.iterdir():
            if other.is_dir() and other != self._folder:
                shutil.rmtree(other, ignore_errors=True)

    def _write(self, analysed: Iterable[Fields]) -> None:
        for fields in analysed:
            self._writer.add_document(_indexed(fields))


def _mark(writer: tantivy.IndexWriter, watermark: str) -> None:
    key = f"meta:{_WATERMARK}"
    writer.delete_documents_by_term("key", key)
    writer.add_document(
        tantivy.Document.from_dict({"key": key, "facts": watermark.encode()}, make_schema())
    )


def _indexed(fields: Fields) -> tantivy.Document:
    return tantivy.Document.from_dict(fields, make_schema())


def replace_text(path: Path, text: str) -> None:
    """Replace a small file as a whole: a reader sees the old text or the new, never a part."""
    fresh = path.with_name(f"{path.name}.{os.getpid()}")
    with fresh.open("w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    fresh.replace(path)
