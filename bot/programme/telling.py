"""Whether a message holds an answer, and to which question."""

from __future__ import annotations

from bot.programme.interview import Field
from bot.reading.facts import Facts


def tells(facts: Facts, field: Field) -> bool:
    """Whether a message holds a value of this field."""
    values: dict[Field, tuple[object, ...]] = {
        Field.PROBLEM: (facts.metrics,),
        Field.DETAIL: (facts.metrics,),
        Field.INDUSTRY: (facts.industry,),
        Field.REGION: (facts.place is not None and not facts.place_of_help,),
        Field.COMPANY: (facts.company, facts.uscc, facts.qualifications, facts.no_company),
        Field.MODE: (facts.mode,),
        Field.BUDGET: (facts.money, facts.budget_open, facts.budget_denied),
        Field.DEADLINE: (facts.deadline,),
        Field.CONTACT: (
            facts.phone, facts.email, facts.name_refused, facts.phone_tail, facts.landline_only,
        ),
    }  # fmt: skip
    return any(values[field])


def tells_something(facts: Facts) -> bool:
    """Anything but an industry, which turns up in every sentence, or a contact."""
    told = any(tells(facts, f) for f in Field if f not in {Field.INDUSTRY, Field.CONTACT})
    return told or bool(facts.terms)


def puts_contact(facts: Facts) -> bool:
    """Whether a message gives a way to reach the owner, or puts the one that was given right."""
    given = facts.phone or facts.email or facts.name_refused
    return bool(given or facts.phone_tail or facts.landline_only)
