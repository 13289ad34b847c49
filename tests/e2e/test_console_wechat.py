"""Signing in by WeChat, as an administrator without an account can try it in the sandbox."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from bot.store.models import Staff
from tests.e2e.console import PHONE, Console
from tests.fixtures.colleagues import PASSWORD, hire
from tests.fixtures.databases import SqliteStores
from tests.fixtures.desk_in_thread import Desk, desk_in_thread
from tests.fixtures.sandbox import SECRET
from tests.fixtures.servers import free_port
from tests.fixtures.wechat_account import WECHAT_SETTINGS

pytestmark = pytest.mark.browser

REPLY_MS = 60_000
WECHAT = "Mozilla/5.0 (iPhone; CPU iPhone OS 17_0 like Mac OS X) Mobile MicroMessenger/8.0.50"


@pytest.fixture
def wechat_desk(sqlite_stores: SqliteStores) -> Iterator[Desk]:
    """With the sandbox's verified account."""
    port = free_port()
    account = {name.lower(): value for name, value in WECHAT_SETTINGS.items()}
    with desk_in_thread(
        sqlite_stores.migrated(), port=port,
        **{
            **account, "bot_sandbox": True, "wechat_app_secret": SECRET, "bot_port": port,
            "wechat_api_base": f"http://127.0.0.1:{port}/sandbox/api",
            "wechat_account": "verified", "wechat_staff_sign_in": True,
        },
    ) as running:  # fmt: skip
        yield running


@dataclass
class Phone:
    """The sandbox's, in a window of its own."""

    page: Page

    def scan_newest(self) -> None:
        """What a camera would see on the page: the code that was made last."""
        heard = self.answers.count()
        self.page.get_by_role("button", name="更多功能").click()
        self.page.get_by_role("button", name="扫一扫").click()
        sheet = self.page.get_by_role("dialog")
        sheet.get_by_role("button", name="staff-").first.click()
        sheet.get_by_role("button", name="发送").click()
        expect(self.answers.nth(heard)).to_contain_text("网页上的数字", timeout=REPLY_MS)

    def press(self, choice: str, says: str) -> None:
        self.answers.last.get_by_role("button", name=choice).click()
        expect(self.answers.last).to_contain_text(says, timeout=REPLY_MS)

    @property
    def answers(self) -> Locator:
        return self.page.locator("[data-author=account]")


@pytest.fixture
def phone(browser: Browser, wechat_desk: Desk) -> Iterator[Phone]:
    page = browser.new_context(locale="zh-CN", viewport={"width": 1280, "height": 860}).new_page()
    page.goto(f"{wechat_desk.url}/sandbox/")
    page.get_by_role("button", name="关注公众号").click()
    made = Phone(page)
    expect(made.answers.first).to_be_visible(timeout=REPLY_MS)
    yield made
    page.context.close()


async def username_of(desk: Desk, staff_id: str) -> str:
    async with desk.door.database.read() as session:
        return (await session.get_one(Staff, staff_id)).username


def test_bound_and_signed_in_with_the_sandboxs_phone(
    browser: Browser, wechat_desk: Desk, phone: Phone
) -> None:
    clerk = wechat_desk.run(hire(wechat_desk.door, "甲老师"))
    username = wechat_desk.run(username_of(wechat_desk, clerk.id))
    office = Console(browser, wechat_desk)
    office.sign_in(username, PASSWORD)
    office.goto("/settings?part=account")
    part = office.page.get_by_role("region", name="微信登录")
    part.get_by_label("现在的密码").fill(PASSWORD)
    part.get_by_role("button", name="绑定微信").click()
    expect(part.get_by_role("img", name="微信二维码")).to_be_visible()
    number = part.locator(".number strong").inner_text()
    phone.scan_newest()
    expect(phone.answers.last).to_contain_text(f"网页上的数字：{number}")
    expect(part.get_by_role("status")).to_contain_text("已扫码")
    phone.press("确认绑定", "绑定好了")
    expect(part.get_by_role("button", name="解除绑定")).to_be_visible()
    office.close()

    elsewhere = Console(browser, wechat_desk, viewport=PHONE)
    page = elsewhere.page
    elsewhere.goto("/needs")
    page.get_by_role("button", name="微信扫码登录").click()
    expect(page.get_by_role("img", name="微信二维码")).to_be_visible()
    number = page.locator(".number strong").inner_text()
    assert page.evaluate("document.documentElement.scrollWidth") == PHONE["width"]
    phone.scan_newest()
    expect(phone.answers.last).to_contain_text(f"网页上的数字：{number}")
    phone.press("确认登录", "已确认")
    expect(page).to_have_url(f"{wechat_desk.url}/console/needs")
    elsewhere.close()


def test_inside_wechats_browser(browser: Browser, wechat_desk: Desk, phone: Phone) -> None:
    """Its page asks in the sandbox which phone agrees; a stranger's is turned away in words."""
    inside = Console(browser, wechat_desk, viewport=PHONE, user_agent=WECHAT)
    page = inside.page
    inside.goto("/needs")
    for choice, told in (("（…", "没有绑定工作台账号"), ("快照页", "快照页的虚拟身份")):
        page.get_by_role("button", name="用微信登录").click()
        page.get_by_role("link", name=choice).first.click()
        expect(page.get_by_role("alert")).to_contain_text(told)
        expect(page.get_by_label("用户名")).to_be_visible()
    inside.close()
