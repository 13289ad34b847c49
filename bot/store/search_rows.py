"""From rows of the catalogue to documents of the search index."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterable, Sequence
from typing import Any

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.matching.documents import (
    DOCUMENT_KINDS,
    Document,
    MentorDocument,
    PatentDocument,
    PlatformDocument,
    UniversityDocument,
)
from bot.store.models import LicenceDeclaration, Mentor, Patent, Platform, University

_BATCH = 1_000


async def all_documents(session: AsyncSession) -> AsyncIterator[list[Document]]:
    """The whole catalogue in batches, read by key, so that no cursor stays open for minutes."""
    async for rows in _walk(session, University):
        yield [university_document(row) for row in rows]
    async for rows in _walk(session, Mentor):
        yield await _mentors(session, rows)
    async for rows in _walk(session, Patent):
        yield await _patents(session, rows)
    async for rows in _walk(session, Platform):
        yield await _platforms(session, rows)


async def documents_of(session: AsyncSession, wanted: Iterable[tuple[str, str]]) -> list[Document]:
    """Documents of these (kind, id); what no longer exists is left out. A university brings
    what belongs to it, because that carries its name and region."""
    ids = _by_kind(wanted)
    schools = ids["university"]
    universities = await _rows(session, University, University.id, schools)
    mentors = await _rows(session, Mentor, Mentor.id, ids["mentor"])
    mentors |= await _rows(session, Mentor, Mentor.university_id, schools)
    patents = await _rows(session, Patent, Patent.id, ids["patent"])
    patents |= await _rows(session, Patent, Patent.university_id, schools)
    platforms = await _rows(session, Platform, Platform.id, ids["platform"])
    platforms |= await _rows(session, Platform, Platform.university_id, schools)
    return [
        *(university_document(row) for row in universities.values()),
        *await _mentors(session, list(mentors.values())),
        *await _patents(session, list(patents.values())),
        *await _platforms(session, list(platforms.values())),
    ]


async def documents_named(
    session: AsyncSession, wanted: Iterable[tuple[str, str]]
) -> list[Document]:
    """Documents of these (kind, id) and of no others; what no longer exists is left out."""
    ids = _by_kind(wanted)
    universities = await _rows(session, University, University.id, ids["university"])
    mentors = await _rows(session, Mentor, Mentor.id, ids["mentor"])
    patents = await _rows(session, Patent, Patent.id, ids["patent"])
    platforms = await _rows(session, Platform, Platform.id, ids["platform"])
    return [
        *(university_document(row) for row in universities.values()),
        *await _mentors(session, list(mentors.values())),
        *await _patents(session, list(patents.values())),
        *await _platforms(session, list(platforms.values())),
    ]


def _by_kind(wanted: Iterable[tuple[str, str]]) -> dict[str, set[str]]:
    ids: dict[str, set[str]] = {kind: set() for kind in DOCUMENT_KINDS}
    for kind, item_id in wanted:
        if kind in ids:
            ids[kind].add(item_id)
    return ids


def university_document(row: University) -> UniversityDocument:
    return UniversityDocument(
        id=row.id,
        name=row.name,
        region_code=row.region_code,
        province=row.province,
        city=row.city,
        tags=tuple(row.tags),
        disciplines=tuple(row.disciplines),
        first_class_disciplines=tuple(row.first_class_disciplines),
        strengths=tuple(row.strengths),
        is_demo=row.is_demo,
    )


def mentor_document(row: Mentor, university: University) -> MentorDocument:
    return MentorDocument(
        id=row.id,
        name=row.name,
        title=row.title,
        university_id=university.id,
        university_name=university.name,
        region_code=university.region_code,
        province=university.province,
        field=row.field,
        industry_code=row.industry_code,
        directions=tuple(row.directions),
        keywords=tuple(row.keywords),
        profile=row.profile,
        modes=tuple(row.modes),
        load=row.load,
        capacity=row.capacity,
        is_demo=row.is_demo,
    )


def platform_document(row: Platform, university: University) -> PlatformDocument:
    return PlatformDocument(
        id=row.id,
        name=row.name,
        level=row.level,
        university_id=university.id,
        university_name=university.name,
        region_code=university.region_code,
        province=university.province,
        field=row.field,
        industry_code=row.industry_code,
        directions=tuple(row.directions),
        services=tuple(row.services),
        builders=tuple(row.builders),
        profile=row.profile,
        is_demo=row.is_demo,
    )


def patent_document(
    row: Patent, university: University | None, licence: LicenceDeclaration | None
) -> PatentDocument:
    return PatentDocument(
        id=row.id,
        patent_no=row.patent_no,
        title=row.title,
        owner_name=row.owner_name,
        abstract=row.abstract,
        keywords=tuple(row.keywords),
        ipc=row.ipc,
        type=row.type,
        industry_code=row.industry_code,
        granted_on=row.granted_on,
        is_demo=row.is_demo,
        **(_place_of(university) if university else {}),
        **(_licence_of(licence) if licence else {}),
    )


def _place_of(university: University) -> dict[str, Any]:
    return {
        "university_id": university.id,
        "university_name": university.name,
        "region_code": university.region_code,
        "province": university.province,
    }


def _licence_of(licence: LicenceDeclaration) -> dict[str, Any]:
    stages = sorted(licence.stages, key=lambda stage: int(stage["from_year"]))
    return {
        "declared": licence.state == "active",
        "fee_mode": licence.fee_mode,
        "fee_yuan": licence.fee_yuan,
        "royalty_percent": licence.royalty_percent,
        "royalty_base": licence.royalty_base,
        "first_stage_yuan": int(stages[0]["yuan"]) if stages else None,
        "pay_after_use": licence.pay_after_use,
        "area": licence.area,
        "term_from": licence.term_from,
        "term_to": licence.term_to,
    }


async def _mentors(session: AsyncSession, rows: Sequence[Mentor]) -> list[Document]:
    schools = await _rows(session, University, University.id, {r.university_id for r in rows})
    return [mentor_document(row, schools[row.university_id]) for row in rows]


async def _platforms(session: AsyncSession, rows: Sequence[Platform]) -> list[Document]:
    schools = await _rows(session, University, University.id, {r.university_id for r in rows})
    return [platform_document(row, schools[row.university_id]) for row in rows]


async def _patents(session: AsyncSession, rows: Sequence[Patent]) -> list[Document]:
    wanted = {row.university_id for row in rows if row.university_id}
    schools = await _rows(session, University, University.id, wanted)
    column = LicenceDeclaration.patent_id
    licences = await _rows(session, LicenceDeclaration, column, {row.id for row in rows})
    return [
        patent_document(row, schools.get(row.university_id or ""), licences.get(row.id))
        for row in rows
    ]


async def _rows(
    session: AsyncSession, table: type[Any], column: Any, values: Iterable[str]
) -> dict[str, Any]:
    """Rows by their primary key."""
    found: dict[str, Any] = {}
    wanted = sorted(values)
    for at in range(0, len(wanted), _BATCH):
        rows = await session.scalars(
            select(table)
            .where(column.in_(wanted[at : at + _BATCH]))
            .execution_options(populate_existing=True)
        )
        for row in rows:
            found[row.patent_id if table is LicenceDeclaration else row.id] = row
    return found


async def _walk(session: AsyncSession, table: type[Any]) -> AsyncIterator[Sequence[Any]]:
    last = ""
    while True:
        query = select(table).where(table.id > last).order_by(table.id).limit(_BATCH)
        rows = list(await session.scalars(query))
        if not rows:
            return
        yield rows
        last = rows[-1].id
        session.expunge_all()
