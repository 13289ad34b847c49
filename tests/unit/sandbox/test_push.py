"""Deliveries as WeChat makes them, against servers that behave well and badly."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import replace

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer

from connectors.sandbox.account import Account
from connectors.sandbox.platform import Phone, Platform
from connectors.sandbox.push import BANNER, WAIT, Push, Pusher
from tests.fixtures.hourglass import HandHourglass
from tests.fixtures.waiting import PATIENCE
from tests.fixtures.wechat_platform import Platform as OtherSide
from tests.fixtures.wechat_platform import fields_of, sha1

type Server = Callable[[web.Request], Awaitable[web.StreamResponse]]


async def send(
    server: Server, platform: Platform, phone: Phone, account: Account, *, event: str = "",
    hourglass: HandHourglass | None = None,
) -> Push:  # fmt: skip
    """One push to its end."""
    async with listening(server) as url, pushing(platform, account, hourglass) as pusher:
        fields: dict[str, str | int] = {"MsgType": "text", "Content": "气孔"}
        if event:
            fields = {"MsgType": "event", "Event": event}
        push = pusher.push(phone, url, "一条", fields, banner=event != "VIEW")
        async with asyncio.timeout(PATIENCE):
            while not push.done:
                await platform.wait(platform.revision, 0.2)
        return push


@asynccontextmanager
async def listening(server: Server) -> AsyncIterator[str]:
    app = web.Application()
    app.router.add_post("/wechat", server)
    running = TestServer(app)
    await running.start_server(shutdown_timeout=0.1)
    try:
        yield str(running.make_url("/wechat"))
    finally:
        await running.close()


@asynccontextmanager
async def pushing(
    platform: Platform, account: Account, hourglass: HandHourglass | None
) -> AsyncIterator[Pusher]:
    pusher = Pusher(platform, account, hourglass or HandHourglass())
    await pusher.open()
    try:
        yield pusher
    finally:
        await pusher.close()


def shown(phone: Phone) -> list[str]:
    return [bubble.body["text"] for bubble in phone.bubbles]


def outcomes(push: Push) -> list[str]:
    return [delivery.outcome for delivery in push.deliveries]


def answer_to(body: bytes, account: Account, other: OtherSide) -> str:
    """An honest server, by the tests' own cryptography."""
    pushed = fields_of(other.decrypt(fields_of(body.decode())["Encrypt"]).decode())
    reply = (
        f"<xml><ToUserName>{pushed['FromUserName']}</ToUserName>"
        f"<FromUserName>{account.original_id}</FromUserName><CreateTime>1</CreateTime>"
        f"<MsgType>text</MsgType><Content>听到：{pushed['Content']}</Content></xml>"
    )
    encrypted = other.encrypt(reply.encode())
    signature = sha1(account.token, "1", "n", encrypted)
    return (
        f"<xml><Encrypt>{encrypted}</Encrypt><MsgSignature>{signature}</MsgSignature>"
        "<TimeStamp>1</TimeStamp><Nonce>n</Nonce></xml>"
    )


async def test_an_honest_answer_is_shown_once(
    platform: Platform, phone: Phone, account: Account
) -> None:
    async def server(request: web.Request) -> web.Response:
        return web.Response(text=answer_to(await request.read(), account, OtherSide()))

    push = await send(server, platform, phone, account)
    assert outcomes(push) == ["answered"]
    assert shown(phone) == ["听到：气孔"]
    assert phone.bubbles[-1].via == "passive"


async def test_the_query_is_signed_and_names_the_sender(
    platform: Platform, phone: Phone, account: Account
) -> None:
    seen: list[dict[str, str]] = []

    async def server(request: web.Request) -> web.Response:
        encrypted = fields_of((await request.read()).decode())["Encrypt"]
        seen.append({**request.query, "Encrypt": encrypted})
        return web.Response(text="success")

    push = await send(server, platform, phone, account)
    (query,) = seen
    stamp, nonce = query["timestamp"], query["nonce"]
    assert query["signature"] == sha1(account.token, stamp, nonce)
    assert query["msg_signature"] == sha1(account.token, stamp, nonce, query["Encrypt"])
    assert (query["encrypt_type"], query["openid"]) == ("aes", phone.openid)
    assert outcomes(push) == ["acknowledged"]
    assert shown(phone) == []


