"""Terms that a model proposed for a recorded need, as a manager meets them."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import AsyncExitStack
from datetime import datetime
from typing import Any

import pytest
from playwright.sync_api import Browser, expect
from sqlalchemy import select

from bot.store.models import Conversation, Need, Staff, TermProposal, new_id
from tests.e2e.console import Console
from tests.fixtures.chat_server import KEY, chat_server
from tests.fixtures.colleagues import PASSWORD, hire
from tests.fixtures.databases import SqliteStores
from tests.fixtures.desk_in_thread import Desk, desk_in_thread
from tests.fixtures.servers import free_port
from tests.fixtures.waiting import eventually

pytestmark = pytest.mark.browser

SAID = "外墙砖出云朵斑，客户要退货"


@pytest.fixture
def asking_desk(sqlite_stores: SqliteStores) -> Iterator[Desk]:
    """With a model's endpoint that answers."""
    port, stack = free_port(), AsyncExitStack()
    settings: dict[str, Any] = {
        "bot_chat_url": f"http://127.0.0.1:{port}/v1/chat/completions", "bot_chat_key": KEY,
    }  # fmt: skip
    with desk_in_thread(sqlite_stores.migrated(), **settings) as running:
        running.run(stack.enter_async_context(chat_server(port)))
        yield running
        running.run(stack.aclose())


async def record(desk: Desk, now: datetime) -> None:
    owner = new_id()
    async with desk.door.database.write() as session:
        session.add(Conversation(id=owner, channel="webchat", address=owner, owner="bot",
                                 created_at=now))  # fmt: skip
        await session.flush()
        session.add(Need(id=new_id(), number="QX20261122-0001", conversation_id=owner,
                         state="recorded", problem=SAID, recorded_at=now, created_at=now,
                         updated_at=now))  # fmt: skip


async def proposed(desk: Desk) -> None:
    """Once the model has been asked."""

    async def there() -> bool:
        async with desk.door.database.read() as session:
            return await session.scalar(select(TermProposal.id)) is not None

    await eventually(there)


async def manager(desk: Desk) -> str:
    """The user name of a new one."""
    hired = await hire(desk.door, "赵主管", "manager")
    async with desk.door.database.read() as session:
        return (await session.get_one(Staff, hired.id)).username


def test_a_proposed_term_is_taken(browser: Browser, asking_desk: Desk) -> None:
    username = asking_desk.run(manager(asking_desk))
    asking_desk.run(record(asking_desk, asking_desk.door.settings.clock.now()))
    asking_desk.run(proposed(asking_desk))
    console = Console(browser, asking_desk)
    page = console.page
    console.sign_in(username, PASSWORD)
    page.get_by_role("link", name="学习").click()
    page.get_by_role("link", name="词表建议").click()
    card = page.locator(".card", has_text="泛碱")
    expect(card.locator("mark")).to_have_text("出云朵斑")
    expect(card).to_contain_text("QX20261122-0001")
    card.get_by_role("button", name="收下").click()
    expect(card).to_have_count(0)
    page.get_by_role("button", name="已收下 1").click()
    expect(card).to_contain_text("赵主管定的")
    page.set_viewport_size({"width": 375, "height": 740})
    assert page.evaluate("document.documentElement.scrollWidth") == 375
    card.get_by_role("button", name="不收").click()
    expect(card).to_have_count(0)
    page.get_by_role("button", name="不收 1").click()
    card.get_by_role("link", name="需求 QX20261122-0001").click()
    expect(page.get_by_text(SAID).first).to_be_visible()
    console.close()
