"""From a trade to the disciplines and patent classes that serve it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import yaml


@dataclass(frozen=True, slots=True)
class Trade:
    """A division of GB/T 4754-2017 as ``C33``, with its disciplines and IPC prefixes."""

    code: str
    disciplines: tuple[str, ...]
    ipc: tuple[str, ...]

    def works_in(self, ipc: str) -> bool:
        return bool(ipc) and ipc.startswith(self.ipc)

    def shared(self, disciplines: Iterable[str]) -> tuple[str, ...]:
        theirs = frozenset(disciplines)
        return tuple(name for name in self.disciplines if name in theirs)


def trade_of(industry_code: str | None) -> Trade | None:
    """The division of a code of any depth (C33, C3392); None where it is unknown."""
    return _trades().get(industry_code[:3].upper()) if industry_code else None


@cache
def _trades() -> dict[str, Trade]:
    source = files("bot.matching") / "words" / "bridge.yaml"
    raw = yaml.safe_load(source.read_text("utf-8"))
    return {
        code: Trade(code, tuple(entry["disciplines"]), tuple(entry["ipc"]))
        for code, entry in raw.items()
    }
