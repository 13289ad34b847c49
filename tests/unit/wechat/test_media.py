"""What a medium is, and where one may be had."""

from __future__ import annotations

import pytest

from bot.media_types import BYTES, content_type_of
from connectors.wechat.media import is_wechats_own


@pytest.mark.parametrize(
    ("data", "content_type"),
    [
        (b"\xff\xd8\xff\xe0\x00\x10JFIF", "image/jpeg"),
        (b"\x89PNG\r\n\x1a\n\x00", "image/png"),
        (b"GIF89a", "image/gif"),
        (b"RIFF\x00\x00\x00\x00WEBPVP8 ", "image/webp"),
        (b"#!AMR\n\x3c", "audio/amr"),
        (b"\x00\x00\x00\x18ftypmp42", "video/mp4"),
        (b"<svg onload=alert(1)>", BYTES),
        (b"<!DOCTYPE html><script>", BYTES),
        (b"%PDF-1.7", "application/pdf"),
        (b"\x89PNG", BYTES),
        (b"", BYTES),
    ],
)
def test_the_first_bytes_say_what_it_is(data: bytes, content_type: str) -> None:
    assert content_type_of(data) == content_type


@pytest.mark.parametrize(
    "url",
    [
        "http://mmbiz.qpic.cn/mmbiz_jpg/abc/0",
        "https://mmbiz.qpic.cn/x",
        "http://wx.qlogo.cn/mmopen/x/0",
    ],
)
def test_wechats_own_pictures_may_be_fetched(url: str) -> None:
    assert is_wechats_own(url)


@pytest.mark.parametrize(
    "url",
    [
        "", "u", "file:///etc/passwd", "http://127.0.0.1:8080/api", "http://qpic.cn.evil.cn/x",
        "http://evilqpic.cn/x", "http://mmbiz.qpic.cn:6379/x", "http://mmbiz.qpic.cn@evil.cn/x",
        "http://[::1]/x", "http://[bad", "http://mmbiz.qpic.cn:99999/x", "gopher://mmbiz.qpic.cn/",
    ],
)  # fmt: skip
def test_nothing_else_that_a_push_names_is_fetched(url: str) -> None:
    assert not is_wechats_own(url)
