"""Senders who mean harm, in a process of their own: 200 never end their body, and four times a
second somebody sends 8 MB of ``<a/>``.

    python -m benchmarks.wechat_attack PORT
"""

from __future__ import annotations

import asyncio
import contextlib
import subprocess
import sys
from collections.abc import Iterator

from yarl import URL

from bot.app import ROOT

SLOW, PAUSE = 200, 0.25
ELEMENTS = b"<xml>" + b"<a/>" * 2_000_000 + b"</xml>"
HEAD = "POST /wechat?timestamp=1 HTTP/1.1\r\nHost: x\r\nContent-Length: {}\r\n\r\n"
READY = b"ready\n"


@contextlib.contextmanager
def hostile_senders(url: str) -> Iterator[None]:
    """They stop when this ends."""
    command = [sys.executable, "-m", "benchmarks.wechat_attack", str(URL(url).port)]
    process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE)
    try:
        assert process.stdout is not None
        if process.stdout.readline() != READY:
            raise RuntimeError("the attack did not begin")
        yield
    finally:
        process.terminate()
        process.wait(timeout=30)


async def never_end(port: int) -> None:
    """Connects again whenever the server has had enough."""
    while True:
        with contextlib.suppress(ConnectionError):
            reader, writer = await asyncio.open_connection("127.0.0.1", port)
            writer.write(HEAD.format(5_000).encode() + b"<xml")
            await reader.read()
            writer.close()


async def send_elements(port: int) -> None:
    while True:
        with contextlib.suppress(ConnectionError):
            reader, writer = await asyncio.open_connection("127.0.0.1", port)
            writer.write(HEAD.format(len(ELEMENTS)).encode() + ELEMENTS)
            await reader.readline()
            writer.close()
        await asyncio.sleep(PAUSE)


async def attack(port: int) -> None:
    async with asyncio.TaskGroup() as group:
        for _ in range(SLOW):
            group.create_task(never_end(port))
        group.create_task(send_elements(port))
        await asyncio.sleep(0.5)
        sys.stdout.buffer.write(READY)
        sys.stdout.buffer.flush()


if __name__ == "__main__":
    asyncio.run(attack(int(sys.argv[1])))
