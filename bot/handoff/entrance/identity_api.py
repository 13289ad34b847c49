"""Endpoints: signing in by a single sign-on, and binding an account of it."""

from __future__ import annotations

from urllib.parse import urlencode

from aiohttp import web

from bot.handoff.endpoint import ADMIN, Allowance, Call, Endpoint
from bot.handoff.entrance.cookie import ReturnCookie
from bot.handoff.entrance.identity import LIFE, Departure, IdentityEntrance
from bot.handoff.entrance.refusal import NotLetIn
from bot.handoff.entrance.schema import (
    IdentityBinding,
    IdentityEntry,
    IdentityReturn,
    IdentityWay,
    OpenQuery,
    SecondFactor,
)
from bot.handoff.office.accounts import Accounts
from bot.handoff.office.accounts_api import PasswordProof
from bot.handoff.session_schema import SessionView
from bot.handoff.sessions_api import SessionsApi

PATH = "/api/v1/session/identity"


class IdentityApi:
    """``public_url``: where the console is reached; empty for where the request came in."""

    def __init__(
        self,
        entrance: IdentityEntrance,
        accounts: Accounts,
        sessions: SessionsApi,
        public_url: str,
    ) -> None:
        self._entrance = entrance
        self._accounts = accounts
        self._sessions = sessions
        self._public_url = public_url.rstrip("/")
        secure = public_url.startswith("https://")
        self._cookie = ReturnCookie("bot_identity", PATH, LIFE, secure=secure)

    def endpoints(self) -> list[Endpoint]:
        rarely = Allowance(20)
        return [
            Endpoint("GET", PATH, self.look, "能否单点登录，叫什么名字", IdentityEntry, roles=None),
            Endpoint("GET", f"{PATH}/open", self.open, "去单点登录", None, query=OpenQuery,
                     roles=None, status=302),
            Endpoint("GET", f"{PATH}/return", self.come_back, "从单点登录回来", None,
                     query=IdentityReturn, roles=None, status=302),
            Endpoint("PUT", PATH, self.enter, "回来后登录，只能一次", SessionView,
                     body=SecondFactor, roles=None, status=201),
            Endpoint("GET", f"{PATH}/binding", self.binding, "我绑定的单点登录账号",
                     IdentityBinding),
            Endpoint("POST", f"{PATH}/binding", self.bind, "去绑定单点登录账号", IdentityWay,
                     body=PasswordProof, status=201, allowance=rarely),
            Endpoint("DELETE", f"{PATH}/binding", self.unbind, "解除绑定单点登录", None,
                     status=204),
            Endpoint("DELETE", "/api/v1/staff/{id}/identity", self.free, "替同事解除绑定单点登录",
                     None, roles=ADMIN, status=204),
        ]  # fmt: skip

    async def look(self, _call: Call) -> IdentityEntry:
        return IdentityEntry(name=self._entrance.name)

    async def open(self, call: Call) -> web.Response:
        query: OpenQuery = call.query
        try:
            departure = await self._entrance.depart(self._back(call), query.next, _source(call))
        except NotLetIn as error:
            return _to_sign_in({"identity": error.reason})
        return self._send(departure)

    async def come_back(self, call: Call) -> web.Response:
        """The page opens the session itself: it may have to ask for the second factor first."""
        query: IdentityReturn = call.query
        secret, outcome = self._cookie.read(call.request) or "", "confirmed"
        began = await self._entrance.find(secret)
        try:
            await self._entrance.come_back(secret, self._back(call), query.code, query.state)
        except NotLetIn as error:
            outcome = error.reason
        if began is not None and began.purpose == "bind":
            outcome = "bound" if outcome == "confirmed" else outcome
            return web.Response(status=302, headers={"Location": _settings(outcome)})
        more = {"next": began.page} if began is not None and began.page else {}
        return _to_sign_in({"identity": outcome} | more)

    async def enter(self, call: Call) -> web.Response:
        body: SecondFactor = call.body
        secret = self._cookie.read(call.request) or ""
        signed_in = await self._entrance.enter(secret, body.code, _source(call))
        response = self._sessions.admit(signed_in)
        self._cookie.drop(response)
        return response

    async def binding(self, call: Call) -> IdentityBinding:
        return IdentityBinding(
            name=self._entrance.name, bound_at=await self._entrance.bound_at(call.caller)
        )

    async def bind(self, call: Call) -> web.Response:
        """A session that somebody left open must not become a way in of their own."""
        body: PasswordProof = call.body
        await self._accounts.check_password_of(call.caller, body.password)
        try:
            departure = await self._entrance.depart_to_bind(call.caller, self._back(call))
        except NotLetIn as error:
            return _way(_settings(error.reason))
        response = _way(departure.url)
        self._cookie.keep(response, departure.secret)
        return response

    async def unbind(self, call: Call) -> web.Response:
        await self._entrance.unbind(call.caller.id, call.caller)
        return web.Response(status=204)

    async def free(self, call: Call) -> web.Response:
        await self._entrance.unbind(call.path["id"], call.caller)
        return web.Response(status=204)

    def _send(self, departure: Departure) -> web.Response:
        response = web.Response(status=302, headers={"Location": departure.url})
        self._cookie.keep(response, departure.secret)
        return response

    def _back(self, call: Call) -> str:
        origin = self._public_url or str(call.request.url.origin())
        return f"{origin}{PATH}/return"


def _source(call: Call) -> str:
    return call.request.remote or "unknown"


def _settings(outcome: str) -> str:
    """The page that a binding is begun on and comes back to, and what it tells."""
    return f"/console/settings?{urlencode({'part': 'account', 'identity': outcome})}"


def _way(url: str) -> web.Response:
    return web.json_response(text=IdentityWay(url=url).model_dump_json(), status=201)


def _to_sign_in(query: dict[str, str]) -> web.Response:
    return web.Response(status=302, headers={"Location": f"/console/sign-in?{urlencode(query)}"})
