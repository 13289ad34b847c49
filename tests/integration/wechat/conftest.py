"""Callbacks of accounts that may send by themselves and that may not; tests script the engine."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from bot.settings import Settings
from bot.store.database import Database
from tests.fixtures.late_answers import Gate
from tests.fixtures.wechat_api import SECRET, ApiStandIn, open_api
from tests.fixtures.wechat_door import LATE, Door, open_door, wechat_settings


@pytest.fixture
async def door(store: Database) -> AsyncIterator[Door]:
    async with open_door(store) as opened:
        yield opened


@pytest.fixture
async def gate() -> AsyncIterator[Gate]:
    gate = Gate()
    yield gate
    gate.open.set()


@pytest.fixture
async def api() -> AsyncIterator[ApiStandIn]:
    async with open_api() as opened:
        yield opened


def verified_account(api: ApiStandIn) -> Settings:
    return wechat_settings(
        wechat_account="verified", wechat_app_secret=SECRET, wechat_api_base=api.url
    )


@pytest.fixture
async def verified(store: Database, gate: Gate, api: ApiStandIn) -> AsyncIterator[Door]:
    """An account that may send customer-service messages."""
    async with open_door(store, verified_account(api), patience=LATE) as opened:
        opened.engine.script = gate
        yield opened
        gate.open.set()


@pytest.fixture
async def known(store: Database, gate: Gate, api: ApiStandIn) -> AsyncIterator[Door]:
    """The same, for answers that are there at once: a reply takes them along."""
    async with open_door(store, verified_account(api)) as opened:
        opened.engine.script = gate
        yield opened
        gate.open.set()
