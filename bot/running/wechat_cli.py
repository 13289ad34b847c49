"""``bot wechat …``: the Official Account's set-up as code."""

from __future__ import annotations

import argparse
import asyncio
import json
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import aiohttp

from bot.coordination.in_process import LocalTokens
from bot.errors import BadRequest, SettingsInvalid
from bot.settings import Settings
from connectors.wechat.account import create_qr_code, push_menu, read_menu
from connectors.wechat.door import build_api
from connectors.wechat.send import WeChatApi

MAX_DAYS = 30


def run_wechat(settings: Settings, options: argparse.Namespace) -> None:
    work = _menu if options.part == "menu" else _code
    asyncio.run(work(settings, options))


@asynccontextmanager
async def open_api(settings: Settings) -> AsyncIterator[WeChatApi]:
    """With a token of its own: stable_token hands out the one that the front door uses too."""
    if not settings.wechat_app_id or settings.wechat_app_secret is None:
        raise SettingsInvalid("需要设置 WECHAT_APP_ID 和 WECHAT_APP_SECRET")
    async with aiohttp.ClientSession() as http:
        yield build_api(settings, LocalTokens(), http)


async def _menu(settings: Settings, options: argparse.Namespace) -> None:
    async with open_api(settings) as api:
        pushed = options.verb == "push"
        menu = await (push_menu(api) if pushed else read_menu(api))
    if not menu:
        _tell("公众号还没有自定义菜单；更新它：bot wechat menu push")
        return
    _tell(json.dumps(menu, ensure_ascii=False, indent=2))
    if pushed:
        _tell("已更新。手机上最多 5 分钟后看到；取消关注再关注可以马上看到。")


async def _code(settings: Settings, options: argparse.Namespace) -> None:
    if options.days is not None and not 1 <= options.days <= MAX_DAYS:
        raise BadRequest(f"有效天数应为 1 到 {MAX_DAYS}")
    async with open_api(settings) as api:
        code = await create_qr_code(api, options.scene, options.days)
    _tell(f"场景：{code.scene}\n图片：{code.picture}\n内容：{code.url}")


def _tell(line: str) -> None:
    sys.stdout.write(line + "\n")
