"""The rooms of the sandbox, each alone, with an account that is invented for tests."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer

from bot.clock import Clock
from connectors.sandbox.account import Account
from connectors.sandbox.api import PlatformApi
from connectors.sandbox.media import MediaShelf
from connectors.sandbox.menu import DEFAULT, Menu
from connectors.sandbox.notices import NoticeOffice
from connectors.sandbox.platform import Phone, Platform
from connectors.sandbox.push import Pusher
from tests.fixtures.hourglass import HandHourglass
from tests.fixtures.wechat_account import AES_KEY, APP_ID, TOKEN
from tests.unit.sandbox.api_client import Client

SECRET = "an-invented-app-secret"


@pytest.fixture
def account() -> Account:
    return Account(APP_ID, SECRET, TOKEN, AES_KEY, "secure")


@pytest.fixture
def platform() -> Platform:
    return Platform(Clock(), verified=True)


@pytest.fixture
def phone(platform: Platform) -> Phone:
    """Of an owner who follows, and has said nothing yet."""
    made = platform.add_phone("王师傅")
    made.following, made.followed_at = True, platform.clock.now()
    return made


@pytest.fixture
async def client(platform: Platform, account: Account) -> AsyncIterator[Client]:
    """With a token that holds."""
    notices = NoticeOffice(platform, account, Pusher(platform, account, HandHourglass()))
    api = PlatformApi(platform, account, MediaShelf(platform.clock), Menu(DEFAULT), notices)
    app = web.Application()
    app.add_routes(api.routes())
    async with TestClient(TestServer(app)) as http:
        made = Client(http, account)
        made.token = (await made.fetch_token())["access_token"]
        yield made
