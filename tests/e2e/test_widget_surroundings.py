"""What the page around it and the browser do to the widget: strange styles, strict policies, no
storage, a wrong clock."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Locator, expect

from tests.e2e.widget import DESKTOP, LAUNCHER, Widget
from tests.fixtures.desk_in_thread import Desk
from tests.fixtures.fake_engine import echo
from tests.fixtures.host_page import HostSite

pytestmark = pytest.mark.browser

# Each of these has been met on a real site, though not all on one.
HOSTILE = """
* { all: revert !important; box-sizing: content-box !important }
div, p, button, iframe { display: none !important; transform: rotate(5deg) !important;
  filter: blur(3px) !important; opacity: .1 !important; pointer-events: none !important;
  position: static !important; width: 7px !important; float: left !important }
body > * { visibility: hidden !important; contain: strict !important; zoom: 3 !important }
:root { font-size: 40px !important }
"""
# What such a page allows beside itself is what docs/WIDGET.md asks for, and no more.
STRICT = (
    "default-src 'none'; script-src {desk}; frame-src {desk}; base-uri 'none'; form-action 'none';"
    " require-trusted-types-for 'script'; trusted-types 'none'"
)
# As a browser does in frames of other sites where the visitor blocks what they could store.
NO_STORAGE = """if (window !== window.top) for (const name of
  ["localStorage", "sessionStorage", "indexedDB", "caches"])
  Object.defineProperty(window, name, { get() { throw new DOMException("", "SecurityError") } })"""
# Some browsers neither grant nor refuse it: the database never opens.
STUCK_DATABASE = "IDBFactory.prototype.open = () => new EventTarget()"
WRONG_CLOCK = """const now = Date.now, Real = Date;
  Date = class extends Real {
    constructor(...given) { given.length ? super(...given) : super(now() + OFF) }
    static now() { return now() + OFF } }"""
DAY_MS = 24 * 3600 * 1000


@pytest.fixture
def context(browser: Browser, desk: Desk, site: HostSite) -> Iterator[BrowserContext]:
    desk.engine.reply = echo
    made = browser.new_context(locale="zh-CN", viewport=DESKTOP)
    yield made
    made.close()
    site.attributes = site.head = site.policy = ""


def test_no_style_of_the_page_gets_at_it(
    context: BrowserContext, desk: Desk, site: HostSite
) -> None:
    site.head = f"<style>{HOSTILE}</style>"
    page = context.new_page()
    page.goto(site.url)
    assert corners(page.get_by_role("button", name=LAUNCHER))[2:] == (980, 740)
    widget = Widget(desk, page).open(site.url)
    widget.say("还看得见吗")
    assert corners(page.locator("iframe")) == (580, 100, 980, 740)
    widget.close()


def corners(place: Locator) -> tuple[int, int, int, int]:
    """Left, top, right, bottom, once it can be seen."""
    expect(place).to_be_visible()
    box = place.bounding_box()
    assert box is not None
    left, top = round(box["x"]), round(box["y"])
    return left, top, left + round(box["width"]), top + round(box["height"])


def test_it_stands_in_the_page_where_the_page_wants_it(
    context: BrowserContext, desk: Desk, site: HostSite
) -> None:
    site.attributes = 'data-mount="#here"'
    site.head = """<style>body { margin: 0 } #here { height: 500px }
      div { all: revert !important; display: none !important }</style>"""
    page = context.new_page()
    page.goto(site.url)
    assert corners(page.locator("iframe")) == (0, 0, 1000, 500)
    widget = Widget(desk, page)
    widget.say("在页面里")
    # As a router does when it draws another route.
    page.evaluate("document.body.replaceChildren(document.createElement('main'))")
    page.get_by_role("button", name=LAUNCHER).click()
    widget.sees("听到了：在页面里")
    expect(widget.composer).to_be_focused()


def test_a_strict_policy_needs_no_more_than_the_guide_says(
    context: BrowserContext, desk: Desk, site: HostSite
) -> None:
    site.policy = STRICT.format(desk=site.desk)
    widget = Widget(desk, context.new_page()).open(site.url)
    widget.say("策略很严")
    widget.close()


@pytest.mark.parametrize(
    "browser_does",
    [pytest.param(NO_STORAGE, id="no storage"), pytest.param(STUCK_DATABASE, id="stuck database")],
)
def test_without_storage_of_its_own_it_still_remembers(
    context: BrowserContext, desk: Desk, site: HostSite, browser_does: str
) -> None:
    context.add_init_script(browser_does)
    widget = Widget(desk, context.new_page()).open(site.url)
    widget.say("记得我吗")
    kept = json.loads(widget.page.evaluate("localStorage['frontdesk.kept'] ?? '{}'"))
    # No script of the page can do anything with it.
    assert set(kept) == ({"nonce", "sealed"} if browser_does == NO_STORAGE else set())
    widget.page.reload()
    widget.open(site.url)
    widget.sees("听到了：记得我吗")
    widget.say("接着说")
    widget.close()


@pytest.mark.parametrize("off", [-DAY_MS, DAY_MS])
def test_the_visitors_clock_may_be_wrong(
    context: BrowserContext, desk: Desk, site: HostSite, off: int
) -> None:
    context.add_init_script(WRONG_CLOCK.replace("OFF", str(off)))
    widget = Widget(desk, context.new_page()).open(site.url)
    for text in ("第一句", "第二句"):
        widget.say(text)
    widget.hears(widget.taken_over(), "看得到")
    widget.sees("看得到")
    widget.open(site.url)
    widget.sees("看得到")
    assert widget.texts()[:2] == ["第一句", "听到了：第一句"]
    widget.close()
