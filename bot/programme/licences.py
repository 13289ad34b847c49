"""Taking a patent's open licence (专利法 art. 50-52, 实施细则 art. 87): told, paid, filed."""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass, replace
from datetime import date, datetime
from itertools import pairwise
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from bot.clock import CHINA
from bot.errors import Conflict, NotFound
from bot.matching.documents import FREE
from bot.programme.carrying import Hand, Wish, check_version, choose, remember
from bot.programme.faults import at_fields
from bot.programme.life import (
    LICENCE_MOVES,
    LICENCE_STATES,
    LICENCE_TURNS,
    NEED_STATES,
    UNPAID_LICENCE_TURNS,
    Move,
    states_on,
)
from bot.programme.redaction import redact
from bot.store.catalogue import declarations_of
from bot.store.licences import LicenceStates, add_licence, running_licence
from bot.store.models import Licence, LicenceDeclaration, Need, Patent
from bot.store.needs import DRAFT, OVER

# 实施细则 art. 87: proof is filed with CNIPA; three months by its notice.
MONTHS_TO_FILE = 3
# The Patent Law as amended in 2020, which brought open licences, is in force since that day.
OPEN_LICENCES_SINCE = date(2021, 6, 1)
DATED = {"notify": "notified_on", "take_effect": "effective_on", "file": "filed_on"}
# The day of the step that each of these takes back.
UNDONE = {
    "undo_notify": "notified_on", "undo_take_effect": "effective_on", "undo_file": "filed_on",
}  # fmt: skip
# How long before the desk heard of the wish a step of it may have been done: the firm may have
# begun by itself. A day before that was mistyped.
YEARS_AHEAD = 1
_DAYS = {"notified_on": "通知日", "effective_on": "生效日", "filed_on": "备案日"}
KEPT_TERMS = ("fee_mode", "fee_yuan", "royalty_percent", "royalty_base", "stages", "pay_after_use",
              "text", "area")  # fmt: skip


@dataclass(frozen=True, slots=True)
class Begun:
    """``new``: False where this very licence was under way already."""

    licence: Licence
    new: bool


async def ask_licence(session: AsyncSession, need: Need, patent_id: str, hand: Hand) -> Begun:
    """Begin one with the terms as they stand declared today; the same once more is no fault.
    Raises Conflict for a draft, which its owner may still cancel, and for a need that is over."""
    if need.state == DRAFT:
        raise Conflict("需求还没有登记，不能办理许可", state=need.state)
    if need.state in OVER:
        raise Conflict(f"需求{NEED_STATES[need.state]}，不再办理许可", state=need.state)
    patent = await session.get(Patent, patent_id)
    if patent is None:
        raise NotFound("没有这件专利")
    if (running := await running_licence(session, need.id, patent_id)) is not None:
        return Begun(running, new=False)
    declaration = (await declarations_of(session, [patent_id])).get(patent_id)
    check_declared(declaration, hand.today)
    licence = await add_licence(session, need.id, patent, _terms(declaration), hand.now)
    await remember(
        session, hand, need.id, "licence_wanted", ("licence", licence.id), patent_id=patent_id
    )
    return Begun(licence, new=True)


async def carry_licence(
    session: AsyncSession, licence: Licence, wish: Wish, on: date | None, hand: Hand
) -> Move:
    """``on``: the day it happened, where that was not today."""
    move = choose(moves_of(licence), LICENCE_STATES, licence.state, wish, hand)
    if move.name == "notify":
        declared = await declarations_of(session, [licence.patent_id])
        check_declared(declared.get(licence.patent_id), hand.today)
    # What was never done has no day.
    day = hand.today if move.name in UNDONE else on or hand.today
    _check_day(licence, DATED.get(move.name), day, hand.today)
    if (column := DATED.get(move.name)) is not None:
        setattr(licence, column, day)
    if (column := UNDONE.get(move.name)) is not None:
        setattr(licence, column, None)
    before, licence.state = licence.state, move.target
    licence.updated_at = hand.later_than(licence.updated_at)
    reason = redact(wish.reason) if wish.reason else None
    await remember(
        session, hand, licence.need_id, f"licence_{move.name}", ("licence", licence.id),
        patent_id=licence.patent_id, before=before, after=move.target, reason=reason,
        on=day.isoformat(),
    )  # fmt: skip
    await session.flush()
    return move


