"""An administrator without a WeChat account tries everything on the sandbox's phone."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.e2e.console import Console
from tests.fixtures.owner import OPENING, answer_to
from tests.fixtures.stack import Stack
from tests.fixtures.staff import StaffClient

pytestmark = [pytest.mark.engine, pytest.mark.browser]

# The sandbox gives the server fifteen seconds in all, as WeChat does.
REPLY_MS = 90_000
MOST_TURNS = 14
DESKTOP = {"width": 1280, "height": 860}
SMALL = {"width": 375, "height": 700}


class SandboxPage:
    """What a person can do in the browser: at the phone, and at the panel beside it."""

    def __init__(self, browser: Browser, stack: Stack, viewport: dict[str, int]) -> None:
        options: dict[str, Any] = {"viewport": viewport, "locale": "zh-CN"}
        self.page: Page = browser.new_context(**options).new_page()
        self.faults: list[str] = []
        self.page.on("pageerror", lambda error: self.faults.append(str(error)))
        self.page.goto(f"{stack.url}/sandbox/")

    def follow(self) -> None:
        self.page.get_by_role("button", name="关注公众号").click()
        self.await_answer(0)

    def say(self, text: str) -> str:
        heard = self.answers.count()
        field = self.page.get_by_role("textbox", name="输入消息")
        field.fill(text)
        field.press("Enter")
        self.await_answer(heard)
        return self.last_words()

    def await_answer(self, heard: int) -> None:
        expect(self.answers.nth(heard)).to_be_visible(timeout=REPLY_MS)

    @property
    def answers(self) -> Locator:
        return self.page.locator("[data-author=account]")

    def last_words(self) -> str:
        return self.answers.last.inner_text()

    @contextmanager
    def verified(self) -> Iterator[None]:
        """The account may send on its own until this ends: other tests share it."""
        switch = self.page.get_by_role("checkbox", name="已认证账号")
        switch.click()
        expect(switch).to_be_checked()
        yield
        switch.click()
        expect(switch).not_to_be_checked()

    def press(self, name: str) -> None:
        self.page.get_by_role("button", name=name, exact=True).click()


@pytest.fixture
def desk(browser: Browser, stack: Stack) -> SandboxPage:
    return SandboxPage(browser, stack, DESKTOP)


def test_an_owner_types_a_need_into_the_phone_and_sees_suggestions_with_reasons(
    desk: SandboxPage, stack: Stack
) -> None:
    desk.follow()
    words = desk.say(OPENING)
    for _ in range(MOST_TURNS):
        if "确认提交" in words:
            break
        words = desk.say(answer_to(words))
    assert "气孔" in words
    assert "宁波" in words
    number = re.search(r"(\d+)\. ?确认提交", words)
    told = said = desk.say(number.group(1) if number else "确认提交")
    # One reply holds 1,800 bytes; the owner is told how to read on.
    for _ in range(12):
        if "继续" not in said:
            break
        said = desk.say("继续")
        told += "\n" + said
    assert re.search(r"QX\d{8}-\d{4}", told)
    assert "演示数据" in told
    assert re.search(r"^\d+\. ", told, re.MULTILINE)
    with desk.page.expect_popup() as opened:
        desk.page.get_by_role("link", name=re.compile("点开看理由和详情")).click()
    sheet = opened.value
    expect(sheet.get_by_role("heading", name=re.compile("为您找到"))).to_be_visible()
    expect(sheet.get_by_text("气孔").first).to_be_visible()
    expect(sheet.get_by_text("在聊天里回复").first).to_be_visible()
    assert desk.faults == []
    need = StaffClient(stack).latest_need(company="宁波明川压铸有限公司")
    assert need["state"] == "recorded"
    desk.page.context.close()


def test_the_panel_shows_each_push_as_it_was_and_as_it_was_sent(desk: SandboxPage) -> None:
    desk.follow()
    desk.say("你好")
    panel = desk.page.get_by_role("complementary", name="后台")
    expect(panel.get_by_text("文字：你好")).to_be_visible()
    panel.get_by_text("文字：你好").click()
    sources = panel.locator("pre:visible")
    expect(sources).to_have_count(4)
    plain, sealed, answer, sealed_answer = sources.all_inner_texts()
    assert "<Content><![CDATA[你好]]></Content>" in plain
    assert "Encrypt" in sealed
    assert "你好" not in sealed
    assert "<MsgType>" in answer
    assert "MsgSignature" in sealed_answer
    expect(panel.get_by_text("还可发 5 条")).to_be_visible()
    desk.press("+48 小时")
    expect(panel.get_by_text("没有打开的窗口")).to_be_visible()
    desk.page.context.close()


def test_a_person_asked_for_on_the_phone_answers_from_the_console(
    browser: Browser, stack: Stack, desk: SandboxPage
) -> None:
    # Those whom other tests left waiting stand in front: a list draws only what fits on its screen.
    StaffClient(stack).close_waiting()
    with desk.verified():
        desk.follow()
        desk.say("我们做轴承，磨削烧伤老是去不掉")
        desk.say("转人工")
        case = StaffClient(stack).get("/conversations", channel="wechat")["items"][0]
        office = Console(browser, stack)
        office.sign_in()
        office.row(case["id"]).click()
        office.claim()
        office.reply("您好，我是前台小李，烧伤在哪道工序？")
        # A verified account's word comes by itself.
        expect(desk.answers.filter(has_text="我是前台小李")).to_be_visible(timeout=REPLY_MS)
        desk.page.get_by_role("textbox", name="输入消息").fill("在精磨，终于等到真人了")
        desk.press("发送")
        expect(office.log.get_by_text("在精磨，终于等到真人了")).to_be_visible()
        state = StaffClient(stack).get(f"/conversations/{case['id']}")["channel_state"]
        assert (state["window_open"], state["waiting"]) == (True, 0)
        office.close()
    assert desk.faults == []
    desk.page.context.close()


def test_a_server_that_is_down_shows_wechats_banner(desk: SandboxPage) -> None:
    desk.follow()
    switch = desk.page.get_by_role("checkbox", name="服务器停机")
    # Not check(): the box shows what the server says, and so only once it has answered.
    switch.click()
    expect(switch).to_be_checked()
    desk.page.get_by_role("textbox", name="输入消息").fill("有人吗")
    desk.press("发送")
    banner = desk.page.get_by_text("该公众号提供的服务出现故障，请稍后再试")
    expect(banner).to_be_visible(timeout=REPLY_MS)
    expect(desk.page.locator(".tried.bad")).to_have_count(3)
    switch.click()
    expect(switch).not_to_be_checked()
    assert desk.say("你好")
    desk.page.context.close()


def test_on_a_small_screen_the_phone_fills_it_and_keys_suffice(
    browser: Browser, stack: Stack
) -> None:
    small = SandboxPage(browser, stack, SMALL)
    page = small.page
    page.get_by_role("button", name="关注公众号").focus()
    page.keyboard.press("Enter")
    small.await_answer(0)
    assert page.evaluate("document.documentElement.scrollWidth") == SMALL["width"]
    box = page.get_by_role("region", name="模拟手机").bounding_box()
    assert box is not None
    assert (box["width"], box["height"]) == (SMALL["width"], SMALL["height"])

    page.get_by_role("button", name="显示菜单").focus()
    page.keyboard.press("Enter")
    page.get_by_role("button", name="找资源").focus()
    page.keyboard.press("Enter")
    page.get_by_role("button", name="找开放许可专利").focus()
    heard = small.answers.count()
    page.keyboard.press("Enter")
    small.await_answer(heard)

    opener = page.get_by_role("button", name="打开后台")
    opener.focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="关闭后台")).to_be_focused()
    page.keyboard.press("Escape")
    expect(opener).to_be_focused()
    assert small.faults == []
    page.context.close()


def test_the_phone_survives_a_reload_and_a_new_one_is_somebody_else(desk: SandboxPage) -> None:
    desk.follow()
    desk.say("你好")
    before = desk.answers.all_inner_texts()
    desk.page.reload()
    expect(desk.answers).to_have_count(len(before))
    desk.press("返回公众号主页")
    desk.press("换一部新手机")
    expect(desk.page.get_by_role("button", name="关注公众号")).to_be_visible()
    expect(desk.answers).to_have_count(0)
    desk.page.context.close()
