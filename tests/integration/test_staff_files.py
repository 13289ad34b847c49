"""Staff send an owner pictures and documents: whose turn it is, once each, limits, erasure."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
from sqlalchemy import func, select

from bot.files import FILES_PER_HOUR, MAX_FILE, MAX_FILES
from bot.messages import Attachment, Author
from bot.programme.data_rights import erase
from bot.store.conversations import NewMessage, append_message
from bot.store.media import note_medium
from bot.store.models import Medium
from tests.fixtures.colleagues import Colleague, hire
from tests.fixtures.front_door import Door, Visitor
from tests.fixtures.staff_files import PDF, PNG, send_file


async def fetch(visitor: Visitor, seq: int) -> tuple[int, bytes]:
    async with visitor.get(f"/webchat/files/{seq}", {}) as response:
        return response.status, await response.read()


@pytest.fixture
async def clerk(door: Door, visitor: Visitor) -> Colleague:
    """Holds the visitor's conversation."""
    await visitor.say("要看合同")
    clerk = await hire(door, "王老师")
    await clerk.claim(visitor.conversation_id)
    return clerk


async def test_the_owner_reads_and_fetches_it_like_a_file_of_their_own(
    clerk: Colleague, visitor: Visitor
) -> None:
    status, row = await send_file(clerk, visitor.conversation_id, PDF)
    assert status == 200
    assert (row["author"], row["author_name"], row["text"]) == ("staff", "王老师", "〔文件〕")
    medium = row["medium"]
    assert (medium["state"], medium["kind"], medium["name"], medium["size"]) == (
        "kept", "file", "合同草案.pdf", len(PDF),
    )  # fmt: skip
    async with clerk.door.client.get(medium["url"], headers=clerk.headers) as response:
        assert await response.read() == PDF

    told = (await visitor.log())[-1]
    assert (told["author"], told["seq"]) == ("staff", row["seq"])
    assert told["file"] == {
        "kind": "file", "name": "合同草案.pdf", "size": len(PDF), "content_type": "application/pdf",
    }  # fmt: skip
    assert await fetch(visitor, row["seq"]) == (200, PDF)
    assert (await fetch(await clerk.door.visitor(), row["seq"]))[0] == 404


async def test_a_picture_is_known_by_what_it_holds(clerk: Colleague, visitor: Visitor) -> None:
    _, row = await send_file(clerk, visitor.conversation_id, PNG, "样件.exe")
    assert (row["text"], row["medium"]["content_type"]) == ("〔图片〕", "image/png")


async def test_only_who_holds_the_conversation_sends(
    clerk: Colleague, door: Door, visitor: Visitor
) -> None:
    other = await hire(door, "小李")
    status, refusal = await send_file(other, visitor.conversation_id, PDF)
    assert (status, refusal["code"]) == (409, "conflict")
    assert refusal["holder"]["display_name"] == "王老师"
    assert (await send_file(clerk, "nowhere", PDF))[0] == 404
    await clerk.act(visitor.conversation_id, "release")
    assert (await send_file(clerk, visitor.conversation_id, PDF))[0] == 409
    assert [each["file"] for each in await visitor.log() if each["file"]] == []


async def test_the_same_id_is_one_message_also_side_by_side(
    clerk: Colleague, visitor: Visitor
) -> None:
    answers = await asyncio.gather(
        *(send_file(clerk, visitor.conversation_id, PDF, key="one") for _ in range(3))
    )
    assert [status for status, _ in answers] == [200, 200, 200]
    await clerk.act(visitor.conversation_id, "release")
    # A lost answer is asked for again, whoever holds the conversation by then.
    answers.append(await send_file(clerk, visitor.conversation_id, PDF, key="one"))
    assert len({row["seq"] for _, row in answers}) == 1
    async with clerk.door.database.read() as session:
        assert await session.scalar(select(func.count()).select_from(Medium)) == 1


