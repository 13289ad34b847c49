"""Endpoints: signing in by WeChat (a code on the page, or inside WeChat's browser), binding it."""

from __future__ import annotations

from urllib.parse import urlencode

from aiohttp import web

from bot.handoff.endpoint import ADMIN, Allowance, Call, Endpoint
from bot.handoff.entrance.browser import LIFE, Code, EntranceBrowser
from bot.handoff.entrance.cookie import ReturnCookie
from bot.handoff.entrance.refusal import NotLetIn
from bot.handoff.entrance.schema import (
    OpenQuery,
    ReturnQuery,
    SecondFactor,
    WeChatBinding,
    WeChatCode,
    WeChatEntry,
    state_of,
)
from bot.handoff.office.accounts import Accounts
from bot.handoff.office.accounts_api import PasswordProof
from bot.handoff.session_schema import SessionView
from bot.handoff.sessions_api import SessionsApi

PATH = "/api/v1/session/wechat"


class EntranceApi:
    """``public_url``: where the console is reached; empty for where the request came in."""

    def __init__(
        self,
        browser: EntranceBrowser,
        accounts: Accounts,
        sessions: SessionsApi,
        public_url: str,
    ) -> None:
        self._browser = browser
        self._accounts = accounts
        self._sessions = sessions
        self._public_url = public_url.rstrip("/")
        secure = public_url.startswith("https://")
        self._cookie = ReturnCookie("bot_wechat", PATH, LIFE, secure=secure)

    def endpoints(self) -> list[Endpoint]:
        rarely = Allowance(20)
        return [
            Endpoint("GET", PATH, self.look, "能否微信登录，这个浏览器等到哪一步", WeChatEntry,
                     roles=None),
            Endpoint("POST", PATH, self.show, "生成登录二维码", WeChatCode, roles=None, status=201),
            Endpoint("PUT", PATH, self.enter, "手机确认后登录，只能一次", SessionView,
                     body=SecondFactor, roles=None, status=201),
            Endpoint("GET", f"{PATH}/open", self.open, "在微信里打开：去微信网页授权", None,
                     query=OpenQuery, roles=None, status=302),
            Endpoint("GET", f"{PATH}/return", self.come_back, "从微信网页授权回来", None,
                     query=ReturnQuery, roles=None, status=302),
            Endpoint("GET", f"{PATH}/binding", self.binding, "我绑定的微信", WeChatBinding),
            Endpoint("POST", f"{PATH}/binding", self.bind, "生成绑定二维码", WeChatCode,
                     body=PasswordProof, status=201, allowance=rarely),
            Endpoint("DELETE", f"{PATH}/binding", self.unbind, "解除绑定微信", None, status=204),
            Endpoint("DELETE", "/api/v1/staff/{id}/wechat", self.free, "替同事解除绑定微信", None,
                     roles=ADMIN, status=204),
        ]  # fmt: skip

    async def look(self, call: Call) -> WeChatEntry:
        ticket = await self._browser.state(self._cookie.read(call.request))
        return WeChatEntry(offered=self._browser.is_open, state=state_of(ticket))

    async def show(self, call: Call) -> web.Response:
        code, nonce = await self._browser.show_code(_source(call))
        response = web.json_response(text=_view(code).model_dump_json(), status=201)
        self._cookie.keep(response, nonce)
        return response

    async def enter(self, call: Call) -> web.Response:
        body: SecondFactor = call.body
        nonce = self._cookie.read(call.request)
        signed_in = await self._browser.enter(nonce, body.code, _source(call))
        response = self._sessions.admit(signed_in)
        self._cookie.drop(response)
        return response

    async def open(self, call: Call) -> web.Response:
        query: OpenQuery = call.query
        back = f"{self._origin(call)}{PATH}/return"
        target = f"{back}?{urlencode({'next': query.next})}" if query.next else back
        url, nonce = await self._browser.way_in(target, _source(call))
        response = _to(url)
        self._cookie.keep(response, nonce)
        return response

    async def come_back(self, call: Call) -> web.Response:
        """The page opens the session itself: it may have to ask for the second factor first."""
        query: ReturnQuery = call.query
        outcome = "confirmed"
        try:
            await self._browser.come_back(self._cookie.read(call.request), query.code, query.state)
        except NotLetIn as error:
            outcome = error.reason
        more = {"wechat": outcome} | ({"next": query.next} if query.next else {})
        return _to(f"/console/sign-in?{urlencode(more)}")

    async def binding(self, call: Call) -> WeChatBinding:
        since, ticket = await self._browser.binding_state(call.caller)
        return WeChatBinding(
            offered=self._browser.is_open,
            state=state_of(ticket),
            bound_at=since,
        )

    async def bind(self, call: Call) -> WeChatCode:
        """A session that somebody left open must not become a way in of their own."""
        body: PasswordProof = call.body
        await self._accounts.check_password_of(call.caller, body.password)
        return _view(await self._browser.show_binding_code(call.caller))

    async def unbind(self, call: Call) -> web.Response:
        await self._browser.unbind(call.caller.id, call.caller)
        return web.Response(status=204)

    async def free(self, call: Call) -> web.Response:
        await self._browser.unbind(call.path["id"], call.caller)
        return web.Response(status=204)

    def _origin(self, call: Call) -> str:
        return self._public_url or str(call.request.url.origin())


def _view(code: Code) -> WeChatCode:
    return WeChatCode(text=code.text, number=code.number, expires_at=code.expires_at)


def _source(call: Call) -> str:
    return call.request.remote or "unknown"


def _to(url: str) -> web.Response:
    return web.Response(status=302, headers={"Location": url})
