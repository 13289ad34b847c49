"""Staff return a need, its owner reads why, adds what was asked for, and it is up for review again:
through the front door, with the trained engine behind it."""

from __future__ import annotations

import time
from typing import Any

from tests.fixtures.stack import Stack
from tests.fixtures.staff import StaffClient
from tests.fixtures.visitor import VisitorClient, words_of
from tests.fixtures.waiting import PATIENCE

TROUBLE = "我们做竹凉席的，梅雨天老发霉，退货率6%，想降到1%以内"


def record_need(owner: VisitorClient) -> None:
    said = words_of(owner.say(TROUBLE))
    for _ in range(8):
        if "核对" in said:
            break
        said = words_of(owner.say("跳过"))
    assert "已登记" in words_of(owner.say("确认提交"))


def move(staff: StaffClient, need: dict[str, Any], name: str, reason: str | None) -> dict[str, Any]:
    wish = {"move": name, "updated_at": need["updated_at"], "reason": reason}
    moved: dict[str, Any] = staff.post(f"/needs/{need['id']}/moves", wish)
    return moved


def await_news(owner: VisitorClient, after: int, words: str) -> list[dict[str, Any]]:
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        rows: list[dict[str, Any]] = owner.read(after, wait=5)["messages"]
        if any(words in each["text"] for each in rows):
            return rows
    raise AssertionError(f"no news with {words}")


def test_what_is_missing_is_asked_for_added_and_reviewed(stack: Stack) -> None:
    owner, staff = VisitorClient(stack.url), StaffClient(stack)
    record_need(owner)
    need = staff.latest_need(conversation_id=owner.conversation_id)
    read = owner.read()["messages"][-1]["seq"]
    need = move(staff, need, "review_form", None)
    need = move(staff, need, "return", "请写明竹材的含水率，和现在用什么防霉")

    news = await_news(owner, read, "请写明竹材的含水率")
    asked = owner.press(news, "补充说明")
    assert need["number"] in words_of(asked)
    said = words_of(owner.say("竹片烘到十二个水，防霉用的是五水硼砂，泡两小时"))
    assert "重新审核" in said
    need = staff.get(f"/needs/{need['id']}")
    assert (need["state"], need["history"][-1]["event"]) == ("recorded", "resubmitted")
    assert "五水硼砂" in need["detail"]

    said = words_of(owner.say("我的需求到哪一步了"))
    assert need["number"] in said or "登记过的需求" in said
