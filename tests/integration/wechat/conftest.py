"""The callback of an Official Account, with an engine that tests script."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from bot.store.database import Database
from tests.fixtures.wechat_door import Door, open_door


@pytest.fixture
async def door(store: Database) -> AsyncIterator[Door]:
    async with open_door(store) as opened:
        yield opened
