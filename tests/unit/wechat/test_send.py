"""The API client against a stand-in that speaks WeChat's error codes."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator

import aiohttp
import pytest

from bot.coordination.in_process import LocalTokens
from connectors.wechat.faults import FAULTS, NotDelivered
from connectors.wechat.send import MAIN_HOST, SPARE_HOST, Choice, WeChatApi, api_hosts
from tests.fixtures.shared_samples import shared_file
from tests.fixtures.wechat_account import APP_ID
from tests.fixtures.wechat_api import SECRET, ApiStandIn, open_api

OPENID = "oTESTabcdefghijklmnopqrstuv1"


@pytest.fixture
async def stand_in() -> AsyncIterator[ApiStandIn]:
    async with open_api() as opened:
        yield opened


@pytest.fixture
async def http() -> AsyncIterator[aiohttp.ClientSession]:
    async with aiohttp.ClientSession() as session:
        yield session


@pytest.fixture
def api(stand_in: ApiStandIn, http: aiohttp.ClientSession) -> WeChatApi:
    return WeChatApi(http, LocalTokens(), APP_ID, SECRET, [stand_in.url])


async def test_a_text_is_sent_as_it_is(api: WeChatApi, stand_in: ApiStandIn) -> None:
    await api.send_text(OPENID, '您好 😀\n"引号"')
    assert stand_in.sent == [
        {"touser": OPENID, "msgtype": "text", "text": {"content": '您好 😀\n"引号"'}}
    ]


async def test_twenty_senders_share_one_token(
    stand_in: ApiStandIn, http: aiohttp.ClientSession
) -> None:
    tokens = LocalTokens()
    replicas = [WeChatApi(http, tokens, APP_ID, SECRET, [stand_in.url]) for _ in range(20)]
    await asyncio.gather(*(api.send_text(OPENID, "一起") for api in replicas))
    assert (stand_in.tokens_given, len(stand_in.sent)) == (1, 20)


async def test_an_expired_token_is_renewed_once(api: WeChatApi, stand_in: ApiStandIn) -> None:
    await api.send_text(OPENID, "一")
    stand_in.valid_token = "revoked elsewhere"
    await api.send_text(OPENID, "二")
    assert stand_in.tokens_given == 2
    assert stand_in.texts() == ["一", "二"]


@pytest.mark.parametrize("code", [40001, 40014, 42001])
async def test_a_token_that_is_always_refused_costs_two_calls(
    api: WeChatApi, stand_in: ApiStandIn, code: int
) -> None:
    stand_in.always = {"errcode": code, "errmsg": "invalid credential"}
    for _ in range(10):
        with pytest.raises(NotDelivered, match="访问令牌"):
            await api.send_text(OPENID, "一")
    assert (stand_in.tokens_given, stand_in.calls) == (2, 2)


async def test_every_code_has_its_own_words(api: WeChatApi, stand_in: ApiStandIn) -> None:
    reasons, names = set(), set()
    for code, fault in FAULTS.items():
        stand_in.always = {"errcode": code, "errmsg": "x"}
        with pytest.raises(NotDelivered) as caught:
            await api.send_text(OPENID, "一")
        assert (caught.value.reason, caught.value.again) == (fault.reason, fault.again)
        reasons.add(caught.value.reason)
        names.add(caught.value.fault.name)
    assert len(reasons) == len(names) == len(FAULTS)


async def test_published_error_bodies_are_understood(api: WeChatApi, stand_in: ApiStandIn) -> None:
    bodies = shared_file("wechat/live_http/error_bodies.jsonl").read_text(encoding="utf-8")
    for line in bodies.splitlines():
        stand_in.always = json.loads(line)
        with pytest.raises(NotDelivered):
            await api.send_text(OPENID, "一")
    assert stand_in.sent == []


async def test_a_wrong_secret_is_named(stand_in: ApiStandIn, http: aiohttp.ClientSession) -> None:
    api = WeChatApi(http, LocalTokens(), APP_ID, "wrong", [stand_in.url])
    with pytest.raises(NotDelivered, match="AppSecret"):
        await api.send_text(OPENID, "一")


async def test_a_host_that_is_not_there_may_be_tried_again(http: aiohttp.ClientSession) -> None:
    api = WeChatApi(http, LocalTokens(), APP_ID, SECRET, ["http://127.0.0.1:1"])
    with pytest.raises(NotDelivered) as caught:
        await api.send_text(OPENID, "一")
    assert caught.value.again


@pytest.mark.parametrize("answer", ["<html>502</html>", "[]", "", '{"errcode":"x"}'])
async def test_garbage_is_not_success(api: WeChatApi, stand_in: ApiStandIn, answer: str) -> None:
    stand_in.garbage = answer
    with pytest.raises(NotDelivered):
        await api.send_text(OPENID, "一")


async def test_the_spare_host_is_asked_where_the_main_one_is_not_reached(
    stand_in: ApiStandIn, http: aiohttp.ClientSession
) -> None:
    assert api_hosts("https://api.weixin.qq.com/") == (MAIN_HOST, SPARE_HOST)
    assert api_hosts(stand_in.url) == (stand_in.url,)
    hosts = ["http://127.0.0.1:1", stand_in.url]
    await WeChatApi(http, LocalTokens(), APP_ID, SECRET, hosts).send_text(OPENID, "绕过去")
    assert stand_in.texts() == ["绕过去"]


async def test_choices_are_sent_with_their_ids(api: WeChatApi, stand_in: ApiStandIn) -> None:
    await api.send_menu(OPENID, "还要吗？", [Choice("7.0", "再看一些"), Choice("7.1", "转人工")])
    assert stand_in.sent[0]["msgmenu"] == {
        "head_content": "还要吗？",
        "list": [{"id": "7.0", "content": "再看一些"}, {"id": "7.1", "content": "转人工"}],
        "tail_content": "",
    }