@pytest.mark.parametrize(
    ("data", "refusal"),
    [
        pytest.param(b"", (400, "bad_request"), id="nothing"),
        pytest.param(b"<svg onload='x()'/>", (400, "bad_request"), id="drawing"),
        pytest.param(b"MZ\x90\x00", (400, "bad_request"), id="program"),
        pytest.param(PNG.ljust(MAX_FILE + 1, b"\x00"), (413, "too_large"), id="huge"),
    ],
)
async def test_what_no_visitor_may_send_staff_may_not_either(
    clerk: Colleague, visitor: Visitor, data: bytes, refusal: tuple[int, str]
) -> None:
    before = len(await visitor.log())
    status, body = await send_file(clerk, visitor.conversation_id, data, "图.png")
    assert (status, body["code"]) == refusal
    assert len(await visitor.log()) == before


@pytest.mark.parametrize(
    ("name", "said"), [("参数.docx", "读不出来"), ("程序.exe", "只能发送图片和文档")]
)
async def test_a_spoilt_document_is_not_called_a_wrong_kind(
    clerk: Colleague, visitor: Visitor, name: str, said: str
) -> None:
    _, body = await send_file(clerk, visitor.conversation_id, b"MZ\x90\x00", name)
    assert said in body["detail"]


async def test_the_id_is_needed(clerk: Colleague, visitor: Visitor) -> None:
    path = f"/conversations/{visitor.conversation_id}/file"
    for params in ({}, {"client_msg_id": " "}, {"client_msg_id": "a" * 129}):
        status, body = await clerk.ask("POST", path, params=params, data=PDF)
        assert (status, body["code"]) == (400, "bad_request")


async def test_too_many_in_an_hour_are_told_when_to_come_back(
    clerk: Colleague, door: Door, visitor: Visitor
) -> None:
    for _ in range(FILES_PER_HOUR - 1):
        # Refused ones count: they were read all the same.
        assert (await send_file(clerk, visitor.conversation_id, b"nothing"))[0] == 400
    # Two people in turn share the room that one conversation has.
    lead = await hire(door, "主任", "manager")
    row = await clerk.get(f"/conversations/{visitor.conversation_id}")
    await lead.claim(visitor.conversation_id, seen_epoch=row["owner_epoch"])
    assert (await send_file(lead, visitor.conversation_id, PDF))[0] == 200
    status, body = await send_file(lead, visitor.conversation_id, PDF)
    assert (status, body["code"]) == (429, "too_many_requests")
    assert body["retry_after"] > 0


async def test_neither_side_fills_the_others_room(
    clerk: Colleague, door: Door, visitor: Visitor
) -> None:
    its, now = visitor.conversation_id, door.settings.clock.now()
    picture = Attachment("image", "", name="a.png", content_type="image/png", data=PNG)

    async def fill(author: Author) -> None:
        async with door.database.write() as session:
            for _ in range(MAX_FILES):
                row = await append_message(session, NewMessage(its, author, "〔图片〕", now))
                await note_medium(session, row, picture)

    await fill(Author.USER)
    assert (await send_file(clerk, its, PDF))[0] == 200
    await fill(Author.STAFF)
    status, refusal = await send_file(clerk, its, PDF)
    assert (status, refusal["detail"]) == (400, f"一个会话里最多发 {MAX_FILES} 个文件")


async def test_erasure_and_export_reach_it(clerk: Colleague, door: Door, visitor: Visitor) -> None:
    _, row = await send_file(clerk, visitor.conversation_id, PDF, "张三的合同.pdf")
    path = f"/api/v1/conversations/{visitor.conversation_id}/export"
    lead = await hire(door, "主任", "manager")
    async with door.client.get(path, params={"form": "txt"}, headers=lead.headers) as response:
        assert "张三的合同.pdf" in await response.text()
    async with door.database.write() as session:
        await erase(session, visitor.conversation_id, door.settings.clock.now())
    assert (await fetch(visitor, row["seq"]))[0] == 404
    case: dict[str, Any] = await clerk.get(f"/conversations/{visitor.conversation_id}")
    assert "张三" not in str(case) + str(await visitor.read())
    assert [each["medium"]["state"] for each in case["messages"] if each["medium"]] == ["erased"]
    async with door.database.read() as session:
        assert (await session.scalars(select(Medium.data))).all() == [None]
