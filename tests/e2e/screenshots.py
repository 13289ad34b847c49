"""Pictures of the running system for the docs: ``make screenshots``.

Starts the whole system with the demo catalogue, holds a real conversation and takes the pictures
that README and docs show. Nothing in them is drawn by hand.
"""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

from bot.app import ROOT
from tests.e2e.chat import Chat, open_chat
from tests.fixtures.owner import OPENING, answer_to
from tests.fixtures.stack import Stack

IMAGES = ROOT / "docs" / "images"
DESKTOP = {"width": 1280, "height": 860}
PHONE = {"width": 375, "height": 740}


def converse(chat: Chat) -> None:
    chat.say(OPENING)
    while not chat.has("确认提交"):
        chat.say(answer_to(chat.last_words()))


def picture(browser: Browser, url: str, name: str, *, phone: bool, dark: bool = False) -> None:
    page, chat = open_chat(
        browser,
        url,
        viewport=PHONE if phone else DESKTOP,
        device_scale_factor=2 if phone else 1,
        color_scheme="dark" if dark else "light",
    )
    converse(chat)
    chat.press("确认提交")
    chat.frame.locator(".card.kind-patent").first.wait_for()
    chat.frame.locator(".card.kind-mentor").first.scroll_into_view_if_needed()
    page.wait_for_timeout(500)
    page.screenshot(path=IMAGES / f"{name}.png")
    page.context.close()


def main() -> None:
    IMAGES.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        stack = Stack(Path(folder))
        stack.start()
        try:
            browser = playwright.chromium.launch(
                executable_path=shutil.which("chromium"), args=["--no-sandbox"]
            )
            picture(browser, stack.url, "conversation", phone=False)
            picture(browser, stack.url, "conversation-phone", phone=True)
            picture(browser, stack.url, "conversation-phone-dark", phone=True, dark=True)
            browser.close()
        finally:
            stack.stop()


if __name__ == "__main__":
    main()
