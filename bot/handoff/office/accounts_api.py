"""Endpoints: invitations, passwords, the second factor."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from aiohttp import web
from pydantic import Field

from bot.errors import SecondFactorNeeded
from bot.handoff.endpoint import ADMIN, Allowance, Call, Endpoint
from bot.handoff.office.accounts import Accounts, Invited
from bot.handoff.session_schema import SessionView, StaffView
from bot.handoff.sessions_api import SessionsApi
from bot.handoff.shapes import Role, Shape
from bot.handoff.sign_in import SignIn

type Password = Annotated[str, Field(max_length=256)]


class StaffNew(Shape):
    username: str = Field(max_length=64)
    display_name: str = Field(min_length=1, max_length=64)
    role: Role


class InvitationView(Shape):
    """``token`` is shown this once: the console makes the link of it that the colleague opens."""

    staff: StaffView
    token: str
    expires_at: datetime


class InvitationToken(Shape):
    token: str = Field(max_length=100)


class Welcome(Shape):
    """Whom the invitation is for."""

    username: str
    display_name: str


class InvitationAccept(InvitationToken):
    password: Password


class PasswordChange(Shape):
    current: Password
    password: Password


class PasswordProof(Shape):
    password: Password


class TotpSetup(Shape):
    """``uri``: otpauth://…, to be shown as a QR code; it also holds the secret to be typed."""

    uri: str


class TotpCode(Shape):
    code: str = Field(max_length=12)


class AccountsApi:
    def __init__(self, accounts: Accounts, sign_in: SignIn, sessions: SessionsApi) -> None:
        self._accounts = accounts
        self._sign_in = sign_in
        self._sessions = sessions

    def endpoints(self) -> list[Endpoint]:
        root = "/api/v1"
        rarely = Allowance(20)
        return [
            Endpoint("POST", f"{root}/staff", self.invite, "邀请一位同事", InvitationView,
                     body=StaffNew, roles=ADMIN, status=201),
            Endpoint("POST", f"{root}/staff/{{id}}/invitation", self.invite_again,
                     "重新发邀请（也用来重设密码）", InvitationView, roles=ADMIN, status=201),
            Endpoint("DELETE", f"{root}/staff/{{id}}/totp", self.free, "替同事关闭两步验证", None,
                     roles=ADMIN, status=204),
            Endpoint("POST", f"{root}/invitation", self.welcome, "邀请是给谁的", Welcome,
                     body=InvitationToken, roles=None),
            Endpoint("PUT", f"{root}/invitation", self.accept, "接受邀请：设密码并登录",
                     SessionView, body=InvitationAccept, roles=None, status=201),
            Endpoint("PUT", f"{root}/session/password", self.change, "改密码，并退出所有登录",
                     None, body=PasswordChange, status=204, allowance=rarely),
            Endpoint("POST", f"{root}/session/totp", self.begin, "开始设置两步验证", TotpSetup,
                     body=PasswordProof, allowance=rarely),
            Endpoint("PUT", f"{root}/session/totp", self.confirm, "用一次数字开启两步验证", None,
                     body=TotpCode, status=204, allowance=rarely),
            Endpoint("DELETE", f"{root}/session/totp", self.drop, "关闭两步验证", None,
                     body=PasswordProof, status=204, allowance=rarely),
        ]  # fmt: skip

    async def invite(self, call: Call) -> InvitationView:
        new: StaffNew = call.body
        invited = await self._accounts.invite(call.caller, new.username, new.display_name, new.role)
        return _view(invited)

    async def invite_again(self, call: Call) -> InvitationView:
        return _view(await self._accounts.invite_again(call.caller, call.path["id"]))

    async def welcome(self, call: Call) -> Welcome:
        await self._count(call)
        staff = await self._accounts.who_is_invited(call.body.token)
        return Welcome(username=staff.username, display_name=staff.display_name)

    async def accept(self, call: Call) -> web.Response:
        await self._count(call)
        body: InvitationAccept = call.body
        staff = await self._accounts.accept(body.token, body.password)
        if staff.totp_since is not None:
            # A new password is no second factor.
            raise SecondFactorNeeded("密码已设好，请用它和验证器上的数字登录")
        return self._sessions.admit(await self._sign_in.open(staff))

    async def change(self, call: Call) -> web.Response:
        body: PasswordChange = call.body
        await self._accounts.change_password(call.caller, body.current, body.password)
        return web.Response(status=204)

    async def begin(self, call: Call) -> TotpSetup:
        return TotpSetup(uri=await self._accounts.begin_totp(call.caller, call.body.password))

    async def confirm(self, call: Call) -> web.Response:
        await self._accounts.confirm_totp(call.caller, call.body.code)
        return web.Response(status=204)

    async def drop(self, call: Call) -> web.Response:
        await self._accounts.drop_totp(call.caller, call.body.password)
        return web.Response(status=204)

    async def free(self, call: Call) -> web.Response:
        await self._accounts.drop_totp_of(call.caller, call.path["id"])
        return web.Response(status=204)

    async def _count(self, call: Call) -> None:
        """By link and address, as sign-in counts by account and address."""
        link = f"invitation {call.body.token[:16]}"
        await self._sign_in.count_try(link, call.request.remote or "unknown")


def _view(invited: Invited) -> InvitationView:
    return InvitationView(
        staff=StaffView.model_validate(invited.staff),
        token=invited.token,
        expires_at=invited.expires_at,
    )
