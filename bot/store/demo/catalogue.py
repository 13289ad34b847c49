"""Builds the demonstration catalogue out of the sheets in this folder. Pure: no SQL, no clock."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import date

from bot.store.demo.draw import digest
from bot.store.demo.licences import anchor_of
from bot.store.demo.mentors import NameBook, invent_mentors
from bot.store.demo.patents import invent_patents
from bot.store.demo.platforms import invent_platform
from bot.store.demo.records import DemoCatalogue, DemoMentor, DemoPatent, DemoUniversity
from bot.store.demo.sheets import (
    FieldSheet,
    PeopleSheet,
    SheetError,
    UniversitySheet,
    read_fields,
    read_people,
    read_universities,
)


def build_catalogue(seed: int = 26, *, today: date) -> DemoCatalogue:
    """The whole catalogue; the same for the same sheets, seed and quarter of ``today``.

    Raises SheetError where a sheet cannot be used.
    """
    return compose(read_universities(), read_people(), read_fields(), seed=seed, today=today)


def compose(
    universities: Iterable[UniversitySheet],
    people: PeopleSheet,
    fields: Iterable[FieldSheet],
    *,
    seed: int,
    today: date,
) -> DemoCatalogue:
    """The catalogue of these sheets. Ids and patent numbers depend on neither seed nor date."""
    places = tuple(_university(sheet) for sheet in universities)
    names, anchor = NameBook(people), anchor_of(today)
    mentors: list[DemoMentor] = []
    patents: list[DemoPatent] = []
    platforms = []
    for sheet in fields:
        staff = invent_mentors(sheet, places, names, seed)
        mentors += staff
        patents += invent_patents(sheet, places, staff, anchor, seed)
        platforms.append(invent_platform(sheet, places, seed))
    _refuse_twins([m.id for m in mentors])
    _refuse_twins([p.id for p in patents])
    _refuse_twins([p.patent_no for p in patents])
    _refuse_twins([p.name for p in platforms])
    return DemoCatalogue(places, tuple(mentors), tuple(patents), tuple(platforms))


def _university(sheet: UniversitySheet) -> DemoUniversity:
    return DemoUniversity(
        id=f"uni-{sheet.region}-{digest(sheet.name)[:6]}",
        name=sheet.name,
        region=sheet.region,
        province=sheet.province,
        city=sheet.city,
        tags=sheet.tags,
        disciplines=sheet.disciplines,
        first_class_disciplines=sheet.first_class_disciplines,
        strengths=sheet.strengths,
    )


def _refuse_twins(keys: Sequence[str]) -> None:
    """Keys come from titles, so twins mean a title written twice (or, once in a great while, two
    titles with one number): reword one. Renumbering instead would make keys depend on order."""
    twins = [key for key, count in Counter(keys).items() if count > 1]
    if twins:
        raise SheetError(f"two records of the demonstration catalogue share {twins}")
