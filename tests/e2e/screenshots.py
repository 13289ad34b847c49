"""Pictures of the running system for the docs: ``make screenshots``.

Starts the whole system with the demo catalogue, holds real conversations and takes the pictures
that README and docs show. Nothing in them is drawn by hand. Every page of the console is taken
too, with what opens over it (tests/e2e/gallery.py), desktop and phone, light and dark, into
var/screenshots, to be looked at; the few that docs show stand in docs/images.
"""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path

from playwright.sync_api import Browser, Page, ViewportSize, expect, sync_playwright

from bot.app import ROOT
from tests.e2e.chat import REPLY_MS, Chat, open_chat
from tests.e2e.console import Console
from tests.e2e.gallery import Scene, carry_on, fill_the_desk, scenes
from tests.fixtures.owner import OPENING, answer_to
from tests.fixtures.stack import Stack
from tests.fixtures.wechat_account import WECHAT_SETTINGS

IMAGES = ROOT / "docs" / "images"
ALL = ROOT / "var" / "screenshots"
DESKTOP = ViewportSize(width=1280, height=860)
PHONE = ViewportSize(width=375, height=740)
SHOP = """<!doctype html><html lang="en"><title>Acme Castings</title>
<body style="font-family:sans-serif;margin:40px"><h1>Acme Castings</h1>
<p>Aluminium die casting in Ningbo.</p>
<script src="/widget.js" data-locale="en" async></script></body></html>"""
KEPT = {
    "console-conversation-desktop-light", "console-conversation-phone-light",
    "console-needs-desktop-light", "console-insights-desktop-dark",
}  # fmt: skip


def converse(chat: Chat) -> None:
    chat.say(OPENING)
    while not chat.has("确认提交"):
        chat.say(answer_to(chat.last_words()))


def take_widget(browser: Browser, url: str, name: str, *, phone: bool, dark: bool = False) -> None:
    page, chat = open_chat(
        browser, url, viewport=PHONE if phone else DESKTOP,
        device_scale_factor=2 if phone else 1, color_scheme="dark" if dark else "light",
    )  # fmt: skip
    converse(chat)
    chat.press("确认提交")
    chat.frame.locator(".card.kind-patent").first.wait_for()
    chat.frame.locator(".card.kind-mentor").first.scroll_into_view_if_needed()
    _settle(page)
    page.screenshot(path=IMAGES / f"{name}.png")
    page.context.close()


def take_english_widget(browser: Browser, url: str) -> None:
    """As a site of a firm that writes English embeds it."""
    page = browser.new_context(locale="en-GB", viewport=DESKTOP).new_page()
    page.route(f"{url}/shop", lambda route: route.fulfill(body=SHOP, content_type="text/html"))
    page.goto(f"{url}/shop")
    page.get_by_role("button").first.click()
    frame = page.frame_locator("iframe").first
    expect(frame.get_by_role("textbox")).to_be_visible(timeout=REPLY_MS)
    _settle(page)
    page.screenshot(path=IMAGES / "widget-english.png")
    page.context.close()


def take_console(browser: Browser, stack: Stack) -> None:
    desk = fill_the_desk(stack)
    first = True
    for size, viewport in (("desktop", DESKTOP), ("phone", PHONE)):
        for scheme in ("light", "dark"):
            console = Console(browser, stack, viewport=viewport, color_scheme=scheme)
            console.goto("/")
            _keep(console.page, f"console-sign-in-{size}-{scheme}")
            console.sign_in()
            if first:
                carry_on(console, desk)
                first = False
            for scene in scenes(desk):
                take_scene(console, scene, f"console-{scene.name}-{size}-{scheme}")
            assert console.faults == [], console.faults
            console.context.close()


def take_scene(console: Console, scene: Scene, name: str) -> None:
    console.goto(scene.path)
    if scene.open is not None:
        _settle(console.page)
        scene.open(console.page)
        # Sheets slide in.
        console.page.wait_for_timeout(500)
    _keep(console.page, name)


def _keep(page: Page, name: str) -> None:
    _settle(page)
    page.screenshot(path=ALL / f"{name}.png")
    if name in KEPT:
        shutil.copyfile(ALL / f"{name}.png", IMAGES / f"{name}.png")


def _settle(page: Page) -> None:
    page.wait_for_load_state("networkidle")
    page.wait_for_timeout(200)


def main() -> None:
    for folder in (IMAGES, ALL):
        folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder_name, sync_playwright() as playwright:
        stack = Stack(
            Path(folder_name),
            extra={**WECHAT_SETTINGS, "WECHAT_PATIENCE": "15", "BOT_TURN_TIMEOUT": "60"},
        )
        stack.start()
        try:
            browser = playwright.chromium.launch(
                executable_path=shutil.which("chromium"), args=["--no-sandbox"]
            )
            take_widget(browser, stack.url, "conversation", phone=False)
            take_widget(browser, stack.url, "conversation-phone", phone=True)
            take_widget(browser, stack.url, "conversation-phone-dark", phone=True, dark=True)
            take_english_widget(browser, stack.url)
            take_console(browser, stack)
            browser.close()
        finally:
            stack.stop()


if __name__ == "__main__":
    main()
