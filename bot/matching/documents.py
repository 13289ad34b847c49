"""What the index holds of each record: flat, dated, and enough to show a card without the store."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import cached_property, lru_cache
from typing import Any, ClassVar, Self

from bot.matching.segment import guard

FREE = "免费"
NEGOTIABLE = "面议"


class _Texts:
    """Texts of a document as they are searched; ``strong`` says what the record is about.
    ``trades`` are known only of listed records, where the index has found them."""

    trades: ClassVar[dict[str, float]] = {}

    def strong_parts(self) -> Iterable[str]:
        raise NotImplementedError

    def body_parts(self) -> Iterable[str]:
        raise NotImplementedError

    @cached_property
    def strong(self) -> str:
        return guard(" ".join(self.strong_parts()))

    @cached_property
    def body(self) -> str:
        return guard(" ".join(self.body_parts()))

    @cached_property
    def text(self) -> str:
        return f"{self.strong} {self.body}"

    @property
    def document(self) -> Self:
        """Itself: as ``Listed.document``, so that either can be weighed."""
        return self


@dataclass(frozen=True)
class UniversityDocument(_Texts):
    kind: ClassVar[str] = "university"

    id: str
    name: str
    region_code: str
    province: str
    city: str
    tags: tuple[str, ...] = ()
    disciplines: tuple[str, ...] = ()
    first_class_disciplines: tuple[str, ...] = ()
    strengths: tuple[str, ...] = ()
    is_demo: bool = False

    @property
    def university_id(self) -> str:
        return self.id

    @property
    def university_name(self) -> str:
        return self.name

    def strong_parts(self) -> Iterable[str]:
        return self.strengths

    def body_parts(self) -> Iterable[str]:
        return self.disciplines


@dataclass(frozen=True)
class MentorDocument(_Texts):
    """``load`` counts firms served now; a mentor whose load has reached ``capacity`` is full."""

    kind: ClassVar[str] = "mentor"

    id: str
    name: str
    title: str
    university_id: str
    university_name: str
    region_code: str
    province: str
    field: str
    industry_code: str | None
    directions: tuple[str, ...] = ()
    keywords: tuple[str, ...] = ()
    profile: str = ""
    modes: tuple[str, ...] = ()
    load: int = 0
    capacity: int = 3
    is_demo: bool = False

    def strong_parts(self) -> Iterable[str]:
        return (*self.directions, *self.keywords)

    def body_parts(self) -> Iterable[str]:
        return (self.field, self.profile)


@dataclass(frozen=True)
class PatentDocument(_Texts):
    """A patent with its open-licence declaration. ``fee_mode`` is None without a declaration;
    ``term_to`` is the last day of the licence (included); money in whole yuan."""

    kind: ClassVar[str] = "patent"

    id: str
    patent_no: str
    title: str
    owner_name: str
    abstract: str = ""
    keywords: tuple[str, ...] = ()
    ipc: str = ""
    type: str = ""
    university_id: str | None = None
    university_name: str = ""
    region_code: str | None = None
    province: str = ""
    industry_code: str | None = None
    granted_on: date | None = None
    declared: bool = False
    fee_mode: str | None = None
    fee_yuan: int | None = None
    royalty_percent: float | None = None
    royalty_base: str | None = None
    first_stage_yuan: int | None = None
    pay_after_use: bool = False
    area: str = ""
    term_from: date | None = None
    term_to: date | None = None
    is_demo: bool = False

    def strong_parts(self) -> Iterable[str]:
        return (self.title, *self.keywords)

    def body_parts(self) -> Iterable[str]:
        return (self.abstract,)

    def is_open_on(self, today: date) -> bool:
        """Whether the licence can be had today: declared, not withdrawn, within its term."""
        return self.declared and (self.term_to is None or self.term_to >= today)

    @property
    def first_payment_yuan(self) -> int | None:
        """What must be paid to begin: 0 for a free licence or a pure royalty, None if unknown."""
        if self.fee_mode in (FREE, "提成"):
            return 0
        return self.first_stage_yuan if self.fee_mode == "分阶段" else self.fee_yuan


@dataclass(frozen=True)
class PlatformDocument(_Texts):
    """A research centre of a university; ``services`` are what firms get there."""

    kind: ClassVar[str] = "platform"

    id: str
    name: str
    level: str
    university_id: str
    university_name: str
    region_code: str
    province: str
    field: str
    industry_code: str | None
    directions: tuple[str, ...] = ()
    services: tuple[str, ...] = ()
    builders: tuple[str, ...] = ()
    profile: str = ""
    is_demo: bool = False

    def strong_parts(self) -> Iterable[str]:
        return (self.field, *self.directions)

    def body_parts(self) -> Iterable[str]:
        return (self.profile,)


Document = UniversityDocument | MentorDocument | PatentDocument | PlatformDocument
DOCUMENT_KINDS: dict[str, type[Document]] = {
    document.kind: document
    for document in (UniversityDocument, MentorDocument, PatentDocument, PlatformDocument)
}
_DATES = ("granted_on", "term_from", "term_to")
_TUPLES: dict[str, tuple[str, ...]] = {
    kind: tuple(
        each.name for each in dataclasses.fields(made) if str(each.type).startswith("tuple")
    )
    for kind, made in DOCUMENT_KINDS.items()
}
_REMEMBERED = 4_096
# Stands in no guarded text, and in JSON only escaped.
_BREAK = b"\0"


class Listed:
    """A record as it is read for the index: its text at hand, its facts when they are asked for."""

    __slots__ = ("_facts", "body", "id", "kind", "strong", "text", "trades", "university_id")

    def __init__(self, record: bytes) -> None:
        *texts, self._facts = record.split(_BREAK)
        key, self.strong, self.body, self.university_id, trades = (t.decode() for t in texts)
        self.kind, _, self.id = key.partition(":")
        self.text = f"{self.strong} {self.body}"
        self.trades: dict[str, float] = json.loads(trades)

    @property
    def document(self) -> Document:
        return decode(self.kind, self._facts)


Readable = Document | Listed


def encode_record(document: Document, trades: dict[str, float]) -> bytes:
    """What ``Listed`` reads; ``trades`` are those the index found for the document."""
    texts = (
        f"{document.kind}:{document.id}",
        document.strong,
        document.body,
        document.university_id or "",
        json.dumps(trades),
    )
    return _BREAK.join((*(text.encode() for text in texts), encode(document)))


def encode(document: Document) -> bytes:
    facts = {each.name: getattr(document, each.name) for each in dataclasses.fields(document)}
    return json.dumps(
        facts, ensure_ascii=False, default=date.isoformat, separators=(",", ":")
    ).encode()


@lru_cache(maxsize=_REMEMBERED)
def decode(kind: str, stored: bytes) -> Document:
    """The document as it was encoded; the same object for the same record, so do not change it."""
    raw: dict[str, Any] = json.loads(stored)
    for name in _TUPLES[kind]:
        raw[name] = tuple(raw[name])
    for name in _DATES if kind == "patent" else ():
        if raw[name]:
            raw[name] = date.fromisoformat(raw[name])
    return DOCUMENT_KINDS[kind](**raw)
