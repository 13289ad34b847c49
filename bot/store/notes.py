"""Internal notes on a conversation. No visitor's reader ever asks this table."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.store.models import Note


async def find_note(
    session: AsyncSession, conversation_id: str, staff_id: str, client_msg_id: str
) -> Note | None:
    return await session.scalar(
        select(Note).where(
            Note.conversation_id == conversation_id,
            Note.staff_id == staff_id,
            Note.client_msg_id == client_msg_id,
        )
    )


async def add_note(
    session: AsyncSession,
    conversation_id: str,
    staff_id: str,
    text: str,
    now: datetime,
    client_msg_id: str | None,
) -> Note:
    note = Note(
        conversation_id=conversation_id, staff_id=staff_id, text=text,
        client_msg_id=client_msg_id, created_at=now,
    )  # fmt: skip
    session.add(note)
    await session.flush()
    return note


async def list_notes(session: AsyncSession, conversation_id: str) -> Sequence[Note]:
    rows = await session.scalars(
        select(Note).where(Note.conversation_id == conversation_id).order_by(Note.id)
    )
    return rows.all()
