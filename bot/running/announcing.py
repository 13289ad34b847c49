"""Say once, in plain words, that the system is ready and where it is."""

from __future__ import annotations

import asyncio
import os
import sys

import aiohttp

from bot.setting_rules import LOOPBACK
from bot.settings import Settings

ASK_EVERY = 0.5
FIRST_PASSWORD = "first-password"  # noqa: S105 - the name of a file


async def announce_when_ready(settings: Settings) -> None:
    url = public_url(settings)
    async with aiohttp.ClientSession() as http:
        here = home_url(settings)
        while not await _is_ready(http, here):  # noqa: ASYNC110 - another process is asked
            await asyncio.sleep(ASK_EVERY)
    password = take_first_password(settings)
    lines = [
        "",
        "  千校万企 前台已就绪",
        f"    对话页面   {url}/",
        *([f"    微信试用   {url}/sandbox/   （模拟手机）"] if settings.bot_sandbox else []),
        f"    工作台     {url}/console/   （工作人员，首个账号 admin）",
        *([f"    admin 密码 {password}   （以后不再显示，请记下）"] if password else []),
        f"    接口说明   {url}/api/v1/openapi.json",
        f"    健康状况   {url}/health/ready",
        "    按 Ctrl-C 停止",
        "",
    ]
    sys.stderr.write("\n".join(lines) + "\n")


def keep_first_password(settings: Settings, password: str | None) -> None:
    """Between the start that invents it and the moment when all is ready, minutes of training and
    a page of lines later, in another process. None: what an earlier start left goes."""
    kept = settings.bot_data_dir / FIRST_PASSWORD
    kept.unlink(missing_ok=True)
    if password is not None:
        with os.fdopen(os.open(kept, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            file.write(password)


def take_first_password(settings: Settings) -> str | None:
    """Once: a front door that starts again does not tell it."""
    kept = settings.bot_data_dir / FIRST_PASSWORD
    try:
        password = kept.read_text()
        kept.unlink()
    except OSError:
        return None
    return password


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
