"""The shared catalogue: what universities offer. Reads, for staff and for search."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Select, func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import InstrumentedAttribute

from bot.errors import BadRequest
from bot.store.models import (
    Base,
    LicenceDeclaration,
    Mentor,
    Patent,
    Platform,
    University,
)
from bot.store.regions import within


@dataclass(frozen=True, slots=True)
class Page:
    """``sort`` names a column, with ``-`` before it for falling order; unknown names are refused
    with ``BadRequest``. Ties are broken by id, so that pages never overlap."""

    limit: int = 20
    offset: int = 0
    sort: str = "id"


async def list_universities(
    session: AsyncSession,
    page: Page,
    *,
    q: str | None = None,
    region_code: str | None = None,
    demo: bool | None = None,
) -> tuple[list[University], int]:
    """A page and the number of all. ``region_code`` takes the whole province (or, where it names
    one, the whole city)."""
    query = select(University)
    if q:
        query = query.where(_contains(University.name, q))
    if region_code:
        query = query.where(within(University.region_code, region_code))
    return await _page(session, _demo(query, University, demo), University, page)


async def list_mentors(
    session: AsyncSession,
    page: Page,
    *,
    q: str | None = None,
    university_id: str | None = None,
    industry_code: str | None = None,
    region_code: str | None = None,
    available: bool | None = None,
    demo: bool | None = None,
) -> tuple[list[Mentor], int]:
    query = select(Mentor)
    if q:
        query = query.where(
            or_(*(_contains(c, q) for c in (Mentor.name, Mentor.field, Mentor.profile)))
        )
    query = query.where(*_placed(Mentor, university_id, industry_code, region_code))
    if available is not None:
        free = Mentor.load < Mentor.capacity
        query = query.where(free if available else ~free)
    return await _page(session, _demo(query, Mentor, demo), Mentor, page)


async def list_patents(
    session: AsyncSession,
    page: Page,
    *,
    q: str | None = None,
    university_id: str | None = None,
    industry_code: str | None = None,
    region_code: str | None = None,
    fee_mode: str | None = None,
    demo: bool | None = None,
) -> tuple[list[Patent], int]:
    query = select(Patent)
    if q:
        columns = (Patent.title, Patent.patent_no, Patent.owner_name)
        query = query.where(or_(*(_contains(column, q) for column in columns)))
    query = query.where(*_placed(Patent, university_id, industry_code, region_code))
    if fee_mode:
        declared = select(LicenceDeclaration.patent_id).where(
            LicenceDeclaration.fee_mode == fee_mode
        )
        query = query.where(Patent.id.in_(declared))
    return await _page(session, _demo(query, Patent, demo), Patent, page)


async def list_platforms(
    session: AsyncSession,
    page: Page,
    *,
    q: str | None = None,
    university_id: str | None = None,
    industry_code: str | None = None,
    region_code: str | None = None,
    level: str | None = None,
    demo: bool | None = None,
) -> tuple[list[Platform], int]:
    query = select(Platform)
    if q:
        columns = (Platform.name, Platform.field, Platform.profile)
        query = query.where(or_(*(_contains(column, q) for column in columns)))
    query = query.where(*_placed(Platform, university_id, industry_code, region_code))
    if level:
        query = query.where(Platform.level == level)
    return await _page(session, _demo(query, Platform, demo), Platform, page)


async def find_patent(session: AsyncSession, patent_no: str) -> Patent | None:
    """By the number as stored (ZL201610270273.7)."""
    return await session.scalar(select(Patent).where(Patent.patent_no == patent_no))


async def declarations_of(
    session: AsyncSession, patent_ids: Sequence[str]
) -> dict[str, LicenceDeclaration]:
    rows = await session.scalars(
        select(LicenceDeclaration).where(LicenceDeclaration.patent_id.in_(patent_ids))
    )
    return {row.patent_id: row for row in rows}


async def _page[Row: Base](
    session: AsyncSession, query: Select[Row], table: type[Any], page: Page
) -> tuple[list[Row], int]:
    total = await session.scalar(select(func.count()).select_from(query.subquery()))
    column: InstrumentedAttribute[Any] | None = getattr(table, page.sort.lstrip("-"), None)
    if page.sort.lstrip("-") not in table.__table__.columns or column is None:
        raise BadRequest(f"不能按 {page.sort.lstrip('-')} 排序")
    order = column.desc() if page.sort.startswith("-") else column.asc()
    found = await session.scalars(
        query.order_by(order, table.id).limit(page.limit).offset(page.offset)
    )
    return list(found), total or 0


def _demo[Row: Base](query: Select[Row], table: type[Any], demo: bool | None) -> Select[Row]:
    return query if demo is None else query.where(table.is_demo.is_(demo))


def _contains(column: InstrumentedAttribute[str], words: str) -> ColumnElement[bool]:
    return column.icontains(words.strip(), autoescape=True)


def _placed(
    table: type[Mentor | Patent | Platform],
    university_id: str | None,
    industry_code: str | None,
    region_code: str | None,
) -> list[ColumnElement[bool]]:
    """What a record of a university can be narrowed by: whose, for which trade, from where."""
    wanted: list[ColumnElement[bool]] = []
    if university_id:
        wanted.append(table.university_id == university_id)
    if industry_code:
        wanted.append(table.industry_code.startswith(industry_code, autoescape=True))
    if region_code:
        there = select(University.id).where(within(University.region_code, region_code))
        wanted.append(table.university_id.in_(there))
    return wanted
