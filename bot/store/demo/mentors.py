"""Invented mentors: one for each research direction of a field, placed where it is worked on."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

from bot.store.demo.draw import Draw, digest
from bot.store.demo.placement import Placement, Topic
from bot.store.demo.records import DemoMentor, DemoUniversity
from bot.store.demo.sheets import Direction, FieldSheet, PeopleSheet

MARK = "本条为演示数据，人物为虚构。"

_TITLE_WEIGHTS = {"教授": 4.0, "副教授": 3.5, "研究员": 1.0, "高级工程师": 1.5}
_MODE_WEIGHTS = {
    "技术咨询": 4.0,
    "技术服务": 4.0,
    "委托开发": 4.0,
    "合作开发": 4.0,
    "技术培训": 1.5,
    "技术许可": 1.5,
    "技术转让": 1.0,
    "共建": 1.5,
    "博士生": 1.5,
}
_PER_UNIVERSITY = 2  # of one field, so that a suggestion list shows a choice of places
_SECOND_DIRECTION = 0.35
_FULL = 0.12


@dataclass(slots=True)
class NameBook:
    """Hands out names; no two mentors share one, or owners could not tell them apart."""

    people: PeopleSheet
    _used: set[str] = field(default_factory=set)

    def name(self, draw: Draw) -> str:
        while True:
            first, second = draw.pick(self.people.given), draw.pick(self.people.given)
            name = draw.pick(self.people.surnames) + first + second
            if first != second and name not in self._used:
                self._used.add(name)
                return name


def invent_mentors(
    sheet: FieldSheet, universities: Iterable[DemoUniversity], names: NameBook, seed: int
) -> tuple[DemoMentor, ...]:
    """One mentor per direction of the sheet, in the sheet's order."""
    placement = Placement(sheet, universities)
    hosted: Counter[str] = Counter()
    mentors = []
    for direction in sheet.directions:
        ident = mentor_id(sheet, direction)
        draw = Draw(seed, ident)
        full = [place for place, count in hosted.items() if count >= _PER_UNIVERSITY]
        topic = direction_topic(direction)
        university = draw.weigh(placement.weigh(topic, full) or placement.weigh(topic))
        hosted[university.id] += 1
        mentors.append(_invent(ident, sheet, direction, university, names, draw))
    return tuple(mentors)


def mentor_id(sheet: FieldSheet, direction: Direction) -> str:
    """Made of file and title alone: adding or moving a direction renumbers no other mentor."""
    return f"demo-mentor-{digest(sheet.slug, 'mentor', direction.title)[:12]}"


def direction_topic(direction: Direction) -> Topic:
    return Topic.of([direction.title, direction.note], direction.keywords)


def _invent(
    ident: str,
    sheet: FieldSheet,
    direction: Direction,
    university: DemoUniversity,
    names: NameBook,
    draw: Draw,
) -> DemoMentor:
    directions = _directions(sheet, direction, draw)
    modes = _modes(draw)
    capacity = draw.between(2, 5)
    return DemoMentor(
        id=ident,
        name=names.name(draw),
        university_id=university.id,
        title=draw.weigh((title, _TITLE_WEIGHTS.get(title, 1.0)) for title in names.people.titles),
        field=sheet.field,
        industry_code=sheet.industry.code,
        directions=tuple(each.title for each in directions),
        keywords=tuple(dict.fromkeys(word for each in directions for word in each.keywords)),
        profile=_profile(directions, modes),
        modes=modes,
        load=capacity if draw.fraction() < _FULL else draw.between(0, capacity - 1),
        capacity=capacity,
    )


def _directions(sheet: FieldSheet, own: Direction, draw: Draw) -> tuple[Direction, ...]:
    """The mentor's own direction and, for some, a second one that shares words with it."""
    akin = [
        (other, float(shared))
        for other in sheet.directions
        if other is not own and (shared := len(set(own.keywords) & set(other.keywords)))
    ]
    if akin and draw.fraction() < _SECOND_DIRECTION:
        return own, draw.weigh(akin)
    return (own,)


def _modes(draw: Draw) -> tuple[str, ...]:
    """技术导师 is what every mentor is; two to four more, in the order people know them."""
    taken = draw.sample(_MODE_WEIGHTS.items(), draw.between(2, 4))
    return ("技术导师", *(mode for mode in _MODE_WEIGHTS if mode in taken))


def _profile(directions: tuple[Direction, ...], modes: tuple[str, ...]) -> str:
    notes = "".join(f"{each.note.rstrip('。')}。" for each in directions)
    return f"{notes}可承担{'、'.join(modes[1:])}。{MARK}"
