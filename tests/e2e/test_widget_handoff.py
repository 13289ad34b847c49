"""A person takes over, vanishes, never comes, hands back: what the visitor sees of it (20–28)."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Response, WebSocket, expect

from tests.e2e.widget import Widget, opened_widget
from tests.fixtures.colleagues import hire, vanish, wait_long
from tests.fixtures.databases import SqliteStores
from tests.fixtures.desk_in_thread import desk_in_thread
from tests.fixtures.fake_engine import custom, echo
from tests.fixtures.host_page import HostSite

pytestmark = pytest.mark.browser

CANARY = "金丝雀备注"
PHONE = "13800138000"


def press(widget: Widget, title: str) -> None:
    widget.chat.get_by_role("button", name=title, exact=True).last.click()


def ask_for_a_person(widget: Widget) -> None:
    widget.desk.engine.reply = lambda _: [custom(text="好", handoff={"reason": "要人"})]
    widget.write("转人工")


def test_the_visitor_is_told_that_the_colleague_vanished_and_the_next_goes_on(
    widget: Widget,
) -> None:
    widget.say("在吗")
    gone = widget.taken_over("小王")
    widget.hears(gone, "您好")
    notice = widget.chat.locator(".notice")
    expect(notice).to_have_text("工作人员 小王 正在为您服务")
    widget.desk.run(vanish(gone))
    widget.sees("接待您的工作人员掉线了")
    expect(notice).to_contain_text("您在等工作人员")
    expect(widget.chat.get_by_role("button", name="留电话")).to_be_visible()
    next_one = widget.taken_over("小李")
    expect(notice).to_have_text("工作人员正在为您服务")
    widget.hears(next_one, "我接着来")
    expect(notice).to_have_text("工作人员 小李 正在为您服务")


def test_only_the_one_who_serves_is_seen_typing_and_the_bot_answers_after_the_hand_back(
    widget: Widget,
) -> None:
    widget.say("在吗")
    colleague, other = widget.taken_over(), widget.desk.run(hire(widget.desk.door, "小李"))
    widget.sees("小王")
    dots = widget.chat.locator(".row.typing")
    conversation = widget.conversation_id()
    widget.desk.run(other.act(conversation, "presence", state="typing"))
    widget.hears(colleague, "听到了")
    widget.sees("听到了")
    expect(dots).to_have_count(0)
    widget.desk.run(colleague.act(conversation, "presence", state="typing"))
    expect(dots).to_be_visible()
    assert widget.desk.run(colleague.act(conversation, "handback"))[0] == 200
    widget.sees("现在由机器人接着帮您")
    expect(dots).to_have_count(0)
    widget.say("接着说")
    expect(widget.chat.locator(".row.bot[data-seq]").last).to_contain_text("听到了：接着说")


def test_where_nobody_comes_a_number_can_be_left(widget: Widget) -> None:
    ask_for_a_person(widget)
    widget.sees("已经转给工作人员")
    widget.desk.run(wait_long(widget.desk.door, widget.conversation_id()))
    widget.sees("让您等了")
    press(widget, "留电话")
    widget.sees("同意")
    press(widget, "同意")
    widget.sees("请把电话和怎么称呼您发在这里")
    widget.write(f"王师傅，{PHONE}")
    widget.sees("138****8000")


@pytest.fixture
def at_night(browser: Browser, site: HostSite, sqlite_stores: SqliteStores) -> Iterator[Widget]:
    """The chat of a desk whose people have gone home: it is Sunday."""
    by_day, site.attributes = site.desk, ""
    with desk_in_thread(
        sqlite_stores.migrated(),
        bot_allowed_origins=(site.url,),
        bot_desk_hours="1-5 09:00-17:30",
        bot_clock="2026-11-22T10:00:00+08:00",
    ) as closed:
        site.desk = closed.url
        with opened_widget(browser, closed, site.url) as opened:
            yield opened
    site.desk = by_day


def test_outside_working_hours_it_says_when_they_come_and_takes_a_number(
    at_night: Widget,
) -> None:
    ask_for_a_person(at_night)
    at_night.sees("周一至周五 09:00–17:30")
    press(at_night, "留电话")
    press(at_night, "同意")
    at_night.write(PHONE)
    at_night.sees("138****8000")


def test_who_writes_on_at_night_hears_so_once_and_may_ask_the_bot(at_night: Widget) -> None:
    ask_for_a_person(at_night)
    at_night.sees("周一至周五 09:00–17:30")
    at_night.desk.engine.reply = echo
    at_night.write("开放许可怎么收费？")
    at_night.sees("明天 09:00 上班后会看到")
    at_night.write("良率只有八成")
    press(at_night, "让机器人先答")
    at_night.sees("听到了：开放许可怎么收费？")
    assert sum("记下了" in text for text in at_night.texts()) == 1
    expect(at_night.chat.get_by_role("button", name="转人工")).to_be_visible()


def test_a_note_among_colleagues_never_comes_to_the_visitor(widget: Widget) -> None:
    frames: list[str | bytes] = []
    answers: list[Response] = []

    def listen(line: WebSocket) -> None:
        line.on("framereceived", lambda frame: frames.extend([frame]))

    widget.page.on("websocket", listen)
    widget.page.on("response", lambda answer: answers.extend([answer]))
    widget.say("在吗")
    colleague = widget.taken_over()
    status, _ = widget.desk.run(colleague.act(widget.conversation_id(), "notes", text=CANARY))
    assert status == 201
    widget.hears(colleague, "记下了")
    widget.sees("记下了")
    with widget.page.expect_download() as downloading:
        widget.chat.get_by_role("button", name="下载对话记录").click()
    kept = downloading.value.path().read_text(encoding="utf-8")
    assert "记下了" in kept
    assert any("记下了" in str(frame) for frame in frames), "the right line is listened to"
    read = [each.text() for each in answers if "/webchat/messages" in each.url and each.ok]
    for seen in (kept, widget.inside.content(), widget.page.content(), *map(str, frames), *read):
        assert CANARY not in seen
