"""When an account may write to a follower, and how often.

https://developers.weixin.qq.com/doc/service/en/guide/product/kf/intro.html: a message of the owner
allows five within 48 hours; a menu press, a follow and a scan allow three within a minute each.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

Occasion = Literal["message", "menu", "follow", "scan"]
Verdict = Literal["open", "closed", "used_up"]

GRANTS: dict[Occasion, tuple[int, timedelta]] = {
    "message": (5, timedelta(hours=48)),
    "menu": (3, timedelta(minutes=1)),
    "follow": (3, timedelta(minutes=1)),
    "scan": (3, timedelta(minutes=1)),
}


@dataclass(frozen=True, slots=True)
class Grant:
    """``left`` messages may still be sent before ``until``."""

    occasion: Occasion
    left: int
    until: datetime


class Allowance:
    """Of one follower. A new occasion renews its own grant and leaves the others."""

    def __init__(self) -> None:
        self._grants: dict[Occasion, Grant] = {}

    def renew(self, occasion: Occasion, now: datetime) -> None:
        count, life = GRANTS[occasion]
        self._grants[occasion] = Grant(occasion, count, now + life)

    def restore(self, grant: Grant) -> None:
        self._grants[grant.occasion] = grant

    def grants(self) -> list[Grant]:
        """All, also those whose time has run out."""
        return list(self._grants.values())

    def forget(self) -> None:
        """Who unfollows cannot be written to."""
        self._grants.clear()

    def open_grants(self, now: datetime) -> list[Grant]:
        """Grants whose time has not run out, the one that ends first in front."""
        still = [grant for grant in self._grants.values() if now < grant.until]
        return sorted(still, key=lambda grant: grant.until)

    def spend(self, now: datetime) -> Verdict:
        """Take one message from the grant that ends first and has any left."""
        grants = self.open_grants(now)
        for grant in grants:
            if grant.left:
                self._grants[grant.occasion] = Grant(grant.occasion, grant.left - 1, grant.until)
                return "open"
        return "used_up" if grants else "closed"
