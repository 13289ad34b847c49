"""Mutated pushes by the hundred thousand: no 5xx, no crash, no growth in memory, no turn run.

    python -m benchmarks.wechat_fuzz [--cases 100000] [--inside 5000] [--seed 26]

The callback runs in this process behind a real socket; what reaches the store is counted. ``cases``
change what travels, and the signature finds it out. ``inside`` changes the document before it is
sealed, as only WeChat itself could: what is still a message may run a turn then, but nothing may
break.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import logging
import random
import resource
import sys
import tempfile
from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import structlog

from bot.store.migrate import migrate
from tests.fixtures.databases import open_store
from tests.fixtures.wechat_door import Door, open_door
from tests.fixtures.wechat_platform import Delivery

OPENID = "oFUZZabcdefghijklmnopqrstuv1"
AT_ONCE = 16
KINDS = (
    {"MsgType": "text", "Content": "铸件有砂眼"},
    {"MsgType": "image", "MediaId": "m", "PicUrl": "u"},
    {"MsgType": "voice", "MediaId": "m", "Format": "amr", "Recognition": "你好"},
    {"MsgType": "location", "Location_X": "1", "Location_Y": "2", "Label": "宁波"},
    {"MsgType": "event", "Event": "CLICK", "EventKey": "find_patent"},
    {"MsgType": "event", "Event": "subscribe", "EventKey": "qrscene_x"},
)
NASTY = (
    b"]]>",
    b"<!DOCTYPE x>",
    b"&#0;",
    b"\x00",
    b"\xff\xfe",
    b"<xml>",
    b"{",
    b"\xed\xa0\x80",
    b"",
)


def mutate(chance: random.Random, sound: Delivery) -> Delivery:
    """One to four changes of the body or the query; what stays authentic is not counted here."""
    params, body = dict(sound.params), bytearray(sound.body)
    for _ in range(chance.randint(1, 4)):
        what = chance.randrange(6)
        at = chance.randrange(len(body)) if body else 0
        if what == 0 and body:
            body[at] ^= 1 << chance.randrange(8)
        elif what == 1:
            body[at : at + chance.randrange(1, 40)] = b""
        elif what == 2:
            body[at:at] = chance.choice(NASTY) * chance.randint(1, 50)
        elif what == 3:
            name = chance.choice([*params, "signature"])
            params[name] = chance.choice(
                ["", "0", "é", "\x00", "9" * 600, params.get(name, "") + "0"]
            )
        elif what == 4:
            params.pop(chance.choice(list(params)), None) if params else None
        else:
            body = body[: chance.randrange(len(body) + 1)]
    return Delivery(params, bytes(body))


def sound_push(door: Door, chance: random.Random) -> Delivery:
    fields = chance.choice(KINDS)
    document = door.platform.document(OPENID, MsgId=chance.randrange(10**12), **fields)
    return door.platform.secure(document)


def mutated_inside(door: Door, chance: random.Random) -> Delivery:
    """A document changed before it is sealed and signed."""
    document = door.platform.document(
        OPENID, MsgId=chance.randrange(10**12), **chance.choice(KINDS)
    )
    return door.platform.secure(mutate(chance, Delivery({"-": "-"}, document.encode())).body)


async def attack(door: Door, cases: int, seed: int) -> dict[str, Any]:
    """Statuses and the rows that were stored; raises where a connection was broken off."""
    chance = random.Random(seed)  # noqa: S311 - repeatable
    sound = [sound_push(door, chance) for _ in range(50)]
    # Pools and caches fill up first; what grows after that grows for ever.
    statuses = await _send(door, (_changed(chance, sound) for _ in range(cases // 10)))
    before = _resident_mb()
    statuses += await _send(door, (_changed(chance, sound) for _ in range(cases - cases // 10)))
    return {
        "cases": cases,
        "statuses": dict(sorted(statuses.items())),
        "server_errors": _server_errors(statuses),
        "messages_stored": len(await door.messages()),
        "turns_run": len(door.engine.turns),
        "resident_mb": {"after_a_tenth": before, "after_all": _resident_mb()},
    }


async def attack_inside(door: Door, cases: int, seed: int) -> dict[str, Any]:
    chance = random.Random(seed)  # noqa: S311 - repeatable
    statuses = await _send(door, (mutated_inside(door, chance) for _ in range(cases)))
    return {
        "cases": cases,
        "statuses": dict(sorted(statuses.items())),
        "server_errors": _server_errors(statuses),
        "turns_run": len(door.engine.turns),
    }


async def _send(door: Door, deliveries: Iterable[Delivery]) -> Counter[int]:
    """By the session below the test client: that one remembers every answer it ever got."""
    statuses, url = Counter[int](), door.client.make_url("/wechat")
    source = iter(deliveries)

    async def post_one_after_another() -> None:
        for delivery in source:
            async with door.client.session.post(
                url, params=delivery.params, data=delivery.body
            ) as response:
                await response.read()
                statuses[response.status] += 1

    async with asyncio.TaskGroup() as group:
        for _ in range(AT_ONCE):
            group.create_task(post_one_after_another())
    return statuses


def _server_errors(statuses: Counter[int]) -> int:
    return sum(count for status, count in statuses.items() if status >= 500)


def _changed(chance: random.Random, sound: list[Delivery]) -> Delivery:
    while True:
        original = chance.choice(sound)
        changed = mutate(chance, original)
        if changed != original and not _still_authentic(changed, original):
            return changed


def _still_authentic(changed: Delivery, original: Delivery) -> bool:
    """Only bytes that the signature does not cover were changed: WeChat could have sent it."""
    signed = ("timestamp", "nonce", "msg_signature", "encrypt_type")
    same = all(changed.params.get(name) == original.params.get(name) for name in signed)
    start = original.body.index(b"<Encrypt>")
    return same and original.body[start:-6] in changed.body


def _resident_mb() -> float:
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return round(pages * resource.getpagesize() / 2**20, 1)


async def run(cases: int, inside: int, seed: int) -> dict[str, Any]:
    with tempfile.TemporaryDirectory() as folder:
        database = open_store(f"sqlite:///{Path(folder) / 'desk.db'}")
        try:
            await migrate(database)
            async with open_door(database) as door:
                outside = await attack(door, cases, seed)
                return {"outside": outside, "inside": await attack_inside(door, inside, seed)}
        finally:
            await database.close()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--cases", type=int, default=100_000)
    parser.add_argument("--inside", type=int, default=5_000)
    parser.add_argument("--seed", type=int, default=26)
    options = parser.parse_args()
    # A line for each refusal would be most of the work.
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.ERROR))
    found = asyncio.run(run(options.cases, options.inside, options.seed))
    sys.stdout.write(json.dumps(found, ensure_ascii=False, indent=2) + "\n")
    outside, inside = found["outside"], found["inside"]
    broken = outside["server_errors"] + inside["server_errors"] + outside["turns_run"]
    sys.exit(1 if broken else 0)


if __name__ == "__main__":
    main()
