"""Access tokens by both of WeChat's ways: ``token`` voids the one before, ``stable_token`` none.

https://developers.weixin.qq.com/doc/service/api/base/api_getstableaccesstoken.html
"""

from __future__ import annotations

import hmac
import secrets
from collections import deque
from dataclasses import dataclass
from datetime import datetime, timedelta

from connectors.sandbox.account import Account
from connectors.sandbox.faults import ApiFault
from connectors.sandbox.platform import MovableClock

LIFE = timedelta(hours=2)
OVERLAP = timedelta(minutes=5)
DAY = timedelta(days=1)
TOKENS_A_DAY = 2_000
FORCED_A_DAY = 20
FORCED_APART = timedelta(seconds=30)
REMEMBERED = 50


@dataclass(slots=True)
class Token:
    text: str
    until: datetime


class TokenOffice:
    def __init__(self, account: Account, clock: MovableClock) -> None:
        self._account = account
        self._clock = clock
        self._plain: deque[Token] = deque(maxlen=REMEMBERED)
        self._stable: deque[Token] = deque(maxlen=REMEMBERED)
        self._given: deque[datetime] = deque()
        self._forced: deque[datetime] = deque()

    def issue(self, app_id: str, secret: str) -> tuple[str, int]:
        """Token and seconds to live; the one before stays good for five minutes."""
        self._check_owner(app_id, secret)
        now = self._clock.now()
        if _within_a_day(self._given, now) >= TOKENS_A_DAY:
            raise ApiFault(45009)
        self._given.append(now)
        return self._replace(self._plain, now)

    def issue_stable(self, app_id: str, secret: str, *, force: bool = False) -> tuple[str, int]:
        """The same token for every caller until five minutes before its end."""
        self._check_owner(app_id, secret)
        now = self._clock.now()
        if force:
            self._count_forced(now)
            return self._replace(self._stable, now)
        latest = self._stable[-1] if self._stable else None
        if latest is not None and latest.until - now > OVERLAP:
            return latest.text, int((latest.until - now).total_seconds())
        return self._replace(self._stable, now)

    def check(self, text: str | None) -> None:
        """Raise ApiFault unless this is a token that holds now."""
        if not text:
            raise ApiFault(41001)
        now = self._clock.now()
        for token in (*self._plain, *self._stable):
            if hmac.compare_digest(token.text.encode(), text.encode()):
                if now >= token.until:
                    raise ApiFault(42001)
                return
        raise ApiFault(40001)

    def _check_owner(self, app_id: str, secret: str) -> None:
        if not app_id:
            raise ApiFault(41002)
        if not secret:
            raise ApiFault(41004)
        if app_id != self._account.app_id:
            raise ApiFault(40013)
        if not hmac.compare_digest(secret.encode(), self._account.secret.encode()):
            raise ApiFault(40125)

    def _count_forced(self, now: datetime) -> None:
        if _within_a_day(self._forced, now) >= FORCED_A_DAY:
            raise ApiFault(45009)
        if self._forced and now - self._forced[-1] < FORCED_APART:
            raise ApiFault(45011)
        self._forced.append(now)

    def _replace(self, tokens: deque[Token], now: datetime) -> tuple[str, int]:
        if tokens:
            tokens[-1].until = min(tokens[-1].until, now + OVERLAP)
        # WeChat asks for room for 512 characters; in life they have about 136 to 160.
        token = Token(f"{len(self._given) % 90 + 10}_{secrets.token_urlsafe(110)}", now + LIFE)
        tokens.append(token)
        return token.text, int(LIFE.total_seconds())


def _within_a_day(times: deque[datetime], now: datetime) -> int:
    while times and now - times[0] >= DAY:
        times.popleft()
    return len(times)
