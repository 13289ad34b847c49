"""The console's inbox and its search over a full store, asked over HTTP as the console asks.

Fills a store with made-up conversations (texts recombined from the demonstration catalogue, so that
words are as frequent as in the trade) and prints how long the lists, their counts and the search
take, at two sizes to show how they grow. ``--postgres`` asks a PostgreSQL store instead of SQLite.
Nothing is asserted: the figures belong to the machine.
"""

from __future__ import annotations

import argparse
import asyncio
import random
import re
import statistics
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from itertools import batched, islice
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter
from typing import Any

from sqlalchemy import insert, select

from bot.store.database import Database
from bot.store.demo.catalogue import build_catalogue
from bot.store.models import Conversation, Delivery, Label, Labelling, Message
from tests.fixtures.colleagues import Colleague, hire
from tests.fixtures.databases import PostgresStores, SqliteStores
from tests.fixtures.fake_engine import FakeEngine
from tests.fixtures.front_door import Door, open_door
from tests.fixtures.servers import PostgresServer
from tests.fixtures.waiting import eventually

NOW = datetime(2026, 11, 22, 6, tzinfo=UTC)
# (messages, open conversations): the goal, and a tenth of it.
SIZES = ((100_000, 1_000), (1_000_000, 10_000))
BATCH = 5_000
# Messages of each conversation.
EACH = 20
# One conversation of so many holds a message that never arrived.
LOST_ONE_IN = 200
VIEWS = ("mine", "queue", "open", "unread", "overdue", "undelivered", "failed", "all")
REPEATS = 15
QUERIES = {
    "rare word": ("窑温", "盐雾", "漏检", "菌棒"),
    "common word": ("你好", "预算", "宁波", "废品率"),
    "two words": ("压铸 废品率", "涂层 盐雾", "宁波 气孔"),
    "long run": ("煅烧水淬", "真空吸屑"),
    "number": ("13800138", "50万"),
    "nowhere": ("量子纠缠", "紫禁城"),
}
STOCK = (
    "你好", "您好", "在吗", "谢谢", "好的", "我想找老师", "我们厂", "能不能帮忙", "大概多少钱",
    "什么时候能回复", "我们是做压铸件的", "废品率有点高", "想找高校合作", "预算50万左右", "年底前",
    "在浙江宁波", "联系电话", "有没有专利可以用", "可以", "知道了",
)  # fmt: skip


def texts(seed: int = 1) -> Iterator[str]:
    """Endless messages, a third of them small talk."""
    catalogue = build_catalogue(today=date(2026, 11, 22))
    sources = [
        *(text for patent in catalogue.patents for text in (patent.title, patent.abstract)),
        *(mentor.profile for mentor in catalogue.mentors),
    ]
    clauses = sorted(
        {c for s in sources for c in re.split(r"[，。；、：\s]", s) if 3 <= len(c) <= 24}
    )
    chance = random.Random(seed)  # noqa: S311 - made-up texts
    while True:
        if chance.random() < 0.35:
            yield chance.choice(STOCK)
            continue
        parts = [chance.choice(clauses) for _ in range(chance.choice((1, 1, 2, 2, 3, 4)))]
        if chance.random() < 0.2:
            parts.append(f"{chance.randint(1, 500)}{chance.choice(['万', '%', 'MPa', 'μm', '吨'])}")
        yield "，".join(parts)


async def fill(database: Database, messages: int, open_ones: int, staff_id: str) -> None:
    conversations = messages // EACH
    chance = random.Random(2)  # noqa: S311 - as above
    rows = [_conversation(n, open_ones, staff_id, chance) for n in range(conversations)]
    labels = [Label(id=f"l{n}", name=f"标签{n}", colour="red", created_at=NOW) for n in range(8)]
    for part in batched(rows, BATCH):
        async with database.write() as session:
            await session.execute(insert(Conversation), list(part))
    async with database.write() as session:
        session.add_all(labels)
        await session.flush()
        opened = rows[:open_ones]
        borne = [
            {"conversation_id": r["id"], "label_id": f"l{chance.randrange(8)}"} for r in opened
        ]
        await session.execute(insert(Labelling), borne)
    written = enumerate(islice(texts(), messages))
    for numbered in batched(written, BATCH):
        async with database.write() as session:
            await session.execute(
                insert(Message), [_message(n, text, conversations) for n, text in numbered]
            )
    async with database.write() as session:
        last = await session.execute(
            select(Message.id, Message.conversation_id).where(Message.seq == EACH)
        )
        lost = [_lost(*row) for n, row in enumerate(last) if n % LOST_ONE_IN == 0]
        await session.execute(insert(Delivery), lost)


def _lost(message_id: int, conversation_id: str) -> dict[str, Any]:
    return {
        "message_id": message_id, "conversation_id": conversation_id, "state": "failed",
        "attempts": 4, "reason": "超过48小时", "created_at": NOW,
    }  # fmt: skip


