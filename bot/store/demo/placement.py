"""Which university an invented mentor or patent may be placed at."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from bot.store.demo.records import DemoUniversity
from bot.store.demo.sheets import FieldSheet, SheetError

# No invented person or patent is attributed to a military academy.
MILITARY = "军队院校"
_LISTED = "双一流"
_ENOUGH = 10
_NAME_JOINTS = re.compile("[、，,：:与和及]")


@dataclass(frozen=True, slots=True)
class Topic:
    """Text and keywords that a university's strengths are compared with."""

    text: str
    keywords: tuple[str, ...]

    @classmethod
    def of(cls, texts: Iterable[str], keywords: Iterable[str]) -> Topic:
        words = tuple(sorted({word for word in keywords if len(word) > 1}))
        return cls("\n".join((*texts, *words)), words)

    def touched_by(self, strengths: Iterable[str]) -> int:
        """In how many words the strengths name this topic.

        Keyword 水泵 is in 水泵与流体机械, strength 铸造 in the text 砂型铸造. Words are counted:
        one keyword 陶瓷 does not make five reasons of five strengths that hold it.
        """
        return len({word for strength in strengths if (word := self._shared_word(strength))})

    def _shared_word(self, strength: str) -> str | None:
        keyword = next((word for word in self.keywords if word in strength), None)
        return keyword or (strength if strength in self.text else None)


class Placement:
    """The universities that do the work of one field, and how well each fits one topic in it."""

    def __init__(self, sheet: FieldSheet, universities: Iterable[DemoUniversity]) -> None:
        self._disciplines = sheet.disciplines
        able = [university for university in universities if self._may_host(university)]
        if not able:
            raise SheetError(f"{sheet.slug}: no university has any of {sheet.disciplines}")
        self._near_field = _nearness(sheet, able)
        self.candidates = self._closest(able)

    def weigh(
        self, topic: Topic, taken: Iterable[str] = ()
    ) -> tuple[tuple[DemoUniversity, float], ...]:
        """Every candidate outside ``taken`` (ids) with its weight for a draw."""
        full = frozenset(taken)
        return tuple((u, self._weight(u, topic)) for u in self.candidates if u.id not in full)

    def _may_host(self, university: DemoUniversity) -> bool:
        return self._shared(university) > 0 and MILITARY not in university.tags

    def _closest(self, able: list[DemoUniversity]) -> tuple[DemoUniversity, ...]:
        """Places that name the field in their strengths; the wider circle where those are few.

        A discipline alone says little: 材料科学与工程 is taught at every second university.
        """
        named = [u for u in able if self._near_field[u.id]]
        core = [u for u in named if self._near_field[u.id] > (1 if self._owns(u) else 2)]
        own = [u for u in able if u in named or self._owns(u)]
        return tuple(next((ring for ring in (core, named, own) if len(ring) >= _ENOUGH), able))

    def _owns(self, university: DemoUniversity) -> bool:
        """Whether it has the first of the field's disciplines, which is the field's own."""
        return self._disciplines[0] in university.disciplines

    def _shared(self, university: DemoUniversity) -> int:
        return sum(each in university.disciplines for each in self._disciplines)

    def _weight(self, university: DemoUniversity, topic: Topic) -> float:
        on_topic = min(topic.touched_by(university.strengths), 2)
        in_field = self._near_field[university.id]
        disciplines = self._shared(university) + 3 * self._owns(university)
        # Squared, so that a strength in the very topic outweighs many loosely related places.
        weight = float(disciplines + 4 * on_topic + 2 * in_field) ** 2
        # A regional university that does name the field is where a small firm is really sent.
        regional = _LISTED not in university.tags and in_field > 0
        return weight * 1.5 if regional else weight


def _nearness(sheet: FieldSheet, universities: Iterable[DemoUniversity]) -> dict[str, int]:
    """By university id: 0 (names nothing of the field) to 7 (names what the field is called by)."""
    name, whole = _name_topic(sheet), field_topic(sheet)
    return {
        u.id: min(whole.touched_by(u.strengths), 3) + 2 * min(name.touched_by(u.strengths), 2)
        for u in universities
    }


def _name_topic(sheet: FieldSheet) -> Topic:
    """What the field is called: 锂电池与储能 is 锂电池 and 储能."""
    return Topic.of([sheet.field], _NAME_JOINTS.split(sheet.field))


def field_topic(sheet: FieldSheet) -> Topic:
    """The field as a whole, with all that its directions and patents are about."""
    keywords = [word for direction in sheet.directions for word in direction.keywords]
    keywords += [word for patent in sheet.patents for word in patent.keywords]
    return Topic.of([sheet.field, *(direction.title for direction in sheet.directions)], keywords)
