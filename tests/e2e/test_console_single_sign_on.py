"""Signing in by the institution's single sign-on, as a colleague does who has bound it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, expect

from bot.store.models import Staff
from tests.e2e.console import PHONE, Console
from tests.fixtures.colleagues import PASSWORD, hire
from tests.fixtures.databases import SqliteStores
from tests.fixtures.desk_in_thread import Desk, desk_in_thread, thread_with_loop
from tests.fixtures.identity_provider import IdentityProvider, identity_provider, settings_of

pytestmark = pytest.mark.browser


@pytest.fixture
def provider() -> Iterator[IdentityProvider]:
    with thread_with_loop() as elsewhere:
        yield elsewhere.open(identity_provider())


@pytest.fixture
def desk(sqlite_stores: SqliteStores, provider: IdentityProvider) -> Iterator[Desk]:
    with desk_in_thread(sqlite_stores.migrated(), **settings_of(provider)) as running:
        yield running


async def username_of(desk: Desk, staff_id: str) -> str:
    async with desk.door.database.read() as session:
        return (await session.get_one(Staff, staff_id)).username


def test_bound_once_and_then_signed_in_by_a_press(
    browser: Browser, desk: Desk, provider: IdentityProvider
) -> None:
    clerk = desk.run(hire(desk.door, "甲老师"))
    username = desk.run(username_of(desk, clerk.id))
    stranger = Console(browser, desk)
    stranger.goto("/needs")
    stranger.page.get_by_role("button", name="之江统一登录").click()
    expect(stranger.page.get_by_role("alert")).to_contain_text("没有绑定工作台")
    stranger.close()

    office = Console(browser, desk)
    office.sign_in(username, PASSWORD)
    office.goto("/settings?part=account")
    part = office.page.get_by_role("region", name="之江统一登录")
    part.get_by_label("现在的密码").fill(PASSWORD)
    part.get_by_role("button", name="去绑定").click()
    expect(office.page.get_by_text("绑定好了，以后可以用它登录")).to_be_visible()
    expect(part.get_by_role("button", name="解除绑定")).to_be_visible()
    office.close()

    elsewhere = Console(browser, desk, viewport=PHONE)
    page = elsewhere.page
    elsewhere.goto("/needs")
    page.get_by_role("button", name="之江统一登录").click()
    expect(page).to_have_url(f"{desk.url}/console/needs")
    assert page.evaluate("document.documentElement.scrollWidth") == PHONE["width"]
    elsewhere.close()

    provider.down = True
    late = Console(browser, desk)
    late.goto("/")
    late.page.get_by_role("button", name="之江统一登录").click()
    # The desk may remember where the service is; the way back fails then, and says so as well.
    expect(late.page.get_by_role("alert")).to_contain_text("暂时没有回应")
    late.close()
