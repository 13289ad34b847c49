"""Beside words: files, the rating after a service, the transcript to keep, what staff see of it."""

from __future__ import annotations

import struct
import zlib
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import expect

from tests.e2e.widget import Widget
from tests.fixtures.colleagues import Colleague

pytestmark = pytest.mark.browser


def png(width: int = 40, height: int = 30) -> bytes:
    """A plain grey picture."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return (
            struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
        )

    rows = b"".join(b"\x00" + b"\x80" * width for _ in range(height))
    header = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        [chunk(b"IHDR", header), chunk(b"IDAT", zlib.compress(rows)), chunk(b"IEND", b"")]
    )


def attach(widget: Widget, name: str, mime: str, data: bytes) -> None:
    with widget.page.expect_file_chooser() as choosing:
        widget.chat.get_by_role("button", name="发送图片或文件").click()
    choosing.value.set_files({"name": name, "mimeType": mime, "buffer": data})


def test_a_picture_is_sent_and_shown_and_staff_have_it(widget: Widget) -> None:
    attach(widget, "铸件.png", "image/png", png())
    picture = widget.chat.get_by_role("img", name="图片：铸件.png")
    expect(picture).to_be_visible()
    assert picture.evaluate("image => image.decode().then(() => image.naturalWidth)") == 40
    widget.sees("留给工作人员")
    case = widget.desk.run(_case(widget.taken_over(), widget.conversation_id()))
    assert case["messages"][0]["medium"]["name"] == "铸件.png"


def test_a_document_can_be_saved_again(widget: Widget) -> None:
    data = b"%PDF-1.7\n" + b"x" * 2000
    attach(widget, "要求.pdf", "application/pdf", data)
    with widget.page.expect_download() as downloading:
        widget.chat.get_by_role("button", name="要求.pdf（2 KB）").click()
    assert downloading.value.suggested_filename == "要求.pdf"
    assert Path(downloading.value.path()).read_bytes() == data


def test_what_cannot_be_sent_is_said_and_can_be_removed(widget: Widget) -> None:
    attach(widget, "程序.exe", "application/pdf", b"MZ\x90\x00")
    refused = widget.chat.locator(".row.pending", has_text="程序.exe")
    expect(refused).to_contain_text("只能发送图片和文档")
    refused.get_by_role("button", name="删除").click()
    expect(refused).to_have_count(0)

    attach(widget, "大图.png", "image/png", png() + b"\x00" * 10 * 1024 * 1024)
    expect(widget.chat.locator(".row.pending")).to_contain_text("最多 10 MB")


def test_the_service_is_rated_once_it_is_closed(widget: Widget) -> None:
    widget.say("在吗")
    colleague = widget.taken_over()
    widget.hears(colleague, "您好")
    widget.sees("您好")
    widget.desk.run(_close(colleague, widget.conversation_id()))
    stars = widget.chat.get_by_role("group", name="这次服务怎么样？")
    stars.get_by_role("button", name="4 分").click()
    widget.sees("您打了 4 分")
    case = widget.desk.run(_case(colleague, widget.conversation_id()))
    assert case["messages"][-1]["rating"] == 4
    # Staff know that it was read to the end; a tab in sight tells so.
    assert case["read_seq"] > 0


def test_the_transcript_can_be_kept(widget: Widget) -> None:
    widget.say("轴承发烫")
    with widget.page.expect_download() as downloading:
        widget.chat.get_by_role("button", name="下载对话记录").click()
    text = Path(downloading.value.path()).read_text(encoding="utf-8")
    assert downloading.value.suggested_filename.startswith("对话记录-")
    assert "您\n轴承发烫" in text
    assert "前台助手\n听到了：轴承发烫" in text


async def _case(colleague: Colleague, conversation_id: str) -> dict[str, Any]:
    return await colleague.get(f"/conversations/{conversation_id}")


async def _close(colleague: Colleague, conversation_id: str) -> None:
    case = await colleague.get(f"/conversations/{conversation_id}")
    status, body = await colleague.act(conversation_id, "close", seen_seq=case["last_user_seq"])
    assert status == 200, body
