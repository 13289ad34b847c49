"""Web chat over HTTP: send, read or wait. JSON stops here."""

from __future__ import annotations

import json
from functools import partial
from typing import Any

from aiohttp import web

from bot.conversation.inbox import Inbox
from bot.conversation.log import PAGE, Log, LogPage
from bot.errors import BadRequest
from bot.messages import Channel, Inbound
from connectors.webchat.bodies import read_json
from connectors.webchat.socket import VisitorSocket
from connectors.webchat.stream import VisitorStream
from connectors.webchat.visitors import Visitor, Visitors

MAX_WAIT = 25.0
MOST_SEQ = 2**31 - 1


class WebChat:
    def __init__(
        self,
        visitors: Visitors,
        inbox: Inbox,
        journal: Log,
        socket: VisitorSocket,
        stream: VisitorStream,
    ) -> None:
        self._visitors = visitors
        self._inbox = inbox
        self._log = journal
        self._socket = socket
        self._stream = stream

    def routes(self) -> list[web.RouteDef]:
        return [
            web.post("/webchat/messages", self.send),
            web.get("/webchat/messages", self.read),
            web.get("/webchat/ws", self._socket.serve),
            web.get("/webchat/events", self._stream.serve),
        ]

    async def send(self, request: web.Request) -> web.Response:
        visitor = await self._visitors.recognise(request)
        inbound = parse_message(await read_json(request), visitor.address)
        accepted = await self._inbox.accept(inbound)
        return web.json_response({"seq": accepted.seq}, status=202 if accepted.first_time else 200)

    async def read(self, request: web.Request) -> web.Response:
        visitor = await self._visitors.recognise(request)
        if "before" in request.query:
            return await self._read_back(request, visitor)
        after = int(_number(request, "after", 0, MOST_SEQ))
        wait = _number(request, "wait", 0, MAX_WAIT)
        page = await self._log.wait(visitor.conversation_id, after, wait)
        return _answer(page)

    async def _read_back(self, request: web.Request, visitor: Visitor) -> web.Response:
        if request.query.keys() & {"after", "wait"}:
            raise BadRequest("before 不能与 after、wait 一起用")
        before = int(_number(request, "before", 0, MOST_SEQ))
        limit = max(1, int(_number(request, "limit", PAGE, PAGE)))
        page = await self._log.read_before(visitor.conversation_id, before, limit)
        return _answer(page)


def _answer(page: LogPage) -> web.Response:
    response = web.json_response(as_json(page), dumps=partial(json.dumps, ensure_ascii=False))
    # A page of cards is a tenth as long then: what a phone on a slow line waits for.
    response.enable_compression()
    return response


def as_json(page: LogPage) -> dict[str, Any]:
    return {
        "messages": page.messages,
        "owner": page.owner,
        "has_more": page.has_more,
    }


def parse_message(body: dict[str, Any], address: str) -> Inbound:
    """Raise BadRequest unless the body is a well-formed text or button press."""
    client_msg_id, text, button = body.get("client_msg_id"), body.get("text"), body.get("button_id")
    if not isinstance(client_msg_id, str):
        raise BadRequest("缺少 client_msg_id")
    if isinstance(button, str) and text is None:
        return Inbound(Channel.WEBCHAT, address, client_msg_id, button_id=button)
    if isinstance(text, str) and button is None:
        return Inbound(Channel.WEBCHAT, address, client_msg_id, text=text)
    raise BadRequest("text 和 button_id 必须有且只有一个")


def _number(request: web.Request, name: str, default: float, most: float) -> float:
    raw = request.query.get(name)
    if raw is None:
        return default
    try:
        value = float(raw)
    except ValueError as error:
        raise BadRequest(f"{name} 应为数字") from error
    if not 0 <= value < float("inf"):
        raise BadRequest(f"{name} 应为非负数")
    return min(value, most)
