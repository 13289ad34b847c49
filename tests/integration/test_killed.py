"""kill -9 between receipt and reply: a real process, no chance to tidy up."""

from __future__ import annotations

import asyncio
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest
from aiohttp import ClientError, ClientSession

from tests.fixtures.databases import SqliteStores
from tests.fixtures.fake_engine import FakeEngine
from tests.fixtures.process import START_PATIENCE, Process
from tests.fixtures.waiting import PATIENCE, eventually
from tests.fixtures.wechat_account import WECHAT_SETTINGS
from tests.fixtures.wechat_api import SECRET, open_api
from tests.fixtures.wechat_platform import Platform


@pytest.fixture
def process(engine: FakeEngine, sqlite_stores: SqliteStores, tmp_path: Path) -> Iterator[Process]:
    served = Process(engine, sqlite_stores.migrated(), tmp_path)
    served.start()
    yield served
    served.close()


async def alive(http: ClientSession, url: str) -> None:
    async def answers() -> bool:
        try:
            async with http.get(f"{url}/health/live") as response:
                return response.status == 200
        except ClientError:
            return False

    await eventually(answers, START_PATIENCE)


async def test_the_reply_arrives_once_after_a_kill(engine: FakeEngine, process: Process) -> None:
    gate = engine.hold()
    async with ClientSession() as http:
        await alive(http, process.url)
        async with http.post(f"{process.url}/webchat/session") as response:
            token = (await response.json())["token"]
        http.headers["Authorization"] = f"Bearer {token}"
        body = {"client_msg_id": "1", "text": "气孔"}
        async with http.post(f"{process.url}/webchat/messages", json=body) as response:
            assert response.status == 202
        await gate.reached.wait()

        process.end(signal.SIGKILL)
        gate.opened.set()
        process.start()
        await alive(http, process.url)

        # The browser cannot know whether its message arrived, so it sends it again.
        async with http.post(f"{process.url}/webchat/messages", json=body) as response:
            assert (response.status, await response.json()) == (200, {"seq": 1})
        params = {"after": "1", "wait": str(PATIENCE)}
        async with http.get(f"{process.url}/webchat/messages", params=params) as response:
            page = await response.json()
    assert [each["text"] for each in page["messages"]] == ["听到了：气孔"]
    assert len(engine.calls) == 1, "the engine had finished: its answer was recalled"


@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGTERM])
async def test_what_wechat_was_told_success_for_is_answered_once(
    engine: FakeEngine, sqlite_stores: SqliteStores, tmp_path: Path, how: signal.Signals
) -> None:
    """The account's answer was still on its way when the process ended."""
    gate, platform = engine.hold(), Platform()
    async with open_api() as api, ClientSession() as http:
        account = {
            **WECHAT_SETTINGS, "WECHAT_ACCOUNT": "verified", "WECHAT_APP_SECRET": SECRET,
            "WECHAT_API_BASE": api.url, "WECHAT_PATIENCE": "2",
        }  # fmt: skip
        process = Process(engine, sqlite_stores.migrated(), tmp_path, **account)
        document = platform.text("oTESTabcdefghijklmnopqrstuv1", "气孔")

        async def push() -> str:
            delivery = platform.secure(document)
            url = f"{process.url}/wechat"
            async with http.post(url, params=delivery.params, data=delivery.body) as response:
                return await response.text()

        async def answered() -> bool:
            return bool(api.sent)

        try:
            process.start()
            await alive(http, process.url)
            assert await push() == "success"
            ending = asyncio.create_task(asyncio.to_thread(process.end, how))
            gate.opened.set()
            await ending
            process.start()
            await alive(http, process.url)
            await eventually(answered)
            assert await push() == "success"
        finally:
            process.close()
        assert api.texts() == ["听到了：气孔"]
        assert len(engine.calls) == 1


async def test_asked_to_stop_it_ends_in_order(process: Process) -> None:
    async with ClientSession() as http:
        await alive(http, process.url)
    assert process.end(signal.SIGTERM) == 0
