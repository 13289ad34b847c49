"""Conversations as files: one to read, the list as it is filtered, for those in charge."""

from __future__ import annotations

import csv
import io
import json
from datetime import UTC, datetime
from typing import Any

import pytest
from sqlalchemy import update

from bot.store import case_rows
from bot.store.models import Conversation, Need
from tests.fixtures.colleagues import Colleague, audited, begin_draft, queue_up
from tests.fixtures.front_door import Visitor
from tests.fixtures.long_logs import fill_log

HOSTILE = "<script>alert(1)</script>=1+1"


async def take(colleague: Colleague, path: str) -> tuple[str, str]:
    """Media type and content of a file."""
    async with colleague.door.client.get("/api/v1" + path, headers=colleague.headers) as response:
        assert response.status == 200, await response.text()
        assert response.headers["Content-Disposition"].startswith("attachment")
        return response.content_type, (await response.read()).decode("utf-8-sig")


async def listed(boss: Colleague, query: str) -> list[dict[str, str]]:
    _, page = await take(boss, f"/exports/conversations?form=csv&{query}")
    return list(csv.DictReader(io.StringIO(page)))


async def test_one_conversation_is_read_without_what_colleagues_noted(
    visitor: Visitor, wang: Colleague, boss: Colleague
) -> None:
    await begin_draft(visitor.door, visitor)
    await visitor.reply_to(await visitor.say(HOSTILE))
    await wang.claim(visitor.conversation_id)
    await wang.reply(visitor.conversation_id, "您好，我是小王")
    await wang.act(visitor.conversation_id, "notes", text="这家要小心")
    path = f"/conversations/{visitor.conversation_id}/export"
    assert (await wang.ask("GET", path))[0] == 403

    kind, page = await take(boss, path)
    assert kind == "text/html"
    assert "&lt;script&gt;" in page
    assert "<script" not in page
    kind, text = await take(boss, f"{path}?form=txt")
    assert (kind, HOSTILE in text) == ("text/plain", True)
    kind, raw = await take(boss, f"{path}?form=json")
    whole: dict[str, Any] = json.loads(raw)
    assert kind == "application/json"
    assert whole["needs"][0]["预算"]
    for told in (page, text, raw):
        assert "您好，我是小王" in told
        assert "小王" in told
        assert "气孔多" in told
        assert "这家要小心" not in told
    assert [each["author"] for each in whole["messages"]] == ["user", "bot", "system", "staff"]
    assert (await audited(visitor.door, visitor.conversation_id)).count("exported") == 3


async def test_a_long_conversation_is_whole(visitor: Visitor, boss: Colleague) -> None:
    await fill_log(visitor.door.database, visitor.conversation_id, ["行"] * 1_203)
    _, raw = await take(boss, f"/conversations/{visitor.conversation_id}/export?form=json")
    seqs = [each["seq"] for each in json.loads(raw)["messages"]]
    assert seqs == list(range(1, 1_204))


async def test_a_long_list_is_read_page_by_page_and_whole(
    visitor: Visitor, boss: Colleague, monkeypatch: pytest.MonkeyPatch
) -> None:
    visitors = [visitor, *[await visitor.door.visitor() for _ in range(4)]]
    for each in visitors:
        await each.say("你好")
    async with visitor.door.database.write() as session:
        # All in one second: the order within it is by their names.
        await session.execute(
            update(Conversation).values(created_at=datetime(2026, 1, 1, tzinfo=UTC))
        )
    for size in (1, 2, 5, 1_000):
        monkeypatch.setattr(case_rows, "PAGE", size)
        taken = [row["编号"] for row in await listed(boss, "view=all")]
        assert taken == sorted(each.conversation_id for each in visitors)


async def test_the_list_is_exported_as_it_is_filtered(
    visitor: Visitor, wang: Colleague, boss: Colleague
) -> None:
    other = await visitor.door.visitor()
    for each in (visitor, other):
        await each.reply_to(await each.say("你好"))
    await queue_up(visitor.door, visitor.conversation_id)
    assert len(await listed(boss, "view=all")) == 2
    (row,) = await listed(boss, "view=queue&channel=webchat")
    assert (row["编号"], row["接待"]) == (visitor.conversation_id, "排队中")
    assert await listed(boss, "view=queue&channel=wechat") == []
    assert await listed(boss, "label=nothing") == []
    await wang.claim(visitor.conversation_id)
    assert [row["同事"] for row in await listed(boss, f"staff_id={wang.id}")] == ["小王"]


async def test_lists_name_labels_region_and_trade(visitor: Visitor, boss: Colleague) -> None:
    need = await begin_draft(visitor.door, visitor)
    async with visitor.door.database.write() as session:
        await session.execute(
            update(Need)
            .where(Need.id == need.id)
            .values(
                state="recorded", number="N1", region_code="330200", region_name="浙江省宁波市",
                industry_code="C33", industry_name="金属制品业",
            )
        )  # fmt: skip
    await visitor.reply_to(await visitor.say("你好"))
    labels = [
        (await boss.ask("POST", "/labels", json={"name": name, "colour": "red"}))[1]["id"]
        for name in ("重点", "急件")
    ]
    path = f"/conversations/{visitor.conversation_id}"
    assert (await boss.ask("PUT", f"{path}/labels", json={"label_ids": labels}))[0] == 200
    (row,) = await listed(boss, f"label={labels[0]}")
    assert set(row["标签"].split("、")) == {"重点", "急件"}
    assert (row["地区"], row["行业"], row["需求编号"]) == ("浙江省宁波市", "金属制品业", "N1")
    _, page = await take(boss, "/exports/needs?form=csv")
    (listed_need,) = csv.DictReader(io.StringIO(page))
    assert (listed_need["标签"], listed_need["地区"]) == (row["标签"], "浙江省宁波市")
