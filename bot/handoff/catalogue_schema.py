"""The shapes of what universities offer: universities, mentors, patents with their licences."""

from __future__ import annotations

from datetime import date
from typing import Any, Literal

from pydantic import Field

from bot.handoff.shapes import PageQuery, Shape


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


class LicenceView(Shape):
    state: str
    fee_mode: str
    fee_yuan: int | None
    royalty_percent: float | None
    royalty_base: str | None
    stages: list[Any]
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
    licence: LicenceView | None


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
