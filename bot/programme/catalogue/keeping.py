"""Staff enter, change and remove records of the catalogue; every change is audited, and followed
by the search index."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.errors import BadRequest, Conflict, NotFound
from bot.programme.carrying import Hand, check_version
from bot.programme.catalogue.records import (
    MentorRecord,
    PatentRecord,
    PlatformRecord,
    Record,
    UniversityRecord,
    place_names,
)
from bot.store.audit import record_audit
from bot.store.catalogue_writes import (
    TABLES,
    Kind,
    remove,
    save_mentors,
    save_patents,
    save_platforms,
    save_universities,
)
from bot.store.models import (
    LicenceDeclaration,
    Mentor,
    Patent,
    Platform,
    University,
    new_id,
)

type Entry = tuple[str, Record]
type Row = University | Mentor | Patent | Platform


async def add_record(session: AsyncSession, kind: Kind, record: Record, hand: Hand) -> str:
    """Its new id. Raises Conflict where it is in the catalogue already."""
    item_id = new_id()
    await _check(session, item_id, record)
    await store_records(session, kind, [(item_id, record)], hand.now)
    await _remember(session, kind, item_id, "catalogue_added", hand)
    return item_id


async def change_record(
    session: AsyncSession, kind: Kind, item_id: str, record: Record, seen: datetime, hand: Hand
) -> None:
    """Raises NotFound; Conflict where it has changed since it was read."""
    row = await _held(session, kind, item_id)
    check_version(row.updated_at, seen)
    await _check(session, item_id, record)
    await store_records(session, kind, [(item_id, record)], hand.later_than(row.updated_at))
    await session.refresh(row)
    await _remember(session, kind, item_id, "catalogue_changed", hand)


async def remove_record(session: AsyncSession, kind: Kind, item_id: str, hand: Hand) -> None:
    await _held(session, kind, item_id)
    await remove(session, kind, [item_id], hand.now)
    await _remember(session, kind, item_id, "catalogue_removed", hand)


async def store_records(
    session: AsyncSession, kind: Kind, entries: Sequence[Entry], at: datetime
) -> None:
    """Insert, or change by id. Nothing is checked here."""
    if kind == "university":
        await save_universities(session, [_university(*each) for each in entries], at)
    elif kind == "mentor":
        await save_mentors(session, [_mentor(*each) for each in entries], at)
    elif kind == "platform":
        await save_platforms(session, [_platform(*each) for each in entries], at)
    else:
        await save_patents(session, [_patent(*each) for each in entries], at)


async def _held(session: AsyncSession, kind: Kind, item_id: str) -> Row:
    row: Row | None = await session.get(TABLES[kind], item_id, with_for_update=True)
    if row is None:
        raise NotFound("目录里没有这一条")
    return row


async def _check(session: AsyncSession, item_id: str, record: Record) -> None:
    university_id = getattr(record, "university_id", None)
    if university_id and await session.get(University, university_id) is None:
        raise BadRequest("目录里没有这所高校")
    if isinstance(record, UniversityRecord):
        query = select(University.id).where(University.name == record.name)
    elif isinstance(record, PatentRecord):
        query = select(Patent.id).where(Patent.patent_no == record.patent_no)
    elif isinstance(record, PlatformRecord):
        query = select(Platform.id).where(Platform.name == record.name)
    else:
        return
    if await session.scalar(query) not in (None, item_id):
        raise Conflict("目录里已经有这一条")


async def _remember(
    session: AsyncSession, kind: Kind, item_id: str, action: str, hand: Hand
) -> None:
    await record_audit(
        session, at=hand.now, actor=("staff", hand.staff.id), action=action,
        subject=(kind, item_id),
    )  # fmt: skip


def _university(item_id: str, record: Any) -> University:
    values: UniversityRecord = record
    province, city = place_names(values.region_code)
    return University(id=item_id, province=province, city=city, **values.model_dump())


def _mentor(item_id: str, record: Any) -> Mentor:
    values: MentorRecord = record
    return Mentor(id=item_id, **values.model_dump())


def _platform(item_id: str, record: Any) -> Platform:
    values: PlatformRecord = record
    return Platform(id=item_id, **values.model_dump())


def _patent(item_id: str, record: Any) -> tuple[Patent, LicenceDeclaration | None]:
    values: PatentRecord = record
    licence = values.licence
    declared = (
        LicenceDeclaration(patent_id=item_id, **licence.model_dump())
        if licence is not None else None
    )  # fmt: skip
    return Patent(id=item_id, **values.model_dump(exclude={"licence"})), declared
