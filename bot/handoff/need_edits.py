"""Staff correct a need: only where it still is as they read it, and the history says who."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from bot.clock import CHINA, Clock
from bot.errors import BadRequest, Conflict, NotFound
from bot.handoff.need_shapes import BudgetEdit, DeadlineEdit, NeedEdit
from bot.programme.faults import at_fields
from bot.programme.needs import summarise
from bot.reading.industry import divisions
from bot.reading.place import full_name
from bot.store.audit import record_audit
from bot.store.casebook import needs_of
from bot.store.desk import lock_need
from bot.store.models import Need, Staff
from bot.store.needs import OVER, add_event

# Longer than any firm waits for a solution.
_LONGEST_YEARS = 20


class NeedEdits:
    def __init__(self, clock: Clock) -> None:
        self._clock = clock

    async def apply(
        self, session: AsyncSession, conversation_id: str, edit: NeedEdit, staff: Staff
    ) -> Need:
        """Inside the caller's transaction. Raises NotFound; Conflict where it changed since."""
        need = await self._open(session, conversation_id, edit)
        if edit.deadline is not None:
            _check_deadline(need, edit.deadline)
        shown, written = summarise(need), need.public_summary
        for name in edit.fields:
            for column, value in _columns(name, getattr(edit, name)).items():
                setattr(need, column, value)
        if need.public_summary == shown:
            # Sent back as it was shown, nobody wrote it: it goes on following the need.
            need.public_summary = written
        told = [name for name in edit.fields if getattr(edit, name)]
        need.skipped = [name for name in need.skipped if name not in told]
        now = self._clock.now()
        # Never the same twice, whatever the clock's grain: it is the need's version.
        need.updated_at = max(now, need.updated_at + timedelta(microseconds=1))
        await add_event(
            session, need.id, "edited", at=now, actor=f"staff:{staff.id}", fields=edit.fields
        )
        await record_audit(
            session, at=now, actor=("staff", staff.id), action="need_edited",
            subject=("need", need.id), fields=edit.fields,
        )  # fmt: skip
        await session.flush()
        return need

    async def _open(self, session: AsyncSession, conversation_id: str, edit: NeedEdit) -> Need:
        if not edit.fields:
            raise BadRequest("没有要改的内容")
        need = await held_here(session, conversation_id, edit.need_id)
        if need.updated_at != edit.updated_at:
            raise Conflict("这个需求刚被改过，请刷新后再改", updated_at=need.updated_at.isoformat())
        if need.state in OVER:
            raise Conflict("这个需求已撤回或办结，不能再改", state=need.state)
        return need


def _check_deadline(need: Need, edit: DeadlineEdit) -> None:
    """A day that stands there already is not found fault with when only its words are changed."""
    begun = need.created_at.astimezone(CHINA).date()
    if edit.by is None or edit.by == need.deadline_by:
        return
    if edit.by < begun:
        raise at_fields(f"期限早于企业提出需求的日子（{begun:%Y-%m-%d}），请核对", "deadline")
    if edit.by.year > begun.year + _LONGEST_YEARS:
        raise at_fields(f"期限{edit.by:%Y}年太远了，请核对", "deadline")


async def held_here(session: AsyncSession, conversation_id: str, need_id: str | None) -> Need:
    """Locked; the one that the conversation is about now where none is named. Raises NotFound."""
    if need_id is None:
        needs = await needs_of(session, conversation_id)
        need_id = needs[0].id if needs else ""
    need = await lock_need(session, need_id)
    if need is None or need.conversation_id != conversation_id:
        raise NotFound("这个会话里没有这个需求")
    return need


def _columns(name: str, value: Any) -> dict[str, Any]:
    special = _SPECIAL.get(name)
    return special(value) if special is not None else {name: value}


def _budget(edit: BudgetEdit | None) -> dict[str, Any]:
    return {
        "budget_min": edit.min if edit else None,
        "budget_max": edit.max if edit else None,
        "budget_currency": edit.currency if edit else None,
        "budget_approx": edit.approx if edit else None,
        # The owner's words would contradict the figures that staff have put in their place.
        "budget_text": None,
    }


def _deadline(edit: DeadlineEdit | None) -> dict[str, Any]:
    return {
        "deadline_text": edit.text if edit else None,
        "deadline_from": edit.from_ if edit else None,
        "deadline_by": edit.by if edit else None,
    }


_SPECIAL: dict[str, Callable[[Any], dict[str, Any]]] = {
    "budget": _budget,
    "deadline": _deadline,
    "industry": lambda code: {
        "industry_code": code, "industry_name": divisions()[code] if code else None,
    },
    "region": lambda code: {
        "region_code": code, "region_name": full_name(code) if code else None,
    },
    "metrics": lambda edits: {"metrics": [each.model_dump() for each in edits]},
    "qualifications": lambda edits: {"qualifications": [each.model_dump() for each in edits]},
}  # fmt: skip
