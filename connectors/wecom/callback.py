"""GET and POST /wecom: answered at once; what it tells of is pulled beside the request."""

from __future__ import annotations

import asyncio
import re
from typing import Protocol

import structlog
from aiohttp import web

from bot.errors import DeskError
from connectors.wecom.envelope import WeComEnvelope

log = structlog.get_logger(__name__)

BODY_WITHIN = 2.5
KF_EVENT = "kf_msg_or_event"
KF_ID = re.compile(r"[A-Za-z0-9_-]{1,64}")


class Bell(Protocol):
    def ring(self, open_kfid: str, token: str) -> None:
        """There is something to pull for this account; ``token`` is good for ten minutes."""
        ...


class WeComCallback:
    def __init__(self, envelope: WeComEnvelope, bell: Bell) -> None:
        self._envelope = envelope
        self._bell = bell

    def routes(self) -> list[web.RouteDef]:
        return [
            web.get("/wecom", self.verify, allow_head=False),
            web.post("/wecom", self.receive),
        ]

    async def verify(self, request: web.Request) -> web.Response:
        try:
            return web.Response(text=self._envelope.answer_url_check(request.query))
        except DeskError as error:
            return web.Response(status=error.status)

    async def receive(self, request: web.Request) -> web.Response:
        """Refusals have no body. Whatever is no news of 微信客服 is acknowledged and let go:
        members of the company itself do not write to this desk."""
        try:
            async with asyncio.timeout(BODY_WITHIN):
                body = await request.read()
            document = self._envelope.open(request.query, body)
            if document.get("Event") == KF_EVENT:
                self._ring(document.get("OpenKfId"), document.get("Token"))
        except DeskError as error:
            log.info("wecom.refused", status=error.status)
            return web.Response(status=error.status)
        except web.HTTPException as error:
            return web.Response(status=error.status)
        except TimeoutError:
            return web.Response(status=408)
        return web.Response()

    def _ring(self, open_kfid: str, token: str) -> None:
        if KF_ID.fullmatch(open_kfid):
            self._bell.ring(open_kfid, token)
