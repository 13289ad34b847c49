"""Stores the demonstration catalogue, once for each state of its sources."""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import Callable, Iterator
from dataclasses import asdict
from datetime import date
from importlib.resources import files
from importlib.resources.abc import Traversable

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.clock import Clock
from bot.store.catalogue_writes import (
    TABLES,
    Kind,
    log_changes,
    remove,
    save_mentors,
    save_patents,
    save_platforms,
    save_universities,
)
from bot.store.database import Database
from bot.store.demo.catalogue import build_catalogue
from bot.store.demo.licences import anchor_of
from bot.store.demo.records import (
    DemoCatalogue,
    DemoMentor,
    DemoPatent,
    DemoPlatform,
    DemoUniversity,
)
from bot.store.models import (
    CatalogueChange,
    LicenceDeclaration,
    Mentor,
    Patent,
    Platform,
    University,
)

_MARK = "demo"
_SOURCE = "演示数据"
# Universities are real, so they bear no demo mark: their ids tell which rows came from the sheets.
_UNIVERSITY_ID = "uni-"

Progress = Callable[[str], None]


async def seed_demo(database: Database, clock: Clock, progress: Progress = lambda _: None) -> bool:
    """Bring the demo rows to what the sheets say; False where they already are.

    Rows that came from elsewhere are never touched: a university that was imported under the same
    name keeps its own row, and demo mentors and patents hang on that.
    """
    today = clock.today()
    mark = await asyncio.to_thread(_fingerprint, today)
    async with database.read() as session:
        if await _last_mark(session) == mark:
            return False
    progress("正在生成演示目录……")
    catalogue = await asyncio.to_thread(build_catalogue, today=today)
    async with database.write() as session:
        await _store(session, catalogue, clock)
        await log_changes(session, _MARK, [mark], clock.now())
    progress(
        f"演示目录：{len(catalogue.universities)} 所高校、{len(catalogue.mentors)} 位导师、"
        f"{len(catalogue.patents)} 项开放许可专利、"
        f"{len(catalogue.platforms)} 个创新平台"
    )
    return True


async def _store(session: AsyncSession, catalogue: DemoCatalogue, clock: Clock) -> None:
    at = clock.now()
    stored = {u.name: u for u in await session.scalars(select(University))}
    ids = {u.id: stored[u.name].id if u.name in stored else u.id for u in catalogue.universities}
    await _clear(session, "platform", {p.id for p in catalogue.platforms}, clock)
    await _clear(session, "patent", {p.id for p in catalogue.patents}, clock)
    await _clear(session, "mentor", {m.id for m in catalogue.mentors}, clock)
    ours = [u for u in catalogue.universities if ids[u.id] == u.id]
    await save_universities(session, (_university(u, ids) for u in ours), at)
    await save_mentors(session, (_mentor(m, ids) for m in catalogue.mentors), at)
    await save_patents(session, (_patent(p, ids) for p in catalogue.patents), at)
    await save_platforms(session, (_platform(p, ids) for p in catalogue.platforms), at)
    await _clear(session, "university", set(ids.values()) | await _peopled(session), clock)


async def _clear(session: AsyncSession, kind: Kind, kept: set[str], clock: Clock) -> None:
    """Remove rows of ours that the sheets no longer hold."""
    table = TABLES[kind]
    ours = table.id.startswith(_UNIVERSITY_ID) if kind == "university" else table.is_demo
    held = await session.scalars(select(table.id).where(ours))
    await remove(session, kind, sorted(set(held) - kept), clock.now())


async def _peopled(session: AsyncSession) -> set[str]:
    """Universities that others belong to, whoever entered them."""
    mentors = await session.scalars(select(Mentor.university_id).distinct())
    patents = await session.scalars(select(Patent.university_id).distinct())
    platforms = await session.scalars(select(Platform.university_id).distinct())
    return {place for place in (*mentors, *patents, *platforms) if place}


async def _last_mark(session: AsyncSession) -> str | None:
    """The change log tells which state of the sheets was stored last."""
    query = select(CatalogueChange.item_id).where(CatalogueChange.kind == _MARK)
    return await session.scalar(query.order_by(CatalogueChange.id.desc()).limit(1))


def _fingerprint(today: date) -> str:
    """Of the sheets, of the code that reads them, and of the quarter that dates the licences."""
    digest = hashlib.sha256(anchor_of(today).isoformat().encode())
    for source in sorted(_sources(files("bot.store.demo")), key=lambda entry: entry.name):
        digest.update(source.name.encode() + b"\0" + source.read_bytes())
    return digest.hexdigest()


def _sources(folder: Traversable) -> Iterator[Traversable]:
    for entry in folder.iterdir():
        if entry.is_dir() and entry.name != "__pycache__":
            yield from _sources(entry)
        elif entry.name.endswith((".yaml", ".py")):
            yield entry


def _university(record: DemoUniversity, ids: dict[str, str]) -> University:
    return University(
        id=ids[record.id],
        name=record.name,
        region_code=record.region,
        province=record.province,
        city=record.city,
        tags=list(record.tags),
        disciplines=list(record.disciplines),
        first_class_disciplines=list(record.first_class_disciplines),
        strengths=list(record.strengths),
        # Public facts. What is invented are the mentors and patents, and those carry the mark.
        is_demo=False,
    )


def _mentor(record: DemoMentor, ids: dict[str, str]) -> Mentor:
    return Mentor(
        id=record.id,
        university_id=ids[record.university_id],
        name=record.name,
        title=record.title,
        field=record.field,
        industry_code=record.industry_code,
        directions=list(record.directions),
        keywords=list(record.keywords),
        profile=record.profile,
        modes=list(record.modes),
        load=record.load,
        capacity=record.capacity,
        is_demo=True,
    )


def _patent(record: DemoPatent, ids: dict[str, str]) -> tuple[Patent, LicenceDeclaration]:
    patent = Patent(
        id=record.id,
        patent_no=record.patent_no,
        title=record.title,
        abstract=record.abstract,
        keywords=list(record.keywords),
        ipc=record.ipc,
        type=record.type,
        owner_name=record.owner_name,
        university_id=ids[record.university_id],
        industry_code=record.industry_code,
        granted_on=record.granted_on,
        is_demo=True,
    )
    return patent, _declaration(record)


def _platform(record: DemoPlatform, ids: dict[str, str]) -> Platform:
    return Platform(
        id=record.id,
        name=record.name,
        level=record.level,
        university_id=ids[record.university_id],
        field=record.field,
        industry_code=record.industry_code,
        directions=list(record.directions),
        services=list(record.services),
        builders=list(record.builders),
        profile=record.profile,
        is_demo=True,
    )


def _declaration(record: DemoPatent) -> LicenceDeclaration:
    fee = record.fee
    return LicenceDeclaration(
        patent_id=record.id,
        fee_mode=fee.mode,
        fee_yuan=fee.amount_yuan,
        royalty_percent=fee.royalty_percent,
        royalty_base=fee.royalty_base,
        stages=[asdict(stage) for stage in fee.stages],
        pay_after_use=fee.pay_after_use,
        text=fee.text,
        area=record.area,
        term_from=record.term_from,
        term_to=record.term_to,
        source=_SOURCE,
    )
