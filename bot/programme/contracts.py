"""The contract of a need, from its signing to the accepted result."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from bot.errors import Conflict
from bot.programme.carrying import Hand, changed_terms, check_version, remember
from bot.programme.faults import at_fields
from bot.programme.life import NEED_STATES
from bot.store.contracts import find_contract, save_contract
from bot.store.models import Contract, Need, University

KINDS = ("技术开发", "技术转让", "技术许可", "技术咨询", "技术服务")
FORMS = ("委托开发", "合作开发")
WRITABLE = frozenset({"announced", "matched", "contracted", "delivering"})


async def write_contract(
    session: AsyncSession, need: Need, terms: dict[str, Any], seen: datetime, hand: Hand
) -> Contract:
    """``need`` is locked. Raises Conflict before there is somebody to sign with, and once it is
    accepted; BadRequest where the terms contradict each other."""
    check_version(need.updated_at, seen)
    if need.state not in WRITABLE:
        raise Conflict(f"现在是“{NEED_STATES[need.state]}”，合同不能登记或修改", state=need.state)
    known = await find_contract(session, need.id)
    await _check(session, {**_terms_of(known), **terms}, hand.today)
    changed = changed_terms(known, terms)
    if known is not None and not changed:
        return known
    row = await save_contract(session, need.id, changed, hand.now)
    need.updated_at = hand.later_than(need.updated_at)
    await remember(session, hand, need.id, "contract_written", fields=sorted(changed))
    await session.flush()
    return row


def _terms_of(row: Contract | None) -> dict[str, Any]:
    if row is None:
        return {}
    return {column.key: getattr(row, column.key) for column in Contract.__table__.columns}


async def _check(session: AsyncSession, terms: dict[str, Any], today: date) -> None:
    missing = {name: label for name, label in _NEEDED.items() if not terms.get(name)}
    if missing:
        raise at_fields(f"合同还缺：{'、'.join(missing.values())}", *missing)
    if terms.get("form") and terms["kind"] != "技术开发":
        raise at_fields("委托开发、合作开发只属于技术开发合同", "form")
    _check_days(terms, today)
    university_id = terms.get("university_id")
    if university_id and await session.get(University, university_id) is None:
        raise at_fields("目录里没有这所高校", "university_id")


def _check_days(terms: dict[str, Any], today: date) -> None:
    latest = date(today.year + _LONGEST_YEARS, 12, 31)
    for name in (*_PLANNED, *_HAPPENED):
        if (day := terms.get(name)) is not None and not _EARLIEST <= day <= latest:
            raise at_fields(f"{day:%Y}年不像合同上的年份，请核对", name)
    for name, label in _HAPPENED.items():
        if (day := terms.get(name)) is not None and day > today:
            raise at_fields(f"{label}不能晚于今天", name)
    for earlier, later, wrong, text in _ORDERED:
        if terms.get(earlier) and terms.get(later) and terms[earlier] > terms[later]:
            raise at_fields(text, wrong)


_NEEDED = {"kind": "合同类别", "title": "合同名称", "party": "签约的高校或团队"}
# What is written down of a contract may be long past, but has happened; what it plans is ahead.
_HAPPENED = {"signed_on": "签订日", "registered_on": "登记日"}
_PLANNED = ("starts_on", "ends_on")
# The first law of technology contracts, and longer than any of them runs.
_EARLIEST, _LONGEST_YEARS = date(1987, 1, 1), 30
_ORDERED = (
    ("technology_yuan", "amount_yuan", "technology_yuan", "技术交易额不能大于合同额"),
    ("starts_on", "ends_on", "ends_on", "合同的结束日早于开始日"),
    ("signed_on", "registered_on", "registered_on", "登记日早于签订日"),
)
