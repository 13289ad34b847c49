"""Which columns of a need hold each field: emptied, left out, or taken from another need."""

from __future__ import annotations

from bot.programme.interview import Field
from bot.store.models import Need

# Ten of the longest messages: more than anybody tells, and no way to fill the store.
LONGEST_TEXT = 40_000
_COLUMNS = {
    Field.PROBLEM: ("problem",),
    Field.DETAIL: ("detail",),
    Field.INDUSTRY: ("industry_code", "industry_name"),
    Field.REGION: ("region_code", "region_name"),
    Field.COMPANY: ("company", "uscc"),
    Field.MODE: ("mode",),
    Field.BUDGET: (
        "budget_min", "budget_max", "budget_currency", "budget_approx", "budget_text",
    ),
    Field.DEADLINE: ("deadline_text", "deadline_from", "deadline_by"),
    Field.CONTACT: ("contact_id",),
}  # fmt: skip


def take_over(need: Need, earlier: Need, field: Field) -> None:
    """What an earlier need of the owner holds there."""
    for column in _COLUMNS[field]:
        setattr(need, column, getattr(earlier, column))


def empty(need: Need, field: Field) -> None:
    for column in _COLUMNS[field]:
        setattr(need, column, None)


def leave_out(need: Need, field: Field) -> None:
    """The owner would rather not say: the field is emptied and not asked again."""
    empty(need, field)
    if field not in need.skipped:
        need.skipped = [*need.skipped, field.value]
