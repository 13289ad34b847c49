"""The script tag on somebody else's site: what is fetched when, who may, what the page can do."""

from __future__ import annotations

import time
from collections.abc import Iterator

import jwt
import pytest
from playwright.sync_api import Browser, Page, expect

from tests.e2e.conftest import IDENTITY_SECRET
from tests.e2e.widget import LAUNCHER, Widget
from tests.fixtures.desk_in_thread import Desk
from tests.fixtures.host_page import HostSite

pytestmark = pytest.mark.browser


@pytest.fixture
def page(browser: Browser, desk: Desk, site: HostSite) -> Iterator[Page]:
    site.attributes = ""
    context = browser.new_context(locale="zh-CN")
    yield context.new_page()
    context.close()


def signed(name: str) -> str:
    return jwt.encode({"sub": name, "exp": time.time() + 600}, IDENTITY_SECRET, "HS256")


def test_nothing_but_the_loader_is_fetched_before_the_chat_is_opened(
    page: Page, desk: Desk, site: HostSite
) -> None:
    fetched: list[str] = []
    page.on("request", lambda request: fetched.append(request.url))
    page.goto(site.url, wait_until="networkidle")
    expect(page.get_by_role("button", name=LAUNCHER)).to_be_visible()
    assert [url.removeprefix(desk.url) for url in fetched if url.startswith(desk.url)] == [
        "/widget.js"
    ]


def test_a_site_that_is_not_on_the_list_cannot_frame_the_widget(
    page: Page, desk: Desk, site: HostSite
) -> None:
    page.clock.install()
    page.goto(site.elsewhere)
    with page.expect_console_message(lambda message: "frame-ancestors" in message.text):
        page.get_by_role("button", name=LAUNCHER).click()
    assert page.frame_locator("iframe").get_by_role("textbox").count() == 0
    page.clock.run_for(13_000)
    # The visitor is not left with an empty box.
    expect(page.get_by_role("link", name="在新页面打开对话")).to_be_visible()


def test_focus_goes_into_the_chat_and_back_to_where_it_was(page: Page, site: HostSite) -> None:
    page.goto(site.url)
    launcher = page.get_by_role("button", name=LAUNCHER)
    launcher.focus()
    page.keyboard.press("Enter")
    composer = page.frame_locator("iframe").get_by_role("textbox")
    expect(composer).to_be_focused()
    page.keyboard.press("Escape")
    expect(launcher).to_be_focused()
    expect(page.locator("iframe")).to_be_hidden()


def test_the_page_opens_closes_and_hears_by_script(page: Page, desk: Desk, site: HostSite) -> None:
    page.goto(site.url)
    page.evaluate(
        """window.heard = [];
        for (const event of ["open", "close", "unread", "message", "identified"])
          FrontDesk.on(event, detail => heard.push([event, detail]))"""
    )
    page.evaluate("FrontDesk.ask('轴承发烫怎么办')")
    widget = Widget(desk, page)
    expect(widget.composer).to_have_value("轴承发烫怎么办")
    assert widget.texts() == [], "another site fills in; only the visitor sends"
    widget.composer.press("Enter")
    widget.sees("听到了：轴承发烫怎么办")
    page.evaluate("FrontDesk.close()")
    page.wait_for_function("heard.some(([event]) => event === 'message')")
    heard = page.evaluate("heard")
    assert ["open", {}] in heard
    assert ["close", {}] in heard
    assert ["message", {"author": "bot", "seq": 2}] in heard
    assert "轴承" not in str(heard)


def test_whom_the_site_vouches_for_finds_the_conversation_on_another_device(
    browser: Browser, page: Page, desk: Desk, site: HostSite
) -> None:
    page.goto(site.url)
    page.evaluate("jwt => FrontDesk.identify(jwt)", signed("employee-1"))
    page.get_by_role("button", name=LAUNCHER).click()
    first = Widget(desk, page)
    first.say("在公司说的")

    other_context = browser.new_context(locale="zh-CN")
    other = other_context.new_page()
    other.goto(site.url)
    other.evaluate(
        "jwt => { FrontDesk.on('identified', d => window.known = d); FrontDesk.identify(jwt) }",
        signed("employee-1"),
    )
    other.get_by_role("button", name=LAUNCHER).click()
    second = Widget(desk, other)
    second.sees("听到了：在公司说的")
    assert other.evaluate("known") == {"accepted": True}

    other.evaluate("FrontDesk.forget()")
    expect(second.chat.locator(".row[data-seq]")).to_have_count(0)
    assert second.inside.evaluate("localStorage.getItem('frontdesk.token')") is None
    first.say("这边照常")
    other_context.close()


def test_a_forged_token_changes_nothing(page: Page, desk: Desk, site: HostSite) -> None:
    page.goto(site.url)
    forged = jwt.encode({"sub": "employee-1", "exp": time.time() + 600}, "x" * 40, "HS256")
    page.evaluate(
        "jwt => { FrontDesk.on('identified', d => window.known = d); FrontDesk.identify(jwt) }",
        forged,
    )
    page.get_by_role("button", name=LAUNCHER).click()
    page.wait_for_function("window.known")
    assert page.evaluate("known") == {"accepted": False, "reason": "token"}
    Widget(desk, page).say("照样能聊")


def test_english_dark_and_the_sites_own_colour(page: Page, desk: Desk, site: HostSite) -> None:
    site.attributes = 'data-locale="en" data-theme="dark" data-color="#ffcc00"'
    page.goto(site.url)
    page.get_by_role("button", name="Ask the front desk").click()
    widget = Widget(desk, page)
    expect(widget.chat.get_by_role("heading", name="front desk")).to_be_visible()
    look = widget.inside.evaluate(
        """() => { const look = getComputedStyle(document.documentElement);
        return [look.colorScheme, ...['--accent', '--on-accent'].map(
          name => look.getPropertyValue(name))] }"""
    )
    assert look == ["dark", "#ffcc00", "#000"]
    site.attributes = ""
