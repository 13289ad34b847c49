"""Joins the rooms of the WeChat door: the callback, and the courier of verified accounts."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta
from functools import partial
from typing import Protocol

import aiohttp
import structlog
from aiohttp import web

from bot.errors import SettingsInvalid
from bot.messages import Channel
from bot.settings import Settings
from connectors.enclosures.links import open_file_links
from connectors.rooms import Rooms
from connectors.sheets.links import open_links
from connectors.wechat.account import callback_addresses
from connectors.wechat.answers import Answers
from connectors.wechat.callback import WeChatCallback
from connectors.wechat.courier import Courier
from connectors.wechat.enclosures import NATIVE_PICTURES, Enclosures
from connectors.wechat.envelope import build_envelope
from connectors.wechat.keeper import Keeper
from connectors.wechat.media import WeChatMedia
from connectors.wechat.notices import Notices
from connectors.wechat.parked import Parked
from connectors.wechat.patience import Patience
from connectors.wechat.register import Register
from connectors.wechat.replies import Replies
from connectors.wechat.retries import Claims, Retries
from connectors.wechat.send import Tokens, WeChatApi, api_hosts
from connectors.wechat.sources import RateLimits, Sources
from connectors.wechat.staff import Entrance, StaffPhone
from connectors.wechat.typing_sign import TypingSign

log = structlog.get_logger(__name__)


class Coordination(Protocol):
    @property
    def claims(self) -> Claims: ...

    @property
    def tokens(self) -> Tokens: ...

    @property
    def limits(self) -> RateLimits: ...


class WeChatDoor:
    """Raises SettingsInvalid where the account's settings contradict each other."""

    def __init__(
        self,
        settings: Settings,
        rooms: Rooms,
        coordination: Coordination,
        http: aiohttp.ClientSession,
        patience: Patience | None = None,
        entrance: Entrance | None = None,
    ) -> None:
        verified = settings.wechat_account == "verified"
        alone = NATIVE_PICTURES if verified else frozenset[str]()
        files = Enclosures(rooms, open_file_links(settings), alone)
        self._answers = Answers(rooms, open_links(settings), settings.wechat_patience, files)
        self._typing: TypingSign | None = None
        self._sources = build_sources(settings, coordination, http)
        has_secret = settings.wechat_app_secret is not None
        api = build_api(settings, coordination.tokens, http) if has_secret else None
        keeper = Keeper(rooms, WeChatMedia(api, http), coordination.claims, Channel.WECHAT)
        self._beside = [self._sources.follow_forever, keeper.run_forever]
        register = Register(rooms, keeper.wake)
        patience = patience or Patience.within(settings.wechat_patience, may_follow=verified)
        parked = None
        if verified:
            sender = api or build_api(settings, coordination.tokens, http)
            courier = build_courier(settings, rooms, self._answers, sender, patience)
            self._beside += [courier.run_forever, partial(register.ask_forever, sender)]
            self._typing = TypingSign(sender, self._answers, coordination.claims, rooms.hourglass)
        else:
            parked = Parked(rooms, self._answers)
        retries = Retries(coordination.claims, rooms.hourglass)
        self._replies = Replies(
            rooms, self._answers, retries, parked, patience.look, register, self._typing,
            StaffPhone(settings.wechat_app_id or "", entrance) if entrance is not None else None,
        )  # fmt: skip
        if settings.wechat_mode == "plain":
            # Its signature does not cover the body: who sees one address can forge any message.
            log.warning("wechat.plain_mode_is_for_closed_tests_only")
        self._callback = WeChatCallback(
            build_envelope(settings), self._replies, rooms.clock, patience, self._sources,
            rooms.hourglass,
        )  # fmt: skip

    def attach(self, app: web.Application) -> None:
        """Add the routes, and what runs beside them."""
        app.add_routes(self._callback.routes())
        app.cleanup_ctx.append(self._background)

    async def _background(self, _app: web.Application) -> AsyncIterator[None]:
        tasks = [asyncio.create_task(each(), name="wechat") for each in self._beside]
        yield
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        if self._typing is not None:
            await self._typing.close()
        await self._replies.close()
        await self._answers.close()


def build_courier(
    settings: Settings, rooms: Rooms, answers: Answers, api: WeChatApi, patience: Patience
) -> Courier:
    template, fields = settings.wechat_notice_template, settings.wechat_notice_fields
    page = settings.bot_public_url or ""
    return Courier(
        rooms, answers, api, Channel.WECHAT,
        more=rooms.phrases.say("more_waiting").text,
        notices=Notices(rooms, api, template, fields, page) if template else None,
        waits=timedelta(seconds=patience.answer + patience.look),
        head_start=timedelta(seconds=patience.head_start),
    )  # fmt: skip


def build_sources(
    settings: Settings, coordination: Coordination, http: aiohttp.ClientSession
) -> Sources:
    if not settings.wechat_check_source:
        return Sources(coordination.limits)
    api = build_api(settings, coordination.tokens, http)
    return Sources(coordination.limits, partial(callback_addresses, api))


def build_api(settings: Settings, tokens: Tokens, http: aiohttp.ClientSession) -> WeChatApi:
    if settings.wechat_app_secret is None:
        raise SettingsInvalid(
            "WECHAT_ACCOUNT=verified 和 WECHAT_CHECK_SOURCE 需要设置 WECHAT_APP_SECRET"
        )
    return WeChatApi(
        http,
        tokens,
        settings.wechat_app_id or "",
        settings.wechat_app_secret.get_secret_value(),
        api_hosts(settings.wechat_api_base),
    )
