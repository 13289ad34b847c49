"""A picture or document that one side sends the other: how large, of which kind, its name."""

from __future__ import annotations

import re

import aiohttp

from bot.bodies import BodyTooLong, read_whole
from bot.errors import BadRequest, TooLarge, TooManyRequests
from bot.media_types import DOCUMENTS, PICTURES, content_type_of
from bot.messages import Attachment

MAX_FILE = 10 * 1024 * 1024
# What one side may leave in a conversation, and how many may come in an hour.
MAX_FILES = 100
FILES_PER_HOUR, HOUR = 30, 3600.0
MAX_NAME = 100
# Nothing that would lead out of a folder, or that a listing would show as something else.
UNWANTED = re.compile(r'[\x00-\x1f\x7f/\\:*?"<>|\u200e\u200f\u202a-\u202e\u2066-\u2069]+')
SENDABLE = PICTURES | DOCUMENTS
TAKEN = "JPG、PNG、GIF、WebP、PDF、Word、Excel、PPT"
# What is called so, and is none, was spoilt on its way, or can be opened by its owner alone.
NAMED = frozenset(
    ["jpg", "jpeg", "png", "gif", "webp", "pdf", "doc", "docx", "xls", "xlsx", "ppt", "pptx"]
)
# What the log says in its place, where only words are shown.
NOTED = {"image": "〔图片〕", "file": "〔文件〕"}


async def read_file(content: aiohttp.StreamReader, announced: int | None, name: str) -> Attachment:
    """The body of a request. Raises TooLarge as soon as it is clear, BadRequest for what is neither
    picture nor document; what comes in pieces is not believed either."""
    if (announced or 0) > MAX_FILE:
        raise _too_large()
    try:
        data = await read_whole(content, MAX_FILE)
    except BodyTooLong:
        raise _too_large() from None
    content_type = content_type_of(data)
    if content_type not in SENDABLE:
        if name.rpartition(".")[2].lower() in NAMED:
            raise BadRequest("这个文件读不出来，可能坏了或加了密，请重新保存后再发")
        raise BadRequest(f"只能发送图片和文档：{TAKEN}")
    kind = "image" if content_type in PICTURES else "file"
    return Attachment(kind, "", name=tidy_name(name), content_type=content_type, data=data)


def check_room(wait: float, held: int) -> None:
    """``wait``: seconds until one side may send the next, ``held``: how many of its files the
    conversation has. Raises TooManyRequests and BadRequest."""
    if wait > 0:
        raise TooManyRequests("发送的文件太多了，请过一会儿再发", retry_after=max(1, round(wait)))
    if held >= MAX_FILES:
        raise BadRequest(f"一个会话里最多发 {MAX_FILES} 个文件")


def tidy_name(name: str) -> str:
    """Fit to be shown and saved; the end of a long one is kept, for its suffix."""
    tidy = UNWANTED.sub("_", name.encode(errors="replace").decode()).strip(" .")
    return tidy[-MAX_NAME:] or "文件"


def _too_large() -> TooLarge:
    return TooLarge(f"文件太大，最多 {MAX_FILE // 1024 // 1024} MB", limit=MAX_FILE)
