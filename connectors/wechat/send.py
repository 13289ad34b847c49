"""The Official Account's API, under a token that all replicas share."""

from __future__ import annotations

import asyncio
import json
import random
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

import aiohttp
import structlog

from bot.messages import Attachment
from connectors.wechat.faults import (
    NO_ACCESS,
    NO_ANSWER,
    NO_TOKEN,
    NOT_UPLOADED,
    TOKEN_FAULTS,
    UNREACHABLE,
    Fault,
    NotDelivered,
    fault_of,
    unreadable,
)
from connectors.wechat.form import media_form
from connectors.wechat.render import Article

log = structlog.get_logger(__name__)

TIMEOUT = aiohttp.ClientTimeout(total=5, connect=2)
# For media: up to 10 MB each.
SLOW = aiohttp.ClientTimeout(total=60, connect=2)
# Two tries and the message itself take less than a claim is left alone for.
UPLOAD = aiohttp.ClientTimeout(total=20, connect=2)
JSON = "application/json"
MAIN_HOST, SPARE_HOST = "https://api.weixin.qq.com", "https://api2.weixin.qq.com"
TOKEN_TRIES = 2
# A token is given up this long before its end; stable_token renews five minutes early.
TOKEN_MARGIN = 300.0
TOKEN_JITTER = 60.0
# After the platform refused two tokens in a row nothing is asked of it for a while.
REFUSED_PAUSE = 60.0
# The largest medium that WeChat hands out is a 10 MB picture or video.
MAX_ANSWER = 20 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Choice:
    """An item of a msgmenu; a press comes back as a text with this id."""

    id: str
    title: str


@dataclass(frozen=True, slots=True)
class Raw:
    """An answer as it came; ``json`` is None where it is none."""

    content_type: str
    data: bytes
    json: dict[str, Any] | None


class Sender(Protocol):
    """Each raises NotDelivered where WeChat did not take it. ``name``: under which the platform
    may tell later that it did not arrive, where it takes one."""

    async def send_text(self, openid: str, text: str, *, name: str = "") -> None: ...

    async def send_menu(
        self, openid: str, head: str, choices: Sequence[Choice], *, name: str = ""
    ) -> None: ...

    async def send_news(self, openid: str, article: Article) -> None: ...

    async def send_file(self, openid: str, file: Attachment, *, name: str = "") -> None: ...

    async def show_typing(self, openid: str) -> None: ...


class Tokens(Protocol):
    async def get(self, name: str, fetch: Callable[[], Awaitable[tuple[str, float]]]) -> str: ...

    async def forget(self, name: str, token: str) -> None: ...


