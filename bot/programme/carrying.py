"""One move of a life cycle: is there such a move from here, may this person make it, and why."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from bot.errors import BadRequest, Conflict, Forbidden
from bot.programme.life import Move, find_move
from bot.store.audit import record_audit
from bot.store.models import Staff
from bot.store.needs import add_event


@dataclass(frozen=True, slots=True)
class Hand:
    """Who carries something on, and when: ``today`` is the day in China."""

    staff: Staff
    now: datetime
    today: date

    @property
    def in_charge(self) -> bool:
        return self.staff.role in {"manager", "admin"}

    def later_than(self, version: datetime) -> datetime:
        """A new version: never the same twice, whatever the clock's grain."""
        return max(self.now, version + timedelta(microseconds=1))


@dataclass(frozen=True, slots=True)
class Wish:
    """``reason``: for the history; colleagues read it, and the owner may ask for it."""

    move: str
    reason: str | None = None


def choose(
    table: tuple[Move, ...], words: Mapping[str, str], state: str, wish: Wish, hand: Hand
) -> Move:
    """Raises BadRequest, Conflict or Forbidden, each with what to do instead."""
    move = find_move(table, wish.move)
    if move is None:
        raise BadRequest(f"没有“{wish.move}”这个步骤")
    if move.in_charge and not hand.in_charge:
        raise Forbidden(f"“{move.label}”要由负责人来做")
    if state not in move.sources:
        raise Conflict(f"现在是“{words[state]}”，不能“{move.label}”", state=state)
    if move.reason and not (wish.reason or "").strip():
        raise BadRequest(f"“{move.label}”要写明原因")
    return move


def check_version(version: datetime, seen: datetime) -> None:
    """Raises Conflict where it has changed since it was read."""
    if version != seen:
        raise Conflict("刚被改过，请刷新后再改", updated_at=version.isoformat())


def staff_behind(actor: str) -> str | None:
    """The id of the one of the staff who did what a need's history tells; None for others."""
    kind, _, staff_id = actor.partition(":")
    return staff_id if kind == "staff" and staff_id else None


def changed_terms(row: object | None, terms: Mapping[str, Any]) -> dict[str, Any]:
    """Those that differ from what is known: a form sends all its fields, the history tells of what
    was changed. Of a new row, whatever is given."""
    if row is None:
        return {name: value for name, value in terms.items() if value not in (None, [])}
    return {name: value for name, value in terms.items() if getattr(row, name) != value}


async def remember(
    session: AsyncSession,
    hand: Hand,
    need_id: str,
    event: str,
    subject: tuple[str, str] | None = None,
    **data: Any,
) -> None:
    """Into the need's history and the audit alike. ``data`` holds no personal data."""
    kept = {name: value for name, value in data.items() if value is not None}
    await add_event(session, need_id, event, at=hand.now, actor=f"staff:{hand.staff.id}", **kept)
    await record_audit(
        session, at=hand.now, actor=("staff", hand.staff.id), action=event,
        subject=subject or ("need", need_id), **kept,
    )  # fmt: skip
