"""News that staff must not lose: a store that hiccups, a search that proposes more than fits."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from bot.handoff.rows import RowViews
from bot.messages import Author
from bot.store.conversations import NewMessage, append_message
from tests.fixtures.colleagues import hire
from tests.fixtures.front_door import Door, Visitor
from tests.fixtures.waiting import PATIENCE, eventually


async def test_what_the_store_could_not_tell_once_is_told_at_the_next_look(
    door: Door, visitor: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A note is told by one signal, and looking at the conversations' rows would not find it."""
    wang = await hire(door, "小王")
    await visitor.say("有人吗")
    socket = await wang.listen()
    await socket.send_json({"type": "subscribe", "conversation_id": visitor.conversation_id})
    while (await socket.receive_json(timeout=PATIENCE))["type"] != "presence":
        pass
    read = RowViews.of
    failed: list[bool] = []

    async def of(self: RowViews, session: Any, rows: Any) -> Any:
        if not failed:
            failed.append(True)
            raise OSError("the store was away for a moment")
        return await read(self, session, rows)

    monkeypatch.setattr(RowViews, "of", of)
    await wang.act(visitor.conversation_id, "notes", text="请看看")
    told: dict[str, Any] = {}
    async with asyncio.timeout(PATIENCE):
        while told.get("part") != "notes":
            told = await socket.receive_json()
    assert failed
    assert told["conversation_id"] == visitor.conversation_id


async def test_a_search_goes_on_behind_what_was_proposed_in_vain(
    door: Door, visitor: Visitor
) -> None:
    """「5吨」 is in one of them; the index, which keeps figures apart, proposes all."""
    wang = await hire(door, "小王")
    texts = ["每天5吨", *(f"一共50台，每台重3吨，第{n}批" for n in range(200))]
    async with door.database.write() as session:
        for text in texts:
            now = door.settings.clock.now()
            await append_message(
                session, NewMessage(visitor.conversation_id, Author.USER, text, now)
            )

    async def indexed() -> bool:
        return bool((await wang.get("/search/messages?q=3吨&limit=1"))["items"])

    await eventually(indexed)
    path = "/search/messages?q=5吨&limit=10"
    page = await wang.get(path)
    while not page["items"]:
        assert page["next_cursor"] is not None
        page = await wang.get(f"{path}&cursor={page['next_cursor']}")
    assert [each["text"] for each in page["items"]] == ["每天5吨"]
