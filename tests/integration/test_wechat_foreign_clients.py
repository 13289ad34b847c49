"""Libraries of other hands seal the pushes and open our live replies (npm, tests/foreign)."""

from __future__ import annotations

import asyncio
import json
import os
import subprocess
from pathlib import Path
from typing import Any

import pytest

from tests.fixtures.databases import SqliteStores
from tests.fixtures.fake_engine import FakeEngine
from tests.fixtures.front_door import open_door
from tests.fixtures.wechat_account import AES_KEY, APP_ID, TOKEN
from tests.fixtures.wechat_platform import Platform, fields_of
from tests.integration.test_wechat_front_door import ACCOUNT

ROOT = Path(__file__).parents[2]
OPENID = "oTESTabcdefghijklmnopqrstuv1"
# Lengths around the cipher's blocks, and what breaks careless XML.
SAID = [
    "短",
    "x" * 11,
    "铸件有砂眼 ]]> <a> & \U0001f600",
    "一" * 500,
    "1]]]]><![CDATA[>2",
    "\u200b空白",
]


@pytest.fixture(scope="session")
def node() -> dict[str, str]:
    """The environment in which ``node`` finds the libraries."""
    script = '. "$root/scripts/node-path" && "$root/scripts/foreign-clients" && printf %s "$PATH"'
    made = subprocess.run(
        ["sh", "-c", script], env={**os.environ, "root": str(ROOT)}, capture_output=True,
        text=True, check=False,
    )  # fmt: skip
    if made.returncode:
        words = f"外来的加解密库装不上（scripts/foreign-clients）：{made.stderr[-300:]}"
        pytest.fail(words) if os.environ.get("CI") else pytest.skip(words)
    return {**os.environ, "PATH": made.stdout}


async def push_by(node: dict[str, str], client: str, url: str, documents: list[str]) -> Any:
    order = {
        "client": client, "url": url, "token": TOKEN, "aesKey": AES_KEY, "appId": APP_ID,
        "documents": documents,
    }  # fmt: skip
    process = await asyncio.create_subprocess_exec(
        "node", "client.mjs", cwd=ROOT / "tests" / "foreign", env=node,
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
    )  # fmt: skip
    out, errors = await process.communicate(json.dumps(order).encode())
    assert process.returncode == 0, errors.decode()
    return json.loads(out)


@pytest.mark.parametrize("client", ["wechat-crypto", "@wecom/crypto"])
async def test_they_are_understood_and_understand(
    node: dict[str, str], client: str, engine: FakeEngine, sqlite_stores: SqliteStores
) -> None:
    platform = Platform()
    documents = [platform.text(OPENID, text) for text in SAID]
    documents += [
        platform.event(OPENID, "CLICK", "find_patent"),
        platform.message(OPENID, "image", MediaId="m", PicUrl="u"),
        platform.event(OPENID, "VIEW", "https://example.cn"),
        documents[0],
    ]

    async with open_door(engine, sqlite_stores.migrated(), **ACCOUNT) as door:
        url = str(door.client.make_url("/wechat"))
        answers = await push_by(node, client, url, documents)
    assert [each["status"] for each in answers] == [200] * len(documents)
    heard = [fields_of(each["reply"]) for each in answers[:-2]]
    assert {(each["ToUserName"], each["MsgType"]) for each in heard} == {(OPENID, "text")}
    told = [each["Content"].replace("\u200b", "") for each in heard]
    assert told[: len(SAID)] == [f"听到了：{text}".replace("\u200b", "") for text in SAID]
    assert told[-2] == "听到了：/find_patent"
    opened, repeat = answers[-2:]
    # Acknowledged in the clear, as WeChat wants it: a page that opened.
    assert (opened["body"], opened["reply"]) == ("success", None)
    # A push that comes again is told what it was told before: the first answer may be lost.
    assert fields_of(repeat["reply"])["Content"] == heard[0]["Content"]
