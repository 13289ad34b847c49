"""What a member of staff can do in the console, and nothing else."""

from __future__ import annotations

import subprocess
import sys
from typing import Any, Protocol
from uuid import uuid4

from playwright.sync_api import Browser, BrowserContext, Locator, Page, expect

from bot.app import ROOT
from tests.fixtures.stack import ADMIN_PASSWORD, Stack

DESKTOP = {"width": 1440, "height": 900}
PHONE = {"width": 375, "height": 740}


class Site(Protocol):
    """Where a console is reached."""

    @property
    def url(self) -> str: ...


class Console:
    """One person at one browser. ``faults`` are what must never happen on any page."""

    def __init__(self, browser: Browser, stack: Site, **options: Any) -> None:
        self.stack = stack
        usual: dict[str, Any] = {"viewport": DESKTOP, "locale": "zh-CN"}
        self.context: BrowserContext = browser.new_context(**{**usual, **options})
        self.page: Page = self.context.new_page()
        self.faults: list[str] = []
        self.page.on("pageerror", lambda error: self.faults.append(str(error)))
        self.page.on("dialog", lambda dialog: self.faults.append(f"dialog: {dialog.message}"))
        self.page.expose_binding(
            "noteViolation", lambda _source, what: self.faults.append(f"CSP: {what}")
        )
        self.page.add_init_script(
            "document.addEventListener('securitypolicyviolation',"
            " e => window.noteViolation(e.violatedDirective + ' ' + e.blockedURI + ' ' + e.sample))"
        )

    def sign_in(self, username: str = "admin", password: str = ADMIN_PASSWORD) -> None:
        """Through the page, as a person does."""
        self.goto("/")
        self.page.get_by_label("用户名").fill(username)
        self.page.get_by_label("密码", exact=True).fill(password)
        self.page.get_by_role("button", name="登录", exact=True).click()
        expect(self.page.get_by_role("navigation", name="主导航")).to_be_visible()

    def goto(self, path: str) -> None:
        self.page.goto(f"{self.stack.url}/console{path}")

    def open(self, conversation_id: str) -> None:
        self.goto(f"/inbox/{conversation_id}")
        expect(self.log).to_be_visible()
        expect(self.log).to_have_attribute("aria-busy", "false")

    def row(self, conversation_id: str) -> Locator:
        """Of the list that is on screen."""
        return self.page.locator(f"a[href*='{conversation_id}']")

    @property
    def log(self) -> Locator:
        return self.page.get_by_role("log")

    @property
    def composer(self) -> Locator:
        return self.page.get_by_role("textbox", name="写回复")

    @property
    def head(self) -> Locator:
        return self.page.locator(".head")

    def note(self, text: str) -> None:
        """Write it; Enter is left to the caller, who may want to choose a colleague first."""
        self.page.get_by_role("tab", name="内部备注").click()
        self.page.get_by_role("textbox", name="内部备注").press_sequentially(text)

    def claim(self) -> None:
        self.head.get_by_role("button", name="接管", exact=True).click()
        expect(self.composer).to_be_focused()

    def reply(self, text: str) -> None:
        self.composer.fill(text)
        self.composer.press("Enter")
        expect(self.log.locator(".row.staff", has_text=text)).to_be_visible()

    def close(self) -> None:
        """End the visit; whatever went wrong on the way fails the test."""
        assert self.faults == []
        self.context.close()


def hire(stack: Stack, name: str, role: str = "agent") -> tuple[str, str]:
    """A new account, as an administrator makes one on the command line: user name and password."""
    username, password = f"u{uuid4().hex[:8]}", "correct horse battery"
    subprocess.run(
        [sys.executable, "-m", "bot.cli", "staff", "add", username, "--name", name,
         "--role", role, "--password-stdin"],
        input=password, text=True, check=True, cwd=ROOT, env=stack.environment,
        capture_output=True,
    )  # fmt: skip
    return username, password
