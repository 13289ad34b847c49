"""Mutated pushes by the hundred thousand: no 5xx, no crash, no growth in memory, no turn run.

    python -m benchmarks.wechat_fuzz [--cases 100000] [--seed 26]

The callback runs in this process behind a real socket; what reaches the store is counted.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import random
import resource
import sys
import tempfile
from collections import Counter
from pathlib import Path
from typing import Any

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


async def attack(door: Door, cases: int, seed: int) -> dict[str, Any]:
    """Statuses and the rows that were stored; raises where a connection was broken off."""
    chance, statuses = random.Random(seed), Counter[int]()  # noqa: S311 - repeatable
    gate = asyncio.Semaphore(AT_ONCE)

    async def one(delivery: Delivery) -> None:
        async with gate:
            status, _ = await door.post(delivery)
            statuses[status] += 1

    sound = [sound_push(door, chance) for _ in range(50)]
    before = _peak_mb()
    half = 0.0
    for start in range(0, cases, 1_000):
        size = min(1_000, cases - start)
        async with asyncio.TaskGroup() as group:
            for _ in range(size):
                group.create_task(one(_changed(chance, sound)))
        if start <= cases // 2:
            half = _peak_mb()
    return {
        "cases": cases,
        "statuses": dict(sorted(statuses.items())),
        "server_errors": sum(count for status, count in statuses.items() if status >= 500),
        "messages_stored": len(await door.messages()),
        "turns_run": len(door.engine.turns),
        "peak_mb": {"before": before, "half_way": half, "after": _peak_mb()},
    }


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


def _peak_mb() -> float:
    return round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024, 1)


async def run(cases: int, seed: int) -> dict[str, Any]:
    with tempfile.TemporaryDirectory() as folder:
        database = open_store(f"sqlite:///{Path(folder) / 'desk.db'}")
        try:
            await migrate(database)
            async with open_door(database) as door:
                return await attack(door, cases, seed)
        finally:
            await database.close()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--cases", type=int, default=100_000)
    parser.add_argument("--seed", type=int, default=26)
    options = parser.parse_args()
    found = asyncio.run(run(options.cases, options.seed))
    sys.stdout.write(json.dumps(found, ensure_ascii=False, indent=2) + "\n")
    sys.exit(1 if found["server_errors"] or found["turns_run"] else 0)


if __name__ == "__main__":
    main()
