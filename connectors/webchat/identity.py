"""Whom a site vouches for: a JWT that the site's own server signed with the shared secret."""

from __future__ import annotations

from typing import Any

import jwt
from jwt.exceptions import InvalidSubjectError
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

        Raises Forbidden for whatever was not signed for now, NotFound where no site may vouch; both
        with a ``reason`` for the site's makers. Whoever has not the secret learns just that.
        """
        if self._secret is None:
            raise NotFound("这里没有开通身份确认（BOT_IDENTITY_SECRET）", reason="off")
        claims = self._claims(token, self._secret.get_secret_value())
        self._check_time(claims["exp"])
        subject: str = claims["sub"]
        if not 0 < len(subject) <= MAX_SUBJECT or not subject.isprintable():
            raise _bad_subject()
        return subject

    def _claims(self, token: object, secret: str) -> dict[str, Any]:
        if not isinstance(token, str) or len(token) > MAX_TOKEN:
            raise Forbidden("身份令牌无效：应为签好的 JWT", reason="token")
        try:
            return jwt.decode(
                token, secret, algorithms=[ALGORITHM],
                # Times are compared below, on the desk's own clock.
                options={"require": ["sub", "exp"], "verify_exp": False, "verify_iat": False,
                         "verify_nbf": False, "verify_aud": False},
            )  # fmt: skip
        except InvalidSubjectError as error:
            raise _bad_subject() from error
        except jwt.MissingRequiredClaimError as error:
            raise (_bad_subject() if error.claim == "sub" else _bad_time()) from error
        except jwt.InvalidTokenError as error:
            raise Forbidden(
                "身份令牌无效：应为用 BOT_IDENTITY_SECRET 签的 JWT，算法 HS256", reason="token"
            ) from error

    def _check_time(self, expires: object) -> None:
        now = self._clock.now().timestamp()
        if not isinstance(expires, int | float) or expires > now + LONGEST_LIFE:
            raise _bad_time()
        if not now < expires:
            raise Forbidden("身份令牌已过期", reason="expired")


def _bad_subject() -> Forbidden:
    return Forbidden("身份令牌里的 sub 应为字符串，1 到 128 个可见字符", reason="sub")


def _bad_time() -> Forbidden:
    return Forbidden("身份令牌里的 exp 应为 24 小时以内的时间", reason="exp")
