"""网页授权 as the sandbox plays it: a page asks which phone agrees, and a code goes back once.

https://developers.weixin.qq.com/doc/service/guide/h5/auth.html
"""

from __future__ import annotations

import re
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from html import escape
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from aiohttp import web

from bot.errors import BadRequest, NotFound
from bot.setting_rules import LOOPBACK
from connectors.sandbox.account import API_PATH, Account
from connectors.sandbox.faults import ApiFault
from connectors.sandbox.platform import Platform

PATH = f"{API_PATH}/connect/oauth2"
CODE_LIFE = timedelta(minutes=5)
STATE = re.compile(r"[A-Za-z0-9]{0,128}")
SCOPES = frozenset({"snsapi_base", "snsapi_userinfo"})
MOST_CODES = 200
PAGE = """<!doctype html><html lang="zh-CN"><meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>微信网页授权（沙箱）</title>
<h1>微信网页授权（沙箱）</h1><p>真实的微信里没有这一页：打开网页的就是那部手机。以哪部手机继续？</p>
<ul>{choices}</ul></html>"""


@dataclass(slots=True)
class Agreement:
    openid: str
    until: datetime
    snapshot: bool
    used: bool = False


class WebAuthorisation:
    def __init__(self, platform: Platform, account: Account) -> None:
        self._platform = platform
        self._account = account
        self._agreed: dict[str, Agreement] = {}

    def routes(self) -> list[web.RouteDef]:
        return [
            web.get(f"{PATH}/authorize", self.ask, allow_head=False),
            web.get(f"{PATH}/agree", self.agree, allow_head=False),
        ]

    async def ask(self, request: web.Request) -> web.Response:
        """Links and no script; WeChat's own browser would go on by itself."""
        wish = self._checked(request)
        choices = [
            f'<li><a href="{PATH}/agree?{escape(urlencode({**wish, **who}))}">{escape(title)}</a>'
            for phone in reversed(self._platform.phones())
            for title, who in (
                (f"{phone.nickname}（…{phone.openid[-6:]}）", {"openid": phone.openid}),
                ("　它的快照页（虚拟身份）", {"openid": phone.openid, "snapshot": "1"}),
            )
        ]
        page = PAGE.format(choices="".join(choices) or "<li>还没有手机，请先打开 /sandbox/</li>")
        return web.Response(text=page, content_type="text/html")

    async def agree(self, request: web.Request) -> web.Response:
        wish = self._checked(request)
        phone = self._platform.phone(request.query.get("openid", ""))
        while len(self._agreed) >= MOST_CODES:
            del self._agreed[next(iter(self._agreed))]
        code = "0" + secrets.token_hex(15)
        until = self._platform.clock.now() + CODE_LIFE
        self._agreed[code] = Agreement(phone.openid, until, "snapshot" in request.query)
        back = urlsplit(wish["redirect_uri"])
        query = [*parse_qsl(back.query), ("code", code), ("state", wish["state"])]
        url = urlunsplit(back._replace(query=urlencode(query)))
        return web.Response(status=302, headers={"Location": url})

    def exchange(self, request: web.Request) -> dict[str, object]:
        """Raise ApiFault as WeChat answers: a code serves once, and for five minutes."""
        asked = request.query
        if asked.get("appid") != self._account.app_id:
            raise ApiFault(40013)
        if not secrets.compare_digest(asked.get("secret", ""), self._account.secret):
            raise ApiFault(40125)
        if asked.get("grant_type") != "authorization_code":
            raise ApiFault(40002)
        agreed = self._agreed.get(asked.get("code", ""))
        if agreed is None or agreed.until < self._platform.clock.now():
            raise ApiFault(40029)
        if agreed.used:
            raise ApiFault(40163)
        agreed.used = True
        made_up = {"is_snapshotuser": 1} if agreed.snapshot else {}
        return {
            "access_token": secrets.token_urlsafe(48), "expires_in": 7200,
            "refresh_token": secrets.token_urlsafe(48), "openid": agreed.openid,
            "scope": "snsapi_base", **made_up,
        }  # fmt: skip

    def _checked(self, request: web.Request) -> dict[str, str]:
        """What the page asked for; only pages of this machine may ask here."""
        names = ("appid", "redirect_uri", "response_type", "scope", "state")
        wish = {name: request.query.get(name, "") for name in names}
        if request.url.host not in LOOPBACK:
            raise NotFound
        if wish["appid"] != self._account.app_id or wish["response_type"] != "code":
            raise BadRequest("appid 或 response_type 有误")
        if wish["scope"] not in SCOPES or not STATE.fullmatch(wish["state"]):
            raise BadRequest("scope 或 state 有误")
        # In life: the domain that the account has named for 网页授权.
        if urlsplit(wish["redirect_uri"]).hostname not in LOOPBACK:
            raise BadRequest("redirect_uri 的域名与后台配置不一致（微信错误码 10003）")
        return wish
