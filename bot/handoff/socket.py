"""The staff WebSocket: it announces what the store holds, and is closed when slow or signed out."""

from __future__ import annotations

import asyncio
import contextlib
import json
from collections import Counter, deque
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import structlog
from aiohttp import WSMsgType, web

from bot.clock import Clock
from bot.errors import DeskError, Forbidden, TooManyRequests, Unauthorised
from bot.farewell import end_socket
from bot.handoff.api import session_token
from bot.handoff.attendance import Attendance
from bot.handoff.following import Following
from bot.handoff.sign_in import SignIn
from bot.handoff.watch import DeskWatch, Listener
from bot.own_site import OwnSite
from bot.store.database import Database
from bot.store.models import Staff

log = structlog.get_logger(__name__)

PING_EVERY = 10.0
# A socket that does not take a frame within this time is closed, never skipped (DESIGN §4 rule 1).
SEND_WITHIN = 5.0
MAX_FRAME = 64 * 1024
MOST_SOCKETS = 10
FRAMES, FRAME_WINDOW = 100, 10.0
SIGNED_OUT, TOO_MANY, RESTART, SLOW = 4401, 1008, 1012, 1013
STATES = frozenset({"viewing", "typing", "left"})


@dataclass(slots=True)
class Line:
    """One open socket and whose it is."""

    socket: web.WebSocketResponse
    transport: asyncio.Transport | None
    token: str
    staff: Staff
    news: Listener
    following: Following
    viewed: set[str] = field(default_factory=set)

    async def send(self, frame: Mapping[str, object] | str) -> None:
        async with asyncio.timeout(SEND_WITHIN):
            text = frame if isinstance(frame, str) else json.dumps(frame, ensure_ascii=False)
            await self.socket.send_str(text)

    async def end(self, code: int) -> None:
        await end_socket(self.socket, self.transport, code, within=SEND_WITHIN)


