"""微信客服 is pulled: page by page from a kept cursor, each message accepted before it moves on."""

from __future__ import annotations

import asyncio
import contextlib
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Protocol

import structlog

from bot.clock import Clock
from bot.conversation.inbox import Accepted
from bot.errors import BadRequest, NotFound, TooLarge
from bot.messages import Inbound
from bot.store.cursors import known_accounts, read_cursor, save_cursor
from bot.store.database import Database
from connectors.wechat.faults import NotDelivered
from connectors.wecom.address import read_address
from connectors.wecom.api import Page, WeComApi
from connectors.wecom.failures import Failures, failure_of
from connectors.wecom.inbound import to_inbound, welcome_code_of
from connectors.wecom.states import OURS, State

log = structlog.get_logger(__name__)

FIRST_PAUSE, LONGEST_PAUSE = 1.0, 60.0
# A lost cursor replays three days. What is older can no longer be answered.
ANSWERABLE = timedelta(hours=48)
WELCOME_WITHIN = 20


class Inbox(Protocol):
    async def accept(self, inbound: Inbound, *, limited: bool = True) -> Accepted: ...


class Leases(Protocol):
    def hold(self, key: str) -> AbstractAsyncContextManager[None]: ...


@dataclass(slots=True)
class Rest:
    """After a failure: how long, and until when on the loop's clock."""

    pause: float
    until: float


class Puller:
    """Of several front doors one pulls an account at a time; the others then find nothing new."""

    def __init__(
        self, api: WeComApi, inbox: Inbox, database: Database, leases: Leases, clock: Clock,
        greeting: str, failures: Failures,
    ) -> None:  # fmt: skip
        self._api = api
        self._inbox = inbox
        self._database = database
        self._leases = leases
        self._clock = clock
        self._greeting = greeting
        self._failures = failures
        self._due: dict[str, str] = {}
        self._rests: dict[str, Rest] = {}
        self._rung = asyncio.Event()

    def ring(self, open_kfid: str, token: str) -> None:
        """Pulled at once, however long it was to rest: whoever rings is there."""
        self._due[open_kfid] = token
        if (rest := self._rests.get(open_kfid)) is not None:
            rest.until = 0.0
        self._rung.set()

    async def run_forever(self) -> None:
        """What came while nobody was here, or was acknowledged and not pulled, comes first."""
        async with self._database.read() as session:
            for account in await known_accounts(session):
                self._due.setdefault(account, "")
        while True:
            self._rung.clear()
            for open_kfid, token in tuple(self._due.items()):
                if self._rest_of(open_kfid) <= 0:
                    await self._try(open_kfid, token)
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._rung.wait(), self._shortest_rest())

    async def _try(self, open_kfid: str, token: str) -> None:
        """An account that fails rests by itself, and no other waits for it."""
        try:
            await self._pull(open_kfid, token)
        except Exception as error:
            told = error.fault.name if isinstance(error, NotDelivered) else type(error).__name__
            log.warning("wecom.pull_failed", account=open_kfid, outcome=told)
            before = self._rests.get(open_kfid)
            pause = min(before.pause * 2, LONGEST_PAUSE) if before else FIRST_PAUSE
            self._rests[open_kfid] = Rest(pause, asyncio.get_running_loop().time() + pause)
            return
        self._rests.pop(open_kfid, None)
        if self._due.get(open_kfid) == token:  # else it rang again meanwhile
            del self._due[open_kfid]

    def _rest_of(self, open_kfid: str) -> float:
        rest = self._rests.get(open_kfid)
        return rest.until - asyncio.get_running_loop().time() if rest is not None else 0.0

    def _shortest_rest(self) -> float | None:
        """Seconds until an account is to be tried again; None where all is pulled."""
        return min((max(self._rest_of(each), 0.0) for each in self._due), default=None)

    async def _pull(self, open_kfid: str, token: str) -> None:
        async with self._leases.hold(f"wecom:kf:{open_kfid}"):
            while True:
                async with self._database.read() as session:
                    cursor = await read_cursor(session, open_kfid)
                page = await self._api.sync(open_kfid, cursor, token)
                await self._take(page, fresh=not cursor)
                async with self._database.write() as session:
                    await save_cursor(session, open_kfid, page.next_cursor, self._clock.now())
                if not page.has_more or page.next_cursor == cursor:
                    return

    async def _take(self, page: Page, *, fresh: bool) -> None:
        """Only when all are stored does the cursor move: a crash repeats, and repeats are known."""
        for message in page.messages:
            if fresh and self._too_old(message):
                continue
            if code := welcome_code_of(message):
                await self._welcome(message, code)
            if failure := failure_of(message):
                await self._failures.note(failure)
            try:
                inbound = to_inbound(message)
            except BadRequest:
                log.warning("wecom.message_unreadable", kind=str(message.get("msgtype"))[:32])
                continue
            if inbound is not None and await self._is_ours(inbound):
                await self._accept(inbound)

    async def _welcome(self, message: dict[str, Any], code: str) -> None:
        """The code is good once and for twenty seconds; a greeting that fails is let go."""
        sent = message.get("send_time")
        now = self._clock.now().timestamp()
        if not isinstance(sent, int) or now - sent > WELCOME_WITHIN:
            return
        try:
            await self._api.welcome(code, self._greeting)
        except NotDelivered as error:
            log.info("wecom.not_welcomed", outcome=error.fault.name)

    async def _is_ours(self, inbound: Inbound) -> bool:
        """While WeCom's own people serve the customer the bot stays silent. One whose state WeCom
        will not tell (95017: gone) must not hold up those behind him: his words are kept."""
        open_kfid, customer = read_address(inbound.address)
        try:
            state = await self._api.state_of(open_kfid, customer)
        except NotDelivered as error:
            if error.again or error.fault.unsure:
                raise
            log.warning("wecom.state_unknown", outcome=error.fault.name)
            return True
        if state is State.NEW:
            try:
                await self._api.move(open_kfid, customer, state, State.BOT)
            except NotDelivered as error:
                # A NEW session may be written to as well.
                log.info("wecom.not_moved", outcome=error.fault.name)
        return state in OURS

    async def _accept(self, inbound: Inbound) -> None:
        """A backlog comes at once, and behind the cursor it is gone: it is not limited."""
        try:
            await self._inbox.accept(inbound, limited=False)
        except NotFound:
            plain = Inbound(
                inbound.channel, inbound.address, inbound.client_msg_id, text=inbound.text
            )
            await self._inbox.accept(plain, limited=False)
        except (BadRequest, TooLarge) as error:
            log.warning("wecom.not_accepted", code=error.code)

    def _too_old(self, message: dict[str, Any]) -> bool:
        sent = message.get("send_time")
        if not isinstance(sent, int):
            return False
        return datetime.fromtimestamp(sent, self._clock.now().tzinfo) < (
            self._clock.now() - ANSWERABLE
        )
