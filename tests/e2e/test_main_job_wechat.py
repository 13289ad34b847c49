"""The main job through the WeChat callback: encrypted messages in, encrypted replies out."""

from __future__ import annotations

import re
import urllib.request
from uuid import uuid4

import pytest

from tests.fixtures.owner import OPENING, answer_to
from tests.fixtures.stack import Stack
from tests.fixtures.staff import StaffClient
from tests.fixtures.wechat_phone import Phone

pytestmark = pytest.mark.engine

MOST_TURNS = 14


def test_the_same_need_is_collected_and_answered_on_wechat(stack: Stack) -> None:
    phone = Phone(stack, openid=f"o{uuid4().hex}")
    assert "千校万企" in phone.follow()

    said = phone.say(OPENING)
    for _ in range(MOST_TURNS):
        if "确认提交" in said:
            break
        said = phone.say(answer_to(said))
    assert "浙江省宁波市" in said
    assert "约50万元" in said

    # One reply holds 1,800 bytes; the owner is told how to read on.
    shown = said = phone.say("确认提交")
    for _ in range(12):
        if "继续" not in said:
            break
        said = phone.say("继续")
        shown += "\n" + said
    assert re.search(r"QX\d{8}-\d{4}", shown)
    assert "演示数据" in shown
    assert re.search(r"^9\. ", shown, re.MULTILINE)
    # Reasons and facts of so many stand on a page of their own.
    (path,) = re.findall(r'<a href="[^"]+(/r/[\w-]+)">', shown)
    with urllib.request.urlopen(stack.url + path, timeout=20) as response:  # noqa: S310 - loopback
        page = response.read().decode()
    assert "对应" in page
    assert "气孔" in page
    assert re.search(r"ZL2099\d{8}\.[0-9X]", page)

    conversations = StaffClient(stack).get("/conversations", channel="wechat")["items"]
    case = StaffClient(stack).get(f"/conversations/{conversations[0]['id']}")
    need = case["need"]
    assert (need["state"], need["mode"]) == ("recorded", "技术导师")
    assert need["region"]["code"].startswith("3302")
    assert {each["kind"] for each in case["suggestions"]} == {"university", "mentor", "patent"}
    assert all(each["reasons"] for each in case["suggestions"])
