"""Nothing a visitor writes or is told gets lost, whatever the line does (checks 3–15)."""

from __future__ import annotations

import asyncio
import signal
from collections.abc import Iterator
from pathlib import Path
from time import monotonic, sleep
from typing import Any
from urllib.request import urlopen

import pytest
from playwright.sync_api import Browser, Route, expect

from tests.e2e.widget import DESKTOP, LAUNCHER, Widget
from tests.fixtures.databases import SqliteStores
from tests.fixtures.desk_in_thread import Desk
from tests.fixtures.fake_engine import echo
from tests.fixtures.host_page import HostSite
from tests.fixtures.process import START_PATIENCE, Process

pytestmark = pytest.mark.browser

WEBCHAT = "**/webchat/**"
SOCKET = "**/webchat/ws"


def cut_off(widget: Widget) -> None:
    """The front door is out of reach; the site itself is not."""
    widget.context.route(WEBCHAT, lambda route: route.abort())
    widget.context.set_offline(True)
    widget.context.set_offline(False)


def test_fifty_messages_of_staff_while_offline_come_once_and_in_order(widget: Widget) -> None:
    widget.say("在吗")
    colleague = widget.taken_over()
    said = [f"第{number}条" for number in range(50)]
    widget.context.set_offline(True)
    expect(widget.chat.get_by_text("网络已断开")).to_be_visible()

    async def speak() -> None:
        for text in said:
            await colleague.reply(conversation, text)

    conversation = widget.conversation_id()
    widget.desk.run(speak())
    widget.context.set_offline(False)
    widget.sees(said[-1])
    assert [text for text in widget.texts() if text in said] == said


def test_what_was_written_without_a_line_survives_a_reload_and_is_sent_once(
    widget: Widget, site: HostSite
) -> None:
    widget.say("一")
    cut_off(widget)
    widget.write("断网时写的")
    pending = widget.chat.locator(".row.pending", has_text="断网时写的")
    expect(pending).to_be_visible()

    widget.open(site.url)
    expect(pending).to_contain_text("未发送")
    expect(pending.get_by_role("button", name="重试")).to_be_visible()

    widget.context.unroute(WEBCHAT)
    # The widget tries again by itself too, and may be quicker: then there is no button.
    again = pending.get_by_role("button", name="重试")
    again.evaluate_all("buttons => buttons.forEach(button => button.click())")
    widget.sees("听到了：断网时写的")
    expect(pending).to_have_count(0)
    assert widget.stored_texts().count("断网时写的") == 1


def test_the_same_words_twice_are_two_messages(widget: Widget) -> None:
    widget.write("好")
    widget.write("好")
    expect(widget.chat.locator(".row.user[data-seq]")).to_have_count(2)
    expect(widget.chat.locator(".row.bot[data-seq]")).to_have_count(2)


def test_a_reply_that_is_lost_on_its_way_is_not_sent_as_a_second_message(widget: Widget) -> None:
    lost: list[str] = []

    def lose_the_first(route: Route) -> None:
        if route.request.method == "POST" and not lost:
            lost.append(route.fetch().text())
            route.abort()
        else:
            route.continue_()

    widget.context.route("**/webchat/messages*", lose_the_first)
    widget.say("收到没有")
    assert lost
    assert widget.stored_texts().count("收到没有") == 1


def test_two_tabs_show_the_same_and_count_unread_once(widget: Widget, site: HostSite) -> None:
    widget.say("在吗")
    other = Widget(widget.desk, widget.context.new_page()).open(site.url)
    other.sees("听到了：在吗")
    other.say("第二个窗口说的")
    widget.sees("听到了：第二个窗口说的")
    assert widget.texts() == other.texts()

    colleague = widget.taken_over()
    for tab in (widget, other):
        tab.sees("小王")
        tab.chat.get_by_role("button", name="关闭对话").click()
    widget.hears(colleague, "您好")
    for tab in (widget, other):
        expect(tab.page.locator(".badge")).to_have_text("1")
    widget.page.get_by_role("button", name=LAUNCHER).click()
    expect(other.page.locator(".badge")).to_be_hidden()
    assert other.faults == []


class TestBlockedLines:
    """Proxies that let no WebSocket through, then no stream either."""

    def test_without_sockets_an_event_stream_brings_everything(
        self, widget: Widget, site: HostSite
    ) -> None:
        ways = self._reopen_without(widget, site, streams=True)
        widget.say("没有套接字")
        colleague = widget.taken_over()
        widget.hears(colleague, "经由事件流")
        widget.sees("经由事件流")
        assert "/webchat/events" in ways

    def test_without_streams_a_long_poll_does(self, widget: Widget, site: HostSite) -> None:
        ways = self._reopen_without(widget, site, streams=False)
        widget.say("也没有事件流")
        colleague = widget.taken_over()
        widget.hears(colleague, "经由轮询")
        widget.sees("经由轮询")
        assert "/webchat/messages?wait" in ways

    def _reopen_without(self, widget: Widget, site: HostSite, *, streams: bool) -> set[str]:
        ways: set[str] = set()

        def note(request: Any) -> None:
            path = request.url.partition("?")[0].removeprefix(widget.desk.url)
            waits = "wait=" in request.url and "wait=0" not in request.url
            ways.add(f"{path}?wait" if waits else path)

        widget.page.on("request", note)
        widget.context.route_web_socket(SOCKET, lambda socket: socket.close())
        if not streams:
            widget.context.route("**/webchat/events*", lambda route: route.abort())
        widget.open(site.url)
        widget.write("先连上")
        widget.sees("听到了：先连上")
        wanted = "/webchat/events" if streams else "/webchat/messages?wait"
        for _ in range(600):
            if wanted in ways:
                break
            widget.page.wait_for_timeout(100)
        return ways


