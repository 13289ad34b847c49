"""Sign-in of staff: argon2id, a second factor, limited by account and address, one token."""

from __future__ import annotations

import asyncio
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from hmac import compare_digest
from typing import Protocol

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from pyotp import TOTP

from bot.clock import Clock
from bot.errors import (
    AccountDisabled,
    BadRequest,
    SecondFactorNeeded,
    TooManyRequests,
    Unauthorised,
)
from bot.programme.faults import at_fields
from bot.setting_rules import MAX_PASSWORD, MIN_PASSWORD
from bot.store.audit import record_audit
from bot.store.database import Database
from bot.store.models import Staff
from bot.store.staff import (
    add_staff,
    administrators,
    close_staff_session,
    count_staff,
    find_disabled_by_token,
    find_staff,
    find_staff_by_token,
    open_staff_session,
    use_totp_step,
)

SESSION_LIFE = timedelta(hours=12)
# By account and source together, so that nobody can lock a colleague out from elsewhere; a whole
# office behind one address has more room.
TRIES, SOURCE_TRIES, TRY_WINDOW = 10, 100, 300.0
ROLES = frozenset({"agent", "manager", "admin"})

# OWASP's floor for argon2id: 19 MiB, two passes, one lane.
HASHER = PasswordHasher(time_cost=2, memory_cost=19_456, parallelism=1)
# Verified for unknown names too, so that the answer takes as long as for known ones.
NOBODY = HASHER.hash(secrets.token_urlsafe(16))


class RateLimits(Protocol):
    async def hit(self, key: str, limit: int, window: float) -> float: ...


@dataclass(frozen=True, slots=True)
class SignedIn:
    token: str
    expires_at: datetime
    staff: Staff


