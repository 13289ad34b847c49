"""Say once, in plain words, that the system is ready and where it is."""

from __future__ import annotations

import asyncio
import sys

import aiohttp

from bot.setting_rules import LOOPBACK
from bot.settings import Settings

ASK_EVERY = 0.5


async def announce_when_ready(settings: Settings) -> None:
    url = public_url(settings)
    async with aiohttp.ClientSession() as http:
        here = home_url(settings)
        while not await _is_ready(http, here):  # noqa: ASYNC110 - another process is asked
            await asyncio.sleep(ASK_EVERY)
    lines = [
        "",
        "  千校万企 前台已就绪",
        f"    对话页面   {url}/",
        *([f"    微信试用   {url}/sandbox/   （模拟手机）"] if settings.bot_sandbox else []),
        f"    工作台     {url}/console/   （工作人员，首个账号 admin）",
        f"    接口说明   {url}/api/v1/openapi.json",
        f"    健康状况   {url}/health/ready",
        "    按 Ctrl-C 停止",
        "",
    ]
    sys.stderr.write("\n".join(lines) + "\n")


def public_url(settings: Settings) -> str:
    return settings.bot_public_url or home_url(settings)


def home_url(settings: Settings) -> str:
    """From this machine."""
    return f"http://{_dial(settings)}:{settings.bot_port}"


def _dial(settings: Settings) -> str:
    """An address that a browser on this machine can open."""
    host = settings.bot_host
    if host in LOOPBACK or host in ("0.0.0.0", "::"):  # noqa: S104 - read, not bound
        return "127.0.0.1" if host != "::1" else "[::1]"
    return host


async def _is_ready(http: aiohttp.ClientSession, url: str) -> bool:
    try:
        timeout = aiohttp.ClientTimeout(total=4)
        async with http.get(f"{url}/health/ready", timeout=timeout) as response:
            return response.status == 200
    except (aiohttp.ClientError, TimeoutError):
        return False
