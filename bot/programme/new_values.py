"""Takes a new value for one field of a need, read as that field or kept as it was written."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date

from bot.programme.absorbing import absorb, keep_words
from bot.programme.amended import Told, as_written
from bot.programme.changes import Change
from bot.programme.interview import LABELS, Field, tell
from bot.programme.need_columns import empty, leave_out
from bot.programme.taking_facts import Heard
from bot.programme.telling import tells
from bot.reading.facts import Facts, read
from bot.reading.modes import join_modes, read_modes
from bot.store.models import Need

_LONGEST_NAME = 40
_LONGEST_TRADE = 16
_LONGEST_PLACE = 80
_TOWN = ("镇", "乡", "村", "街道", "路", "号", "园区", "开发区", "社区", "屯", "寨", "组")


def take_value(need: Need, field: Field, value: str, raw: str, today: date) -> tuple[Change, ...]:
    before = tell(need, field)
    if field is Field.MODE and (modes := read_modes(value)):
        need.mode = join_modes(modes)
        return changed(need, field, before)
    facts = read(value, today=today, expecting=field.value)
    if field is Field.COMPANY and facts.no_company:
        leave_out(need, field)
        return (Told(field, "", before is not None, f"{LABELS[field]}先不填"),)
    if field is Field.BUDGET and facts.budget_open:
        empty(need, field)
        keep_words(need, field, as_written(raw, value))
    absorb(need, Heard("", _only(field, facts), asked=field, insists=True))
    if tell(need, field) == before and not tells(facts, field):
        _keep_own_words(need, field, value, raw)
    return changed(need, field, before)


def _keep_own_words(need: Need, field: Field, value: str, raw: str) -> None:
    """Firms and trades may be called anything; a sum or a date must be read."""
    first = re.split("[,。;]", value, maxsplit=1)[0].strip()
    if field is Field.COMPANY and 2 <= len(first) <= _LONGEST_NAME:
        keep_words(need, field, as_written(raw, first))
    if field is Field.INDUSTRY and 2 <= len(first) <= _LONGEST_TRADE:
        keep_words(need, field, as_written(raw, first))
        need.industry_code = None
    if field is Field.REGION and need.region_name and first.endswith(_TOWN):
        _add_town(need, first)


def _add_town(need: Need, town: str) -> None:
    """Smaller than what the tables of places know: it is written behind what they do."""
    name = need.region_name or ""
    if town not in name and len(name) + len(town) <= _LONGEST_PLACE:
        need.region_name = name + town


def changed(need: Need, field: Field, before: str | None) -> tuple[Change, ...]:
    now = tell(need, field)
    if now is None or now == before:
        return ()
    return (Change(field, now, replaced=before is not None),)


def says_the_same(need: Need, field: Field, value: str, today: date) -> bool:
    if field is Field.MODE:
        return bool(need.mode) and join_modes(read_modes(value)) == need.mode
    told = tell(need, field) or ""
    return bool(told) and (tells(read(value, today=today, expecting=field), field) or value in told)


def _only(field: Field, facts: Facts) -> Facts:
    """What was read of this field; a firm's name may hold a place, a trade a way to work."""
    nothing = read("", today=date.min)
    kept: dict[Field, tuple[str, ...]] = {
        Field.BUDGET: ("money",),
        Field.DEADLINE: ("deadline",),
        Field.REGION: ("place", "place_choices"),
        Field.COMPANY: ("company", "uscc", "uscc_valid", "qualifications"),
        Field.INDUSTRY: ("industry",),
    }
    return replace(nothing, **{name: getattr(facts, name) for name in kept.get(field, ())})


def means(need: Need, field: Field, old: str, today: date) -> bool:
    """「20万」 of 约20万元, 「明年年底」 of the day it was read as."""
    facts = read(old, today=today, expecting=field.value)
    match field:
        case Field.BUDGET:
            return facts.money is not None and facts.money.max == need.budget_max
        case Field.DEADLINE:
            return facts.deadline is not None and facts.deadline.by == need.deadline_by
        case Field.MODE:
            gone = read_modes(old)
            return bool(gone) and set(gone) <= set((need.mode or "").split("、"))
        case Field.INDUSTRY:
            trade = read(old, today=today).industry
            return trade is not None and trade.code == need.industry_code
        case _:
            return False
