"""Real processes, a real browser: what a person would meet."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, expect, sync_playwright

# Playwright waits 5 s for what must appear; a busy machine may need longer.
expect.set_options(timeout=20_000)


# For this package only: while Playwright is open no other event loop can run in this thread, and
# the tests that follow have loops of their own.
@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    chromium = shutil.which("chromium") or shutil.which("chromium-browser")
    if chromium is None:
        message = "Chromium is missing: make services (Debian package chromium)"
        pytest.fail(message) if os.environ.get("CI") else pytest.skip(message)
    with sync_playwright() as playwright:
        # Without a GPU the browser would draw every frame twice; and it must not call home.
        arguments = [
            "--disable-gpu",
            "--no-first-run",
            "--disable-background-networking",
            "--disable-component-update",
            "--disable-sync",
        ]
        # Root, as in CI containers, cannot use Chromium's own sandbox.
        if os.geteuid() == 0:
            arguments.append("--no-sandbox")
        instance = playwright.chromium.launch(executable_path=chromium, args=arguments)
        yield instance
        instance.close()
