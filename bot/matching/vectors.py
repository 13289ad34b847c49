"""Vectors of records, in one file beside the index: appended to by one writer, read by many.

The file is a log of whole entries: a JSON head and, for a record, its vector in half precision. A
reader takes up what was appended since it last looked; an entry that was torn by a crash is not
there, and the writer cuts it off. Where more than half of it is history it is written anew.
"""

from __future__ import annotations

import json
import os
import struct
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

FILE = "vectors.bin"
_SIZES = struct.Struct("<HH")
_FEWEST_ROWS = 256
# Entries below this many are not worth clearing up.
_SMALL = 1_000

Head = dict[str, Any]
Matrix = np.ndarray[Any, np.dtype[np.float32]]


@dataclass(frozen=True, slots=True)
class Near:
    id: str
    likeness: float


class VectorFile:
    """The one writer; hold ``sole_writer`` of the folder. A file of another model is begun anew."""

    def __init__(self, folder: Path, model: str) -> None:
        self._path = folder / FILE
        self._model = model
        # Of each record the digest of the text that its vector was made from.
        self.digests: dict[str, str] = {}
        self.mark: str | None = None
        self._entries = 0
        self._take_up()

    def append(
        self,
        vectors: Mapping[str, tuple[str, Sequence[float]]],
        drops: Iterable[str],
        mark: str | None,
    ) -> None:
        """``vectors`` by key with the digest of the text; ``mark`` says what this brings it to."""
        entries = [_entry({"key": k, "digest": d}, v) for k, (d, v) in vectors.items()]
        entries += [_entry({"drop": key}) for key in drops if key in self.digests]
        if mark is not None:
            entries.append(_entry({"mark": mark}))
        with self._path.open("ab") as file:
            file.write(b"".join(entries))
            file.flush()
            os.fsync(file.fileno())
        self._note(_read_entries(b"".join(entries)))
        if self._entries > max(2 * len(self.digests), _SMALL):
            self._clear_up()

    def _take_up(self) -> None:
        raw = self._path.read_bytes() if self._path.exists() else b""
        entries = list(_read_entries(raw))
        if not entries or entries[0][0].get("model") != self._model:
            self._replace([_entry({"model": self._model})])
            return
        whole = sum(size for _, _, size in entries)
        if whole < len(raw):
            os.truncate(self._path, whole)
        self._note(entries)

    def _note(self, entries: Iterable[tuple[Head, Any, int]]) -> None:
        for head, _, _ in entries:
            self._entries += 1
            if "key" in head:
                self.digests[head["key"]] = head["digest"]
            elif "drop" in head:
                self.digests.pop(head["drop"], None)
            elif "mark" in head:
                self.mark = head["mark"]

    def _clear_up(self) -> None:
        newest = {
            head["key"]: _entry(head, vector)
            for head, vector, _ in _read_entries(self._path.read_bytes())
            if head.get("key") in self.digests
        }
        ends = [_entry({"mark": self.mark})] if self.mark is not None else []
        self._replace([_entry({"model": self._model}), *newest.values(), *ends])
        self._entries = len(newest) + 2

    def _replace(self, entries: Sequence[bytes]) -> None:
        fresh = self._path.with_suffix(".new")
        with fresh.open("wb") as file:
            file.write(b"".join(entries))
            file.flush()
            os.fsync(file.fileno())
        fresh.replace(self._path)


class Vectors:
    """Reader of the file below ``folder``; empty where there is none."""

    def __init__(self, folder: Path) -> None:
        self._path = folder / FILE
        self._inode, self._offset = 0, 0
        self._kinds: dict[str, _Rows] = defaultdict(_Rows)

    def nearest(self, kind: str, vector: Sequence[float], limit: int) -> list[Near]:
        """By cosine, the nearest first; none where the vectors are of another length."""
        self._follow()
        return self._kinds[kind].nearest(np.asarray(vector, np.float32), limit)

    def _follow(self) -> None:
        try:
            status = self._path.stat()
        except FileNotFoundError:
            return
        if status.st_ino != self._inode or status.st_size < self._offset:
            self._inode, self._offset = status.st_ino, 0
            self._kinds.clear()
        if status.st_size == self._offset:
            return
        with self._path.open("rb") as file:
            file.seek(self._offset)
            raw = file.read()
        for head, vector, size in _read_entries(raw):
            self._offset += size
            key = str(head.get("key") or head.get("drop") or "")
            kind, _, item = key.partition(":")
            if item:
                self._kinds[kind].put(item, vector if "key" in head else None)


class _Rows:
    """The vectors of one kind as the rows of a matrix; what was dropped is a row of zeros."""

    def __init__(self) -> None:
        self._places: dict[str, int] = {}
        self._ids: list[str] = []
        self._matrix: Matrix | None = None

    def put(self, item: str, vector: Matrix | None) -> None:
        place = self._places.get(item)
        if vector is None:
            if place is not None and self._matrix is not None:
                self._matrix[place] = 0
            return
        if place is None:
            place = self._places[item] = len(self._ids)
            self._ids.append(item)
        self._room(place, len(vector))[place] = vector

    def nearest(self, vector: Matrix, limit: int) -> list[Near]:
        count = len(self._ids)
        if self._matrix is None or self._matrix.shape[1] != len(vector):
            return []
        likeness = self._matrix[:count] @ vector
        best = np.argpartition(-likeness, min(limit, count) - 1)[:limit]
        found = [Near(self._ids[at], round(float(likeness[at]), 4)) for at in best]
        return sorted((n for n in found if n.likeness > 0), key=lambda n: (-n.likeness, n.id))

    def _room(self, place: int, width: int) -> Matrix:
        if self._matrix is None or self._matrix.shape[1] != width:
            self._matrix = np.zeros((max(_FEWEST_ROWS, place + 1), width), np.float32)
        elif place >= len(self._matrix):
            more = np.zeros((len(self._matrix), width), np.float32)
            self._matrix = np.concatenate([self._matrix, more])
        return self._matrix


def _entry(head: Head, vector: Sequence[float] | Matrix = ()) -> bytes:
    told = json.dumps(head, ensure_ascii=False, separators=(",", ":")).encode()
    values = np.asarray(vector, np.float16)
    return _SIZES.pack(len(told), len(values)) + told + values.tobytes()


def _read_entries(raw: bytes) -> Iterator[tuple[Head, Matrix, int]]:
    """Whole entries, each with its size in bytes."""
    at = 0
    while at + _SIZES.size <= len(raw):
        told, values = _SIZES.unpack_from(raw, at)
        start = at + _SIZES.size
        end = start + told + 2 * values
        if end > len(raw):
            return
        head = json.loads(raw[start : start + told])
        vector = np.frombuffer(raw, np.float16, values, start + told).astype(np.float32)
        yield head, vector, end - at
        at = end
