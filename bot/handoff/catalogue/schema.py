"""The shapes of what universities offer: themselves, mentors, patents with licences, platforms."""

from __future__ import annotations

from datetime import date, datetime
from typing import Literal

from pydantic import AwareDatetime, Field

from bot.handoff.shapes import PageQuery, Shape
from bot.programme.catalogue.records import (
    FeeStageRecord,
    Level,
    MentorRecord,
    PatentRecord,
    PlatformRecord,
    UniversityRecord,
)


class UniversityView(Shape):
    id: str
    name: str
    region_code: str
    province: str
    city: str
    tags: list[str]
    disciplines: list[str]
    first_class_disciplines: list[str]
    strengths: list[str]
    is_demo: bool
    updated_at: datetime


class MentorView(Shape):
    id: str
    university_id: str
    name: str
    title: str
    field: str
    industry_code: str
    directions: list[str]
    keywords: list[str]
    profile: str
    modes: list[str]
    load: int
    capacity: int
    is_demo: bool
    updated_at: datetime


class LicenceView(Shape):
    state: str
    fee_mode: str
    fee_yuan: int | None
    royalty_percent: float | None
    royalty_base: str | None
    stages: list[FeeStageRecord]
    pay_after_use: bool
    text: str
    area: str
    term_from: date | None
    term_to: date | None
    source: str


class PatentView(Shape):
    id: str
    patent_no: str
    title: str
    abstract: str
    keywords: list[str]
    ipc: str
    type: str
    owner_name: str
    university_id: str | None
    industry_code: str | None
    granted_on: date | None
    is_demo: bool
    updated_at: datetime
    licence: LicenceView | None


class PlatformView(Shape):
    id: str
    name: str
    level: Level
    university_id: str
    field: str
    industry_code: str
    directions: list[str]
    services: list[str]
    builders: list[str]
    profile: str
    is_demo: bool
    updated_at: datetime


class CatalogueQuery(PageQuery):
    """``region``: a GB/T 2260 code; a province or city code takes all below it."""

    q: str | None = Field(None, max_length=100)
    region: str | None = Field(None, pattern=r"^\d{6}$")
    demo: bool | None = None


class UniversityQuery(CatalogueQuery):
    sort: Literal["name", "-name", "region_code", "-region_code", "id"] = "name"


class MentorQuery(CatalogueQuery):
    university_id: str | None = None
    industry: str | None = None
    available: bool | None = None
    sort: Literal["name", "-name", "load", "-load", "id"] = "name"


class PatentQuery(CatalogueQuery):
    university_id: str | None = None
    industry: str | None = None
    fee_mode: str | None = None
    sort: Literal["title", "-title", "patent_no", "-patent_no", "id"] = "title"


class PlatformQuery(CatalogueQuery):
    university_id: str | None = None
    industry: str | None = None
    level: Level | None = None
    sort: Literal["name", "-name", "level", "-level", "id"] = "name"


class UniversityChange(UniversityRecord):
    """The whole record as it shall be; ``updated_at`` of the one that was read."""

    updated_at: AwareDatetime


class MentorChange(MentorRecord):
    """The whole record as it shall be; ``updated_at`` of the one that was read."""

    updated_at: AwareDatetime


class PatentChange(PatentRecord):
    """The whole record as it shall be; ``updated_at`` of the one that was read. Without
    ``licence`` its declaration goes."""

    updated_at: AwareDatetime


class PlatformChange(PlatformRecord):
    """The whole record as it shall be; ``updated_at`` of the one that was read."""

    updated_at: AwareDatetime


class RemarkView(Shape):
    """``line`` as the spreadsheet counts it; ``column`` is empty where all of the line is meant."""

    line: int
    column: str
    text: str


class ImportQuery(Shape):
    """``apply``: store it; without, it is only checked. Nothing is stored while a line has a
    fault, unless ``skip_faults`` leaves those lines out."""

    apply: bool = False
    skip_faults: bool = False


class ImportReport(Shape):
    """``added`` and ``changed``: records that the file brings, or has brought where ``applied``.
    ``faults`` and ``doubts`` show the first of them; ``fault_count`` counts lines.
    ``unused``: columns that nothing is known about."""

    lines: int
    added: int
    changed: int
    faults: list[RemarkView]
    fault_count: int
    doubts: list[RemarkView]
    unused: list[str]
    applied: bool


class ExportQuery(Shape):
    """``template``: the columns alone, to be filled in and imported."""

    form: Literal["csv", "xlsx"] = "xlsx"
    template: bool = False
