"""A new colleague on the first day: does what the page says next, and is counted doing it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from playwright.sync_api import Frame, Locator, Page, expect

ANSWER = "王师傅您好，我是前台小陈，看到您的问题了，马上帮您联系老师。"


@dataclass
class Newcomer:
    """``look``: called at each step with its name, for pictures."""

    page: Page
    look: Callable[[str], None] = lambda _step: None
    presses: int = 0
    typed: int = 0
    pages: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.page.on("framenavigated", self._note)

    def _note(self, frame: Frame) -> None:
        path = frame.url.partition("/console")[2].partition("#")[0].partition("?")[0]
        if frame == self.page.main_frame and (not self.pages or self.pages[-1] != path):
            self.pages.append(path)

    def press(self, what: Locator) -> None:
        what.click()
        self.presses += 1

    def write(self, field: Locator, text: str) -> None:
        """Where the cursor already is: nobody looks for it. Enter sends."""
        expect(field).to_be_focused()
        self.page.keyboard.type(text)
        self.typed += len(text)
        self.look("typed")
        self.page.keyboard.press("Enter")
        self.presses += 1

    def accept(self, link: str, password: str) -> None:
        self.page.goto(link)
        expect(self.page.get_by_role("heading", name="欢迎加入")).to_be_visible()
        self.look("invited")
        self.write(self.page.get_by_label("新密码"), password)
        expect(self.page.get_by_role("navigation", name="主导航")).to_be_visible()

    def answer_who_waits(self, about: str, text: str) -> None:
        """The list opens on those who wait, with what they wrote; the page says what comes next."""
        waiting = self.page.get_by_role("link").filter(has_text=about)
        expect(waiting).to_be_visible()
        expect(self.page.get_by_role("region", name="三步答复第一位企业主")).to_be_visible()
        self.look("inbox")
        self.press(waiting)
        claim = self.page.get_by_role("button", name="接管", exact=True).first
        expect(claim).to_be_visible()
        self.look("opened")
        self.press(claim)
        composer = self.page.get_by_role("textbox", name="写回复")
        expect(composer).to_be_focused()
        self.look("claimed")
        self.write(composer, text)
        sent = self.page.get_by_role("log").locator(".row.staff", has_text=text)
        expect(sent).to_be_visible()
        self.look("answered")
