"""Reads of personal data are audited (PIPL art. 51, 55)."""

from __future__ import annotations

from datetime import datetime

from bot.handoff.endpoint import Call
from bot.store.audit import record_audit
from bot.store.database import Database


async def note_read(
    database: Database, call: Call, subject: tuple[str, str], now: datetime
) -> None:
    async with database.write() as session:
        await record_audit(
            session, at=now, actor=("staff", call.caller.id), action="read_contact",
            subject=subject,
        )  # fmt: skip
