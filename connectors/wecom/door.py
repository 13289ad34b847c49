"""Joins the rooms of the WeCom door: the callback, the puller, and the courier."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from typing import Protocol

import aiohttp
from aiohttp import web

from bot.errors import SettingsInvalid
from bot.files import SENDABLE
from bot.messages import Channel
from bot.settings import Settings
from connectors.enclosures.links import open_file_links
from connectors.rooms import Rooms
from connectors.wechat.answers import Answers
from connectors.wechat.cipher import AesKey
from connectors.wechat.courier import Courier
from connectors.wechat.enclosures import Enclosures
from connectors.wechat.keeper import Keeper
from connectors.wechat.media import WeChatMedia
from connectors.wechat.retries import Claims
from connectors.wechat.send import Tokens
from connectors.wecom.api import WeComApi
from connectors.wecom.callback import WeComCallback
from connectors.wecom.envelope import WeComEnvelope
from connectors.wecom.failures import Failures
from connectors.wecom.puller import Leases, Puller


class Coordination(Protocol):
    @property
    def claims(self) -> Claims: ...

    @property
    def leases(self) -> Leases: ...

    @property
    def tokens(self) -> Tokens: ...


class WeComDoor:
    """Raises SettingsInvalid where a setting is missing."""

    def __init__(
        self,
        settings: Settings,
        rooms: Rooms,
        coordination: Coordination,
        http: aiohttp.ClientSession,
    ) -> None:
        token, key, secret = settings.wecom_token, settings.wecom_aes_key, settings.wecom_kf_secret
        if not (settings.wecom_corp_id and token and key and secret):
            raise SettingsInvalid(
                "企业微信需要 WECOM_CORP_ID、WECOM_TOKEN、WECOM_AES_KEY、WECOM_KF_SECRET 都设置"
            )
        api = WeComApi(
            http, coordination.tokens, settings.wecom_corp_id,
            secret.get_secret_value(), settings.wecom_api_base,
        )  # fmt: skip
        self._puller = Puller(
            api, rooms.inbox, rooms.database, coordination.leases, rooms.clock,
            rooms.phrases.greeting(), Failures(rooms),
        )  # fmt: skip
        aes_key = AesKey(key.get_secret_value(), settings.wecom_corp_id)
        envelope = WeComEnvelope(token.get_secret_value(), aes_key, rooms.clock)
        self._callback = WeComCallback(envelope, self._puller)
        links = open_file_links(settings)
        files = Enclosures(rooms, links, SENDABLE, phrase="file_address")
        self._answers = Answers(rooms, files=files)
        more = rooms.phrases.say("more_waiting").text
        media = WeChatMedia(api, http)
        self._keeper = Keeper(rooms, media, coordination.claims, Channel.WECOM)
        self._courier = Courier(rooms, self._answers, api, Channel.WECOM, more=more)

    def attach(self, app: web.Application) -> None:
        """Add the routes, and what runs beside them."""
        app.add_routes(self._callback.routes())
        app.cleanup_ctx.append(self._background)

    async def _background(self, _app: web.Application) -> AsyncIterator[None]:
        loops = (
            self._puller.run_forever(), self._courier.run_forever(), self._keeper.run_forever(),
        )  # fmt: skip
        tasks = [asyncio.create_task(each, name="wecom") for each in loops]
        yield
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        await self._answers.close()
