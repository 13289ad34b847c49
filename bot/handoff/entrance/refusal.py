"""Why somebody who was sent elsewhere to say who they are is not let in."""

from __future__ import annotations

from typing import Literal

type Reason = Literal["state", "denied", "used", "snapshot", "unbound", "taken", "failed"]


class NotLetIn(Exception):
    """The browser came back, and is not let in; the page has words for each reason."""

    def __init__(self, reason: Reason) -> None:
        super().__init__(reason)
        self.reason: Reason = reason
