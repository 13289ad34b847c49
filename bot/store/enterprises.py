"""Enterprises: one firm is one row, known by its 统一社会信用代码 and else by its name."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.store.models import Enterprise, Need, new_id


async def find_enterprise(
    session: AsyncSession, *, uscc: str | None, name: str | None
) -> Enterprise | None:
    """A code decides alone: two firms may share a name, never a code."""
    if uscc is not None:
        by_code = await session.scalar(select(Enterprise).where(Enterprise.uscc == uscc))
        if by_code is not None:
            return by_code
    if name is None:
        return None
    named = select(Enterprise).where(Enterprise.name == name)
    if uscc is not None:
        named = named.where(Enterprise.uscc.is_(None))
    return await session.scalar(named.order_by(Enterprise.created_at).limit(1))


async def upsert_enterprise(session: AsyncSession, need: Need, now: datetime) -> Enterprise | None:
    """The firm behind a need, made or completed; None where the owner told neither."""
    name = need.company or need.uscc
    if name is None:
        return None
    firm = await find_enterprise(session, uscc=need.uscc, name=need.company)
    if firm is None:
        firm = Enterprise(id=new_id(), name=name, created_at=now, qualifications=[])
        session.add(firm)
    if need.company is not None:
        firm.name = need.company
    firm.uscc = need.uscc or firm.uscc
    firm.region_code = need.region_code or firm.region_code
    firm.industry_code = need.industry_code or firm.industry_code
    firm.qualifications = merge_qualifications(firm.qualifications, need.qualifications)
    firm.updated_at = now
    await session.flush()
    return firm


def merge_qualifications(old: list[Any], new: list[Any]) -> list[Any]:
    """The newer word on a qualification wins: 申报中 last month may be 有效 today."""
    merged = {str(each["name"]): each for each in old}
    merged.update({str(each["name"]): each for each in new})
    return list(merged.values())
