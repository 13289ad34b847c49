"""Brings events to web addresses: at least once, in their order, each address by itself.

Safe at any number of front doors: an address is claimed in the store before it is sent to. A
receiver that is dead or slow holds up nobody but itself: it has a task of its own, and is left
alone for longer each time.
"""

from __future__ import annotations

import asyncio
import random
from collections.abc import Sequence
from datetime import timedelta
from functools import partial

import aiohttp
import structlog

from bot.clock import Clock
from bot.store.audit import record_audit
from bot.store.database import Database
from bot.store.models import new_id
from bot.store.webhooks import (
    Parcel,
    Try,
    claim_next,
    due_webhooks,
    forget_deliveries,
    settle_failed,
    settle_gone,
    settle_taken,
)
from connectors.webhooks.addresses import AddressRefused, open_connector
from connectors.webhooks.signing import body_of, headers_of

log = structlog.get_logger(__name__)

# Seconds that a receiver has to answer.
PATIENCE = 10.0
# Longer than any try takes.
CLAIM = timedelta(seconds=60)
KEPT = timedelta(days=30)
TIDIED_EVERY = timedelta(hours=1)
# Seconds after the first failure in a row, the second, …; then always the last.
PAUSES = (10, 30, 60, 120, 300, 600, 1200, 1800, 3600, 7200, 10800)
# Receivers that failed together do not all come back in the same second.
SPREAD = 0.2


class Courier:
    """``private``: also to http:// and to addresses that are not public."""

    def __init__(
        self, database: Database, clock: Clock, *, private: bool, patience: float = PATIENCE
    ) -> None:
        self._database = database
        self._clock = clock
        self._private = private
        self._patience = aiohttp.ClientTimeout(total=patience)
        self._name = new_id()
        self._under_way: dict[str, asyncio.Task[None]] = {}
        self._tidied = clock.now() - TIDIED_EVERY

    async def run_forever(self, interval: float) -> None:
        async with aiohttp.ClientSession(
            connector=open_connector(private=self._private),
            timeout=self._patience,
            cookie_jar=aiohttp.DummyCookieJar(),
        ) as http:
            try:
                while True:
                    try:
                        await self._look(http)
                    except Exception:
                        log.exception("webhooks.failed")
                    await asyncio.sleep(interval)
            finally:
                await self._stop()

    async def _look(self, http: aiohttp.ClientSession) -> None:
        now = self._clock.now()
        async with self._database.read() as session:
            due = await due_webhooks(session, now)
        self._begin(due, http)
        if now - self._tidied >= TIDIED_EVERY:
            self._tidied = now
            async with self._database.write() as session:
                await forget_deliveries(session, now - KEPT)

    def _begin(self, due: Sequence[str], http: aiohttp.ClientSession) -> None:
        for webhook_id in due:
            if webhook_id not in self._under_way:
                task = asyncio.create_task(self._serve(webhook_id, http), name="webhook")
                self._under_way[webhook_id] = task
                task.add_done_callback(partial(self._forget, webhook_id))

    def _forget(self, webhook_id: str, _done: asyncio.Task[None]) -> None:
        self._under_way.pop(webhook_id, None)

    async def _stop(self) -> None:
        """What is under way is sent again by whoever comes next: receivers know it by its id."""
        tasks = set(self._under_way.values())
        for task in tasks:
            task.cancel()
        if tasks:
            await asyncio.wait(tasks)

    async def _serve(self, webhook_id: str, http: aiohttp.ClientSession) -> None:
        try:
            while await self._send_next(webhook_id, http):
                pass
        except Exception:
            log.exception("webhooks.failed", webhook=webhook_id)

    async def _send_next(self, webhook_id: str, http: aiohttp.ClientSession) -> bool:
        """Whether an event was taken, so that the next one may follow."""
        now = self._clock.now()
        async with self._database.write() as session:
            parcel = await claim_next(session, webhook_id, self._name, now, now + CLAIM)
        if parcel is None:
            return False
        outcome = await self._post(parcel, http)
        await self._settle(parcel, outcome)
        return outcome.taken

    async def _post(self, parcel: Parcel, http: aiohttp.ClientSession) -> Try:
        hook, delivery = parcel.webhook, parcel.delivery
        if not self._private and not hook.url.startswith("https://"):
            return Try(fault="insecure")
        body = body_of(delivery)
        headers = headers_of(delivery, body, hook.secret, self._clock.now())
        try:
            async with http.post(
                hook.url, data=body, headers=headers, allow_redirects=False
            ) as answer:
                # Its words are not read: the status says all.
                return Try(answer=answer.status)
        except TimeoutError:
            return Try(fault="timeout")
        except aiohttp.ClientSSLError:
            return Try(fault="tls")
        except aiohttp.ClientConnectorError as error:
            refused = isinstance(error.os_error, AddressRefused)
            return Try(fault="private" if refused else "unreachable")
        except (aiohttp.ClientError, OSError, ValueError):
            return Try(fault="unreachable")

    async def _settle(self, parcel: Parcel, outcome: Try) -> None:
        now, its = self._clock.now(), parcel.webhook.id
        async with self._database.write() as session:
            if outcome.taken:
                await settle_taken(session, parcel, outcome, now)
            elif outcome.gone:
                await settle_gone(session, parcel, outcome, now)
                await record_audit(
                    session, at=now, actor=("system", "webhooks"), action="webhook_gone",
                    subject=("webhook", its),
                )  # fmt: skip
            else:
                again_at = now + _pause(parcel.webhook.failures)
                given_up = await settle_failed(session, parcel, outcome, now, again_at)
                log.warning(
                    "webhooks.not_taken", webhook=its, answer=outcome.answer, fault=outcome.fault,
                    given_up=given_up,
                )  # fmt: skip


def _pause(failures: int) -> timedelta:
    seconds = PAUSES[min(failures, len(PAUSES) - 1)]
    return timedelta(seconds=seconds * random.uniform(1 - SPREAD, 1 + SPREAD))  # noqa: S311
