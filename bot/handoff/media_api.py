"""Endpoint: what was sent beside words, as a download that no browser runs."""

from __future__ import annotations

from urllib.parse import quote

from aiohttp import web

from bot.errors import NotFound
from bot.handoff.endpoint import Call, Endpoint
from bot.handoff.views import medium_path
from bot.store.database import Database
from bot.store.media import read_medium

# A picture shows in <img> all the same; opened by itself it is saved, never drawn as a page.
HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Content-Security-Policy": "default-src 'none'; sandbox",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cache-Control": "private, no-store",
}
SUFFIXES = {
    "image/jpeg": "jpg", "image/png": "png", "image/gif": "gif", "image/webp": "webp",
    "image/bmp": "bmp", "audio/amr": "amr", "audio/mpeg": "mp3", "video/mp4": "mp4",
    "application/pdf": "pdf", "application/msword": "docx", "application/vnd.ms-excel": "xlsx",
    "application/vnd.ms-powerpoint": "pptx",
}  # fmt: skip
BYTES = "application/octet-stream"
MAX_DIGITS = 9


class MediaApi:
    def __init__(self, database: Database) -> None:
        self._database = database

    def endpoints(self) -> list[Endpoint]:
        return [
            Endpoint("GET", medium_path("{id}", "{seq}"), self.medium, "图片、语音或视频的原件",
                     None, downloads=(*SUFFIXES, BYTES)),
        ]  # fmt: skip

    async def medium(self, call: Call) -> web.Response:
        seq = call.path["seq"]
        if not (seq.isascii() and seq.isdigit() and len(seq) <= MAX_DIGITS):
            raise NotFound("没有这个文件")
        async with self._database.read() as session:
            kept = await read_medium(session, call.path["id"], int(seq))
        if kept is None:
            raise NotFound("没有这个文件，或者已经删除")
        suffix = SUFFIXES.get(kept.content_type, "bin")
        name = f'attachment; filename="{kept.kind}-{seq}.{suffix}"'
        if kept.name:
            name += f"; filename*=UTF-8''{quote(kept.name, safe='')}"
        return web.Response(
            body=kept.data, content_type=kept.content_type or BYTES,
            headers={**HEADERS, "Content-Disposition": name},
        )  # fmt: skip
