"""A visitor of somebody else's site at the widget, and what must never happen meanwhile."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from playwright.sync_api import (
    Browser,
    BrowserContext,
    Frame,
    FrameLocator,
    Page,
    ViewportSize,
    expect,
)

from bot.messages import Author
from tests.fixtures.colleagues import Colleague, hire
from tests.fixtures.desk_in_thread import Desk
from tests.fixtures.long_logs import fill_log

LAUNCHER = "技术难题？问问高校"
DESKTOP: ViewportSize = {"width": 1000, "height": 760}


@dataclass
class Widget:
    desk: Desk
    page: Page
    # Script errors, dialogs, and what the content security policy had to stop.
    faults: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.page.on("pageerror", lambda error: self.faults.append(str(error)))
        self.page.on("dialog", self._note_dialog)
        self.page.on("console", self._note_console)

    def _note_dialog(self, dialog: Any) -> None:
        self.faults.append(f"dialog: {dialog.message}")
        dialog.dismiss()

    def _note_console(self, message: Any) -> None:
        if "Content Security Policy" in message.text:
            self.faults.append(message.text)

    @property
    def context(self) -> BrowserContext:
        return self.page.context

    @property
    def chat(self) -> FrameLocator:
        return self.page.frame_locator("iframe").first

    @property
    def inside(self) -> Frame:
        """The widget's own document, for what no person can ask."""
        return next(frame for frame in self.page.frames if "/widget/" in frame.url)

    @property
    def composer(self) -> Any:
        return self.chat.get_by_role("textbox")

    def open(self, url: str) -> Widget:
        self.page.goto(url)
        self.page.get_by_role("button", name=LAUNCHER).click()
        expect(self.composer).to_be_visible()
        return self

    def write(self, text: str) -> None:
        self.composer.fill(text)
        self.composer.press("Enter")

    def say(self, text: str) -> None:
        """And see the answer of the stand-in engine."""
        self.write(text)
        self.sees(f"听到了：{text}")

    def sees(self, text: str) -> None:
        expect(self.chat.locator(".row[data-seq]", has_text=text).last).to_be_visible()

    def texts(self) -> list[str]:
        return self.chat.locator(".row[data-seq] .bubble").all_inner_texts()

    def conversation_id(self) -> str:
        return str(self.inside.evaluate("localStorage.getItem('frontdesk.conversation')"))

    def stored_texts(self) -> list[str]:
        """The log as the server holds it."""
        token = self.inside.evaluate("localStorage.getItem('frontdesk.token')")

        async def read() -> list[str]:
            headers = {"Authorization": f"Bearer {token}"}
            async with self.desk.door.client.get("/webchat/messages", headers=headers) as response:
                return [each["text"] for each in (await response.json())["messages"]]

        return self.desk.run(read())

    def add_to_log(self, texts: list[str], author: Author = Author.BOT) -> None:
        """Into the store and no more, as when every announcement got lost."""
        self.desk.run(fill_log(self.desk.door.database, self.conversation_id(), texts, author))

    def taken_over(self, name: str = "小王") -> Colleague:
        colleague = self.desk.run(hire(self.desk.door, name))
        self.desk.run(colleague.claim(self.conversation_id()))
        return colleague

    def hears(self, colleague: Colleague, text: str) -> None:
        status, answer = self.desk.run(colleague.reply(self.conversation_id(), text))
        assert status in (200, 201), answer

    def close(self) -> None:
        self.page.context.close()
        assert self.faults == []


@contextmanager
def opened_widget(browser: Browser, desk: Desk, url: str, **options: Any) -> Iterator[Widget]:
    context = browser.new_context(locale="zh-CN", **{"viewport": DESKTOP, **options})
    widget = Widget(desk, context.new_page()).open(url)
    try:
        yield widget
    finally:
        widget.close()
