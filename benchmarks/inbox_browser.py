"""The console's inbox in Chromium: how soon it opens and how smoothly it scrolls, and how
both grow with the conversations that are open.

Each size is a store of its own, filled as ``benchmarks.inbox`` fills it, behind a real front door.
"Opens" is from the navigation, with a warm browser cache, to the first row on screen. The list is
then scrolled to its end in steps of a mouse wheel; the time between frames is what is told of it.
Nothing is asserted: the figures belong to the machine.
"""

from __future__ import annotations

import argparse
import asyncio
import itertools
import shutil
import statistics
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter
from typing import Any

from playwright.sync_api import Browser, Page, sync_playwright

from benchmarks.inbox import EACH, fill
from bot.clock import Clock
from bot.coordination.in_process import LocalRateLimits
from bot.handoff.sign_in import SignIn
from bot.store.presence import touch_session
from tests.fixtures.databases import SqliteStores, open_store
from tests.fixtures.desk_in_thread import desk_in_thread

SIZES = (100, 1_000, 10_000)
USERNAME, PASSWORD = "bench", "correct horse battery"
OPENINGS = 5
# A screen's length each time, as often as it takes to get to the end; no more than this.
WHEEL, MOST_STEPS = 1_200, 1_500
INBOX, PLAIN = "/console/inbox?view=open", "/console/settings?part=account"
FIRST_ROW = "section.list li a"
# Written into the page: the moments of all frames while it is scrolled.
WATCH = """() => { window.frames_seen = []; const note = (at) => {
    window.frames_seen.push(at); window.watching = requestAnimationFrame(note); };
    window.watching = requestAnimationFrame(note); }"""
SEEN = "() => { cancelAnimationFrame(window.watching); return window.frames_seen; }"
# What is left below, and how far the list reaches by now.
PLACE = "e => [e.scrollHeight - e.clientHeight - e.scrollTop, e.scrollHeight]"


def sign_in(page: Page, url: str) -> None:
    page.goto(f"{url}/console/")
    page.get_by_label("用户名").fill(USERNAME)
    page.get_by_label("密码", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="登录", exact=True).click()
    page.locator(FIRST_ROW).first.wait_for()


def opening(page: Page, address: str, shown: str) -> float:
    """Seconds from the navigation until this is on screen."""
    started = perf_counter()
    page.goto(address)
    page.locator(shown).first.wait_for()
    return perf_counter() - started


def scroll(page: Page) -> dict[str, Any]:
    """To the end of the list, which is read on while it is scrolled."""
    rows = page.locator("section.list .rows")
    rows.hover()
    page.evaluate(WATCH)
    started, steps, most = perf_counter(), 0, 0
    while steps < MOST_STEPS:
        page.mouse.wheel(0, WHEEL)
        steps += 1
        most = max(most, page.locator(FIRST_ROW).count())
        left, _ = rows.evaluate(PLACE)
        if left < 1 and rows.get_attribute("aria-busy") == "false":
            break
    moments: list[float] = page.evaluate(SEEN)
    gaps = sorted(after - before for before, after in itertools.pairwise(moments))
    return {
        "seconds": perf_counter() - started,
        "steps": steps,
        "most_rows": most,
        "height": rows.evaluate(PLACE)[1],
        "p50": statistics.median(gaps),
        "p95": gaps[int(len(gaps) * 0.95)],
        "long": sum(gap > 50 for gap in gaps) / len(gaps),
        "worst": gaps[-1],
    }


async def _fill(url: str, open_ones: int) -> None:
    database = open_store(url)
    sign_in = SignIn(database, LocalRateLimits(), Clock())
    staff = await sign_in.hire(USERNAME, "小王", PASSWORD, "admin")
    # Somebody who is here, or the sweeper would put their conversations back into the queue.
    present = await sign_in.sign_in(USERNAME, PASSWORD, "bench")
    async with database.write() as session:
        await touch_session(session, present.token, Clock().now())
    await fill(database, open_ones * EACH, open_ones, staff.id)
    await database.close()


def measure(browser: Browser, url: str, open_ones: int) -> None:
    with desk_in_thread(url, bot_desk_hours="always", bot_desk_grace=3_600) as desk:
        page = browser.new_context(
            locale="zh-CN", viewport={"width": 1440, "height": 900}
        ).new_page()
        sign_in(page, desk.url)
        took = [opening(page, f"{desk.url}{INBOX}", FIRST_ROW) for _ in range(OPENINGS)]
        plain = [opening(page, f"{desk.url}{PLAIN}", "h1") for _ in range(OPENINGS)]
        page.goto(f"{desk.url}{INBOX}")
        page.locator(FIRST_ROW).first.wait_for()
        seen = scroll(page)
        heap = page.evaluate("() => performance.memory.usedJSHeapSize") / 1e6
        page.context.close()
    print(
        f"{open_ones:>7} open: opens in p50 {statistics.median(took):.2f} s, max {max(took):.2f} s "
        f"(a page without a list: {statistics.median(plain):.2f} s); "
        f"to the end ({seen['height']} px) in {seen['seconds']:.1f} s and {seen['steps']} steps; "
        f"frames p50 {seen['p50']:.1f}, p95 {seen['p95']:.1f}, worst {seen['worst']:.0f} ms, "
        f"{seen['long']:.1%} over 50 ms; at most {seen['most_rows']} rows in the page, "
        f"{heap:.0f} MB",
        flush=True,
    )  # fmt: skip


def main(sizes: tuple[int, ...]) -> None:
    with TemporaryDirectory(prefix="desk-inbox-browser-") as folder:
        stores = SqliteStores(Path(folder))
        urls = {open_ones: stores.migrated() for open_ones in sizes}
        # Before the browser: Playwright keeps this thread's event loop to itself.
        for open_ones, url in urls.items():
            asyncio.run(_fill(url, open_ones))
        _measure_all(urls)


def _measure_all(urls: dict[int, str]) -> None:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=shutil.which("chromium"), args=["--no-sandbox", "--disable-gpu"]
        )
        for open_ones, url in urls.items():
            measure(browser, url, open_ones)
        browser.close()


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sizes", type=int, nargs="*", default=SIZES)
    main(tuple(parser.parse_args().sizes))