class WeChatApi:
    """``bases``: https://api.weixin.qq.com or a stand-in, then the hosts to ask where it is not
    reached."""

    def __init__(
        self,
        http: aiohttp.ClientSession,
        tokens: Tokens,
        app_id: str,
        secret: str,
        bases: Sequence[str],
    ) -> None:
        self._http = http
        self._tokens = tokens
        self._app_id = app_id
        self._secret = secret
        self._bases = tuple(base.rstrip("/") for base in bases)
        self._refused_until = 0.0

    async def send_text(self, openid: str, text: str, *, name: str = "") -> None:
        del name  # an Official Account is told of such a failure in the answer itself
        message = {"touser": openid, "msgtype": "text", "text": {"content": text}}
        await self.post("/cgi-bin/message/custom/send", message)

    async def send_menu(
        self, openid: str, head: str, choices: Sequence[Choice], *, name: str = ""
    ) -> None:
        del name
        items = [{"id": each.id, "content": each.title} for each in choices]
        menu = {"head_content": head, "list": items, "tail_content": ""}
        message = {"touser": openid, "msgtype": "msgmenu", "msgmenu": menu}
        await self.post("/cgi-bin/message/custom/send", message)

    async def send_news(self, openid: str, article: Article) -> None:
        """One article: WeChat takes no more in a customer-service message."""
        one = {"title": article.title, "description": article.description, "url": article.url}
        message = {"touser": openid, "msgtype": "news", "news": {"articles": [one]}}
        await self.post("/cgi-bin/message/custom/send", message)

    async def send_file(self, openid: str, file: Attachment, *, name: str = "") -> None:
        """A picture: an Official Account sends no documents."""
        del name
        media_id = await self.upload("image", file)
        message = {"touser": openid, "msgtype": "image", "image": {"media_id": media_id}}
        await self.post("/cgi-bin/message/custom/send", message)

    async def upload(self, kind: str, file: Attachment) -> str:
        """The media_id under which it lies with WeChat for three days. Raises NotDelivered, never
        unsure: nobody has seen it yet."""
        form, body = media_form(file)
        path, params = "/cgi-bin/media/upload", {"type": kind}
        try:
            answer = _json_of(await self._call("POST", path, body, params, UPLOAD, form))
        except NotDelivered as error:
            raise NotDelivered(NOT_UPLOADED if error.fault.unsure else error.fault) from None
        media_id = answer.get("media_id")
        if not isinstance(media_id, str) or not media_id:
            raise NotDelivered(NOT_UPLOADED)
        return media_id

    async def show_typing(self, openid: str) -> None:
        await self.post("/cgi-bin/message/custom/typing", {"touser": openid, "command": "Typing"})

    async def send_notice(
        self, openid: str, template_id: str, fields: Mapping[str, str], page: str
    ) -> None:
        data = {name: {"value": words} for name, words in fields.items()}
        notice = {"touser": openid, "template_id": template_id, "data": data}
        await self.post(
            "/cgi-bin/message/subscribe/bizsend", notice | ({"page": page} if page else {})
        )

    async def came_by(self, openid: str) -> str | None:
        """``subscribe_scene`` of a follower; WeChat tells no names and pictures any more."""
        answer = await self.get("/cgi-bin/user/info", openid=openid, lang="zh_CN")
        scene = answer.get("subscribe_scene")
        return scene[:40] if isinstance(scene, str) and scene else None

    async def post(self, path: str, body: dict[str, Any]) -> dict[str, Any]:
        # WeChat shows \\uXXXX escapes to the owner as they are.
        data = json.dumps(body, ensure_ascii=False).encode()
        return _json_of(await self._call("POST", path, data, {}))

    async def get(self, path: str, **params: str) -> dict[str, Any]:
        return _json_of(await self._call("GET", path, None, params))

    async def download(self, media_id: str) -> Raw:
        """A medium that an owner sent; it lies with WeChat for three days."""
        path, params = "/cgi-bin/media/get", {"media_id": media_id}
        return await self._call("GET", path, None, params, SLOW)

    async def exchange(self, code: str) -> dict[str, Any]:
        """Of WeChat's web authorisation: whose code it is. Not the account's own token is asked
        with, and none comes back that this desk would keep."""
        answer = _json_of(await self._ask("GET", "/sns/oauth2/access_token", None, {
            "appid": self._app_id, "secret": self._secret, "code": code,
            "grant_type": "authorization_code",
        }))  # fmt: skip
        if fault := _code_of(answer):
            raise NotDelivered(self._fault_of(fault))
        return answer

    async def token(self) -> str:
        """Raise NotDelivered with what is wrong with the account's credentials."""
        return await self._tokens.get(self._token_name, self._fetch_token)

    async def _call(
        self,
        method: str,
        path: str,
        data: bytes | None,
        params: dict[str, str],
        within: aiohttp.ClientTimeout = TIMEOUT,
        content: str = JSON,
    ) -> Raw:
        loop = asyncio.get_running_loop()
        if loop.time() < self._refused_until:
            raise NotDelivered(NO_ACCESS)
        code = 0
        for _ in range(TOKEN_TRIES):
            token = await self.token()
            params = {**params, "access_token": token}
            answer = await self._ask(method, path, data, params, within, content)
            code = _code_of(answer.json)
            if code not in TOKEN_FAULTS:
                if code:
                    raise NotDelivered(self._fault_of(code))
                return answer
            await self._tokens.forget(self._token_name, token)
        self._refused_until = loop.time() + REFUSED_PAUSE
        log.error("wechat.token_refused", code=code, pause=REFUSED_PAUSE)
        raise NotDelivered(NO_ACCESS)

    def _fault_of(self, code: int) -> Fault:
        return fault_of(code)

    @property
    def _token_name(self) -> str:
        return f"wechat:{self._app_id}"

    async def _fetch_token(self) -> tuple[str, float]:
        """stable_token gives every caller the same token and voids none."""
        body = {
            "grant_type": "client_credential", "appid": self._app_id, "secret": self._secret,
        }  # fmt: skip
        raw = await self._ask("POST", "/cgi-bin/stable_token", json.dumps(body).encode(), {})
        answer = _json_of(raw)
        if code := _code_of(answer):
            raise NotDelivered(self._fault_of(code))
        try:
            token, life = str(answer["access_token"]), float(answer["expires_in"])
        except (KeyError, TypeError, ValueError):
            raise NotDelivered(NO_TOKEN) from None
        jitter = random.uniform(0, TOKEN_JITTER)  # noqa: S311 - spreads refreshes
        return token, max(life - TOKEN_MARGIN - jitter, min(life, 30.0))

    async def _ask(
        self,
        method: str,
        path: str,
        data: bytes | None,
        params: dict[str, str],
        within: aiohttp.ClientTimeout = TIMEOUT,
        content: str = JSON,
    ) -> Raw:
        headers = {"Content-Type": content} if data is not None else {}
        for base in self._bases:
            try:
                async with self._http.request(
                    method, base + path, data=data, params=params, headers=headers, timeout=within
                ) as response:
                    return await read_answer(response)
            except (aiohttp.ClientConnectorError, aiohttp.ConnectionTimeoutError):
                continue  # nothing was sent yet, so the spare host may be asked
            except (TimeoutError, aiohttp.ClientError):
                # It may have arrived; sending again could say everything twice.
                raise NotDelivered(NO_ANSWER) from None
        raise NotDelivered(UNREACHABLE)


def api_hosts(base: str) -> tuple[str, ...]:
    """WeChat's own fallback stands behind its main host; a stand-in has none."""
    return (MAIN_HOST, SPARE_HOST) if base.rstrip("/") == MAIN_HOST else (base,)


async def read_answer(response: aiohttp.ClientResponse) -> Raw:
    """Raise NotDelivered for what is no answer, or too large a one."""
    if response.status != 200:
        raise NotDelivered(unreadable(response.status))
    data = bytearray()
    async for chunk in response.content.iter_chunked(64 * 1024):
        data += chunk
        if len(data) > MAX_ANSWER:
            raise NotDelivered(unreadable(response.status))
    # A medium comes as an attachment. What an owner made it hold must not be heard as an answer.
    is_medium = "Content-Disposition" in response.headers
    try:
        answer = json.loads(data) if data[:1] == b"{" and not is_medium else None
    except (ValueError, RecursionError):
        answer = None
    # WeChat says text/plain for its JSON, so the content decides.
    return Raw(response.content_type, bytes(data), answer if isinstance(answer, dict) else None)


def _json_of(raw: Raw) -> dict[str, Any]:
    if raw.json is None:
        raise NotDelivered(unreadable(200))
    return raw.json


def _code_of(answer: dict[str, Any] | None) -> int:
    code = (answer or {}).get("errcode", 0)
    return code if isinstance(code, int) else -1
