"""Whom a site vouches for: a JWT that the site's own server signed with the shared secret."""

from __future__ import annotations

import jwt
from pydantic import SecretStr

from bot.clock import Clock
from bot.errors import Forbidden, NotFound

# Only this one: a token must not choose its own algorithm, least of all "none".
ALGORITHM = "HS256"
MAX_TOKEN = 4_000
MAX_SUBJECT = 128
# A signed name that is good for ever would be a password that lies in a page.
LONGEST_LIFE = 24 * 3600


class Vouchers:
    def __init__(self, secret: SecretStr | None, clock: Clock) -> None:
        self._secret = secret
        self._clock = clock

    def subject_of(self, token: object) -> str:
        """The site's own name for its user (``sub``).

        Raises Forbidden for whatever was not signed for now, NotFound where no site may vouch.
        """
        if self._secret is None:
            raise NotFound("这里没有开通身份确认")
        if not isinstance(token, str) or len(token) > MAX_TOKEN:
            raise Forbidden("身份令牌无效")
        try:
            claims = jwt.decode(
                token, self._secret.get_secret_value(), algorithms=[ALGORITHM],
                # Times are compared below, on the desk's own clock.
                options={"require": ["sub", "exp"], "verify_exp": False, "verify_iat": False,
                         "verify_nbf": False, "verify_aud": False},
            )  # fmt: skip
        except jwt.InvalidTokenError as error:
            raise Forbidden("身份令牌无效") from error
        self._check_time(claims["exp"])
        subject: str = claims["sub"]
        if not 0 < len(subject) <= MAX_SUBJECT or not subject.isprintable():
            raise Forbidden("身份令牌里的 sub 应为 1 到 128 个可见字符")
        return subject

    def _check_time(self, expires: object) -> None:
        now = self._clock.now().timestamp()
        if not isinstance(expires, int | float) or not now < expires <= now + LONGEST_LIFE:
            raise Forbidden("身份令牌已过期，或有效期超过 24 小时")
