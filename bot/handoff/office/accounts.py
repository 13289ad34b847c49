"""Accounts of staff: invited, given a password, guarded by a second factor."""

from __future__ import annotations

import asyncio
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

import pyotp
from sqlalchemy.ext.asyncio import AsyncSession

from bot.clock import Clock
from bot.errors import Conflict, NotFound
from bot.handoff.sign_in import (
    HASHER,
    SignIn,
    check_account,
    check_password,
    matching_step,
    verify_password,
)
from bot.programme.faults import at_fields, faults_at
from bot.store.audit import record_audit
from bot.store.database import Database
from bot.store.invitations import invited, open_invitation, take_up, withdraw_invitations
from bot.store.models import Staff
from bot.store.staff import add_staff, close_sessions_of, find_staff

INVITATION_LIFE = timedelta(days=7)
ISSUER = "千校万企前台"


@dataclass(frozen=True, slots=True)
class Invited:
    """``token`` is told once, to whoever invites, and stored nowhere."""

    staff: Staff
    token: str
    expires_at: datetime


class Accounts:
    def __init__(self, database: Database, sign_in: SignIn, clock: Clock) -> None:
        self._database = database
        self._sign_in = sign_in
        self._clock = clock

    async def invite(self, host: Staff, username: str, display_name: str, role: str) -> Invited:
        """A new account without a password. Raises Conflict for a name that is taken."""
        check_account(username, role)
        async with self._database.write() as session:
            if await find_staff(session, username) is not None:
                text = f"用户名 {username} 已存在"
                raise Conflict(text, errors=faults_at(text, "username"))
            staff = await add_staff(
                session, username=username, display_name=display_name, password_hash="",
                role=role, now=self._clock.now(),
            )  # fmt: skip
            return await self._open(session, staff, host)

    async def invite_again(self, host: Staff, staff_id: str) -> Invited:
        """A new link: the first one is lost, or the password is. It stays valid until then."""
        async with self._database.write() as session:
            staff = await session.get(Staff, staff_id)
            if staff is None or not staff.active:
                raise NotFound("没有这位同事")
            return await self._open(session, staff, host)

    async def who_is_invited(self, token: str) -> Staff:
        async with self._database.read() as session:
            staff = await invited(session, token, self._clock.now())
        if staff is None:
            raise NotFound("邀请链接已失效，请联系管理员重新发一个")
        return staff

    async def accept(self, token: str, password: str) -> Staff:
        """The password is set and every session of the account closed."""
        check_password(password)
        hashed = await asyncio.to_thread(HASHER.hash, password)
        async with self._database.write() as session:
            staff = await invited(session, token, self._clock.now())
            if staff is None or not await take_up(session, token):
                raise NotFound("邀请链接已失效，请联系管理员重新发一个")
            staff.password_hash = hashed
            await close_sessions_of(session, staff.id)
            await self._remember(session, staff.id, "password_chosen", staff.id)
        return staff

    async def change_password(self, caller: Staff, current: str, password: str) -> None:
        """Every session of theirs ends, this one too: whoever else was in is out."""
        check_password(password)
        await self.check_password_of(caller, current, "current")
        hashed = await asyncio.to_thread(HASHER.hash, password)
        async with self._database.write() as session:
            staff = await session.get_one(Staff, caller.id)
            staff.password_hash = hashed
            await close_sessions_of(session, staff.id)
            # A link to choose another password would outlive the one that is chosen here.
            await withdraw_invitations(session, staff.id)
            await self._remember(session, staff.id, "password_changed", staff.id)

    async def reset(self, username: str, password: str, *, without_totp: bool) -> None:
        """By whoever has the server, where nobody is left who could sign in and help. Every session
        of the account is closed. Raises NotFound for a name that is none."""
        check_password(password)
        hashed = await asyncio.to_thread(HASHER.hash, password)
        async with self._database.write() as session:
            staff = await find_staff(session, username)
            if staff is None:
                raise NotFound(f"没有用户名是 {username} 的账号")
            staff.password_hash = hashed
            await close_sessions_of(session, staff.id)
            await withdraw_invitations(session, staff.id)
            now, by, whose = self._clock.now(), ("system", "cli"), ("staff", staff.id)
            await record_audit(session, at=now, actor=by, action="password_changed", subject=whose)
            if without_totp:
                staff.totp_secret = staff.totp_since = staff.totp_step = None
                await record_audit(session, at=now, actor=by, action="totp_off", subject=whose)

    async def begin_totp(self, caller: Staff, password: str) -> str:
        """The otpauth URI for the authenticator; a code is asked for only once one has confirmed
        it. ``password``: who finds a console open must not lock its owner out with a device of
        their own."""
        await self.check_password_of(caller, password)
        secret = pyotp.random_base32()
        async with self._database.write() as session:
            staff = await session.get_one(Staff, caller.id)
            if staff.totp_since is not None:
                raise Conflict("两步验证已经开启，先关闭再重新设置")
            staff.totp_secret, staff.totp_step = secret, None
        return pyotp.TOTP(secret).provisioning_uri(name=caller.username, issuer_name=ISSUER)

    async def confirm_totp(self, caller: Staff, code: str) -> None:
        now = self._clock.now()
        async with self._database.write() as session:
            staff = await session.get_one(Staff, caller.id)
            step = matching_step(staff, code, now)
            if step is None:
                raise at_fields("数字不对，请看验证器上最新的 6 位数字", "code")
            staff.totp_since, staff.totp_step = now, step
            await self._remember(session, staff.id, "totp_on", staff.id)

    async def drop_totp(self, caller: Staff, password: str) -> None:
        await self.check_password_of(caller, password)
        await self._without_totp(caller.id, caller)

    async def drop_totp_of(self, host: Staff, staff_id: str) -> None:
        """For a colleague whose authenticator is lost."""
        await self._without_totp(staff_id, host)

    async def _without_totp(self, staff_id: str, by: Staff) -> None:
        async with self._database.write() as session:
            staff = await session.get(Staff, staff_id)
            if staff is None:
                raise NotFound("没有这位同事")
            staff.totp_secret = staff.totp_since = staff.totp_step = None
            await self._remember(session, staff.id, "totp_off", by.id)

    async def check_password_of(
        self, caller: Staff, password: str, field: str = "password"
    ) -> None:
        """As slow to guess here as at the door. Raises BadRequest, for the field it stood in."""
        await self._sign_in.count_try(caller.username, "session")
        if not await verify_password(caller.password_hash, password):
            raise at_fields("现在的密码不对", field)

    async def _open(self, session: AsyncSession, staff: Staff, host: Staff) -> Invited:
        now = self._clock.now()
        token, expires_at = secrets.token_urlsafe(32), now + INVITATION_LIFE
        await open_invitation(session, staff.id, token, now, expires_at)
        await self._remember(session, staff.id, "staff_invited", host.id)
        return Invited(staff, token, expires_at)

    async def _remember(
        self, session: AsyncSession, staff_id: str, action: str, actor_id: str
    ) -> None:
        await record_audit(
            session, at=self._clock.now(), actor=("staff", actor_id), action=action,
            subject=("staff", staff_id),
        )  # fmt: skip