def test_a_line_that_went_dead_without_a_word_is_noticed_and_replaced(
    widget: Widget, site: HostSite
) -> None:
    """Half-open: every frame vanishes, in both directions, and nothing is closed."""
    dead: list[bool] = []

    def swallow(socket: Any) -> None:
        if not dead:
            socket.on_message(lambda _data: None)  # connected to nothing
            dead.append(True)
        else:
            socket.connect_to_server()

    widget.page.clock.install()
    widget.context.route_web_socket(SOCKET, swallow)
    widget.open(site.url)
    widget.write("在吗")
    expect(widget.chat.locator(".row.pending", has_text="在吗")).to_be_visible()
    # What the server acknowledged and the line does not show is read soon after.
    widget.page.clock.run_for(3_000)
    widget.sees("在吗")
    assert dead
    widget.add_to_log(["没有通知到的话"])
    # The rule is twenty seconds; the widget looks once a second.
    for _ in range(22):
        widget.page.clock.run_for(1_000)
    widget.sees("没有通知到的话")


def test_back_from_a_long_sleep_everything_is_there(widget: Widget) -> None:
    """Timers stand still in a tab that sleeps: coming back is what counts."""
    widget.say("在吗")
    widget.add_to_log(["睡着时说的"])
    widget.inside.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    widget.sees("睡着时说的")


def test_ten_thousand_messages_are_open_at_their_end_and_few_are_drawn(
    widget: Widget, site: HostSite
) -> None:
    widget.say("开头")
    widget.add_to_log([f"第{number}句：轴承发烫，客户投诉" for number in range(10_000)])
    reads: list[str] = []
    widget.page.on("request", lambda request: reads.append(request.url))
    widget.open(site.url)
    rows = widget.chat.locator(".row[data-seq]")
    widget.sees("第9999句")
    assert rows.count() <= 300
    assert sum("/webchat/messages?before" in url for url in reads) == 1, "its end, and no more"
    scroll = widget.chat.locator(".scroll")
    for _ in range(400):
        scroll.evaluate("box => box.scrollTo(0, 0)")
        if widget.chat.locator('[data-seq="1"]').count():
            break
        widget.page.wait_for_timeout(50)
    expect(widget.chat.locator('[data-seq="1"]')).to_contain_text("开头")
    assert rows.count() <= 300
    widget.hears(widget.taken_over(), "还在")
    widget.chat.get_by_role("button", name="有新消息").click()
    widget.sees("还在")


def test_the_download_of_a_long_conversation_is_whole(widget: Widget, site: HostSite) -> None:
    widget.say("开头")
    widget.add_to_log([f"第{number}句" for number in range(300)])
    widget.open(site.url)
    widget.sees("第299句")
    assert widget.chat.locator('[data-seq="1"]').count() == 0
    with widget.page.expect_download() as download:
        widget.chat.get_by_role("button", name="下载对话记录").click()
    text = download.value.path().read_text(encoding="utf-8")
    assert text.index("开头") < text.index("第0句") < text.index("第150句") < text.index("第299句")


def test_what_the_bot_was_about_to_say_is_not_shown_after_a_person_came(widget: Widget) -> None:
    """Check 21, as the visitor sees it."""
    widget.say("在吗")
    gate = widget.desk.engine.hold()
    widget.write("压铸件气孔怎么办")
    widget.desk.run(_reached(gate))
    colleague = widget.taken_over()
    gate.opened.set()
    widget.desk.engine.gate = None
    widget.hears(colleague, "我来答")
    widget.sees("我来答")
    assert not any("听到了：压铸件" in text for text in widget.texts())


async def _reached(gate: Any) -> None:
    async with asyncio.timeout(60):
        await gate.reached.wait()


@pytest.fixture
def process(desk: Desk, sqlite_stores: SqliteStores, tmp_path: Path) -> Iterator[Process]:
    """A front door of its own beside the stand-in engine, to be killed."""
    served = Process(desk.engine, sqlite_stores.migrated(), tmp_path)
    served.start()
    yield served
    served.close()


def test_kill_9_while_sending_and_after_storing_costs_nothing_and_doubles_nothing(
    browser: Browser, desk: Desk, process: Process
) -> None:
    """Checks 3 and 4, on the home page, where the chat stands in the page itself."""
    desk.engine.reply = echo
    alive(process)
    widget = Widget(desk, browser.new_context(viewport=DESKTOP).new_page())
    widget.page.goto(process.url)
    widget.say("一")

    process.end(signal.SIGKILL)
    widget.write("发的时候断了")
    expect(widget.chat.locator(".row.pending", has_text="发的时候断了")).to_be_visible()
    process.start()
    alive(process)
    expect(widget.chat.locator(".row.pending")).to_have_count(0, timeout=60_000)
    widget.sees("听到了：发的时候断了")

    gate = desk.engine.hold()
    widget.write("存下了还没答")
    desk.run(_reached(gate))
    process.end(signal.SIGKILL)
    gate.opened.set()
    desk.engine.gate = None
    process.start()
    alive(process)
    answer = widget.chat.locator(".row.bot[data-seq]", has_text="听到了：存下了还没答")
    expect(answer).to_be_visible(timeout=60_000)
    said = ["一", "发的时候断了", "存下了还没答"]
    assert widget.texts() == [each for text in said for each in (text, f"听到了：{text}")]
    widget.close()


def alive(process: Process) -> None:
    deadline = monotonic() + START_PATIENCE
    while monotonic() < deadline:
        try:
            with urlopen(f"{process.url}/health/live", timeout=5):  # noqa: S310 - loopback
                return
        except OSError:
            sleep(0.1)
    raise AssertionError("the front door did not start")
