"""Deliveries to the server as WeChat makes them: five seconds each, three at most, one banner."""

from __future__ import annotations

import asyncio
import secrets
from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

import aiohttp

from bot.clock import Hourglass
from connectors.sandbox.account import Account
from connectors.sandbox.documents import (
    Field,
    Said,
    read_envelope,
    read_reply,
    write_envelope,
    write_push,
)
from connectors.sandbox.platform import MAX_RECORDS, Phone, Platform
from connectors.sandbox.sealing import Seal, Unreadable

WAIT = 5.0
DELIVERIES = 3
BANNER = "该公众号提供的服务出现故障，请稍后再试"
MAX_ANSWER = 256 * 1024
HEADERS = {"Content-Type": "text/xml", "User-Agent": "Mozilla/4.0", "Accept": "*/*"}

Outcome = Literal["under_way", "answered", "acknowledged", "timed_out", "cut_off", "faulty"]


@dataclass(slots=True)
class Delivery:
    """One POST. ``seconds`` is how long it took; ``note`` says what was wrong with it."""

    began: datetime
    body: str
    outcome: Outcome = "under_way"
    seconds: float = 0.0
    status: int | None = None
    note: str = ""


@dataclass(slots=True)
class Push:
    """A message or event on its way. ``banner``: the owner is told when every delivery fails."""

    number: int
    openid: str
    title: str
    document: str
    banner: bool
    is_message: bool
    revision: int
    deliveries: list[Delivery] = field(default_factory=list)
    answer_body: str = ""
    answer: str = ""
    done: bool = False


