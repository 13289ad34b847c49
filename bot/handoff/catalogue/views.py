"""From rows of the catalogue to the staff API's shapes."""

from __future__ import annotations

from pydantic import BaseModel
from sqlalchemy.ext.asyncio import AsyncSession

from bot.errors import NotFound
from bot.handoff.catalogue.schema import (
    LicenceView,
    MentorView,
    PatentView,
    PlatformView,
    UniversityView,
)
from bot.store.catalogue import declarations_of
from bot.store.catalogue_writes import TABLES, Kind
from bot.store.models import LicenceDeclaration, Mentor, Patent, Platform, University

MISSING: dict[Kind, str] = {
    "university": "没有这所高校",
    "mentor": "没有这位导师",
    "patent": "没有这件专利",
    "platform": "没有这个平台",
}


async def view_item(session: AsyncSession, kind: Kind, item_id: str) -> BaseModel:
    """As it is in the store now. Raises NotFound."""
    row = await session.get(TABLES[kind], item_id, populate_existing=True)
    if isinstance(row, University):
        return UniversityView.model_validate(row)
    if isinstance(row, Mentor):
        return MentorView.model_validate(row)
    if isinstance(row, Platform):
        return PlatformView.model_validate(row)
    if isinstance(row, Patent):
        return view_patent(row, (await declarations_of(session, [item_id])).get(item_id))
    raise NotFound(MISSING[kind])


def view_patent(row: Patent, declaration: LicenceDeclaration | None) -> PatentView:
    licence = LicenceView.model_validate(declaration) if declaration is not None else None
    return PatentView(
        **{name: getattr(row, name) for name in PatentView.model_fields if name != "licence"},
        licence=licence,
    )
