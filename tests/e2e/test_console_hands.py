"""Conversations that change hands while somebody is at them: nothing breaks, the place is kept."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Browser, Page, StorageState, expect

from tests.e2e.chat import open_chat
from tests.e2e.console import DESKTOP, PHONE, Console
from tests.fixtures.stack import Stack
from tests.fixtures.staff import StaffClient
from tests.fixtures.visitor import VisitorClient

pytestmark = [pytest.mark.engine, pytest.mark.browser]


def waiting(stack: Stack) -> VisitorClient:
    owner = VisitorClient(stack.url)
    owner.say("转人工")
    return owner


def expect_a_place(page: Page) -> None:
    """The keyboard is somewhere on the page, and not back at its top."""
    page.wait_for_function("document.activeElement !== document.body")


def test_the_reply_box_may_go_while_one_types_in_it(
    browser: Browser, stack: Stack, admin_session: StorageState
) -> None:
    owner = waiting(stack)
    desk = Console(browser, stack, storage_state=admin_session)
    desk.open(owner.conversation_id)
    desk.claim()
    desk.composer.press_sequentially("您好，")
    StaffClient(stack).post(f"/conversations/{owner.conversation_id}/handback", {})
    expect(desk.composer).to_have_count(0)
    expect_a_place(desk.page)
    desk.claim()
    expect(desk.composer).to_have_value("您好，")
    # No exception may have been thrown on the way.
    desk.close()


def test_a_picture_that_staff_choose_is_seen_in_the_widget(
    browser: Browser, stack: Stack, admin_session: StorageState
) -> None:
    page, chat = open_chat(browser, stack.url, viewport=DESKTOP)
    chat.say("转人工")
    (inside,) = (frame for frame in page.frames if "/widget/" in frame.url)
    desk = Console(browser, stack, storage_state=admin_session)
    desk.open(inside.evaluate("localStorage.getItem('frontdesk.conversation')"))
    desk.claim()
    desk.page.locator("input[type=file]").set_input_files(
        {"name": "样件.png", "mimeType": "image/png", "buffer": page.screenshot()}
    )
    expect(desk.page.get_by_role("list", name="待发送的图片和文件")).to_contain_text("样件.png")
    desk.page.get_by_role("button", name="发送", exact=True).click()
    expect(desk.log.get_by_role("img", name="样件.png")).to_be_visible()
    picture = chat.frame.get_by_role("img", name="图片：样件.png")
    expect(picture).to_be_visible()
    assert picture.evaluate("image => image.naturalWidth") == DESKTOP["width"]
    desk.close()
    page.context.close()


def test_the_keyboard_stays_where_something_was_done(
    browser: Browser, stack: Stack, admin_session: StorageState
) -> None:
    owner = waiting(stack)
    desk = Console(browser, stack, storage_state=admin_session)
    desk.open(owner.conversation_id)
    desk.claim()
    desk.head.get_by_role("button", name="交还机器人").press("Enter")
    expect(desk.head.get_by_role("button", name="接管", exact=True)).to_be_visible()
    expect_a_place(desk.page)
    desk.close()


def test_a_phone_shows_why_somebody_waits_and_every_tab(
    browser: Browser, stack: Stack, admin_session: StorageState
) -> None:
    # Those whom other tests left waiting stand in front, and a phone draws few rows.
    StaffClient(stack).close_waiting()
    owner = waiting(stack)
    desk = Console(browser, stack, storage_state=admin_session, viewport=PHONE)
    # Three figures in every counter, as on a Monday; the real ones are of this one visitor.
    desk.page.route(
        re.compile("/api/v1/inbox/counts|/api/v1/conversations/counts"),
        lambda route: route.fulfill(
            json={
                name: value if name == "most" else 347
                for name, value in route.fetch().json().items()
            }
        ),
    )
    desk.goto("/")
    expect(desk.row(owner.conversation_id)).to_contain_text("企业要求转人工")
    tabs = desk.page.get_by_role("group", name="会话").get_by_role("button")
    expect(tabs.first).to_contain_text("347")
    for tab in tabs.all():
        box = tab.bounding_box()
        assert box is not None
        assert box["x"] + box["width"] <= PHONE["width"]
    desk.close()