class Pusher:
    """``wait``: seconds until a delivery is given up."""

    def __init__(
        self, platform: Platform, account: Account, hourglass: Hourglass, wait: float = WAIT
    ) -> None:
        self._platform = platform
        self._hourglass = hourglass
        self._account = account
        self._seal = Seal(account)
        self._wait = wait
        self._http: aiohttp.ClientSession | None = None
        self._running: set[asyncio.Task[None]] = set()
        self.pushes: deque[Push] = deque(maxlen=MAX_RECORDS)

    async def open(self) -> None:
        # WeChat hangs up by closing the connection; a kept one would hide that from the server.
        connector = aiohttp.TCPConnector(force_close=True, limit=0)
        self._http = aiohttp.ClientSession(connector=connector)

    async def close(self) -> None:
        for task in self._running:
            task.cancel()
        await asyncio.gather(*self._running, return_exceptions=True)
        if self._http is not None:
            await self._http.close()

    def push(
        self,
        phone: Phone,
        callback: str,
        title: str,
        fields: Mapping[str, Field],
        *,
        banner: bool = True,
    ) -> Push:
        """Begin to deliver; the answer is shown on the phone when it comes."""
        platform = self._platform
        head: dict[str, Field] = {
            "ToUserName": self._account.original_id,
            "FromUserName": phone.openid,
            "CreateTime": int(platform.clock.now().timestamp()),
        }
        number = platform.next_id()
        is_message = fields["MsgType"] != "event"
        tail: dict[str, Field] = {"MsgId": number} if is_message else {}
        document = write_push({**head, **fields, **tail})
        push = Push(
            number, phone.openid, title, document, banner, is_message, platform.note_change()
        )
        self.pushes.append(push)
        task = asyncio.create_task(self._deliver(phone, callback, push), name=f"push:{number}")
        self._running.add(task)
        task.add_done_callback(self._running.discard)
        return push

    async def _deliver(self, phone: Phone, callback: str, push: Push) -> None:
        for _ in range(DELIVERIES):
            delivery = await self._try(callback, push)
            if delivery.outcome not in ("timed_out", "cut_off"):
                break
        push.done = True
        if delivery.outcome in ("timed_out", "cut_off", "faulty") and push.banner:
            self._platform.show(phone, "system", "banner", {"text": BANNER})
        push.revision = self._platform.note_change()

    async def _try(self, callback: str, push: Push) -> Delivery:
        query, body = self._seal_up(push.document, push.openid)
        delivery = Delivery(self._platform.clock.now(), body)
        push.deliveries.append(delivery)
        push.revision = self._platform.note_change()
        began = self._hourglass.now()
        try:
            async with self._hourglass.limit(began + self._wait, "delivery"):
                await self._post(callback, query, delivery, push)
        except TimeoutError:
            delivery.outcome, delivery.note = "timed_out", f"{self._wait:g} 秒内没有应答，断开"
        except aiohttp.ClientError as error:
            delivery.outcome, delivery.note = "cut_off", _why(error)
        except Unreadable as error:
            delivery.outcome, delivery.note = "faulty", str(error)
        delivery.seconds = self._hourglass.now() - began
        push.revision = self._platform.note_change()
        return delivery

    async def _post(
        self, callback: str, query: dict[str, str], delivery: Delivery, push: Push
    ) -> None:
        assert self._http is not None  # noqa: S101 - opened with the application
        switches = self._platform.switches
        await self._hourglass.sleep(switches.slow, "network")
        if switches.down:
            raise aiohttp.ClientConnectionError("连不上服务器（面板上设为停机）")
        async with self._http.post(
            callback, params=query, data=delivery.body.encode(), headers=HEADERS
        ) as response:
            delivery.status = response.status
            answer = await _read(response)
        self._take(push, delivery, answer)

    def _take(self, push: Push, delivery: Delivery, answer: str) -> None:
        push.answer_body = answer
        if delivery.status != 200:
            raise Unreadable(f"HTTP {delivery.status}")
        if answer in ("", "success"):
            delivery.outcome = "acknowledged"
            return
        said = self._open(push, answer)
        delivery.outcome = "answered"
        phone = self._platform.find_phone(push.openid)
        if phone is None or said is None:
            return
        self._platform.show(phone, "account", said.kind, said.body, via="passive")

    def _open(self, push: Push, answer: str) -> Said | None:
        push.answer = answer
        if self._account.mode != "plain":
            sealed = read_envelope(answer)
            encrypted = sealed["Encrypt"]
            self._seal.check(
                sealed["MsgSignature"], sealed["TimeStamp"], sealed["Nonce"], encrypted
            )
            push.answer = self._seal.decrypt(encrypted).decode(errors="replace")
        return read_reply(
            push.answer, push.openid, self._account.original_id, to_message=push.is_message
        )

    def _seal_up(self, document: str, openid: str) -> tuple[dict[str, str], str]:
        """Query and body of one delivery. A retry is signed and encrypted afresh."""
        timestamp = str(int(self._platform.clock.real_now().timestamp()))
        nonce = str(secrets.randbelow(2**31))
        query = {
            "signature": self._seal.sign(timestamp, nonce),
            "timestamp": timestamp,
            "nonce": nonce,
            "openid": openid,
        }
        if self._account.mode == "plain":
            return query, document
        encrypted = self._seal.encrypt(document.encode())
        query["encrypt_type"] = "aes"
        query["msg_signature"] = self._seal.sign(timestamp, nonce, encrypted)
        beside = document if self._account.mode == "compatible" else ""
        return query, write_envelope(self._account.original_id, encrypted, beside)


async def _read(response: aiohttp.ClientResponse) -> str:
    raw = await response.content.read(MAX_ANSWER + 1)
    while len(raw) <= MAX_ANSWER and (more := await response.content.read(MAX_ANSWER)):
        raw += more
    if len(raw) > MAX_ANSWER:
        raise Unreadable("回复太长")
    try:
        return raw.decode()
    except UnicodeDecodeError:
        raise Unreadable("回复不是 UTF-8") from None


def _why(error: aiohttp.ClientError) -> str:
    if isinstance(error, aiohttp.ServerDisconnectedError):
        return "服务器没有应答就断开了"
    if isinstance(error, aiohttp.ClientConnectorError):
        return "连不上服务器"
    return str(error) or type(error).__name__
