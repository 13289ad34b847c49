"""What a person can do in the widget, and nothing else."""

from __future__ import annotations

from typing import Any

from playwright.sync_api import Browser, FrameLocator, Page, expect

REPLY_MS = 90_000
PHONE_WIDTH = 480


class Chat:
    def __init__(self, frame: FrameLocator) -> None:
        self.frame = frame
        self.composer = frame.get_by_role("textbox")

    def say(self, text: str) -> None:
        replies = self.replies()
        self.composer.fill(text)
        self.composer.press("Enter")
        self.await_reply(replies)

    def press(self, title: str) -> None:
        replies = self.replies()
        self.frame.get_by_role("button", name=title, exact=True).last.click()
        self.await_reply(replies)

    def replies(self) -> int:
        return self.frame.locator(".row.bot[data-seq], .row.system[data-seq]").count()

    def await_reply(self, seen: int) -> None:
        rows = self.frame.locator(".row.bot[data-seq], .row.system[data-seq]")
        expect(rows.nth(seen)).to_be_visible(timeout=REPLY_MS)
        expect(self.frame.locator(".row.typing, .row.pending")).to_have_count(0, timeout=REPLY_MS)

    def last_words(self) -> str:
        return self.frame.locator(".row.bot[data-seq]").last.inner_text()

    def has(self, title: str) -> bool:
        return self.frame.get_by_role("button", name=title, exact=True).count() > 0


def open_chat(browser: Browser, url: str, **options: Any) -> tuple[Page, Chat]:
    """The home page with its chat open: beside the text on a desktop, full screen on a phone."""
    page = browser.new_context(locale="zh-CN", **options).new_page()
    page.goto(url)
    if options["viewport"]["width"] < PHONE_WIDTH:
        page.get_by_role("button", name="开始对话").first.click()
    return page, Chat(page.frame_locator("iframe").first)
