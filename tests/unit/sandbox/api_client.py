"""A server that calls the stand-in for api.weixin.qq.com, as any client of WeChat's API would."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from aiohttp import web
from aiohttp.test_utils import TestClient

from connectors.sandbox.account import Account
from connectors.sandbox.platform import Phone

BASE = "/sandbox/api/cgi-bin"
TEXT = {"msgtype": "text", "text": {"content": "您好"}}


@dataclass
class Client:
    """A server that calls WeChat. ``call`` gives the errcode, 0 where there is none."""

    http: TestClient[web.Request, web.Application]
    account: Account
    token: str = ""

    async def fetch_token(self, **more: Any) -> dict[str, Any]:
        body = {
            "grant_type": "client_credential", "appid": self.account.app_id,
            "secret": self.account.secret, **more,
        }  # fmt: skip
        return await self._read("POST", "stable_token", json=body)

    async def fetch_plain_token(self, **more: Any) -> dict[str, Any]:
        params = {
            "grant_type": "client_credential", "appid": self.account.app_id,
            "secret": self.account.secret, **more,
        }  # fmt: skip
        return await self._read("GET", "token", params=params)

    async def post(self, name: str, body: Any) -> dict[str, Any]:
        return await self._read("POST", name, json=body, params={"access_token": self.token})

    async def get(self, name: str, **params: str) -> dict[str, Any]:
        return await self._read("GET", name, params={"access_token": self.token, **params})

    async def code(self, name: str, body: Any) -> int:
        return int((await self.post(name, body)).get("errcode", 0))

    async def send(self, phone: Phone, **message: Any) -> int:
        return await self.code("message/custom/send", {"touser": phone.openid, **TEXT, **message})

    async def _read(self, method: str, name: str, **options: Any) -> dict[str, Any]:
        async with self.http.request(method, f"{BASE}/{name}", **options) as response:
            assert response.status == 200
            answer: dict[str, Any] = await response.json(content_type=None)
            return answer


def shown(phone: Phone) -> list[dict[str, Any]]:
    return [bubble.body for bubble in phone.bubbles]
