"""Thousands of open visitor sockets: memory for each, and how soon the words of staff arrive.

`python -m benchmarks.realtime` starts one front door (SQLite, everything in process) and, beside
it, Rasa's own socket.io channel with nothing behind it, opens the same number of sockets at each,
and pushes to visitors drawn by lot. At the front door a push is a member of staff's reply over the
API: signed in, owned, stored, audited, then announced. At Rasa's it is the channel's own
``send_text_message``, which stores nothing: the least that it can cost.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import random
import subprocess
import tempfile
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from time import perf_counter
from typing import Any, cast
from uuid import uuid4

import aiohttp

from bot.app import ROOT
from bot.settings import Settings
from bot.store.visitor_sessions import open_visitor_session
from tests.fixtures.colleagues import hire
from tests.fixtures.databases import SqliteStores, open_store
from tests.fixtures.fake_engine import FakeEngine
from tests.fixtures.front_door import Door
from tests.fixtures.process import Process
from tests.fixtures.servers import free_port

TOGETHER = 50
START_SECONDS = 240.0
RECEIPT_SECONDS = 60.0
# Every browser offers permessage-deflate with a window of this many bits.
OFFERED = 15


@dataclass(frozen=True)
class Side:
    """``push`` sends a text to the visitor of that number."""

    pid: int
    connect: Callable[[int], Awaitable[aiohttp.ClientWebSocketResponse]]
    push: Callable[[int, str], Awaitable[None]]


async def measure(side: Side, sockets: int, pushes: int, seed: int) -> dict[str, Any]:
    before = memory_of(side.pid)
    arrived: dict[str, asyncio.Future[float]] = {}
    began = perf_counter()
    listeners = await open_all(side, sockets, arrived)
    opening = perf_counter() - began
    after = memory_of(side.pid)
    chance = random.Random(seed)  # noqa: S311 - a lot, not a secret
    seconds = [await push_once(side, chance.randrange(sockets), arrived) for _ in range(pushes)]
    for task in listeners:
        task.cancel()
    await asyncio.gather(*listeners, return_exceptions=True)
    ordered = sorted(seconds)
    return {
        "sockets": sockets,
        "opened_per_second": round(sockets / opening),
        "kilobytes_per_socket": round((after - before) / sockets, 1),
        "resident_megabytes": round(after / 1024),
        "push_p50_ms": round(median(ordered) * 1000, 1),
        "push_p95_ms": round(ordered[int(len(ordered) * 0.95)] * 1000, 1),
    }


async def open_all(
    side: Side, sockets: int, arrived: dict[str, asyncio.Future[float]]
) -> list[asyncio.Task[None]]:
    """Each is listened to at once: one that answers no ping is closed before the last is open."""
    gate = asyncio.Semaphore(TOGETHER)

    async def one(number: int) -> asyncio.Task[None]:
        async with gate:
            return asyncio.create_task(listen(await side.connect(number), arrived))

    return await asyncio.gather(*(one(number) for number in range(sockets)))


async def listen(
    socket: aiohttp.ClientWebSocketResponse, arrived: dict[str, asyncio.Future[float]]
) -> None:
    """Note when each marked text comes; answer Rasa's pings, which are the text "2"."""
    async for frame in socket:
        if frame.data == "2":
            await socket.send_str("3")
            continue
        for mark, receipt in arrived.items():
            if mark in frame.data and not receipt.done():
                receipt.set_result(perf_counter())


async def push_once(side: Side, number: int, arrived: dict[str, asyncio.Future[float]]) -> float:
    mark = uuid4().hex
    arrived[mark] = asyncio.get_running_loop().create_future()
    began = perf_counter()
    await side.push(number, mark)
    async with asyncio.timeout(RECEIPT_SECONDS):
        received = await arrived[mark]
    del arrived[mark]
    return received - began


