"""Endpoints: sign in, who am I, sign out."""

from __future__ import annotations

from aiohttp import web

from bot.clock import Clock
from bot.errors import Unauthorised
from bot.handoff.api import session_token
from bot.handoff.attendance import Attendance
from bot.handoff.endpoint import COOKIE, SECURE_COOKIE, Call, Endpoint
from bot.handoff.session_schema import Credentials, OwnEdit, SessionView, StaffView
from bot.handoff.sign_in import SignedIn, SignIn
from bot.own_site import OwnSite


class SessionsApi:
    """Where the front door is reached by https, the cookie gets its __Host- prefix."""

    def __init__(
        self, sign_in: SignIn, attendance: Attendance, clock: Clock, site: OwnSite
    ) -> None:
        self._sign_in = sign_in
        self._attendance = attendance
        self._clock = clock
        self._site = site

    def endpoints(self) -> list[Endpoint]:
        path = "/api/v1/session"
        return [
            Endpoint("POST", path, self.open, "登录", SessionView, body=Credentials, roles=None,
                     status=201),
            Endpoint("GET", path, self.show, "当前登录的人", StaffView),
            Endpoint("PATCH", path, self.change, "改姓名、是否接受分派", StaffView, body=OwnEdit),
            Endpoint("DELETE", path, self.close, "退出登录", None, status=204),
        ]  # fmt: skip

    async def open(self, call: Call) -> web.Response:
        credentials: Credentials = call.body
        source = call.request.remote or "unknown"
        signed_in = await self._sign_in.sign_in(
            credentials.username, credentials.password, source, credentials.code
        )
        return self.admit(signed_in)

    def admit(self, signed_in: SignedIn) -> web.Response:
        """The answer that opens a session, with its cookie."""
        view = SessionView(
            token=signed_in.token,
            expires_at=signed_in.expires_at,
            staff=StaffView.model_validate(signed_in.staff),
        )
        response = web.json_response(text=view.model_dump_json(), status=201)
        self._set_cookie(response, signed_in)
        return response

    async def show(self, call: Call) -> StaffView:
        return StaffView.model_validate(call.staff)

    async def change(self, call: Call) -> StaffView:
        edit: OwnEdit = call.body
        staff = await self._sign_in.change_own(call.caller.id, **edit.model_dump(exclude_none=True))
        return StaffView.model_validate(staff)

    async def close(self, call: Call) -> web.Response:
        token, _ = session_token(call.request, self._site)
        if token is None:
            raise Unauthorised
        await self._sign_in.sign_out(token)
        await self._attendance.session_ended()
        response = web.Response(status=204)
        for name in (COOKIE, SECURE_COOKIE):
            response.del_cookie(name, path="/", secure=name == SECURE_COOKIE)
        return response

    def _set_cookie(self, response: web.Response, signed_in: SignedIn) -> None:
        life = signed_in.expires_at - self._clock.now()
        response.set_cookie(
            SECURE_COOKIE if self._site.secure else COOKIE,
            signed_in.token,
            max_age=int(life.total_seconds()),
            path="/",
            httponly=True,
            secure=self._site.secure,
            samesite="Lax",
        )
