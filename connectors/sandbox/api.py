"""The stand-in for api.weixin.qq.com: same paths below its base, same JSON, same error codes."""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable
from typing import Any

from aiohttp import BodyPartReader, web

from bot.media_types import content_type_of
from connectors.sandbox.account import API_PATH, Account
from connectors.sandbox.codes import QrCodes
from connectors.sandbox.faults import WORDS, ApiFault
from connectors.sandbox.media import LIMITS, PICTURES, MediaShelf
from connectors.sandbox.menu import Menu
from connectors.sandbox.notices import NoticeOffice
from connectors.sandbox.oauth import WebAuthorisation
from connectors.sandbox.outgoing import Outgoing
from connectors.sandbox.platform import Platform
from connectors.sandbox.tokens import TokenOffice

MAX_JSON = 64 * 1024
CLEARS = 10
# Room for the largest kind of medium; the kind's own limit is checked afterwards.
CHUNK = 64 * 1024

type Answer = dict[str, Any]
type Call = Callable[[web.Request], Awaitable[Answer | web.Response]]


class PlatformApi:
    def __init__(
        self,
        platform: Platform,
        account: Account,
        media: MediaShelf,
        menu: Menu,
        notices: NoticeOffice,
    ) -> None:
        self._platform = platform
        self._account = account
        self._media = media
        self._menu = menu
        self._notices = notices
        self.codes = QrCodes(platform.clock)
        self._tokens = TokenOffice(account, platform.clock)
        self._outgoing = Outgoing(platform, media)
        self._web = WebAuthorisation(platform, account)
        self._clears = 0

    def routes(self) -> list[web.RouteDef]:
        made = [
            self._route("GET", "token", self._token, open_to_all=True),
            self._route("POST", "stable_token", self._stable_token, open_to_all=True),
            self._route("POST", "message/custom/send", self._send, verified=True),
            self._route("POST", "message/custom/typing", self._type, verified=True),
            self._route("POST", "message/subscribe/bizsend", self._notify, verified=True),
            self._route("POST", "menu/create", self._create_menu),
            self._route("GET", "menu/get", self._get_menu),
            self._route("GET", "menu/delete", self._delete_menu),
            self._route("POST", "qrcode/create", self._create_code, verified=True),
            self._route("POST", "media/upload", self._upload),
            self._route("GET", "media/get", self._download),
            self._route("GET", "user/info", self._user, verified=True),
            self._route("GET", "getcallbackip", self._addresses),
            self._route("GET", "get_api_domain_ip", self._addresses),
            self._route("POST", "clear_quota", self._clear_quota),
            self._route(
                "GET", "oauth2/access_token", self._exchange, open_to_all=True, verified=True,
                room="sns",
            ),
        ]  # fmt: skip
        return [*(each for pair in made for each in pair), *self._web.routes()]

    def _route(
        self, method: str, name: str, call: Call, *, open_to_all: bool = False,
        verified: bool = False, room: str = "cgi-bin",
    ) -> list[web.RouteDef]:  # fmt: skip
        async def admit_and_call(request: web.Request) -> Answer | web.Response:
            if request.method != method:
                raise ApiFault(43002 if method == "POST" else 43001)
            if not open_to_all:
                self._tokens.check(request.query.get("access_token"))
            if verified and not self._platform.switches.verified:
                raise ApiFault(48001)
            return await call(request)

        async def answer(request: web.Request) -> web.Response:
            code, words = 0, WORDS[0]
            made: Answer | web.Response
            try:
                made = await admit_and_call(request)
            except ApiFault as fault:
                code, words = fault.code, fault.words
                made = {"errcode": code, "errmsg": words}
            shown = await _shown(request)
            self._platform.note_call(name, code, words, await _openid_of(request), shown)
            return made if isinstance(made, web.Response) else _json(made)

        path = f"{API_PATH}/{room}/{name}"
        return [web.get(path, answer, allow_head=False), web.post(path, answer)]

    async def _token(self, request: web.Request) -> Answer:
        asked = request.query
        if asked.get("grant_type") != "client_credential":
            raise ApiFault(40002)
        token, life = self._tokens.issue(asked.get("appid", ""), asked.get("secret", ""))
        return {"access_token": token, "expires_in": life}

    async def _stable_token(self, request: web.Request) -> Answer:
        asked = await _body(request)
        if asked.get("grant_type") != "client_credential":
            raise ApiFault(40002)
        app_id, secret = str(asked.get("appid", "")), str(asked.get("secret", ""))
        force = asked.get("force_refresh") is True
        token, life = self._tokens.issue_stable(app_id, secret, force=force)
        return {"access_token": token, "expires_in": life}

    async def _send(self, request: web.Request) -> Answer:
        self._outgoing.send(await _body(request))
        return _ok()

    async def _type(self, request: web.Request) -> Answer:
        self._outgoing.type(await _body(request))
        return _ok()

    async def _notify(self, request: web.Request) -> Answer:
        self._notices.send(await _body(request))
        return _ok()

    async def _create_menu(self, request: web.Request) -> Answer:
        self._menu.create(await _body(request))
        return _ok()

    async def _get_menu(self, _request: web.Request) -> Answer:
        if self._menu.definition is None:
            raise ApiFault(46003)
        return {"menu": self._menu.definition}

    async def _delete_menu(self, _request: web.Request) -> Answer:
        self._menu.delete()
        return _ok()

    async def _create_code(self, request: web.Request) -> Answer:
        code, life = self.codes.create(await _body(request))
        lasting = {"expire_seconds": life} if life else {}
        return {"ticket": code.ticket, **lasting, "url": code.url}

    async def _exchange(self, request: web.Request) -> Answer:
        return self._web.exchange(request)

    async def _upload(self, request: web.Request) -> Answer:
        kind = request.query.get("type", "")
        if kind not in LIMITS:
            raise ApiFault(40004)
        data, content_type = await _uploaded(request, LIMITS[kind])
        if kind == "image":
            # Whatever the part calls itself: WeChat looks at what it holds.
            content_type = content_type_of(data)
            if content_type not in PICTURES:
                raise ApiFault(40005)
        media_id = self._media.put(kind, data, content_type)
        created = int(self._platform.clock.now().timestamp())
        return {"type": kind, "media_id": media_id, "created_at": created}

    async def _download(self, request: web.Request) -> web.Response:
        media_id = request.query.get("media_id", "")
        if not media_id:
            raise ApiFault(41006)
        medium = self._media.find(media_id)
        if medium is None:
            raise ApiFault(40007)
        name = f'attachment; filename="{media_id[:16]}"'
        headers = {"Content-Disposition": name, "Content-Type": medium.content_type}
        return web.Response(body=medium.data, headers=headers)

    async def _user(self, request: web.Request) -> Answer:
        openid = request.query.get("openid", "")
        phone = self._platform.find_phone(openid)
        if phone is None:
            raise ApiFault(40003)
        if not phone.following or phone.followed_at is None:
            return {"subscribe": 0, "openid": openid}
        number = int(phone.scene) if phone.scene.isascii() and phone.scene.isdigit() else 0
        return {
            "subscribe": 1, "openid": openid, "language": "zh_CN",
            "subscribe_time": int(phone.followed_at.timestamp()), "remark": "", "groupid": 0,
            "tagid_list": [],
            "subscribe_scene": "ADD_SCENE_QR_CODE" if phone.scene else "ADD_SCENE_SEARCH",
            "qr_scene": number, "qr_scene_str": "" if number else phone.scene,
        }  # fmt: skip

    async def _addresses(self, _request: web.Request) -> Answer:
        return {"ip_list": ["127.0.0.1", "::1"]}

    async def _clear_quota(self, request: web.Request) -> Answer:
        if (await _body(request)).get("appid") != self._account.app_id:
            raise ApiFault(40013)
        self._clears += 1
        if self._clears > CLEARS:
            raise ApiFault(48006)
        return _ok()


