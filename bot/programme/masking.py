"""Takes out of words whatever tells who an owner is: numbers, names and firms."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from bot.programme.redaction import REMOVED, redact
from bot.reading.person import surname_spans

# As owners are shown what is stored: 138****8000.
_HALF_SHOWN = re.compile(r"(?<!\d)\d{0,4}\*{3,}\d{2,4}(?!\d)")
# Keys under which cards and buttons keep ids: digits in these are nobody's number.
_IDS = frozenset({"id", "kind", "payload"})
_SHORTEST = 2


@dataclass(frozen=True, slots=True)
class Mask:
    """``names`` are those of persons and firms, the longest first: none hides behind a part."""

    names: tuple[str, ...] = ()

    @classmethod
    def of(cls, names: Iterable[str | None]) -> Mask:
        known = {name.strip() for name in names if name and len(name.strip()) >= _SHORTEST}
        return cls(tuple(sorted(known, key=lambda name: (-len(name), name))))

    def words(self, text: str) -> str:
        for start, end in reversed(surname_spans(text)):
            text = f"{text[:start]}{REMOVED}{text[end:]}"
        return _HALF_SHOWN.sub(REMOVED, redact(text, *self.names))

    def value(self, value: Any) -> Any:
        """Of a column, whatever its shape."""
        if isinstance(value, str):
            return self.words(value)
        if isinstance(value, list):
            return [self.value(each) for each in value]
        if isinstance(value, dict):
            return {
                name: held if name in _IDS else self.value(held) for name, held in value.items()
            }
        return value
