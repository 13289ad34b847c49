"""An administrator tells another system what happens here, and sees whether it arrives."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import AsyncExitStack

import pytest
from playwright.sync_api import Browser, expect

from bot.store.models import Staff
from tests.e2e.console import PHONE, Console
from tests.fixtures.colleagues import PASSWORD, hire
from tests.fixtures.databases import SqliteStores
from tests.fixtures.desk_in_thread import Desk, desk_in_thread
from tests.fixtures.hook_receiver import Receiver, receiver

pytestmark = pytest.mark.browser


@pytest.fixture
def inner_desk(sqlite_stores: SqliteStores) -> Iterator[Desk]:
    """One that may send within its own network."""
    with desk_in_thread(sqlite_stores.migrated(), bot_webhooks_private=True) as running:
        yield running


@pytest.fixture
def hook(inner_desk: Desk) -> Iterator[Receiver]:
    stack = AsyncExitStack()
    yield inner_desk.run(stack.enter_async_context(receiver()))
    inner_desk.run(stack.aclose())


async def staff(desk: Desk, role: str) -> str:
    """The user name of a new colleague."""
    hired = await hire(desk.door, "王管理", role)
    async with desk.door.database.read() as session:
        return (await session.get_one(Staff, hired.id)).username


def test_an_address_is_registered_tried_and_switched_off(
    browser: Browser, inner_desk: Desk, hook: Receiver
) -> None:
    console = Console(browser, inner_desk)
    page = console.page
    console.sign_in(inner_desk.run(staff(inner_desk, "admin")), PASSWORD)
    console.goto("/settings")
    page.get_by_role("button", name="Webhook").click()
    expect(page.get_by_text("登记网址、勾选事件后")).to_be_visible()
    page.get_by_role("button", name="新增").click()
    page.get_by_label("网址").fill(hook.url)
    page.get_by_text("会话被接").click()
    page.get_by_role("button", name="保存").click()
    hook.secret = page.get_by_role("textbox", name="签名密钥").input_value()
    page.keyboard.press("Escape")

    row = page.locator(".one", has_text=hook.url)
    expect(row).to_contain_text("需求登记 · 需求状态改变 · 会话排队 · 会话结束")
    expect(row).to_contain_text("正常")
    row.get_by_role("button", name="试发一次").click()
    delivery = page.get_by_role("dialog").get_by_role("listitem")
    expect(delivery).to_contain_text("已收下")
    expect(delivery).to_contain_text("对方回 200")
    assert hook.events == ["webhook.test"]
    page.keyboard.press("Escape")

    page.set_viewport_size({"width": PHONE["width"], "height": PHONE["height"]})
    assert page.evaluate("document.documentElement.scrollWidth") == PHONE["width"]
    row.get_by_role("button", name=f"修改 {hook.url}").click()
    page.get_by_role("dialog").get_by_text("启用").click()
    assert page.evaluate("document.documentElement.scrollWidth") == PHONE["width"]
    page.get_by_role("button", name="保存").click()
    expect(row).to_contain_text("已停用")
    expect(row.get_by_role("button", name="试发一次")).to_have_count(0)
    row.get_by_role("button", name=f"删除 {hook.url}").click()
    page.get_by_role("button", name="确定").click()
    expect(row).to_have_count(0)
    console.close()


def test_it_is_the_administrators_alone(browser: Browser, inner_desk: Desk) -> None:
    console = Console(browser, inner_desk)
    console.sign_in(inner_desk.run(staff(inner_desk, "manager")), PASSWORD)
    console.goto("/settings?part=webhooks")
    expect(console.page.get_by_role("button", name="工作时间")).to_be_visible()
    expect(console.page.get_by_role("button", name="Webhook")).to_have_count(0)
    console.close()
