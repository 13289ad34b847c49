"""The append-only audit trail."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import insert
from sqlalchemy.ext.asyncio import AsyncSession

from bot.store.models import Audit


async def record_audit(
    session: AsyncSession,
    *,
    at: datetime,
    actor: tuple[str, str],
    action: str,
    subject: tuple[str, str],
    **data: Any,
) -> None:
    """``actor`` and ``subject`` are (kind, id); ``data`` holds no personal data."""
    await session.execute(
        insert(Audit).values(
            at=at,
            actor_kind=actor[0],
            actor_id=actor[1],
            action=action,
            subject_kind=subject[0],
            subject_id=subject[1],
            data=data,
        )
    )
