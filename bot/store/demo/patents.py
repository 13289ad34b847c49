"""Invented open-licence patents, owned where the work of their field is done."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, timedelta

from bot.reading.codes import patent_check_digit
from bot.store.demo.draw import Draw, digest
from bot.store.demo.licences import draw_area, draw_fee, draw_term
from bot.store.demo.mentors import mentor_id
from bot.store.demo.placement import Placement, Topic
from bot.store.demo.records import DemoMentor, DemoPatent, DemoUniversity
from bot.store.demo.sheets import FieldSheet, Invention

_KIND_DIGIT = {"发明": "1", "实用新型": "2"}
# A university where a mentor works on the same thing is the likelier owner, so that a suggested
# place, person and patent hold together.
_MENTOR_THERE = 6.0


def invent_patents(
    sheet: FieldSheet,
    universities: Iterable[DemoUniversity],
    mentors: Iterable[DemoMentor],
    anchor: date,
    seed: int,
) -> tuple[DemoPatent, ...]:
    """One patent per invention of the sheet, in its order; ``mentors`` are those of the sheet."""
    placement = Placement(sheet, universities)
    homes = {mentor.id: mentor.university_id for mentor in mentors}
    return tuple(
        _invent(sheet, invention, _owners(placement, sheet, invention, homes), anchor, seed)
        for invention in sheet.patents
    )


def patent_id(sheet: FieldSheet, invention: Invention) -> str:
    """Made of file and title alone: adding or moving a patent renumbers no other."""
    return f"demo-patent-{digest(sheet.slug, 'patent', invention.title)[:12]}"


def patent_number(sheet: FieldSheet, invention: Invention) -> str:
    """An application number as printed, of the year 2099: no patent of today can bear it."""
    serial = int(digest(sheet.slug, "number", invention.title)[:12], 16) % 10**7
    number = f"2099{_KIND_DIGIT[invention.type]}{serial:07d}"
    return f"ZL{number}.{patent_check_digit(number)}"


def _owners(
    placement: Placement, sheet: FieldSheet, invention: Invention, homes: Mapping[str, str]
) -> list[tuple[DemoUniversity, float]]:
    near = {
        homes[mentor_id(sheet, direction)]
        for direction in sheet.directions
        if set(direction.keywords) & set(invention.keywords)
    }
    topic = Topic.of([invention.title], invention.keywords)
    return [
        (university, weight * (_MENTOR_THERE if university.id in near else 1.0))
        for university, weight in placement.weigh(topic)
    ]


def _invent(
    sheet: FieldSheet,
    invention: Invention,
    owners: list[tuple[DemoUniversity, float]],
    anchor: date,
    seed: int,
) -> DemoPatent:
    ident = patent_id(sheet, invention)
    draw = Draw(seed, ident)
    owner = draw.weigh(owners)
    term = draw_term(draw, anchor)
    return DemoPatent(
        id=ident,
        patent_no=patent_number(sheet, invention),
        title=invention.title,
        abstract=invention.abstract,
        keywords=invention.keywords,
        ipc=invention.ipc,
        type=invention.type,
        owner_name=owner.name,
        university_id=owner.id,
        field=sheet.field,
        industry_code=sheet.industry.code,
        # A patent may be declared only after its grant is announced (实施细则 art. 85).
        granted_on=term.first - timedelta(days=draw.between(60, 1000)),
        term_from=term.first,
        term_to=term.last,
        fee=draw_fee(draw, term.years),
        area=draw_area(draw, owner.province),
    )
