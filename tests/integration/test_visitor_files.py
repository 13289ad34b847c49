"""Pictures and files of web visitors: limits, types by content, who may see them, erasure."""

from __future__ import annotations

import io
import zipfile
from typing import Any
from uuid import uuid4

import pytest

from bot.files import FILES_PER_HOUR, MAX_FILE
from bot.programme.data_rights import erase
from tests.fixtures.colleagues import hire
from tests.fixtures.fake_engine import FakeEngine
from tests.fixtures.front_door import Door, Visitor, problem

PNG = b"\x89PNG\r\n\x1a\n" + b"\x00" * 64


def office(folder: str, *more: str) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for name in ("[Content_Types].xml", f"{folder}main.xml", *more):
            archive.writestr(name, "x")
    return packed.getvalue()


async def send(visitor: Visitor, data: bytes, name: str = "铸件.png", key: str = "") -> Any:
    params = {"client_msg_id": key or uuid4().hex, "name": name}
    async with visitor.door.client.post(
        "/webchat/files", data=io.BytesIO(data), params=params, headers=visitor.headers
    ) as response:
        if response.status in (200, 202):
            return response.status, (await response.json())["seq"]
        return await problem(response)


async def fetch(visitor: Visitor, seq: int) -> Any:
    async with visitor.get(f"/webchat/files/{seq}", {}) as response:
        if response.status != 200:
            return await problem(response)
        return response.content_type, await response.read(), response.headers


async def test_a_picture_is_kept_shown_and_seen_by_staff(
    visitor: Visitor, door: Door, engine: FakeEngine
) -> None:
    status, seq = await send(visitor, PNG)
    assert status == 202
    reply = await visitor.reply_to(seq)
    assert "留给工作人员" in reply["text"]
    assert engine.calls == [], "the dialogue reads words, not pictures"

    row = (await visitor.log())[0]
    assert row["text"] == "〔图片〕"
    assert row["file"] == {
        "kind": "image", "name": "铸件.png", "size": len(PNG), "content_type": "image/png",
    }  # fmt: skip
    content_type, data, headers = await fetch(visitor, seq)
    assert (content_type, data) == ("image/png", PNG)
    assert headers["Content-Disposition"] == "attachment"
    assert "sandbox" in headers["Content-Security-Policy"]

    staff = await hire(door, "小王")
    case = await staff.get(f"/conversations/{visitor.conversation_id}")
    medium = case["messages"][0]["medium"]
    assert (medium["state"], medium["name"], medium["size"]) == ("kept", "铸件.png", len(PNG))
    async with door.client.get(medium["url"], headers=staff.headers) as response:
        assert await response.read() == PNG
        assert "filename*=UTF-8''%E9%93%B8" in response.headers["Content-Disposition"]


@pytest.mark.parametrize(
    ("data", "content_type"),
    [
        (b"%PDF-1.7 ...", "application/pdf"),
        (office("word/"), "application/msword"),
        (office("xl/"), "application/vnd.ms-excel"),
        (b"\xff\xd8\xff\xe0 ...", "image/jpeg"),
    ],
)
async def test_documents_are_known_by_what_they_hold(
    visitor: Visitor, data: bytes, content_type: str
) -> None:
    _, seq = await send(visitor, data, "就算叫.exe")
    assert (await fetch(visitor, seq))[0] == content_type


@pytest.mark.parametrize(
    "data",
    [
        pytest.param(b"", id="nothing"),
        pytest.param(b"<svg xmlns='http://www.w3.org/2000/svg' onload='x()'/>", id="svg"),
        pytest.param(b"<!doctype html><script>x()</script>", id="page"),
        pytest.param(b"MZ\x90\x00", id="program"),
        pytest.param(office("other/"), id="archive"),
        pytest.param(office("word/", "word/vbaProject.bin"), id="macros"),
        pytest.param(b"PK\x03\x04 broken", id="broken archive"),
        pytest.param(b"ID3 music", id="music"),
    ],
)
async def test_anything_else_is_refused_whatever_it_is_called(
    visitor: Visitor, data: bytes
) -> None:
    assert await send(visitor, data, "图.png") == (400, "bad_request")
    assert await visitor.log() == []


async def test_what_is_too_large_is_refused(visitor: Visitor) -> None:
    assert (await send(visitor, PNG.ljust(MAX_FILE, b"\x00")))[0] == 202
    assert await send(visitor, PNG.ljust(MAX_FILE + 1, b"\x00")) == (413, "too_large")


async def test_the_same_id_is_one_file(visitor: Visitor) -> None:
    first, again = await send(visitor, PNG, key="k"), await send(visitor, PNG, key="k")
    assert (first, again) == ((202, 1), (200, 1))


async def test_too_many_are_told_when_to_come_back(door: Door, visitor: Visitor) -> None:
    """The limit of files, not the one of messages: those that were refused count as well."""
    for _ in range(FILES_PER_HOUR):
        assert (await send(visitor, b"nothing"))[0] == 400
    assert await send(visitor, PNG) == (429, "too_many_requests")
    assert (await send(await door.visitor(), PNG))[0] == 202


async def test_the_repeat_of_one_that_is_kept_is_never_too_many(visitor: Visitor) -> None:
    assert await send(visitor, PNG, key="the-first") == (202, 1)
    for _ in range(FILES_PER_HOUR):
        await send(visitor, b"nothing")
    assert await send(visitor, PNG) == (429, "too_many_requests")
    assert await send(visitor, PNG, key="the-first") == (200, 1)


async def test_names_are_made_harmless(visitor: Visitor) -> None:
    await send(visitor, PNG, "../../etc/\u202egpj.exe<b>\r\n" + "长" * 300 + ".png")
    name = (await visitor.log())[0]["file"]["name"]
    assert len(name) <= 100
    assert name.endswith(".png")
    assert not set(name) & set("/\\<>\r\n\u202e")


async def test_nobody_else_gets_it(door: Door, visitor: Visitor) -> None:
    _, seq = await send(visitor, PNG)
    assert await fetch(await door.visitor(), seq) == (404, "not_found")
    assert await fetch(Visitor(door, "guessed", ""), seq) == (401, "unauthorised")


async def test_erasure_reaches_it_and_its_name(door: Door, visitor: Visitor) -> None:
    _, seq = await send(visitor, PNG, "张三的身份证.png")
    async with door.database.write() as session:
        await erase(session, visitor.conversation_id, door.settings.clock.now())
    assert await fetch(visitor, seq) == (404, "not_found")
    assert "张三" not in str(await visitor.read())
    staff = await hire(door, "小王")
    assert "张三" not in str(await staff.get(f"/conversations/{visitor.conversation_id}"))