@asynccontextmanager
async def front_door(sockets: int, folder: Path) -> AsyncIterator[Side]:
    async with AsyncExitStack() as stack:
        engine = await stack.enter_async_context(FakeEngine().serve())
        url = SqliteStores(folder).migrated()
        process = Process(engine, url, folder, BOT_DESK_GRACE="3600")
        process.start()
        stack.callback(process.close)
        http = await stack.enter_async_context(
            aiohttp.ClientSession(process.url, connector=aiohttp.TCPConnector(limit=0))
        )
        await until_answers(http, "/health/live")
        database = open_store(url)
        stack.push_async_callback(database.close)
        now = Settings(_env_file=None).clock.now()
        async with database.write() as session:
            visitors = [await open_visitor_session(session, now) for _ in range(sockets)]
        colleague = await hire(Door(cast(Any, http), Settings(_env_file=None), database), "小王")
        owned: set[int] = set()

        async def connect(number: int) -> aiohttp.ClientWebSocketResponse:
            token = visitors[number][0]
            headers = {"Authorization": f"Bearer {token}"}
            socket = await http.ws_connect("/webchat/ws", headers=headers, compress=OFFERED)
            await socket.receive()
            return socket

        async def push(number: int, text: str) -> None:
            status, answer = await colleague.reply(visitors[number][1], text)
            if status >= 400:
                raise RuntimeError(answer)

        async def take_over_and_push(number: int, text: str) -> None:
            if number not in owned:
                await colleague.claim(visitors[number][1])
                owned.add(number)
            await push(number, text)

        assert process.pid is not None
        yield Side(process.pid, connect, take_over_and_push)


@asynccontextmanager
async def rasa_channel(_sockets: int, _folder: Path) -> AsyncIterator[Side]:
    port = free_port()
    python = str(ROOT / "engine" / ".venv" / "bin" / "python")
    process = subprocess.Popen(  # noqa: ASYNC220 - it must live as long as the side
        [python, "-m", "benchmarks.rasa_sockets", str(port)],
        cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    try:
        connector = aiohttp.TCPConnector(limit=0)
        async with aiohttp.ClientSession(f"http://127.0.0.1:{port}", connector=connector) as http:
            await until_answers(http, "/")

            sids: dict[int, str] = {}

            async def connect(number: int) -> aiohttp.ClientWebSocketResponse:
                """The handshake of Engine.IO 4 by hand: one library less beside it."""
                socket = await http.ws_connect(
                    "/socket.io/?EIO=4&transport=websocket", compress=OFFERED
                )
                await socket.receive()
                await socket.send_str("40")
                sids[number] = json.loads((await socket.receive_str()).removeprefix("40"))["sid"]
                return socket

            async def push(number: int, text: str) -> None:
                query = {"session_id": sids[number], "text": text}
                async with http.post("/push", params=query) as response:
                    response.raise_for_status()

            yield Side(process.pid, connect, push)
    finally:
        process.terminate()
        process.wait()


async def until_answers(http: aiohttp.ClientSession, path: str) -> None:
    async with asyncio.timeout(START_SECONDS):
        while True:
            try:
                async with http.get(path):
                    return
            except aiohttp.ClientError:
                await asyncio.sleep(0.2)


def memory_of(pid: int) -> int:
    """Resident memory in kilobytes."""
    status = Path(f"/proc/{pid}/status").read_text(encoding="ascii")
    line = next(each for each in status.splitlines() if each.startswith("VmRSS"))
    return int(line.split()[1])


async def compare(sockets: int, pushes: int) -> dict[str, Any]:
    report: dict[str, Any] = {}
    for name, open_side in (("front door", front_door), ("rasa socket.io", rasa_channel)):
        with tempfile.TemporaryDirectory() as folder:
            async with open_side(sockets, Path(folder)) as side:
                report[name] = await measure(side, sockets, pushes, seed=7)
    return report


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sockets", type=int, default=5_000)
    parser.add_argument("--pushes", type=int, default=200)
    options = parser.parse_args()
    print(json.dumps(asyncio.run(compare(options.sockets, options.pushes)), indent=2))


if __name__ == "__main__":
    main()
