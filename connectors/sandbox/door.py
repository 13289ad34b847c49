"""Joins the rooms of the sandbox, and lets the account change its kind while everything runs."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from typing import Protocol

from aiohttp import web
from aiohttp.typedefs import Handler

from bot.clock import Hourglass
from bot.settings import Settings
from connectors.sandbox.account import read_account
from connectors.sandbox.api import PlatformApi
from connectors.sandbox.keeping import FILE, Keeping
from connectors.sandbox.media import MediaShelf
from connectors.sandbox.menu import DEFAULT, Menu
from connectors.sandbox.notices import NoticeOffice
from connectors.sandbox.phone_api import Bench, PhoneApi
from connectors.sandbox.platform import Platform
from connectors.sandbox.push import Pusher


class Door(Protocol):
    def attach(self, app: web.Application) -> None:
        """Add routes, and what runs beside them."""
        ...


type OpenDoor = Callable[[Settings], Door]


class SwitchableDoor:
    """The front door's own WeChat door, opened anew when the account becomes verified or ceases to
    be: in life that is a setting and a restart."""

    def __init__(self, settings: Settings, open_door: OpenDoor) -> None:
        self._settings = settings
        self._open_door = open_door
        self._behind: web.Application | None = None
        self._handlers: dict[str, Handler] = {}
        self._one_at_a_time = asyncio.Lock()

    def routes(self) -> list[web.RouteDef]:
        return [
            web.get("/wechat", self._pass_on, allow_head=False),
            web.post("/wechat", self._pass_on),
        ]

    async def open(self, *, verified: bool) -> None:
        async with self._one_at_a_time:
            kind = "verified" if verified else "unverified"
            settings = self._settings.model_copy(update={"wechat_account": kind})
            app = web.Application()
            # What is wrong with the settings shows here, while the other door still stands.
            self._open_door(settings).attach(app)
            await self._close()
            self._handlers = {route.method: route.handler for route in app.router.routes()}
            app.freeze()
            await app.startup()
            self._behind = app

    async def close(self) -> None:
        async with self._one_at_a_time:
            await self._close()

    async def _close(self) -> None:
        if self._behind is not None:
            await self._behind.shutdown()
            await self._behind.cleanup()
            self._behind = None

    async def _pass_on(self, request: web.Request) -> web.StreamResponse:
        return await self._handlers[request.method](request)


class Sandbox:
    """Raises SettingsInvalid where a real account is set up."""

    def __init__(self, settings: Settings, open_door: OpenDoor, hourglass: Hourglass) -> None:
        account = read_account(settings)
        verified = settings.wechat_account == "verified"
        self._platform = Platform(settings.clock, verified=verified)
        self._door = SwitchableDoor(settings, open_door)
        self._pusher = Pusher(self._platform, account, hourglass, settings.wechat_patience)
        media, menu = MediaShelf(self._platform.clock), Menu(DEFAULT)
        self._keeping = Keeping(settings.bot_data_dir / FILE, self._platform, menu)
        notices = NoticeOffice(self._platform, account, self._pusher)
        self._api = PlatformApi(self._platform, account, media, menu, notices)
        bench = Bench(self._platform, account, self._pusher, media, menu, self._api.codes, notices)
        self._phones = PhoneApi(bench, self._switch)

    def attach(self, app: web.Application) -> None:
        app.add_routes(self._door.routes())
        app.add_routes(self._api.routes())
        app.add_routes(self._phones.routes())
        app.cleanup_ctx.append(self._beside)
        app.on_shutdown.append(self._stop_pushing)

    async def _beside(self, _app: web.Application) -> AsyncIterator[None]:
        self._keeping.restore()
        await self._pusher.open()
        await self._door.open(verified=self._platform.switches.verified)
        keeper = asyncio.create_task(self._keeping.keep_forever(), name="sandbox-keeper")
        yield
        keeper.cancel()
        await asyncio.gather(keeper, return_exceptions=True)
        await self._keeping.keep()
        await self._door.close()

    async def _stop_pushing(self, _app: web.Application) -> None:
        await self._pusher.close()

    async def _switch(self, verified: bool) -> None:
        await self._door.open(verified=verified)
