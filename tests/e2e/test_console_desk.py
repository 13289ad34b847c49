"""Staff answer owners in the console: real browsers, the running system, nothing stubbed."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, StorageState, expect

from tests.e2e.console import Console, hire
from tests.e2e.test_sandbox import REPLY_MS, SandboxPage
from tests.fixtures.stack import Stack
from tests.fixtures.staff import StaffClient
from tests.fixtures.visitor import VisitorClient

pytestmark = [pytest.mark.engine, pytest.mark.browser]

PROBLEM = "我们做铝合金压铸，气孔老是超标，废品率12%，想降到3%，在宁波"


@pytest.fixture
def owner(stack: Stack) -> VisitorClient:
    """Somebody who has told of a problem and waits for a person."""
    visitor = VisitorClient(stack.url)
    visitor.say(PROBLEM)
    visitor.say("转人工")
    return visitor


@pytest.fixture
def desk(browser: Browser, stack: Stack, admin_session: StorageState) -> Iterator[Console]:
    """An administrator who is signed in."""
    console = Console(browser, stack, storage_state=admin_session)
    console.goto("/")
    yield console
    console.close()


def test_an_agent_signs_in_takes_over_and_answers(desk: Console, owner: VisitorClient) -> None:
    desk.row(owner.conversation_id).click()
    expect(desk.page.get_by_role("textbox", name="问题（原话）")).to_have_value(PROBLEM)
    desk.claim()
    before = owner.read()["messages"][-1]["seq"]
    desk.reply("您好，我是前台小李")
    assert "您好，我是前台小李" in [each["text"] for each in owner.replies_to(before)]
    owner.send("终于等到真人了")
    expect(desk.log.get_by_text("终于等到真人了")).to_be_visible()


def test_two_agents_and_an_owner_in_three_browsers(
    browser: Browser, stack: Stack, desk: Console, owner: VisitorClient
) -> None:
    username, password = hire(stack, "李晓梅")
    colleague = Console(browser, stack)
    colleague.sign_in(username, password)
    for each in (desk, colleague):
        each.open(owner.conversation_id)
    expect(colleague.head.get_by_text("管理员 正在看")).to_be_visible()

    desk.claim()
    # The other one sees it without reloading, and is not offered what would be refused.
    expect(colleague.page.get_by_text("管理员正在接待，您可以写备注")).to_be_visible()
    expect(colleague.page.get_by_role("button", name="接管", exact=True)).to_have_count(0)
    desk.composer.press_sequentially("我看看")
    expect(colleague.head.get_by_text("管理员 正在输入…")).to_be_visible()

    # Who works elsewhere meanwhile is called; whoever has it open has seen it.
    colleague.goto("/inbox")
    desk.note("请@李")
    desk.page.get_by_role("option", name="李晓梅").click()
    desk.page.keyboard.type("看一下")
    desk.page.keyboard.press("Enter")
    mentioned = colleague.page.get_by_role("button", name="提到我")
    expect(mentioned).to_contain_text("1")
    colleague.open(owner.conversation_id)
    note = colleague.log.locator(".note", has_text="请@李晓梅 看一下")
    expect(note).to_be_visible()
    expect(note.locator(".named")).to_have_text("@李晓梅")
    expect(mentioned).to_have_count(0)
    assert "李晓梅" not in str(owner.read())

    desk.page.keyboard.press("Escape")
    desk.page.keyboard.press("t")
    people = desk.page.get_by_role("dialog")
    people.get_by_role("button", name="李晓梅").click()
    people.get_by_role("button", name="转给李晓梅").click()
    expect(colleague.composer).to_be_visible()
    before = owner.read()["messages"][-1]["seq"]
    colleague.reply("您好，接下来由我负责")
    assert "您好，接下来由我负责" in [each["text"] for each in owner.replies_to(before)]
    expect(desk.log.get_by_text("您好，接下来由我负责")).to_be_visible()
    colleague.close()


def test_staff_see_what_was_read_what_was_sent_and_how_it_was_rated(
    desk: Console, owner: VisitorClient
) -> None:
    owner.attach("气孔照片与参数.pdf", b"%PDF-1.7\n" + b"x" * 3000)
    desk.open(owner.conversation_id)
    file = desk.log.get_by_role("link", name="气孔照片与参数.pdf")
    with desk.page.expect_download() as saving:
        file.click()
    assert saving.value.suggested_filename == "气孔照片与参数.pdf"

    desk.claim()
    desk.reply("收到，我看一下")
    answer = desk.log.locator(".row.staff", has_text="收到，我看一下")
    expect(answer).not_to_contain_text("已读")
    owner.has_read(owner.read()["messages"][-1]["seq"])
    expect(answer).to_contain_text("已读", timeout=30_000)

    desk.head.get_by_role("button", name="更多操作").click()
    desk.page.get_by_role("menuitem", name="结束会话").click()
    desk.page.get_by_role("dialog").get_by_role("button", name="确定").click()
    ended = desk.log.locator(".event").last
    expect(ended).to_be_visible()
    owner.rate(owner.read()["messages"][-1]["seq"], 4)
    desk.open(owner.conversation_id)
    expect(desk.log.locator(".event").last).to_contain_text("企业主打了 4 分")


def test_canned_replies_labels_and_search(
    stack: Stack, desk: Console, owner: VisitorClient
) -> None:
    made = desk.page.evaluate(
        """async (body) => (await fetch('/api/v1/canned', {method: 'POST',
            headers: {'Content-Type': 'application/json'}, body: JSON.stringify(body)})).status""",
        {"shared": True, "shortcut": f"hi{owner.conversation_id[:6]}", "title": "问好",
         "text": "您好，{{staff_name}}为您服务，{{owner_name}}怎么称呼？"},
    )  # fmt: skip
    assert made == 201
    desk.open(owner.conversation_id)
    desk.claim()
    desk.composer.press_sequentially(f"/hi{owner.conversation_id[:6]}")
    desk.page.get_by_role("option", name="问好").wait_for()
    desk.composer.press("Enter")
    # What is not known stays as a blank, selected: typing fills it.
    expect(desk.composer).to_have_value("您好，管理员为您服务，{{owner_name}}怎么称呼？")
    desk.page.keyboard.type("老板")
    desk.composer.press("Enter")
    expect(desk.log.get_by_text("您好，管理员为您服务，老板怎么称呼？")).to_be_visible()

    label = f"标签{owner.conversation_id[:6]}"
    desk.composer.press("Escape")
    desk.page.keyboard.press("l")
    desk.page.get_by_role("textbox", name="找标签，或写一个新的").fill(label)
    desk.page.get_by_role("button", name=f"新建标签“{label}”").click()
    expect(desk.head.locator(".label", has_text=label)).to_be_visible()
    desk.page.keyboard.press("Escape")

    code = f"编号{owner.conversation_id[:8]}"
    seq = owner.send(f"再补充一句，{code}")
    expect(desk.log.get_by_text(code)).to_be_visible()
    StaffClient(stack).await_indexed(code)
    desk.page.keyboard.press("Control+k")
    desk.page.keyboard.type(code)
    desk.page.get_by_role("option", name=f"搜索消息：{code}").click()
    hit = desk.page.locator(".hit", has_text=code)
    expect(hit.locator("mark")).to_have_text(code)
    hit.click()
    expect(desk.log.locator(f".sought[data-seq='{seq}']")).to_be_in_viewport()


def test_a_wechat_owner_is_answered_from_the_console(
    browser: Browser, stack: Stack, desk: Console
) -> None:
    phone = SandboxPage(browser, stack, {"width": 1280, "height": 860})
    phone.follow()
    phone.say(f"{PROBLEM}。微信里问")
    phone.say("转人工")
    waiting = StaffClient(stack).get("/conversations", view="queue", channel="wechat")["items"]
    desk.open(max(waiting, key=lambda row: row["created_at"])["id"])
    notice = desk.page.locator(".talk .notice")
    # The sandbox's account is not verified: it may only answer what the owner sends, and says so.
    expect(notice).to_contain_text("回复会在对方下次开口时送出")
    desk.claim()
    desk.reply("您好，微信上也能聊")
    expect(desk.log.locator(".row.staff").last).to_contain_text("等待发送")
    phone.page.get_by_role("textbox", name="输入消息").fill("好的")
    phone.press("发送")
    expect(phone.answers.filter(has_text="您好，微信上也能聊")).to_be_visible(timeout=REPLY_MS)
    expect(desk.log.locator(".row.staff").last).to_contain_text("已送达")
    assert phone.faults == []
    phone.page.context.close()