def _conversation(
    number: int, open_ones: int, staff_id: str, chance: random.Random
) -> dict[str, Any]:
    at = NOW - timedelta(minutes=number)
    owner = ("queue" if number % 4 else "staff") if number < open_ones else "bot"
    return {
        "id": f"{number:032x}", "channel": "webchat", "address": f"a{number}", "owner": owner,
        "staff_id": staff_id if owner == "staff" else None, "owner_epoch": 1,
        "queued_at": at if owner == "queue" else None, "urgent": chance.random() < 0.1,
        "awaiting_since": at if owner != "bot" else None, "last_seq": EACH,
        "last_user_seq": EACH - 1, "created_at": at, "last_user_at": at, "last_message_at": at,
    }  # fmt: skip


def _message(number: int, text: str, conversations: int) -> dict[str, Any]:
    # One round of all conversations after the other, as time goes by.
    return {
        "conversation_id": f"{number % conversations:032x}", "seq": number // conversations + 1,
        "author": "user" if number // conversations % 2 == 0 else "bot", "text": text,
        "buttons": [], "cards": [], "numbered": False, "meta": {}, "created_at": NOW,
    }  # fmt: skip


async def timed(colleague: Colleague, name: str, path: str, repeats: int = REPEATS) -> None:
    took: list[float] = []
    for _ in range(repeats):
        started = perf_counter()
        await colleague.get(path)
        took.append((perf_counter() - started) * 1_000)
    print(f"  {name:<34} p50 {statistics.median(took):8.1f}   max {max(took):8.1f} ms")


async def scroll(colleague: Colleague, view: str, pages: int) -> None:
    """Read on by cursor, as a list that is scrolled does."""
    cursor, took = "", []
    for _ in range(pages):
        started = perf_counter()
        page = await colleague.get(f"/conversations?view={view}&page_size=50{cursor}")
        took.append((perf_counter() - started) * 1_000)
        if page["next_cursor"] is None:
            break
        cursor = f"&cursor={page['next_cursor']}"
    tail = took[-10:]
    print(
        f"  {f'{view}: {len(took)} pages of 50':<34} p50 {statistics.median(took):8.1f}   "
        f"max {max(took):8.1f} ms, last ten p50 {statistics.median(tail):.1f}"
    )


async def measure(door: Door, messages: int, open_ones: int) -> None:
    colleague = await hire(door, "小王")
    started = perf_counter()
    await fill(door.database, messages, open_ones, colleague.id)
    took = perf_counter() - started
    print(f"\n{messages} messages, {open_ones} open conversations; filled in {took:.0f} s")
    await _await_index(door.settings.bot_data_dir, messages)
    for view in VIEWS:
        await timed(colleague, f"first page: {view}", f"/conversations?view={view}")
    longest = "/conversations?view=open&sort=waiting"
    await timed(colleague, "first page: open, by waiting time", longest)
    await timed(colleague, "counts of all views", "/inbox/counts")
    await scroll(colleague, "open", open_ones // 50)
    for name, words in QUERIES.items():
        for word in words:
            await timed(colleague, f"search, {name}: {word}", f"/search/messages?q={word}", 5)
    await _freshness(door, colleague)


async def _await_index(folder: Path, messages: int) -> None:
    started = perf_counter()

    async def reached() -> bool:
        return (folder / "log-index" / "shards.json").exists() and len(
            list((folder / "log-index").glob("*/meta.json"))
        ) > messages // 20_000

    await eventually(reached, 1_800)
    size = sum(file.stat().st_size for file in (folder / "log-index").rglob("*") if file.is_file())
    print(f"  indexed in {perf_counter() - started:.0f} s, {size / 1e6:.0f} MB")


async def _freshness(door: Door, colleague: Colleague) -> None:
    visitor = await door.visitor()
    started = perf_counter()
    await visitor.say("找得到我吗，暗号是孔雀蓝")

    async def found() -> bool:
        return bool((await colleague.get("/search/messages?q=暗号是孔雀蓝"))["items"])

    await eventually(found)
    print(f"  found {perf_counter() - started:.1f} s after it was written")


async def run(*, postgres: bool) -> None:
    with TemporaryDirectory(prefix="desk-inbox-") as folder:
        server = PostgresServer() if postgres else None
        if server is not None:
            server.start()
        try:
            for messages, open_ones in SIZES:
                stores = PostgresStores(server) if server else SqliteStores(Path(folder))
                async with (
                    FakeEngine().serve() as engine,
                    open_door(
                        engine, stores.migrated(), bot_desk_hours="always", bot_desk_grace=3600
                    ) as door,
                ):
                    await measure(door, messages, open_ones)
        finally:
            if server is not None:
                server.close()


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--postgres", action="store_true")
    asyncio.run(run(postgres=parser.parse_args().postgres))
