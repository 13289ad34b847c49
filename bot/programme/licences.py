"""Taking a patent's open licence (专利法 art. 50-52, 实施细则 art. 87): told, paid, filed."""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from bot.errors import Conflict, NotFound
from bot.programme.carrying import Hand, Wish, choose, remember
from bot.programme.faults import at_fields
from bot.programme.life import LICENCE_MOVES, LICENCE_STATES, NEED_STATES, Move
from bot.programme.redaction import redact
from bot.store.catalogue import declarations_of
from bot.store.licences import add_licence, running_licence
from bot.store.models import Licence, LicenceDeclaration, Need, Patent
from bot.store.needs import DRAFT, OVER

# 实施细则 art. 87: proof is filed with CNIPA; three months by its notice.
MONTHS_TO_FILE = 3
# The Patent Law as amended in 2020, which brought open licences, is in force since that day.
OPEN_LICENCES_SINCE = date(2021, 6, 1)
DATED = {"notify": "notified_on", "take_effect": "effective_on", "file": "filed_on"}
_NOTIFIED, _EFFECTIVE = ("notified_on", "通知日"), ("effective_on", "生效日")
_STEPS_BEFORE = {
    "take_effect": (_NOTIFIED,),
    "file": (_EFFECTIVE,),
    "end": (_EFFECTIVE, ("filed_on", "备案日")),
    "drop": (_NOTIFIED,),
}
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
    move = choose(LICENCE_MOVES, LICENCE_STATES, licence.state, wish, hand)
    if move.name == "notify":
        declared = await declarations_of(session, [licence.patent_id])
        check_declared(declared.get(licence.patent_id), hand.today)
    day = on or hand.today
    check_day(licence, move.name, day, hand.today)
    if (column := DATED.get(move.name)) is not None:
        setattr(licence, column, day)
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


def check_day(licence: Licence, move: str, day: date, today: date) -> None:
    """Raises BadRequest for a day on which this cannot have happened."""
    if day > today:
        raise at_fields("日期不能晚于今天", "on")
    if day < OPEN_LICENCES_SINCE:
        raise at_fields(f"开放许可制度{OPEN_LICENCES_SINCE:%Y-%m-%d}才施行，日期不能更早", "on")
    for column, name in _STEPS_BEFORE.get(move, ()):
        before: date | None = getattr(licence, column)
        if before is not None and day < before:
            raise at_fields(f"日期不能早于{name}（{before:%Y-%m-%d}）", "on")


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