class StaffSocket:
    def __init__(
        self,
        sign_in: SignIn,
        attendance: Attendance,
        watch: DeskWatch,
        database: Database,
        site: OwnSite,
        clock: Clock,
    ) -> None:
        self._sign_in = sign_in
        self._attendance = attendance
        self._watch = watch
        self._database = database
        self._site = site
        self._clock = clock
        self._open: set[web.WebSocketResponse] = set()
        self._count: Counter[str] = Counter()
        self._leaving: set[asyncio.Task[None]] = set()

    def routes(self) -> list[web.RouteDef]:
        return [web.get("/api/v1/ws", self.serve)]

    async def serve(self, request: web.Request) -> web.WebSocketResponse:
        self._check_origin(request)
        token, _ = session_token(request, self._site)
        if token is None:
            raise Unauthorised
        staff = await self._sign_in.recognise(token)
        if self._count[staff.id] >= MOST_SOCKETS:
            raise TooManyRequests("打开的窗口太多，请先关掉几个", retry_after=10)
        # aiohttp's own heartbeat ends a line whose other side has vanished.
        socket = web.WebSocketResponse(
            max_msg_size=MAX_FRAME, heartbeat=PING_EVERY, timeout=SEND_WITHIN
        )
        await socket.prepare(request)
        self._open.add(socket)
        self._count[staff.id] += 1
        try:
            with self._watch.listen() as news:
                following = Following(self._database, self._attendance, staff.id)
                line = Line(socket, request.transport, token, staff, news, following)
                await self._converse(line)
        finally:
            self._open.discard(socket)
            self._count[staff.id] -= 1
        return socket

    def _check_origin(self, request: web.Request) -> None:
        """A browser always sends an Origin; others must bring a bearer header."""
        if "Origin" in request.headers:
            self._site.check(request)
        elif "Authorization" not in request.headers:
            raise Forbidden("缺少 Origin")

    async def close_all(self) -> None:
        """Let clients reconnect elsewhere at once instead of waiting for a timeout."""
        closing = [socket.close(code=RESTART, message=b"restart") for socket in tuple(self._open)]
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(SEND_WITHIN):
                await asyncio.gather(*closing, return_exceptions=True)

    async def drain(self) -> None:
        """Let what closed sockets still have to say be said, before the store is closed."""
        if self._leaving:
            await asyncio.wait(tuple(self._leaving))

    async def _converse(self, line: Line) -> None:
        announcer = asyncio.create_task(self._announce(line))
        try:
            await self._listen(line)
        finally:
            announcer.cancel()
            # A task of its own: this handler may be cancelled when its connection is gone.
            leaving = asyncio.create_task(self._leave(line), name="desk-leave")
            self._leaving.add(leaving)
            leaving.add_done_callback(self._leaving.discard)
            # Not gather: it would pass a cancellation of this handler on to a database call.
            await asyncio.wait({announcer})

    async def _leave(self, line: Line) -> None:
        for conversation_id in line.viewed:
            try:
                await self._attendance.see(line.staff, conversation_id, "left")
            except Exception:
                log.exception("desk.leaving_failed", staff=line.staff.id)

    async def _announce(self, line: Line) -> None:
        code = SLOW
        try:
            await self._tell_news(line)
        except Unauthorised:
            code = SIGNED_OUT
        except (ConnectionError, TimeoutError, RuntimeError):
            log.info("desk.socket_closed", staff=line.staff.id)
        except Exception:
            log.exception("desk.socket_failed", staff=line.staff.id)
        finally:
            await line.end(code)

    async def _tell_news(self, line: Line) -> None:
        loop = asyncio.get_running_loop()
        next_ping = loop.time()
        await line.send(
            {
                "type": "hello", "staff_id": line.staff.id, "ping_every": PING_EVERY,
                "now": self._clock.now().isoformat(),
            }
        )  # fmt: skip
        while True:
            news = await line.news.next(max(0.0, next_ping - loop.time()))
            due = loop.time() >= next_ping
            if due or news.sessions:
                line.staff = await self._sign_in.recognise(line.token)
            async for frame in line.following.frames(news):
                await line.send(frame.model_dump_json())
            if due:
                await self._attendance.note(line.token)
                await line.send({"type": "ping"})
                next_ping = loop.time() + PING_EVERY

    async def _listen(self, line: Line) -> None:
        loop = asyncio.get_running_loop()
        heard: deque[float] = deque(maxlen=FRAMES)
        async for frame in line.socket:
            if frame.type is not WSMsgType.TEXT:
                continue
            if len(heard) == FRAMES and heard[0] > loop.time() - FRAME_WINDOW:
                await line.socket.close(code=TOO_MANY)
                return
            heard.append(loop.time())
            try:
                await self._obey(line, _read_frame(frame.data))
            except DeskError as error:
                await line.send({"type": "error", "code": error.code, "detail": error.detail})

    async def _obey(self, line: Line, frame: dict[str, Any]) -> None:
        """What is not understood is ignored: a newer console may know more words."""
        match frame:
            case {"type": "ping"}:
                await line.send({"type": "pong"})
            case {"type": "subscribe", "conversation_id": str(about)} if _is_id(about):
                line.following.follow(about, _seq(frame.get("after")))
                line.news.wake()
            case {"type": "unsubscribe", "conversation_id": str(about)}:
                line.following.leave(about)
            case {"type": "presence", "conversation_id": str(about), "state": str(state)} if (
                _is_id(about) and state in STATES
            ):
                await self._attendance.see(line.staff, about, state)
                line.viewed.add(about)


def _is_id(value: str) -> bool:
    return value.isascii() and value.isalnum() and len(value) <= 64


def _seq(value: object) -> int:
    return max(0, min(value, 2**31 - 1)) if isinstance(value, int) else 0


def _read_frame(data: str) -> dict[str, Any]:
    """An empty frame for anything that is not a JSON object: nonsense is ignored."""
    try:
        frame = json.loads(data)
    except (ValueError, RecursionError):
        return {}
    return frame if isinstance(frame, dict) else {}
