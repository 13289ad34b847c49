"""The records themselves, in a file beside the search index.

The index holds what is searched, and of each record the place in this file. Only the few dozen
records that a search ends up with are read, each by itself and without what lies around it, so that
of a large catalogue little more than the words has to fit into memory.

The file is only ever added to. What an older state of the index points at stays where it is; what
lies beyond the end that the index knows was left by a crash and is cut off by the next writer.
"""

from __future__ import annotations

import os
import weakref
from collections import defaultdict
from collections.abc import Iterable, Sequence
from contextlib import suppress
from itertools import accumulate
from pathlib import Path
from threading import Lock
from typing import NamedTuple

import structlog
import zstandard

from bot.matching.files import replace_bytes

FILE = "records.zst"
# Lies in a folder of which a record could not be read: the writer then builds the index anew.
_TORN = "torn"
# Records of a kind are alike: with a dictionary of what they share they take half the room. It is
# made from the first batch that holds enough of them.
_DICTIONARY = ".dict"
_DICTIONARY_BYTES = 16_384
_FEWEST_SAMPLES = 200

log = structlog.get_logger(__name__)


class RecordTorn(RuntimeError):
    """A record is not whole, or not there."""


class Place(NamedTuple):
    start: int
    size: int


class Records:
    """Reader of the file in ``folder``; thread-safe, and good for as long as it is held, even when
    the folder is deleted meanwhile."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._file = os.open(folder / FILE, os.O_RDONLY)
        weakref.finalize(self, os.close, self._file)
        if hasattr(os, "posix_fadvise"):
            os.posix_fadvise(self._file, 0, 0, os.POSIX_FADV_RANDOM)
        self._lock = Lock()
        self._unpackers = {0: zstandard.ZstdDecompressor()}

    def read(self, places: Iterable[Place]) -> list[bytes]:
        """Raises ``RecordTorn``, and leaves word for the writer, where one cannot be read."""
        try:
            packed = [os.pread(self._file, size, start) for start, size in places]
            with self._lock:
                return [self._unpack(each) for each in packed]
        except (OSError, KeyError, MemoryError, zstandard.ZstdError) as error:
            log.exception("search_index.record_torn", folder=self._folder.name)
            with suppress(OSError):
                (self._folder / _TORN).touch()
            raise RecordTorn from error

    def _unpack(self, packed: bytes) -> bytes:
        dictionary = zstandard.get_frame_parameters(packed).dict_id
        if dictionary not in self._unpackers:
            for made in _read_dictionaries(self._folder).values():
                self._unpackers[made.dict_id()] = zstandard.ZstdDecompressor(dict_data=made)
        return self._unpackers[dictionary].decompress(packed)


class RecordWriter:
    """The one writer. ``end`` is how far the index knows the file."""

    def __init__(self, folder: Path, end: int = 0) -> None:
        self._folder = folder
        self._path = folder / FILE
        with self._path.open("ab") as file:
            if file.tell() < end:
                raise RecordTorn(f"{self._path} is shorter than the index knows it")
            file.truncate(end)
        self.end = end
        self._plain = _packer()
        self._packers = {kind: _packer(made) for kind, made in _read_dictionaries(folder).items()}

    def append(self, records: Sequence[tuple[str, bytes]]) -> list[Place]:
        """Records with their kinds; returns where each was put."""
        self._learn(records)
        packed = [self._packers.get(kind, self._plain).compress(each) for kind, each in records]
        with self._path.open("ab") as file:
            file.write(b"".join(packed))
        starts = accumulate(map(len, packed), initial=self.end)
        places = [Place(start, len(each)) for start, each in zip(starts, packed, strict=False)]
        self.end += sum(map(len, packed))
        return places

    def sync(self) -> None:
        """What was appended survives a power cut from here on."""
        with self._path.open("ab") as file:
            os.fsync(file.fileno())

    def _learn(self, records: Sequence[tuple[str, bytes]]) -> None:
        samples: dict[str, list[bytes | bytearray | memoryview]] = defaultdict(list)
        for kind, record in records:
            if kind not in self._packers:
                samples[kind].append(record)
        for kind, alike in samples.items():
            if len(alike) >= _FEWEST_SAMPLES:
                dictionary = zstandard.train_dictionary(_DICTIONARY_BYTES, alike)
                replace_bytes(self._folder / f"{kind}{_DICTIONARY}", dictionary.as_bytes())
                self._packers[kind] = _packer(dictionary)


def are_whole(folder: Path, end: int) -> bool:
    """Whether the records are there up to ``end`` and no reader has found one that is torn."""
    file = folder / FILE
    return file.exists() and file.stat().st_size >= end and not (folder / _TORN).exists()


def _read_dictionaries(folder: Path) -> dict[str, zstandard.ZstdCompressionDict]:
    """By the kind of record that they were made from."""
    return {
        file.stem: zstandard.ZstdCompressionDict(file.read_bytes())
        for file in folder.glob(f"*{_DICTIONARY}")
    }


def _packer(dictionary: zstandard.ZstdCompressionDict | None = None) -> zstandard.ZstdCompressor:
    return zstandard.ZstdCompressor(dict_data=dictionary, write_checksum=True)
