"""The places and universities that an owner wants left out of a list."""

from __future__ import annotations

import re
from dataclasses import dataclass

from bot.matching.institutions import full_names, ruled_out
from bot.reading.left_out import spans_left_out
from bot.reading.place import Place, places_named
from bot.reading.script import normalise

_BETWEEN = re.compile(r"[、/和跟与及]|以及|还有")
# 武汉理工, 浙江工大: short for the name that begins so.
_SHORT = re.compile(
    r"(?P<name>[一-龥]{1,8}(?:大学|学院|理工|科技|师范|[工科师交农医财林海矿]大))的?"
    r"(?:学校|高校|老师|教授|专家|导师|专利)*了?"
)


@dataclass(frozen=True, slots=True)
class LeftOut:
    """``rest`` is what the message says beside it."""

    places: tuple[Place, ...] = ()
    names: tuple[str, ...] = ()
    rest: str = ""

    def __bool__(self) -> bool:
        return bool(self.places or self.names)

    @property
    def described(self) -> str:
        return "、".join((*(place.name for place in self.places), *self.names))


def read_left_out(words: str) -> LeftOut:
    text = normalise(words)
    places: list[Place] = []
    names: list[str] = []
    rest = text
    for span in reversed(spans_left_out(text)):
        there, named = places_named(span.what), _universities(span.what)
        if there or named:
            places += there
            names += named
            rest = f"{rest[: span.start]}，{rest[span.end :]}"
    kept = rest.strip("，,。；;！!？? \n")
    return LeftOut(tuple(dict.fromkeys(places)), tuple(dict.fromkeys(names)), kept)


def _universities(what: str) -> tuple[str, ...]:
    """「浙江理工大学」 is one, though a list knows 理工大学 by itself."""
    parts = (_SHORT.fullmatch(part.strip()) for part in _BETWEEN.split(what))
    forms = [full_names(part["name"]) for part in parts if part is not None]
    said = [name for names in forms for name in names[1:] or names]
    known = (name for name in ruled_out(f"除了{what}") if not any(name in one for one in said))
    return (*said, *known)
