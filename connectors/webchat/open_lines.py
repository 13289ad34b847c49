"""How many lines a visitor's session holds open in this process, sockets and streams together."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

MOST_LINES = 10
# The close code of a line that had to give way to a newer one of the same session.
GAVE_WAY = 4429

type End = Callable[[], object]


class OpenLines:
    """The newest stay: a visitor looks at the tab that was opened last. (Staff are refused instead:
    they can be told to close a window.)"""

    def __init__(self) -> None:
        self._ends: dict[str, list[End]] = {}

    @contextmanager
    def hold(self, token: str, end: End) -> Iterator[None]:
        """``end`` is called once, when newer lines leave no room for this one."""
        ends = self._ends.setdefault(token, [])
        if len(ends) >= MOST_LINES:
            ends.pop(0)()
        ends.append(end)
        try:
            yield
        finally:
            if end in ends:
                ends.remove(end)
                if not ends:
                    del self._ends[token]
