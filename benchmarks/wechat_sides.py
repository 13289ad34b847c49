"""The servers that benchmarks/wechat.py talks to, each a process of its own on this machine.

python -m benchmarks.wechat_sides FOLDER PORT    our door, whose handler answers at once
"""

from __future__ import annotations

import logging
import os
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from pathlib import Path

import structlog
import uvloop
from aiohttp import ClientSession, web

from bot.app import ROOT
from bot.store.migrate import migrate
from connectors.web.problems import answer_problems
from tests.fixtures.databases import open_store
from tests.fixtures.servers import free_port
from tests.fixtures.wechat_account import AES_KEY, APP_ID, TOKEN
from tests.fixtures.wechat_door import (
    MAX_BODY,
    attach_door,
)

START_SECONDS = 60.0
# waitress is what Bottle, on which WeRoBot stands, takes first when it may choose.
PEER = ("werobot==1.13.1", "waitress==3.0.2", "cryptography")
PEER_SERVER = """
import sys
from werobot import WeRoBot

robot = WeRoBot(token=sys.argv[2])
robot.config.update(
    SESSION_STORAGE=False, APP_ID=sys.argv[3], ENCODING_AES_KEY=sys.argv[4],
    HOST="127.0.0.1", PORT=int(sys.argv[1]),
)

@robot.text
def answer(message):
    return "听到：" + message.content

robot.run(enable_pretty_logging=False)
"""


def build_peer(folder: Path) -> Path:
    """WeRoBot in an environment that is thrown away: it is no dependency of this project."""
    python = folder / "venv" / "bin" / "python"
    uv = str(ROOT / "scripts" / "uv")
    for command in (
        [uv, "venv", "-q", "--python", "3.12", str(folder / "venv")],
        [uv, "pip", "install", "-q", "--python", str(python), *PEER],
    ):
        subprocess.run(command, check=True, cwd=ROOT)
    return python


@contextmanager
def peer_server(python: Path) -> Iterator[str]:
    """The address of WeRoBot's callback, whose handler echoes and stores nothing."""
    port = free_port()
    with _process([str(python), "-c", PEER_SERVER, str(port), TOKEN, APP_ID, AES_KEY], port):
        yield f"http://127.0.0.1:{port}/"


@contextmanager
def quick_door(folder: Path) -> Iterator[str]:
    """The address of our callback before an engine that echoes; messages are stored as ever."""
    port = free_port()
    command = [sys.executable, "-m", "benchmarks.wechat_sides", str(folder), str(port)]
    with _process(command, port):
        yield f"http://127.0.0.1:{port}/wechat"


@contextmanager
def _process(command: list[str], port: int) -> Iterator[None]:
    process = subprocess.Popen(command, cwd=ROOT, stderr=subprocess.DEVNULL)
    os.sched_setaffinity(process.pid, range(os.cpu_count() or 1))
    try:
        wait_until_open(process, port)
        yield
    finally:
        process.terminate()
        process.wait(timeout=30)


def wait_until_open(process: subprocess.Popen[bytes], port: int) -> None:
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline:
        if process.poll() is not None:
            raise RuntimeError(f"a server ended with {process.returncode}")
        try:
            urllib.request.urlopen(f"http://127.0.0.1:{port}/", timeout=2)
        except urllib.error.HTTPError:
            return
        except OSError:
            time.sleep(0.1)
    raise RuntimeError("a server did not open its port")


def serve_door(folder: Path, port: int) -> None:
    database = open_store(f"sqlite:///{folder / 'desk.db'}")

    async def prepare() -> web.Application:
        await migrate(database)
        app = web.Application(middlewares=[answer_problems], client_max_size=MAX_BODY)
        http = ClientSession()
        attach_door(app, database, http)

        async def close(_app: web.Application) -> AsyncIterator[None]:
            yield
            await http.close()
            await database.close()

        app.cleanup_ctx.append(close)
        return app

    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.ERROR))
    web.run_app(
        prepare(), host="127.0.0.1", port=port, print=None, access_log=None,
        loop=uvloop.new_event_loop(),
    )  # fmt: skip


if __name__ == "__main__":
    serve_door(Path(sys.argv[1]), int(sys.argv[2]))
