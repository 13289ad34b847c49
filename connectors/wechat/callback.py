"""GET and POST /wechat: every push is answered within WeChat's five seconds, in WeChat's words."""

from __future__ import annotations

import asyncio
import contextlib

import structlog
from aiohttp import web

from bot.clock import Clock, Hourglass
from bot.errors import DeskError
from connectors.wechat.envelope import Envelope, Letter
from connectors.wechat.metrics import PUSH_SECONDS, PUSHES
from connectors.wechat.parse import Push, parse_push
from connectors.wechat.patience import Patience
from connectors.wechat.render import SUCCESS, reply_document
from connectors.wechat.replies import Replies, Reply
from connectors.wechat.signature import Query
from connectors.wechat.sources import Sources

log = structlog.get_logger(__name__)


class WeChatCallback:
    def __init__(
        self,
        envelope: Envelope,
        replies: Replies,
        clock: Clock,
        patience: Patience,
        sources: Sources,
        hourglass: Hourglass,
    ) -> None:
        self._envelope = envelope
        self._replies = replies
        self._clock = clock
        self._patience = patience
        self._sources = sources
        self._hourglass = hourglass

    def routes(self) -> list[web.RouteDef]:
        return [
            web.get("/wechat", self.verify, allow_head=False),
            web.post("/wechat", self.receive),
        ]

    async def verify(self, request: web.Request) -> web.Response:
        if status := self._sources.refusal_of(request):
            return _refusal(status)
        try:
            return web.Response(text=self._envelope.answer_url_check(request.query))
        except DeskError as error:
            return await self._refuse(request, error.status)

    async def receive(self, request: web.Request) -> web.StreamResponse:
        """Refusals have no body: nothing in a body of ours may ever reach an owner by mistake."""
        arrived = self._hourglass.now()
        if status := self._sources.refusal_of(request):
            return _refusal(status)
        try:
            letter, push = self._read(request.query, await self._body(request, arrived))
        except DeskError as error:
            return await self._refuse(request, error.status)
        except web.HTTPException as error:
            return await self._refuse(request, error.status)
        except TimeoutError:
            return await self._refuse(request, 408)
        reply = await self._reply(push, arrived)
        if reply.try_again:
            PUSHES.labels(outcome="left_to_retry").inc()
            return await self._hang_up(request, arrived + self._patience.hang_up)
        response = self._response(letter, push, reply.text)
        await self._send(request, response, reply, arrived + self._patience.gone)
        PUSHES.labels(outcome="answered" if reply.text else "acknowledged").inc()
        PUSH_SECONDS.observe(self._hourglass.now() - arrived)
        return response

    async def _refuse(self, request: web.Request, status: int) -> web.Response:
        log.info("wechat.refused", status=status)
        PUSHES.labels(outcome="refused").inc()
        await self._sources.note_refused(request)
        return _refusal(status)

    async def _body(self, request: web.Request, arrived: float) -> bytes:
        async with self._hourglass.limit(arrived + self._patience.body, "body"):
            return await request.read()

    def _read(self, query: Query, body: bytes) -> tuple[Letter, Push]:
        letter = self._envelope.open(query, body)
        return letter, parse_push(letter.document)

    async def _reply(self, push: Push, arrived: float) -> Reply:
        try:
            return await self._replies.reply_to(
                push, arrived + self._patience.store, arrived + self._patience.answer
            )
        except Exception:
            # Whatever broke, WeChat's own banner about a broken service helps nobody.
            log.exception("wechat.reply_failed")
            return self._replies.not_received()

    async def _send(
        self, request: web.Request, response: web.Response, reply: Reply, gone: float
    ) -> None:
        """What was written too late, or into a line that was closed meanwhile, nobody reads."""
        sent = False
        try:
            await response.prepare(request)
            await response.write_eof()
            sent = request.transport is not None and self._hourglass.now() < gone
        except ConnectionError:
            log.info("wechat.hung_up")
        finally:
            reply.settle(sent=sent)

    def _response(self, letter: Letter, push: Push, text: str) -> web.Response:
        if not text:
            return web.Response(text=SUCCESS)
        is_json = letter.document.is_json
        created = int(self._clock.now().timestamp())
        document = reply_document(push.header, text, created, as_json=is_json)
        return web.Response(
            text=self._envelope.close(letter, document),
            content_type="application/json" if is_json else "application/xml",
        )

    async def _hang_up(self, request: web.Request, at: float) -> web.Response:
        """Stay silent until WeChat has given this delivery up, then close without a word."""
        with contextlib.suppress(TimeoutError):
            async with self._hourglass.limit(at, "hang_up"):
                while request.transport is not None:  # noqa: ASYNC110 - its end sends no event
                    await asyncio.sleep(0.05)
        if request.transport is not None:
            request.transport.abort()
        return _refusal(503)


def _refusal(status: int) -> web.Response:
    return web.Response(status=status)