async def correct_days(
    session: AsyncSession, licence: Licence, days: dict[str, date], seen: datetime, hand: Hand
) -> list[str]:
    """Put right the days of steps that were taken; those that changed are answered. Raises
    BadRequest for a day on which the step cannot have been, and for a step that was not taken."""
    check_version(licence.updated_at, seen)
    before = {name: getattr(licence, name) for name in _DAYS}
    changed = [name for name in _DAYS if days.get(name, before[name]) != before[name]]
    for name in changed:
        if before[name] is None:
            raise at_fields("这一步还没有办，没有日期可改", name)
        setattr(licence, name, days[name])
    for name in changed:
        _check_between(licence, name, hand.today)
        await remember(
            session, hand, licence.need_id, "licence_corrected", ("licence", licence.id),
            patent_id=licence.patent_id, fields=[name],
            before=before[name].isoformat(), after=days[name].isoformat(),
        )  # fmt: skip
    if changed:
        licence.updated_at = hand.later_than(licence.updated_at)
    await session.flush()
    return changed


def _check_day(licence: Licence, column: str | None, day: date, today: date) -> None:
    """Of a step that is taken now, behind all that were."""
    _check_possible(licence, day, today, "on")
    for name, label in _DAYS.items():
        before: date | None = getattr(licence, name)
        if name != column and before is not None and day < before:
            raise at_fields(f"日期不能早于{label}（{before:%Y-%m-%d}）", "on")


def _check_between(licence: Licence, column: str, today: date) -> None:
    """Of a step that was taken, between the one before it and the one after."""
    _check_possible(licence, getattr(licence, column), today, column)
    taken = [(name, day) for name in _DAYS if (day := getattr(licence, name)) is not None]
    for (earlier, first), (later, second) in pairwise(taken):
        if column in (earlier, later) and first > second:
            raise at_fields(f"{_DAYS[later]}不能早于{_DAYS[earlier]}（{first:%Y-%m-%d}）", column)


def _check_possible(licence: Licence, day: date, today: date, field: str) -> None:
    wished = licence.created_at.astimezone(CHINA).date()
    if day > today:
        raise at_fields("日期不能晚于今天", field)
    if day < OPEN_LICENCES_SINCE:
        raise at_fields(f"开放许可制度{OPEN_LICENCES_SINCE:%Y-%m-%d}才施行，日期不能更早", field)
    if day < _months_after(wished, -12 * YEARS_AHEAD):
        raise at_fields(f"比企业提出许可（{wished:%Y-%m-%d}）早了一年以上，请核对", field)


def moves_of(licence: Licence) -> tuple[Move, ...]:
    """Where nothing is paid before it takes effect, no step says that it was."""
    if not pays_later(licence):
        return LICENCE_MOVES
    return tuple(
        replace(move, label="许可生效") if move.name == "take_effect" else move
        for move in LICENCE_MOVES
    )


def pays_later(licence: Licence) -> bool:
    """By the terms as declared: never, or only once it has been used."""
    return is_free(licence) or bool(licence.terms.get("pay_after_use"))


def turn_of(licence: Licence) -> str | None:
    """Whom it waits for; None where for nobody."""
    turns = UNPAID_LICENCE_TURNS if pays_later(licence) else LICENCE_TURNS
    return turns.get(licence.state)


def standing_on(turn: str | None, state: str | None) -> LicenceStates | None:
    """The states that are asked for, by whose turn it is and by name; None = all."""
    paid = states_on(LICENCE_TURNS, turn, state)
    unpaid = states_on(UNPAID_LICENCE_TURNS, turn, state)
    return None if paid is None or unpaid is None else LicenceStates(paid, unpaid)


def is_free(licence: Licence) -> bool:
    return licence.terms.get("fee_mode") == FREE


def check_declared(declaration: LicenceDeclaration | None, today: date) -> None:
    """Raises Conflict where there is no open licence to be had today."""
    if declaration is None or declaration.state != "active":
        raise Conflict("这件专利没有有效的开放许可声明")
    if declaration.fee_mode == "面议":
        raise Conflict("面议不符合开放许可的要求（专利法第五十条），只能另谈普通许可")
    if declaration.term_to is not None and declaration.term_to < today:
        raise Conflict(f"开放许可已于{declaration.term_to:%Y-%m-%d}到期")


def file_by(licence: Licence) -> date | None:
    """Until when a licence in force has to be filed; None where there is nothing to file."""
    if licence.state != "effective" or licence.effective_on is None:
        return None
    return _months_after(licence.effective_on, MONTHS_TO_FILE)


def _months_after(day: date, months: int) -> date:
    """The same day of a later month, or its last where it has no such day."""
    years, month = divmod(day.month - 1 + months, 12)
    year, month = day.year + years, month + 1
    return date(year, month, min(day.day, monthrange(year, month)[1]))


def _terms(declaration: LicenceDeclaration | None) -> dict[str, Any]:
    return {name: getattr(declaration, name) for name in KEPT_TERMS} if declaration else {}