def _ok() -> Answer:
    return {"errcode": 0, "errmsg": "ok"}


def _json(answer: Answer) -> web.Response:
    # WeChat's own odd content type: clients that insist on application/json alone must see it here.
    return web.Response(
        text=json.dumps(answer, ensure_ascii=False),
        headers={"Content-Type": "application/json; encoding=utf-8"},
    )


async def _body(request: web.Request) -> dict[str, Any]:
    raw = await request.read()
    if not raw:
        raise ApiFault(44002)
    if len(raw) > MAX_JSON:
        raise ApiFault(45002)
    try:
        body = json.loads(raw)
    except (ValueError, RecursionError):
        raise ApiFault(47001) from None
    if not isinstance(body, dict):
        raise ApiFault(47001)
    return body


async def _openid_of(request: web.Request) -> str:
    """Whom a call is about, so that the panel can list it there; empty for other calls."""
    if not _is_json_call(request):
        return request.query.get("openid", "")[:64]
    try:
        openid = (await _body(request)).get("touser")
    except ApiFault:
        return ""
    return openid[:64] if isinstance(openid, str) else ""


async def _shown(request: web.Request) -> str:
    """The body as the panel shows it; what holds a secret or is no text is left out."""
    if not _is_json_call(request) or request.path.endswith("token"):
        return ""
    return (await request.read()).decode(errors="replace")[:MAX_JSON]


def _is_json_call(request: web.Request) -> bool:
    return request.method == "POST" and not request.content_type.startswith("multipart/")


async def _uploaded(request: web.Request, most: int) -> tuple[bytes, str]:
    if not request.content_type.startswith("multipart/"):
        raise ApiFault(41005)
    part = await (await request.multipart()).next()
    if not isinstance(part, BodyPartReader) or part.name != "media":
        raise ApiFault(41005)
    data = bytearray()
    while chunk := await part.read_chunk(CHUNK):
        data += chunk
        if len(data) > most:
            raise ApiFault(40009)
    if not data:
        raise ApiFault(41005)
    return bytes(data), part.headers.get("Content-Type", "application/octet-stream")