class SignIn:
    def __init__(self, database: Database, limits: RateLimits, clock: Clock) -> None:
        self._database = database
        self._limits = limits
        self._clock = clock

    async def sign_in(
        self, username: str, password: str, source: str, code: str | None = None
    ) -> SignedIn:
        """Raise Unauthorised or, after too many tries, TooManyRequests; SecondFactorNeeded where
        the account asks for ``code`` and none was given; AccountDisabled to who knows the password
        of one that was disabled."""
        await self.count_try(username, source)
        async with self._database.read() as session:
            staff = await find_staff(session, username)
        known = staff.password_hash if staff is not None else NOBODY
        right = await verify_password(known or NOBODY, password)
        if not right or staff is None:
            raise Unauthorised("用户名或密码不对")
        if not staff.active:
            raise await self._disabled()
        if staff.totp_since is not None:
            await self.check_code(staff, code)
        return await self.open(staff)

    async def count_try(self, username: str, source: str) -> None:
        """Raises TooManyRequests."""
        tries = {
            f"signin:account:{username[:64]}:{source}": TRIES,
            f"signin:source:{source}": SOURCE_TRIES,
        }
        for key, limit in tries.items():
            wait = await self._limits.hit(key, limit, TRY_WINDOW)
            if wait > 0:
                raise TooManyRequests("登录尝试太多，请稍后再试", retry_after=max(1, round(wait)))

    async def recognise(self, token: str) -> Staff:
        async with self._database.read() as session:
            staff = await find_staff_by_token(session, token, self._clock.now())
            disabled = staff is None and await find_disabled_by_token(session, token)
        if disabled:
            raise await self._disabled()
        if staff is None:
            raise Unauthorised("登录已过期，请重新登录")
        return staff

    async def _disabled(self) -> AccountDisabled:
        """Only for who has proved that the account was theirs."""
        async with self._database.read() as session:
            ask = list(await administrators(session))
        return AccountDisabled(f"这个账号已停用，请联系管理员：{'、'.join(ask)}", ask=ask)

    async def change_own(
        self, staff_id: str, *, accepting: bool | None = None, display_name: str | None = None
    ) -> Staff:
        async with self._database.write() as session:
            staff = await session.get_one(Staff, staff_id)
            if accepting is not None:
                staff.accepting = accepting
            if display_name is not None and display_name != staff.display_name:
                staff.display_name = display_name
                await record_audit(
                    session, at=self._clock.now(), actor=("staff", staff_id),
                    action="staff_changed", subject=("staff", staff_id), fields=["display_name"],
                )  # fmt: skip
        return staff

    async def sign_out(self, token: str) -> None:
        async with self._database.write() as session:
            await close_staff_session(session, token)

    async def hire(self, username: str, display_name: str, password: str, role: str) -> Staff:
        """Add an account. Raises BadRequest for a bad name, role or password."""
        check_account(username, role)
        check_password(password)
        hashed = await asyncio.to_thread(HASHER.hash, password)
        async with self._database.write() as session:
            if await find_staff(session, username) is not None:
                raise BadRequest(f"用户名 {username} 已存在")
            return await add_staff(
                session, username=username, display_name=display_name, password_hash=hashed,
                role=role, now=self._clock.now(),
            )  # fmt: skip

    async def ensure_admin(self, password: str | None) -> str | None:
        """Make the first administrator. Returns the password where one had to be invented."""
        async with self._database.read() as session:
            if await count_staff(session):
                return None
        chosen = password or secrets.token_urlsafe(12)
        await self.hire("admin", "管理员", chosen, "admin")
        return None if password else chosen

    async def prove_second_factor(self, staff: Staff, code: str | None, source: str) -> None:
        """For who has proved elsewhere who they are. Raises SecondFactorNeeded, Unauthorised,
        TooManyRequests; nothing is asked for where the account has no second factor."""
        if staff.totp_since is None:
            return
        if code:
            await self.count_try(staff.username, source)
        await self.check_code(staff, code)

    async def check_code(self, staff: Staff, code: str | None) -> None:
        """Raises SecondFactorNeeded where none was given, Unauthorised where it is wrong."""
        if not code:
            raise SecondFactorNeeded
        step = matching_step(staff, code, self._clock.now())
        async with self._database.write() as session:
            if step is None or not await use_totp_step(session, staff.id, step):
                raise Unauthorised("验证器上的数字不对，或已经用过")

    async def open(self, staff: Staff, **how: str) -> SignedIn:
        """A session for somebody who has proved who they are; ``how`` goes into the audit."""
        now = self._clock.now()
        token, expires_at = secrets.token_urlsafe(32), now + SESSION_LIFE
        async with self._database.write() as session:
            await open_staff_session(session, staff.id, token, now, expires_at)
            await record_audit(
                session, at=now, actor=("staff", staff.id), action="signed_in",
                subject=("staff", staff.id), **how,
            )  # fmt: skip
        return SignedIn(token, expires_at, staff)


async def verify_password(known: str, password: str) -> bool:
    if len(password) > MAX_PASSWORD:
        return False
    try:
        # argon2 takes tens of milliseconds of processor time: not on the event loop.
        return await asyncio.to_thread(HASHER.verify, known, password)
    except (VerificationError, InvalidHashError, UnicodeEncodeError):
        return False


def matching_step(staff: Staff, code: str, now: datetime) -> int | None:
    """The time step that the code belongs to: this one, or one beside it, as clocks differ."""
    if staff.totp_secret is None or not code.isascii():
        return None
    totp = TOTP(staff.totp_secret)
    this = totp.timecode(now)
    steps = (this, this - 1, this + 1)
    return next((at for at in steps if compare_digest(totp.generate_otp(at), code.strip())), None)


def check_account(username: str, role: str) -> None:
    if not 1 <= len(username) <= 64 or not username.isprintable() or " " in username:
        raise at_fields("用户名应为 1 到 64 个可见字符，不含空格", "username")
    if role not in ROLES:
        raise BadRequest("角色应为 agent、manager 或 admin")


def check_password(password: str) -> None:
    if not MIN_PASSWORD <= len(password) <= MAX_PASSWORD:
        raise at_fields(f"密码至少 {MIN_PASSWORD} 位，至多 {MAX_PASSWORD} 位", "password")
