"""Endpoints: web addresses of other systems that are told what happens here."""

from __future__ import annotations

import base64
import secrets

from aiohttp import web
from sqlalchemy.ext.asyncio import AsyncSession

from bot.clock import Clock
from bot.errors import Conflict, NotFound
from bot.handoff.endpoint import ADMIN, Allowance, Call, Endpoint
from bot.handoff.office.webhook_schema import (
    WebhookDeliveryView,
    WebhookEdit,
    WebhookList,
    WebhookMade,
    WebhookNew,
    WebhookSecret,
    WebhookView,
    check_url,
)
from bot.handoff.shapes import Items
from bot.store.audit import record_audit
from bot.store.database import Database
from bot.store.models import Webhook, new_id
from bot.store.webhook_events import tell_one
from bot.store.webhooks import (
    count_waiting,
    drop_webhook,
    latest_deliveries,
    list_webhooks,
    switch_off,
    wake,
)

MOST_WEBHOOKS = 20
_SHOWN = 20


class WebhooksApi:
    def __init__(self, database: Database, clock: Clock, *, private: bool) -> None:
        self._database = database
        self._clock = clock
        self._private = private

    def endpoints(self) -> list[Endpoint]:
        root = "/api/v1/webhooks"
        one = f"{root}/{{id}}"
        return [
            Endpoint("GET", root, self.listed, "接收事件的网址", WebhookList, roles=ADMIN),
            Endpoint("POST", root, self.add, "登记一个接收事件的网址", WebhookMade,
                     body=WebhookNew, roles=ADMIN, status=201),
            Endpoint("PATCH", one, self.change, "改网址、事件，或停用、启用", WebhookView,
                     body=WebhookEdit, roles=ADMIN),
            Endpoint("DELETE", one, self.drop, "删除接收事件的网址", None, roles=ADMIN,
                     status=204),
            Endpoint("POST", f"{one}/secret", self.renew, "换一个签名密钥", WebhookSecret,
                     roles=ADMIN, status=201),
            Endpoint("POST", f"{one}/test", self.test, "试发一次", None, roles=ADMIN,
                     status=204, allowance=Allowance(20)),
            Endpoint("GET", f"{one}/deliveries", self.deliveries, "最近发出的事件",
                     Items[WebhookDeliveryView], roles=ADMIN),
        ]  # fmt: skip

    async def listed(self, _call: Call) -> WebhookList:
        async with self._database.read() as session:
            rows = await list_webhooks(session)
            waiting = await count_waiting(session)
        items = [_view(row, waiting.get(row.id, 0)) for row in rows]
        return WebhookList(items=items, private=self._private)

    async def add(self, call: Call) -> WebhookMade:
        new: WebhookNew = call.body
        check_url(new.url, private=self._private)
        now = self._clock.now()
        row = Webhook(
            id=new_id(), url=new.url, events=new.events, active=True, secret=_fresh_secret(),
            failures=0, created_at=now, updated_at=now,
        )  # fmt: skip
        async with self._database.write() as session:
            if len(await list_webhooks(session)) >= MOST_WEBHOOKS:
                raise Conflict(f"最多登记 {MOST_WEBHOOKS} 个网址，请先删掉不用的")
            session.add(row)
            await self._remember(session, call, "webhook_added", row)
        return WebhookMade(webhook=_view(row, 0), secret=row.secret)

    async def change(self, call: Call) -> WebhookView:
        edit: WebhookEdit = call.body
        if edit.url is not None:
            check_url(edit.url, private=self._private)
        async with self._database.write() as session:
            row = await _held(session, call)
            for name, value in edit.model_dump(exclude_none=True).items():
                setattr(row, name, value)
            wake(row)
            if not row.active:
                await switch_off(session, row)
            row.updated_at = self._clock.now()
            await self._remember(session, call, "webhook_changed", row)
            waiting = await count_waiting(session)
        return _view(row, waiting.get(row.id, 0))

    async def drop(self, call: Call) -> web.Response:
        async with self._database.write() as session:
            row = await _held(session, call)
            await drop_webhook(session, row.id)
            await self._remember(session, call, "webhook_removed", row)
        return web.Response(status=204)

    async def renew(self, call: Call) -> WebhookSecret:
        """What is sent from now on is signed with it."""
        async with self._database.write() as session:
            row = await _held(session, call)
            row.secret, row.updated_at = _fresh_secret(), self._clock.now()
            await self._remember(session, call, "webhook_renewed", row)
        return WebhookSecret(secret=row.secret)

    async def test(self, call: Call) -> web.Response:
        async with self._database.write() as session:
            row = await _held(session, call)
            if not row.active:
                raise Conflict("这个网址停用了，启用后再试")
            wake(row)
            await tell_one(session, row.id, self._clock.now())
        return web.Response(status=204)

    async def deliveries(self, call: Call) -> Items[WebhookDeliveryView]:
        async with self._database.read() as session:
            row = await session.get(Webhook, call.path["id"])
            if row is None:
                raise NotFound
            rows = await latest_deliveries(session, row.id, _SHOWN)
        return Items[WebhookDeliveryView](
            items=[WebhookDeliveryView.model_validate(each) for each in rows]
        )

    async def _remember(self, session: AsyncSession, call: Call, action: str, row: Webhook) -> None:
        """Not the address itself: some carry a key."""
        await record_audit(
            session, at=self._clock.now(), actor=("staff", call.caller.id), action=action,
            subject=("webhook", row.id),
        )  # fmt: skip


async def _held(session: AsyncSession, call: Call) -> Webhook:
    row = await session.get(Webhook, call.path["id"], with_for_update=True)
    if row is None:
        raise NotFound("没有这个网址")
    return row


def _fresh_secret() -> str:
    return "whsec_" + base64.b64encode(secrets.token_bytes(32)).decode()


def _view(row: Webhook, waiting: int) -> WebhookView:
    return WebhookView(
        id=row.id, url=row.url, events=row.events, active=row.active, waiting=waiting,
        failures=row.failures, due_at=row.due_at, created_at=row.created_at,
        updated_at=row.updated_at,
    )  # fmt: skip
