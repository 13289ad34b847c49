"""A crowd whose messages WeChat delivers up to three times, all mixed: one turn for each message,
every person's in order, every answer to its own question."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import random
from collections import Counter, defaultdict
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter
from typing import Any

import structlog
from aiohttp import ClientSession, ServerDisconnectedError, web
from aiohttp.test_utils import TestServer

from bot.store.migrate import migrate
from bot.store.turns import OpenTurn
from connectors.web.problems import answer_problems
from tests.fixtures.databases import open_store
from tests.fixtures.wechat_door import MAX_BODY, ScriptedEngine, attach_door, wechat_settings
from tests.fixtures.wechat_platform import DELIVERIES, Delivery, Platform

AT_ONCE = 24
# Of so many people one goes on talking.
TALKS, SAYS = 10, 3
# This share of the retries comes only after the person's next message was answered.
LATE = 0.3


@dataclass
class Person:
    openid: str
    says: list[str]


def people(count: int) -> list[Person]:
    return [
        Person(
            f"oCROWD{number:022}",
            [f"{number}的第{at}句" for at in range(SAYS if number % TALKS == 0 else 1)],
        )
        for number in range(count)
    ]


async def crowd(path: Path, count: int, seed: int = 26) -> dict[str, Any]:
    """Raises where an answer went to somebody else or belongs to another message."""
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.ERROR))
    database = open_store(f"sqlite:///{path}")
    await migrate(database)
    engine = ScriptedEngine()
    app = web.Application(middlewares=[answer_problems], client_max_size=MAX_BODY)
    crowd_of = people(count)
    async with ClientSession() as http:
        # How fast it is belongs elsewhere: this WeChat waits longer than a machine stands still.
        attach_door(app, database, http, wechat_settings(wechat_patience="60"), engine=engine)
        async with TestServer(app) as server:
            started = perf_counter()
            posts, answered = await _push_all(http, str(server.make_url("/wechat")), crowd_of, seed)
            seconds = perf_counter() - started
    await database.close()
    return {
        "people": count, "messages": sum(len(each.says) for each in crowd_of), "posts": posts,
        "posts_per_second": round(posts / seconds, 1), **judge(crowd_of, engine.turns, answered),
    }  # fmt: skip


def judge(crowd_of: list[Person], turns: list[OpenTurn], answered: Counter[str]) -> dict[str, int]:
    """``answered``: how often each message's answer was read."""
    heard: dict[str, list[str]] = defaultdict(list)
    for turn in turns:
        heard[turn.text.partition("的")[0]].append(turn.text)
    said = {each.says[0].partition("的")[0]: each.says for each in crowd_of}
    return {
        "turns": len(turns),
        "people_out_of_order_or_heard_twice": sum(heard[each] != said[each] for each in said),
        "answers_missing": sum(answered[text] == 0 for each in crowd_of for text in each.says),
        "answers_read_twice": sum(times > 1 for times in answered.values()),
    }


async def _push_all(
    http: ClientSession, url: str, crowd_of: list[Person], seed: int
) -> tuple[int, Counter[str]]:
    platform, chance = Platform(), random.Random(seed)  # noqa: S311 - repeatable
    answered, posts = Counter[str](), 0
    order = list(crowd_of)
    chance.shuffle(order)
    waiting = iter(order)

    async def deliver(openid: str, delivery: Delivery) -> None:
        nonlocal posts
        for _ in range(DELIVERIES):
            posts += 1
            # A line that is closed without a word asks WeChat to come again.
            with contextlib.suppress(ServerDisconnectedError):
                async with http.post(url, params=delivery.params, data=delivery.body) as response:
                    body = await response.text()
                break
        else:
            raise RuntimeError("该公众号提供的服务出现故障")
        if body in ("", "success"):
            return
        reply = platform.open_reply(body)
        if reply["ToUserName"] != openid:
            raise RuntimeError("somebody else's answer")
        answered[reply["Content"].removeprefix("听到：")] += 1

    async def one_after_another() -> None:
        for person in waiting:
            late: list[Delivery] = []
            for text in person.says:
                first, *again = _tries(platform, chance, person.openid, text)
                later = again if chance.random() < LATE else []
                at_once = [first] if later else [first, *again]
                await asyncio.gather(*(deliver(person.openid, each) for each in at_once))
                for each in late:
                    await deliver(person.openid, each)
                late = later
            for each in late:
                await deliver(person.openid, each)

    async with asyncio.TaskGroup() as group:
        for _ in range(AT_ONCE):
            group.create_task(one_after_another())
    return posts, answered


def _tries(platform: Platform, chance: random.Random, openid: str, text: str) -> list[Delivery]:
    """One to three deliveries of one message, each signed anew."""
    document = platform.text(openid, text)
    return [platform.secure(document) for _ in range(chance.randint(1, 3))]
