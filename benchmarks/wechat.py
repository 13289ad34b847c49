"""An encrypted message through the callback: WeRoBot's server and ours, in one run.

    python -m benchmarks.wechat [--messages 2000] [--engine-messages 120] [--crowd 20000]
                                [--fault redis store engine api]

WeRoBot (in a throw-away environment) and our door both answer at once with an echo; ours stores the
message, runs a turn and stores its answer before. Then ours with the engine. The sides take turns
in blocks, so that they see the same machine. Our door stands there twice: with its store on the
disk, where a commit waits for the disk, and in memory, which leaves what the door itself costs.
Latency is from the POST to the last byte of the
sealed reply; each reply is opened and must be for its own owner. Then, on our side
only: what a part that hangs (benchmarks/wechat_hangs.py) and a flood of hostile requests do to
everybody else, and a crowd of people with interleaved retries (benchmarks/wechat_crowd.py).
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import json
import os
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from time import perf_counter
from typing import Any

import aiohttp

from benchmarks.measures import percentile
from benchmarks.wechat_attack import hostile_senders
from benchmarks.wechat_crowd import crowd
from benchmarks.wechat_hangs import arguments, hangs
from benchmarks.wechat_sides import build_peer, peer_server, quick_door
from tests.fixtures.stack import Stack
from tests.fixtures.wechat_account import WECHAT_SETTINGS
from tests.fixtures.wechat_platform import DELIVERIES, Delivery, Platform

AT_ONCE = 8
BLOCK = 200
MEMORY = "/dev/shm"  # noqa: S108 - a benchmark's own folder
# Nobody writes more often than the desk listens; a person of the benchmark neither.
EACH_SAYS = 4
TEXTS = ("你好", "千校万企是什么", "技术导师要钱吗", "开放许可怎么办", "谢谢")


@dataclass
class Side:
    name: str
    url: str
    echoes: bool = True
    seconds: list[float] = field(default_factory=list)
    busy: float = 0.0
    # Deliveries that were made again, and messages whose answer did not come with any of them.
    retried: int = 0
    late: int = 0

    def row(self) -> dict[str, Any]:
        return {
            "side": self.name,
            "messages": len(self.seconds),
            "per_second": round(len(self.seconds) / self.busy, 1),
            "p50_ms": _ms(self.seconds, 0.5),
            "p99_ms": _ms(self.seconds, 0.99),
            "retried": self.retried,
            "without_answer": self.late,
        }


class People:
    """Hands out the next message; every few a new person."""

    def __init__(self) -> None:
        self.platform = Platform()
        self._count = 0

    def next(self, texts: Sequence[str] = ()) -> tuple[str, str]:
        self._count += 1
        openid = f"oBENCH{self._count // EACH_SAYS:022}"
        return openid, texts[self._count % len(texts)] if texts else f"第{self._count}条"


async def talk(
    http: aiohttp.ClientSession, side: Side, people: People, count: int, at_once: int = AT_ONCE
) -> None:
    """So many messages, sealed beforehand; raise where an answer is not the right one."""
    platform = people.platform
    said = [people.next(() if side.echoes else TEXTS) for _ in range(count)]
    waiting = iter([(each, platform.secure(platform.text(*each))) for each in said])

    async def one_after_another() -> None:
        for (openid, text), delivery in waiting:
            started = perf_counter()
            body = await deliver(http, side, delivery)
            side.seconds.append(perf_counter() - started)
            if body in ("", "success"):
                side.late += 1
                continue
            reply = platform.open_reply(body)
            if reply["ToUserName"] != openid:
                raise RuntimeError(f"somebody else's answer: {reply}")
            side.late += side.echoes and reply["Content"] != f"听到：{text}"

    started = perf_counter()
    async with asyncio.TaskGroup() as group:
        for _ in range(at_once):
            group.create_task(one_after_another())
    side.busy += perf_counter() - started


async def deliver(http: aiohttp.ClientSession, side: Side, delivery: Delivery) -> str:
    """As WeChat does: again, where the line is closed without a word."""
    for _ in range(DELIVERIES):
        with contextlib.suppress(aiohttp.ServerDisconnectedError):
            async with http.post(side.url, params=delivery.params, data=delivery.body) as response:
                return await response.text()
        side.retried += 1
    raise RuntimeError("该公众号提供的服务出现故障")


async def compare(sides: Sequence[Side], messages: int) -> None:
    async with aiohttp.ClientSession() as http:
        for side in sides:
            await talk(http, Side("warm-up", side.url, side.echoes), People(), AT_ONCE * 2)
        people = People()
        for start in range(0, messages, BLOCK):
            for side in sides:
                await talk(http, side, people, min(BLOCK, messages - start))


async def under_attack(url: str, messages: int) -> dict[str, Any]:
    """The p99 of others beside senders who mean harm (benchmarks/wechat_attack.py)."""
    calm, attacked = Side("calm", url), Side("attacked", url)
    people = People()
    async with aiohttp.ClientSession() as http:
        await talk(http, Side("warm-up", url), people, AT_ONCE * 2)
        await talk(http, calm, people, messages)
        with hostile_senders(url):
            await talk(http, attacked, people, messages)
    ratio = percentile(attacked.seconds, 0.99) / percentile(calm.seconds, 0.99)
    return {"calm": calm.row(), "attacked": attacked.row(), "p99_ratio": round(ratio, 2)}


@contextmanager
def whole_desk(folder: Path) -> Iterator[str]:
    """Front door, action server and engine, as they run in life."""
    stack = Stack(folder, {**WECHAT_SETTINGS, "BOT_TURN_TIMEOUT": "30"})
    stack.start()
    try:
        yield f"{stack.url}/wechat"
    finally:
        stack.stop()


def measure(options: argparse.Namespace, folder: Path) -> dict[str, Any]:
    python = build_peer(folder)
    found: dict[str, Any] = {"fdatasync_ms": commit_wait(folder)}
    with (
        peer_server(python) as peer,
        quick_door(folder) as door,
        tempfile.TemporaryDirectory(dir=MEMORY) as memory,
        quick_door(Path(memory)) as light,
    ):
        sides = (
            Side("werobot, echo", peer),
            Side("ours, echo, store in memory", light),
            Side("ours, echo, store on disk", door),
        )
        asyncio.run(compare(sides, options.messages))
        found["echo"] = [side.row() for side in sides]
        found["under_attack"] = asyncio.run(under_attack(light, max(options.messages // 2, BLOCK)))
    found["hangs"] = list[dict[str, Any]]()
    hangs(options, found["hangs"].append)
    if options.engine_messages:
        with whole_desk(folder / "desk") as desk:
            ours = Side("ours, with the engine", desk, echoes=False)
            asyncio.run(compare((ours,), options.engine_messages))
            found["with_engine"] = ours.row()
    if options.crowd:
        with tempfile.TemporaryDirectory(dir=MEMORY) as memory:
            found["crowd"] = asyncio.run(crowd(Path(memory) / "crowd.db", options.crowd))
    return found


def commit_wait(folder: Path, tries: int = 100) -> dict[str, float]:
    """What the disk asks for each commit, in milliseconds."""
    seconds: list[float] = []
    with (folder / "probe").open("wb") as file:
        for _ in range(tries):
            file.write(bytes(4_096))
            file.flush()
            started = perf_counter()
            os.fdatasync(file.fileno())
            seconds.append(perf_counter() - started)
    return {"p50": _ms(seconds, 0.5), "p95": _ms(seconds, 0.95)}


def _ms(seconds: Sequence[float], share: float) -> float:
    return round(percentile(seconds, share) * 1000, 1)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--messages", type=int, default=2_000)
    arguments(parser)
    parser.add_argument("--engine-messages", type=int, default=120)
    parser.add_argument("--crowd", type=int, default=20_000)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        found = measure(options, Path(folder))
    sys.stdout.write(json.dumps(found, ensure_ascii=False, indent=2) + "\n")


if __name__ == "__main__":
    main()
