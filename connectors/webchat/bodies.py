"""JSON bodies of the web chat: an object, or a refusal."""

from __future__ import annotations

import json
from typing import Any

from aiohttp import web

from bot.errors import BadRequest


async def read_json(request: web.Request, *, allow_empty: bool = False) -> dict[str, Any]:
    raw = await request.read()
    if not raw and allow_empty:
        return {}
    try:
        body = json.loads(raw)
    except (ValueError, RecursionError) as error:
        raise BadRequest("请求体不是有效的 JSON") from error
    if not isinstance(body, dict):
        raise BadRequest("请求体应为 JSON 对象")
    return body
