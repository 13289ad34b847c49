"""JSON between the browser's phone and the platform: what the owner does, and what is seen."""

from __future__ import annotations

import math
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from aiohttp import web

from bot.errors import BadRequest, NotFound, TooLarge
from bot.setting_rules import LOOPBACK
from connectors.sandbox.account import Account
from connectors.sandbox.codes import QrCodes
from connectors.sandbox.media import MediaShelf
from connectors.sandbox.menu import Menu
from connectors.sandbox.notices import NoticeOffice
from connectors.sandbox.owner import Owner, Place
from connectors.sandbox.platform import Platform
from connectors.sandbox.push import Pusher
from connectors.sandbox.views import Viewer
from connectors.webchat.bodies import read_json

MAX_WAIT = 25.0
MAX_NAME = 20
MAX_PICTURE = 2 * 1024 * 1024
MAX_MOVE = timedelta(days=365)
SLOWEST = 10.0

type Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]
type SwitchAccount = Callable[[bool], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class Bench:
    """Everything that stands behind the phones."""

    platform: Platform
    account: Account
    pusher: Pusher
    media: MediaShelf
    menu: Menu
    codes: QrCodes
    notices: NoticeOffice


class PhoneApi:
    """``switch_account`` makes the front door behave for a verified or unverified account."""

    def __init__(self, bench: Bench, switch_account: SwitchAccount) -> None:
        self._platform = bench.platform
        self._pusher = bench.pusher
        self._media = bench.media
        self._menu = bench.menu
        self._codes = bench.codes
        self._notices = bench.notices
        self._switch_account = switch_account
        self._viewer = Viewer(bench.platform, bench.account, bench.pusher, bench.menu, bench.codes)

    def routes(self) -> list[web.RouteDef]:
        one = "/sandbox/phones/{openid}"
        return [
            web.post("/sandbox/phones", self._guarded(self._new_phone)),
            web.get(one, self._guarded(self._look)),
            web.post(f"{one}/text", self._guarded(self._say)),
            web.post(f"{one}/voice", self._guarded(self._speak)),
            web.post(f"{one}/image", self._guarded(self._send_picture)),
            web.post(f"{one}/location", self._guarded(self._send_place)),
            web.post(f"{one}/link", self._guarded(self._send_link)),
            web.post(f"{one}/withheld", self._guarded(self._send_withheld)),
            web.post(f"{one}/follow", self._guarded(self._follow)),
            web.post(f"{one}/unfollow", self._guarded(self._unfollow)),
            web.post(f"{one}/scan", self._guarded(self._scan)),
            web.post(f"{one}/menu", self._guarded(self._tap_menu)),
            web.post(f"{one}/notice", self._guarded(self._answer_popup)),
            web.post("/sandbox/switches", self._guarded(self._switch)),
            web.post("/sandbox/clock", self._guarded(self._move_clock)),
            web.get("/sandbox/media/{id}", self._guarded(self._medium)),
        ]

    def _guarded(self, handler: Handler) -> Handler:
        """Only pages of this machine: a foreign name that leads here is turned away, and a foreign
        page cannot send the content types that are read here."""

        async def serve(request: web.Request) -> web.StreamResponse:
            if request.url.host not in LOOPBACK:
                raise NotFound
            wanted = ("application/json", "image/")
            if request.method == "POST" and not request.content_type.startswith(wanted):
                raise BadRequest("请求体应为 JSON")
            return await handler(request)

        return serve

    async def _new_phone(self, request: web.Request) -> web.Response:
        name = _text(await read_json(request), "nickname", MAX_NAME).strip() or "老板"
        phone = self._platform.add_phone(name)
        return web.json_response({"openid": phone.openid}, status=201)

    async def _look(self, request: web.Request) -> web.Response:
        """All that changed since ``after``; with ``wait`` not before something has."""
        phone = self._platform.phone(request.match_info["openid"])
        after = _number(request.query.get("after", "0"))
        wait = min(_number(request.query.get("wait", "0")), MAX_WAIT)
        await self._platform.wait(int(after), wait)
        return web.json_response(self._viewer.view(phone, int(after)))

    async def _say(self, request: web.Request) -> web.Response:
        body = await read_json(request)
        menu_id = _text(body, "menu_id", 128)
        self._owner(request).say(_text(body, "text", 8_000), menu_id)
        return _accepted()

    async def _speak(self, request: web.Request) -> web.Response:
        body = await read_json(request)
        seconds = body.get("seconds", 3)
        if not isinstance(seconds, int):
            raise BadRequest("seconds 应为整数")
        self._owner(request).speak(_text(body, "recognition", 2_000).strip(), seconds)
        return _accepted()

    async def _send_picture(self, request: web.Request) -> web.Response:
        if not request.content_type.startswith("image/"):
            raise BadRequest("请选择图片")
        data = bytearray()
        # Pictures are larger than the bodies that the front door takes elsewhere.
        async for chunk in request.content.iter_chunked(64 * 1024):
            data += chunk
            if len(data) > MAX_PICTURE:
                raise TooLarge("图片太大，请换一张小一些的")
        if not data:
            raise BadRequest("图片是空的")
        origin = str(request.url.origin())
        self._owner(request).send_picture(bytes(data), request.content_type, origin)
        return _accepted()

    async def _send_place(self, request: web.Request) -> web.Response:
        body = await read_json(request)
        latitude, longitude = _degrees(body, "latitude", 90), _degrees(body, "longitude", 180)
        place = Place(latitude, longitude, _text(body, "label", 200).strip())
        self._owner(request).send_place(place)
        return _accepted()

    async def _send_link(self, request: web.Request) -> web.Response:
        body = await read_json(request)
        title, url = _text(body, "title", 200).strip(), _text(body, "url", 500).strip()
        self._owner(request).send_link(title, _text(body, "description", 500).strip(), url)
        return _accepted()

    async def _send_withheld(self, request: web.Request) -> web.Response:
        what = _text(await read_json(request), "what", 40).strip()
        self._owner(request).send_withheld(what or "名片")
        return _accepted()

    async def _follow(self, request: web.Request) -> web.Response:
        self._owner(request).follow()
        return _accepted()

    async def _unfollow(self, request: web.Request) -> web.Response:
        self._owner(request).unfollow()
        return _accepted()

    async def _scan(self, request: web.Request) -> web.Response:
        scene = _text(await read_json(request), "scene", 128).strip()
        self._owner(request).scan(scene, self._codes.ticket_for(scene))
        return _accepted()

    async def _tap_menu(self, request: web.Request) -> web.Response:
        path = (await read_json(request)).get("path")
        if not isinstance(path, list) or not all(isinstance(place, int) for place in path):
            raise BadRequest("path 应为菜单项的位置")
        url = self._owner(request).tap_menu(self._menu, path)
        return web.json_response({"url": url}, status=202)

    async def _answer_popup(self, request: web.Request) -> web.Response:
        accept = (await read_json(request)).get("accept")
        if not isinstance(accept, bool):
            raise BadRequest("accept 应为 true 或 false")
        phone = self._platform.phone(request.match_info["openid"])
        self._notices.answer_popup(phone, _callback(request), accept=accept)
        return _accepted()

    async def _switch(self, request: web.Request) -> web.Response:
        body, switches = await read_json(request), self._platform.switches
        for name in ("verified", "down"):
            if name in body and not isinstance(body[name], bool):
                raise BadRequest(f"{name} 应为 true 或 false")
        slow = body.get("slow", switches.slow)
        if not isinstance(slow, int | float) or not 0 <= slow <= SLOWEST:
            raise BadRequest(f"slow 应在 0 到 {SLOWEST:g} 秒之间")
        switches.slow, switches.down = float(slow), body.get("down", switches.down)
        verified = body.get("verified", switches.verified)
        if verified != switches.verified:
            await self._switch_account(verified)
            switches.verified = verified
        self._platform.note_change()
        return _accepted()

    async def _move_clock(self, request: web.Request) -> web.Response:
        """Forward only, as time goes: whatever has closed stays closed."""
        seconds = (await read_json(request)).get("seconds")
        if not isinstance(seconds, int | float) or not 0 < seconds <= MAX_MOVE.total_seconds():
            raise BadRequest("seconds 应为正数，最多一年")
        self._platform.clock.move(timedelta(seconds=seconds))
        self._platform.note_change()
        return _accepted()

    async def _medium(self, request: web.Request) -> web.Response:
        medium = self._media.find(request.match_info["id"])
        if medium is None or medium.kind != "image":
            raise NotFound
        return web.Response(body=medium.data, content_type=medium.content_type)

    def _owner(self, request: web.Request) -> Owner:
        phone = self._platform.phone(request.match_info["openid"])
        return Owner(self._platform, self._pusher, self._media, phone, _callback(request))


def _callback(request: web.Request) -> str:
    """The server's /wechat by the socket that this request came in on: right behind any mapping."""
    assert request.transport is not None  # noqa: S101 - a request that is being read has one
    host, port = request.transport.get_extra_info("sockname")[:2]
    return f"http://{f'[{host}]' if ':' in host else host}:{port}/wechat"


def _accepted() -> web.Response:
    return web.json_response({}, status=202)


def _text(body: dict[str, Any], name: str, most: int) -> str:
    value = body.get(name, "")
    if not isinstance(value, str) or len(value) > most:
        raise BadRequest(f"{name} 应为不超过 {most} 个字符的文字")
    return value


def _number(raw: str) -> float:
    try:
        value = float(raw)
    except ValueError:
        raise BadRequest("after 和 wait 应为数字") from None
    if not math.isfinite(value) or value < 0:
        raise BadRequest("after 和 wait 应为非负数")
    return value


def _degrees(body: dict[str, Any], name: str, most: float) -> float:
    value = body.get(name)
    if not isinstance(value, int | float) or not -most <= value <= most:
        raise BadRequest(f"{name} 应为度数")
    return float(value)
