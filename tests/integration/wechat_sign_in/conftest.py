"""A colleague, and a phone that may be bound to their account."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.fixtures.colleagues import hire
from tests.fixtures.databases import SqliteStores
from tests.fixtures.fake_engine import FakeEngine
from tests.fixtures.sandbox import open_sandbox
from tests.fixtures.wechat_sign_in import Ground


@pytest.fixture
async def ground(
    engine: FakeEngine, sqlite_stores: SqliteStores, tmp_path: Path
) -> AsyncIterator[Ground]:
    """A verified account, and a phone that follows it and belongs to nobody yet."""
    async with open_sandbox(
        engine, sqlite_stores.migrated(), tmp_path, wechat_account="verified",
        wechat_staff_sign_in=True,
    ) as phone:  # fmt: skip
        await phone.do("follow")
        await phone.heard(1)
        opened = Ground(phone, await hire(phone.door, "甲老师"))
        yield opened
        for http in opened.browsers:
            await http.close()
