"""What customers of 微信客服 send beside words: nothing is said to be kept that is not."""

from __future__ import annotations

from typing import Any

import pytest

from bot.programme.locations import place_payload
from connectors.wecom.inbound import to_inbound


def sent(kind: str, **part: Any) -> tuple[str, str | None]:
    message = {
        "origin": 3, "msgtype": kind, "msgid": "m", "open_kfid": "wk1", "external_userid": "wm1",
        kind: part,
    }  # fmt: skip
    inbound = to_inbound(message)
    assert inbound is not None
    return inbound.text, inbound.payload


def test_of_a_link_staff_see_where_it_leads() -> None:
    assert sent("link", title="砂眼", desc="三步", url="https://a.cn/x") == (
        "〔链接〕砂眼\n三步\nhttps://a.cn/x",
        "desk:say:link_kept",
    )


def test_a_place_is_seen_and_heard_by_its_words() -> None:
    seen, heard = sent("location", address="湖北省宜昌市", name="西陵区")
    assert (seen, heard) == ("〔位置〕湖北省宜昌市西陵区", place_payload("湖北省宜昌市西陵区"))


@pytest.mark.parametrize("kind", ["business_card", "miniprogram", "merged_msg", "channels"])
def test_what_nobody_here_can_open_is_asked_for_in_words(kind: str) -> None:
    assert sent(kind, userid="x")[1] == "desk:say:unsupported"
