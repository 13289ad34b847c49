"""What the index keeps of each record, made in this process or, of large catalogues, by several."""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from dataclasses import dataclass
from itertools import batched
from multiprocessing import get_context

from bot.matching.documents import (
    FREE,
    Document,
    MentorDocument,
    PatentDocument,
    UniversityDocument,
    encode_record,
)
from bot.matching.index import NEVER, day_number, number_key
from bot.matching.lexicon import load_lexicon
from bot.matching.segment import bigrams_of, guard, words_of
from bot.matching.trades import trades_of

Fields = dict[str, str | int]

# Below this a catalogue is done before helpers have read the word lists.
MANY = 50_000
_BATCH = 500
# Batches under way for each helper: enough to keep it busy, few enough to hold in memory.
_AHEAD = 3


@dataclass(frozen=True, slots=True)
class Analysed:
    """A document as it is searched, by ``fields``, and as it is read, from ``record``."""

    kind: str
    fields: Fields
    record: bytes


def analyse(document: Document) -> Analysed:
    lexicon = load_lexicon()
    strong = words_of(document.strong, lexicon)
    made: Fields = {
        "key": f"{document.kind}:{document.id}",
        f"{document.kind}_strong": " ".join(strong),
        f"{document.kind}_words": " ".join((*strong, *words_of(document.body, lexicon))),
        f"{document.kind}_pairs": " ".join(sorted(set(bigrams_of(document.text)))),
    }
    if document.region_code:
        made["province"] = document.region_code[:2]
    if document.university_name:
        made["university"] = guard(document.university_name)
    if isinstance(document, UniversityDocument):
        made["name"] = guard(document.name)
    if isinstance(document, PatentDocument):
        made["number"] = number_key(document.patent_no)
    if isinstance(document, PatentDocument) and document.declared:
        made["open_until"] = day_number(document.term_to) if document.term_to else NEVER
        made["fee"] = "free" if document.fee_mode == FREE else "paid"
    if isinstance(document, MentorDocument) and document.load < document.capacity:
        made["open_until"] = NEVER
    return Analysed(document.kind, made, encode_record(document, trades_of(strong, lexicon)))


class Analysts:
    """Analyses records in their order. From the ``many``-th on, one helper process for each core
    shares the work; they are started afresh, because this process has threads."""

    def __init__(self, many: int = MANY) -> None:
        self._many = many
        self._seen = 0
        self._pool: ProcessPoolExecutor | None = None
        self._under_way: deque[Future[list[Analysed]]] = deque()

    def analyse(self, documents: Iterable[Document]) -> Iterator[Analysed]:
        """What is ready: of these documents or of some handed in before."""
        for batch in batched(documents, _BATCH):
            self._seen += len(batch)
            if self._seen <= self._many or _cores() == 1:
                yield from _analyse_all(batch)
                continue
            self._under_way.append(self._helpers().submit(_analyse_all, batch))
            while len(self._under_way) > _AHEAD * _cores():
                yield from self._under_way.popleft().result()

    def finish(self) -> Iterator[Analysed]:
        """What is still under way; the helpers go."""
        while self._under_way:
            yield from self._under_way.popleft().result()
        if self._pool is not None:
            self._pool.shutdown()
            self._pool = None

    def _helpers(self) -> ProcessPoolExecutor:
        if self._pool is None:
            self._pool = ProcessPoolExecutor(_cores(), get_context("spawn"))
        return self._pool


def _cores() -> int:
    return len(os.sched_getaffinity(0))


def _analyse_all(documents: tuple[Document, ...]) -> list[Analysed]:
    return [analyse(document) for document in documents]
