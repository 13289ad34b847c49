"""When a part is known to hang: waiting for it once more would only make the next owner wait."""

from __future__ import annotations

import asyncio

# So many in a row got no answer; one may have been unlucky.
TIMES = 3
PAUSE = 5.0


class Silence:
    """``pause``: seconds after which somebody tries again whether it answers."""

    def __init__(self, pause: float = PAUSE) -> None:
        self._pause = pause
        self._unheard = 0
        self._next_try = 0.0

    def heard(self) -> None:
        self._unheard = 0

    def unheard(self) -> None:
        self._unheard += 1
        if self._unheard >= TIMES:
            self._next_try = asyncio.get_running_loop().time() + self._pause

    def is_known(self) -> bool:
        """True: do not wait for it now. False once in each pause, for the one who tries."""
        if self._unheard < TIMES:
            return False
        now = asyncio.get_running_loop().time()
        if now < self._next_try:
            return True
        self._next_try = now + self._pause
        return False
