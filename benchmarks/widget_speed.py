"""The widget on a bad line, with a long log, and after a long sleep, in Chromium.

`python -m benchmarks.widget_speed` starts a front door with a stand-in engine and prints a table:

- **slow 3G**: every byte between browser and front door goes through ``SlowLine``: 400 ms there and
  back, 50 KB a second, and 5 of 100 segments lost, each of which holds up what follows it until it
  is sent again. (DevTools' own emulation knows no loss.)
- **long log**: 10,000 messages; opening, scrolling to the first one, rows in the page, heap.
- **asleep**: the page stands still, as on a phone in a pocket, while staff write.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import json
import os
import random
import shutil
import signal
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import median
from time import perf_counter, sleep
from typing import Any

from playwright.sync_api import Browser, CDPSession, expect, sync_playwright

from tests.e2e.widget import DESKTOP, LAUNCHER, Widget, opened_widget
from tests.fixtures.databases import SqliteStores
from tests.fixtures.desk_in_thread import Desk, desk_in_thread
from tests.fixtures.fake_engine import echo
from tests.fixtures.host_page import HostSite, host_site

PATIENCE_MS = 120_000
SEGMENT = 1_400


class SlowLine:
    """A TCP relay that is as slow as a bad phone line. ``port`` is set once it has started."""

    ROUND_TRIP = 0.4
    BYTES_PER_SECOND = 50_000
    LOSS = 0.05

    def __init__(self, host: str, port: int) -> None:
        self._to = (host, port)
        self._relays: set[asyncio.Task[None]] = set()
        self.port = 0

    async def start(self) -> None:
        server = await asyncio.start_server(self._accept, "127.0.0.1", 0)
        self.port = server.sockets[0].getsockname()[1]

    async def stop(self) -> None:
        for relay in self._relays:
            relay.cancel()
        await asyncio.gather(*self._relays, return_exceptions=True)

    def _accept(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        relay = asyncio.create_task(self._relay(reader, writer))
        self._relays.add(relay)
        relay.add_done_callback(self._relays.discard)

    async def _relay(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await asyncio.sleep(self.ROUND_TRIP)  # the handshake of TCP
        far_reader, far_writer = await asyncio.open_connection(*self._to)
        with (
            contextlib.closing(writer),
            contextlib.closing(far_writer),
            contextlib.suppress(OSError),
        ):
            await asyncio.gather(self._carry(reader, far_writer), self._carry(far_reader, writer))

    async def _carry(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        arrivals: asyncio.Queue[tuple[float, bytes]] = asyncio.Queue()
        async with asyncio.TaskGroup() as both:
            both.create_task(self._send(reader, arrivals))
            both.create_task(self._deliver(arrivals, writer))

    async def _send(
        self, reader: asyncio.StreamReader, arrivals: asyncio.Queue[tuple[float, bytes]]
    ) -> None:
        chance, now = random.Random(), asyncio.get_running_loop().time  # noqa: S311 - a lot
        free_at = 0.0
        while data := await reader.read(SEGMENT):
            free_at = max(free_at, now()) + len(data) / self.BYTES_PER_SECOND
            if chance.random() < self.LOSS:
                # Noticed and sent again a round trip later; what follows waits for it.
                free_at += self.ROUND_TRIP
            arrivals.put_nowait((free_at + self.ROUND_TRIP / 2, data))
        arrivals.put_nowait((max(free_at, now()) + self.ROUND_TRIP / 2, b""))

    async def _deliver(
        self, arrivals: asyncio.Queue[tuple[float, bytes]], writer: asyncio.StreamWriter
    ) -> None:
        now = asyncio.get_running_loop().time
        while True:
            due, data = await arrivals.get()
            await asyncio.sleep(max(0.0, due - now()))
            if not data:
                writer.write_eof()
                return
            writer.write(data)
            await writer.drain()


def slow_line(browser: Browser, desk: Desk, site: HostSite, times: int) -> dict[str, Any]:
    """The site itself is near: what is measured is what the chat adds."""
    address = desk.door.client.server
    line = SlowLine(str(address.host), int(address.port or 0))
    desk.run(line.start())
    near, site.desk = site.desk, f"http://127.0.0.1:{line.port}"
    rounds = [_over(browser, desk, site) for _ in range(times)]
    site.desk = near
    desk.run(line.stop())
    worst = {f"{name}, worst": max(each[name] for each in rounds) for name in rounds[0]}
    usual = {name: median(each[name] for each in rounds) for name in rounds[0]}
    return {**usual, **worst}


def _over(browser: Browser, desk: Desk, site: HostSite) -> dict[str, float]:
    """One visitor, whose browser has nothing of the chat yet."""
    context = browser.new_context(locale="zh-CN", viewport=DESKTOP)
    widget = Widget(desk, context.new_page())
    began = perf_counter()
    widget.page.goto(site.url, wait_until="commit")
    launcher = widget.page.get_by_role("button", name=LAUNCHER)
    launcher.wait_for(timeout=PATIENCE_MS)
    seen = {"button there": perf_counter() - began}
    began = perf_counter()
    launcher.click()
    widget.composer.wait_for(timeout=PATIENCE_MS)
    seen["chat painted"] = perf_counter() - began
    began = perf_counter()
    widget.write("压铸件气孔多")
    stored = widget.chat.locator(".row.user[data-seq]")
    stored.wait_for(timeout=PATIENCE_MS)
    seen["first message stored"] = perf_counter() - began
    widget.chat.locator(".row.bot[data-seq]").wait_for(timeout=PATIENCE_MS)
    seen["first answer there"] = perf_counter() - began
    context.close()
    return {name: round(seconds, 2) for name, seconds in seen.items()}


# Scrolls as a thumb would, a bit in each frame, and notes how long the frames took.
SCROLL = """async ([seconds, step]) => {
  const box = document.querySelector(".scroll");
  const frames = [];
  let rows = 0;
  const began = performance.now();
  let last = began;
  while (performance.now() - began < seconds * 1000) {
    await new Promise(requestAnimationFrame);
    const now = performance.now();
    frames.push(now - last);
    last = now;
    box.scrollTop += step;
    rows = Math.max(rows, document.querySelectorAll(".row[data-seq]").length);
  }
  frames.sort((a, b) => a - b);
  return {fps: 1000 * frames.length / (last - began), rows, slow: frames.filter(f => f > 34).length,
    p99: frames[Math.floor(frames.length * 0.99)]};
}"""
TO_THE_FIRST = """async () => {
  const box = document.querySelector(".scroll");
  const began = performance.now();
  while (document.querySelector('[data-seq="1"]') === null) {
    box.scrollTop = 0;
    await new Promise(requestAnimationFrame);
  }
  return (performance.now() - began) / 1000;
}"""
TO_THE_LAST = """async (seq) => {
  const box = document.querySelector(".scroll");
  while (document.querySelector(`[data-seq="${seq}"]`) === null) {
    box.scrollTop = box.scrollHeight;
    await new Promise(requestAnimationFrame);
  }
}"""


def long_log(browser: Browser, desk: Desk, site: HostSite, messages: int) -> dict[str, Any]:
    with opened_widget(browser, desk, site.url) as widget:
        widget.say("开头")
        widget.add_to_log([f"第{number}句：轴承发烫，客户投诉" for number in range(messages - 2)])
        began = perf_counter()
        widget.open(site.url)
        widget.sees(f"第{messages - 3}句")
        seen: dict[str, Any] = {"open": round(perf_counter() - began, 2)}
        cdp = widget.context.new_cdp_session(widget.page)
        seen["heap at the end, MB"] = heap(cdp)
        near = widget.inside.evaluate(SCROLL, [5, -40])
        seen |= {"fps": round(near["fps"], 1), "frames over 34 ms": near["slow"]}
        seen["frame p99, ms"] = round(near["p99"], 1)
        seen["read back to the first"] = round(widget.inside.evaluate(TO_THE_FIRST), 2)
        seen["heap, all read, MB"] = heap(cdp)
        whole = widget.inside.evaluate(SCROLL, [5, 40])
        seen |= {"fps, all read": round(whole["fps"], 1), "rows": max(near["rows"], whole["rows"])}
        for _ in range(3):
            widget.inside.evaluate(TO_THE_LAST, messages)
            widget.inside.evaluate(TO_THE_FIRST)
        seen["heap, three times through, MB"] = heap(cdp)
        return seen


def heap(cdp: CDPSession) -> float:
    cdp.send("HeapProfiler.collectGarbage")
    return round(float(cdp.send("Runtime.getHeapUsage")["usedSize"]) / 1e6, 1)


def asleep(browser: Browser, desk: Desk, site: HostSite, seconds: float) -> dict[str, Any]:
    with opened_widget(browser, desk, site.url) as widget:
        widget.say("在吗")
        colleague = widget.taken_over()
        widget.sees("小王")
        conversation = widget.conversation_id()
        with stopped(browser):
            for number in range(50):
                desk.run(colleague.reply(conversation, f"睡着时的第{number}条"))
            sleep(seconds)
        began = perf_counter()
        widget.inside.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
        widget.sees("睡着时的第49条")
        return {"seconds": seconds, "current after": round(perf_counter() - began, 2)}


@contextmanager
def stopped(browser: Browser) -> Iterator[None]:
    """All pages stand still. (DevTools' "frozen" does not stop a page that is in view.)"""
    processes = browser.new_browser_cdp_session().send("SystemInfo.getProcessInfo")
    pages = [each["id"] for each in processes["processInfo"] if each["type"] == "renderer"]
    for page in pages:
        os.kill(page, signal.SIGSTOP)
    try:
        yield
    finally:
        for page in pages:
            os.kill(page, signal.SIGCONT)


@contextmanager
def ground() -> Iterator[tuple[Browser, Desk, HostSite]]:
    expect.set_options(timeout=PATIENCE_MS)
    with tempfile.TemporaryDirectory() as folder, host_site() as site, sync_playwright() as driver:
        url = SqliteStores(Path(folder)).migrated()
        chromium = shutil.which("chromium") or shutil.which("chromium-browser")
        arguments = ["--disable-gpu", "--no-sandbox"]
        browser = driver.chromium.launch(executable_path=chromium, args=arguments)
        with desk_in_thread(url, bot_allowed_origins=(site.url,), bot_desk_hours="always") as desk:
            desk.engine.reply = echo
            site.desk = desk.url
            yield browser, desk, site
        browser.close()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--times", type=int, default=9, help="visitors on the slow line")
    parser.add_argument("--messages", type=int, default=10_000)
    parser.add_argument("--asleep", type=float, default=60, help="seconds")
    options = parser.parse_args()
    report: dict[str, Any] = {}
    with ground() as (browser, desk, site):
        report["slow 3G, seconds"] = slow_line(browser, desk, site, options.times)
        report["long log"] = long_log(browser, desk, site, options.messages)
        report["asleep"] = asleep(browser, desk, site, options.asleep)
    print(json.dumps(report, indent=2, ensure_ascii=False))


if __name__ == "__main__":
    main()