async def test_compatible_mode_sends_both_texts_and_plain_mode_only_one(
    platform: Platform, phone: Phone, account: Account
) -> None:
    bodies: list[dict[str, str]] = []
    queries: list[set[str]] = []

    async def server(request: web.Request) -> web.Response:
        bodies.append(fields_of((await request.read()).decode()))
        queries.append(set(request.query))
        return web.Response(text="")

    await send(server, platform, phone, replace(account, mode="compatible"))
    await send(server, platform, phone, replace(account, mode="plain", aes_key=""))
    both, plain = bodies
    assert both["Content"] == plain["Content"] == "气孔"
    assert ("Encrypt" in both, "Encrypt" in plain) == (True, False)
    assert ("msg_signature" in queries[0], "msg_signature" in queries[1]) == (True, False)


async def test_a_server_that_never_answers_gets_three_deliveries_of_one_message(
    platform: Platform, phone: Phone, account: Account
) -> None:
    ids: list[str] = []
    other, hourglass = OtherSide(), HandHourglass()

    async def server(request: web.Request) -> web.Response:
        inner = other.decrypt(fields_of((await request.read()).decode())["Encrypt"])
        ids.append(fields_of(inner.decode())["MsgId"])
        await hourglass.run_out("delivery")
        await asyncio.Event().wait()
        return web.Response()

    push = await send(server, platform, phone, account, hourglass=hourglass)
    assert outcomes(push) == ["timed_out"] * 3
    assert ids == [str(push.number)] * 3
    assert shown(phone) == [BANNER]


async def test_a_later_delivery_may_still_be_answered(
    platform: Platform, phone: Phone, account: Account
) -> None:
    calls, hourglass = 0, HandHourglass()

    async def server(request: web.Request) -> web.Response:
        nonlocal calls
        calls += 1
        if calls == 1:
            assert request.transport is not None
            request.transport.abort()
        if calls == 2:
            await hourglass.run_out("delivery")
            await asyncio.Event().wait()
        return web.Response(text=answer_to(await request.read(), account, OtherSide()))

    push = await send(server, platform, phone, account, hourglass=hourglass)
    assert outcomes(push) == ["cut_off", "timed_out", "answered"]
    assert shown(phone) == ["听到：气孔"]


@pytest.mark.parametrize(
    ("status", "body"),
    [
        (403, ""),
        (500, "success"),
        (200, '{"errcode": 0}'),
        (200, "Success"),
        (200, "<xml><MsgType>text</MsgType></xml>"),
        (200, "<html>Traceback</html>"),
    ],
)
async def test_garbage_is_not_tried_again_and_the_owner_sees_the_banner(
    platform: Platform, phone: Phone, account: Account, status: int, body: str
) -> None:
    async def server(_request: web.Request) -> web.Response:
        return web.Response(status=status, text=body)

    push = await send(server, platform, phone, account)
    assert outcomes(push) == ["faulty"]
    assert push.deliveries[0].note
    assert shown(phone) == [BANNER]


async def test_no_banner_for_what_the_owner_does_not_expect_an_answer_to(
    platform: Platform, phone: Phone, account: Account
) -> None:
    async def server(_request: web.Request) -> web.Response:
        return web.Response(status=500)

    push = await send(server, platform, phone, account, event="VIEW")
    assert outcomes(push) == ["faulty"]
    assert shown(phone) == []
    assert "MsgId" not in push.document


async def test_a_network_slower_than_the_patience_times_out_before_the_server_hears_of_it(
    platform: Platform, phone: Phone, account: Account
) -> None:
    heard: list[bytes] = []

    async def server(request: web.Request) -> web.Response:
        heard.append(await request.read())
        return web.Response(text="success")

    platform.switches.slow, hourglass = 2 * WAIT, HandHourglass()
    sent = asyncio.create_task(send(server, platform, phone, account, hourglass=hourglass))
    push = await hourglass.until_done(sent, "delivery")
    assert outcomes(push) == ["timed_out"] * 3
    assert heard == []
