"""A turn through the front door beside the same text straight to Rasa's REST channel, in one run.

`make bench` starts the whole system on free ports of this machine, and a second engine with the
same model but without our quickening (benchmarks/stock_engine.py). It talks to all in alternation,
so that they see the same machine, and prints p50, p95, turns per second and the ratios.
"Through the front door" is from sending the message until its reply can be read: store, lease,
engine, store again, wake the reader. Bounded: --turns for each side, then it stops by itself.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import json
import os
import statistics
import subprocess
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter
from uuid import uuid4

import aiohttp

from bot.app import ROOT
from tests.fixtures.servers import free_port
from tests.fixtures.stack import READY_SECONDS, Stack

TEXTS = (
    "你好",
    "千校万企是什么",
    "技术导师要钱吗",
    "开放许可怎么办",
    "你们是机器人吗",
    "谢谢",
)
GOAL = 1.3


@dataclass(frozen=True)
class Side:
    name: str
    seconds: list[float]

    def row(self) -> dict[str, object]:
        ordered = sorted(self.seconds)
        return {
            "side": self.name,
            "turns": len(ordered),
            "p50_ms": round(statistics.median(ordered) * 1000, 1),
            "p95_ms": round(ordered[int(len(ordered) * 0.95)] * 1000, 1),
        }


async def open_visitor(http: aiohttp.ClientSession, url: str) -> dict[str, str]:
    async with http.post(f"{url}/webchat/session") as response:
        body = await response.json()
    return {"Authorization": f"Bearer {body['token']}"}


async def turn_through_door(
    http: aiohttp.ClientSession, url: str, headers: dict[str, str], text: str
) -> float:
    started = perf_counter()
    body = {"client_msg_id": uuid4().hex, "text": text}
    async with http.post(f"{url}/webchat/messages", json=body, headers=headers) as response:
        seq = (await response.json())["seq"]
    while True:
        query = {"after": str(seq), "wait": "10"}
        async with http.get(f"{url}/webchat/messages", params=query, headers=headers) as response:
            messages = (await response.json())["messages"]
        if any(message["author"] != "user" for message in messages):
            return perf_counter() - started


async def turn_at_engine(http: aiohttp.ClientSession, url: str, sender: str, text: str) -> float:
    started = perf_counter()
    body = {"sender": sender, "message": text}
    async with http.post(f"{url}/webhooks/rest/webhook", json=body) as response:
        if not await response.json():
            raise RuntimeError("the engine answered nothing")
    return perf_counter() - started


async def measure_latency(stack: Stack, stock: str, turns: int) -> tuple[Side, Side, Side]:
    door, engine = Side("front door", []), Side("rasa rest, our engine", [])
    as_it_comes = Side("rasa rest, as it comes", [])
    async with aiohttp.ClientSession() as http:
        await wait_ready(http, stock)
        headers, sender = await open_visitor(http, stack.url), uuid4().hex
        for index in range(-10, turns):
            # A fresh person now and then, as in life: trackers grow with every turn.
            if index % 12 == 0:
                headers, sender = await open_visitor(http, stack.url), uuid4().hex
            text = TEXTS[index % len(TEXTS)]
            first = await turn_at_engine(http, stack.engine_url, sender, text)
            second = await turn_through_door(http, stack.url, headers, text)
            third = await turn_at_engine(http, stock, f"stock-{sender}", text)
            if index >= 0:  # the first ten warm all up
                engine.seconds.append(first)
                door.seconds.append(second)
                as_it_comes.seconds.append(third)
    return door, engine, as_it_comes


async def wait_ready(http: aiohttp.ClientSession, url: str) -> None:
    async with asyncio.timeout(READY_SECONDS):
        while True:
            try:
                async with http.get(f"{url}/") as response:
                    if response.status == 200:
                        return
            except aiohttp.ClientError:
                pass
            await asyncio.sleep(0.5)


@contextlib.contextmanager
def stock_engine(stack: Stack) -> Iterator[str]:
    """A second engine on its own port; the front door does not know of it."""
    port = free_port()
    command = [
        str(ROOT / "engine" / ".venv" / "bin" / "python"), "-m", "benchmarks.stock_engine", "run",
        "--model", stack.environment["BOT_MODEL"], "--interface", "127.0.0.1", "--port", str(port),
    ]  # fmt: skip
    quiet = subprocess.DEVNULL
    process = subprocess.Popen(command, cwd=ROOT, env=stack.environment, stdout=quiet, stderr=quiet)
    os.sched_setaffinity(process.pid, range(os.cpu_count() or 1))
    try:
        yield f"http://127.0.0.1:{port}"
    finally:
        process.terminate()
        process.wait(timeout=60)


async def measure_throughput(stack: Stack, turns: int, people: int) -> dict[str, float]:
    async with aiohttp.ClientSession() as http:
        visitors = [await open_visitor(http, stack.url) for _ in range(people)]

        async def talk_at_door(headers: dict[str, str]) -> None:
            for index in range(turns // people):
                await turn_through_door(http, stack.url, headers, TEXTS[index % len(TEXTS)])

        async def talk_at_engine(sender: str) -> None:
            for index in range(turns // people):
                await turn_at_engine(http, stack.engine_url, sender, TEXTS[index % len(TEXTS)])

        started = perf_counter()
        await asyncio.gather(*(talk_at_engine(uuid4().hex) for _ in range(people)))
        engine = perf_counter() - started
        started = perf_counter()
        await asyncio.gather(*(talk_at_door(headers) for headers in visitors))
        door = perf_counter() - started
    done = turns // people * people
    return {"front door": round(done / door, 1), "rasa rest": round(done / engine, 1)}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--turns", type=int, default=120)
    parser.add_argument("--people", type=int, default=8)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        stack = Stack(Path(folder))
        stack.start()
        try:
            with stock_engine(stack) as stock:
                sides = asyncio.run(measure_latency(stack, stock, options.turns))
            rates = asyncio.run(measure_throughput(stack, options.turns, options.people))
        finally:
            stack.stop()
    door, engine, as_it_comes = (statistics.median(side.seconds) for side in sides)
    report = {
        "latency": [side.row() for side in sides],
        "p50_ratio_to_our_engine": round(door / engine, 2),
        "p50_ratio_to_rasa_as_it_comes": round(door / as_it_comes, 2),
        "goal": GOAL,
        "turns_per_second": rates,
        "people_at_once": options.people,
    }
    print(json.dumps(report, ensure_ascii=False, indent=2))


if __name__ == "__main__":
    main()
