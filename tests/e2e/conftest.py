"""Real processes, a real browser: what a person would meet."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, StorageState, expect, sync_playwright

from tests.e2e.console import Console
from tests.e2e.widget import Widget, opened_widget
from tests.fixtures.databases import SqliteStores
from tests.fixtures.desk_in_thread import Desk, desk_in_thread
from tests.fixtures.fake_engine import echo
from tests.fixtures.host_page import HostSite, host_site
from tests.fixtures.stack import Stack

# Playwright waits 5 s for what must appear; a busy machine may need longer.
expect.set_options(timeout=20_000)

IDENTITY_SECRET = "known to the host site's server and to the desk"


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


@pytest.fixture(scope="package")
def site() -> Iterator[HostSite]:
    """A site that may embed the widget, and does."""
    with host_site() as served:
        yield served


@pytest.fixture(scope="package")
def desk(site: HostSite, sqlite_stores: SqliteStores) -> Iterator[Desk]:
    """A real front door, without the weight of a dialogue engine behind it."""
    with desk_in_thread(
        sqlite_stores.migrated(),
        bot_allowed_origins=(site.url,),
        bot_identity_secret=IDENTITY_SECRET,
        bot_desk_hours="always",
    ) as running:
        site.desk = running.url
        yield running


@pytest.fixture
def widget(browser: Browser, desk: Desk, site: HostSite) -> Iterator[Widget]:
    """The chat, opened by a visitor of that site."""
    site.attributes = ""
    desk.engine.reply = echo
    with opened_widget(browser, desk, site.url) as opened:
        yield opened


@pytest.fixture(scope="package")
def admin_session(browser: Browser, stack: Stack) -> StorageState:
    """The administrator's cookie, for all tests: how often one may sign in is limited."""
    console = Console(browser, stack)
    console.sign_in()
    kept = console.context.storage_state()
    console.close()
    return kept
