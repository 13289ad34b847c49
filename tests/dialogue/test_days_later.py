"""An owner who comes back after days, through the front door: rows and tracker are made older, as
the days would have made them."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import AsyncIterator
from datetime import timedelta

import pytest
from aiohttp import ClientSession, ClientTimeout
from sqlalchemy import select

from bot.running.supervising import tracker_url
from bot.store.database import Database
from bot.store.models import Message, Need
from bot.training.dialogues.owners import WebOwner
from tests.fixtures.stack import Stack

TROUBLE = "我们做竹地板的，拼缝老开裂，返修率6%，想降到2%以内"


@pytest.fixture
async def owner(stack: Stack) -> AsyncIterator[WebOwner]:
    async with ClientSession(stack.url, timeout=ClientTimeout(total=90)) as http:
        visitor = WebOwner(http)
        await visitor.begin()
        yield visitor


async def pass_days(stack: Stack, owner: WebOwner, days: int) -> None:
    """Everything of this conversation happened so many days earlier."""
    back = timedelta(days=days)
    database = Database(stack.settings().database_url)
    async with database.write() as session:
        here = owner.conversation_id
        for need in await session.scalars(select(Need).where(Need.conversation_id == here)):
            need.created_at -= back
            need.updated_at -= back
            need.recorded_at = need.recorded_at and need.recorded_at - back
        for message in await session.scalars(
            select(Message).where(Message.conversation_id == here)
        ):
            message.created_at -= back
    await database.close()
    _age_tracker(stack, owner.conversation_id, back.total_seconds())


def _age_tracker(stack: Stack, sender: str, seconds: float) -> None:
    with sqlite3.connect(tracker_url(stack.settings()).removeprefix("sqlite:///")) as trackers:
        query = "SELECT id, data FROM events WHERE sender_id = ?"
        for row, data in trackers.execute(query, (sender,)).fetchall():
            event = json.loads(data)
            event["timestamp"] -= seconds
            trackers.execute(
                "UPDATE events SET data = ?, timestamp = ? WHERE id = ?",
                (json.dumps(event), event["timestamp"], row),
            )


async def test_the_form_goes_on_where_it_stopped(stack: Stack, owner: WebOwner) -> None:
    await owner.say(TROUBLE)
    await owner.say("跳过")
    asked = (await owner.say("浙江安吉")).bubbles[-1]
    await pass_days(stack, owner, 3)

    heard = await owner.say("接着上次的")

    assert "接着上次的：" in heard.words
    assert asked[:8] in heard.bubbles[-1]


async def test_the_answer_given_days_later_counts(stack: Stack, owner: WebOwner) -> None:
    assert "哪个省" in (await owner.say(TROUBLE)).words
    await pass_days(stack, owner, 9)

    heard = await owner.say("浙江安吉")

    assert "安吉" not in heard.bubbles[-1]
    assert "公司全称" in heard.words


async def test_the_same_trouble_a_week_later_is_recognised(stack: Stack, owner: WebOwner) -> None:
    heard = await owner.say(TROUBLE)
    for _ in range(8):
        if "核对" in heard.words:
            break
        heard = await owner.say("跳过")
    assert "已登记" in (await owner.say("确认提交")).words
    await pass_days(stack, owner, 8)

    heard = await owner.say("竹地板拼缝还是老开裂，返修率降不下来")
    for _ in range(8):
        if "核对" in heard.words:
            break
        heard = await owner.say("跳过")

    assert "您上周登记过类似的需求" in heard.words
