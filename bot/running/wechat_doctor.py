"""What is off between this front door and the Official Account, each with the way to mend it."""

from __future__ import annotations

import socket
from collections.abc import Awaitable, Callable
from email.utils import parsedate_to_datetime

import aiohttp

from bot.clock import Clock
from bot.errors import DeskError
from bot.running.preparing import Say
from bot.running.wechat_cli import open_api
from bot.settings import Settings
from connectors.wechat.account import callback_addresses
from connectors.wechat.envelope import build_envelope
from connectors.wechat.faults import NotDelivered
from connectors.wechat.send import WeChatApi
from connectors.wechat.signature import FRESH_SECONDS

MENDS = {
    "bad_app_id": "在公众平台 → 设置与开发 → 基本配置里核对 AppID",
    "bad_secret": "重置 AppSecret，写进 WECHAT_APP_SECRET，重启",
    "ip_not_listed": "公众平台 → 基本配置 → IP 白名单，加入这台服务器的出口 IP",
    "ip_unconfirmed": "请公众号管理员在手机微信上确认这台服务器的 IP，24 小时内有效",
    "daily_quota": "明天恢复；急用时在公众平台清零一次（每月 10 次）",
    "no_permission": "账号没有这项权限：未认证的账号请设 WECHAT_ACCOUNT=unverified",
    "token_refused": "看看是否有别的系统在用同一个 AppSecret 刷新 token，改用 stable_token",
    "unreachable": "检查出站网络、DNS 和 WECHAT_API_BASE",
    "no_answer": "检查出站网络和代理；稍后再试",
}
TIMEOUT = aiohttp.ClientTimeout(total=5)
CLOCK_DRIFT = 60.0

Check = Callable[[Settings], Awaitable[str]]


async def examine_wechat(settings: Settings, say: Say) -> int:
    """Print one line for each part; returns 0 where all is well, else 1."""
    checks: dict[str, Check] = {
        "回调设置": _callback,
        "加解密密钥": _aes_key,
        "微信接口": _reachable,
        "服务器时间": _clock,
        "访问令牌": _token,
        "推送来源": _addresses,
        "公网地址": _public_url,
    }
    good = True
    for part, check in checks.items():
        try:
            say(f"正常  {part}：{await check(settings)}")
        except DeskError as error:
            good = False
            say(f"有问题  {part}：{error.detail}")
        except NotDelivered as error:
            good = False
            mend = MENDS.get(error.fault.name, "按微信的错误码说明处理")
            say(f"有问题  {part}：{error.reason}；{mend}")
    return 0 if good else 1


async def _callback(settings: Settings) -> str:
    if not settings.wechat_token or not settings.wechat_app_id:
        raise DeskError("没有设置 WECHAT_TOKEN 或 WECHAT_APP_ID；抄自公众平台 → 基本配置")
    return f"AppID {settings.wechat_app_id}，{settings.wechat_account} 账号"


async def _aes_key(settings: Settings) -> str:
    build_envelope(settings)
    if settings.wechat_mode != "secure":
        raise DeskError(
            f"WECHAT_MODE={settings.wechat_mode} 只用于测试；公众平台改为安全模式后设 secure"
        )
    previous = "，换密钥期间旧的仍有效" if settings.wechat_aes_key_previous else ""
    return f"安全模式{previous}"


async def _reachable(settings: Settings) -> str:
    await _date_of(settings)
    return settings.wechat_api_base


async def _clock(settings: Settings) -> str:
    """WeChat signs the time: one that is far off makes every push look old."""
    theirs = await _date_of(settings)
    if theirs is None:
        return "微信没有给出时间，没有比较"
    drift = abs(Clock().now().timestamp() - theirs)
    if drift > CLOCK_DRIFT:
        raise DeskError(
            f"和微信相差 {drift:.0f} 秒，超过 {FRESH_SECONDS} 秒的推送会被拒绝；"
            "打开时间同步：timedatectl set-ntp true"
        )
    return f"和微信相差 {drift:.0f} 秒"


async def _token(settings: Settings) -> str:
    if settings.wechat_account == "unverified" and settings.wechat_app_secret is None:
        return "未认证的账号不主动发消息，不需要"
    async with open_api(settings) as api:
        await api.token()
    return "取得到"


async def _addresses(settings: Settings) -> str:
    if settings.wechat_app_secret is None:
        return "没有 AppSecret，没有查询"
    async with open_api(settings) as api:
        return f"微信从 {len(await _listed(api))} 个地址推送"


async def _listed(api: WeChatApi) -> list[str]:
    return await callback_addresses(api)


async def _public_url(settings: Settings) -> str:
    url = settings.bot_public_url
    if url is None:
        raise DeskError("没有设置 BOT_PUBLIC_URL；服务器配置里的 URL 是 https://你的域名/wechat")
    if not url.startswith("https://"):
        raise DeskError(f"{url} 不是 https；微信只连 80 和 443 端口，请用 https")
    host = url.removeprefix("https://").partition("/")[0]
    name, _, port = host.partition(":")
    if port not in ("", "443"):
        raise DeskError(f"端口 {port} 微信连不上，只能是 443（或 http 的 80）")
    try:
        socket.getaddrinfo(name, 443)
    except OSError as error:
        raise DeskError(f"域名 {name} 解析不了；检查 DNS 记录") from error
    return f"{url.rstrip('/')}/wechat"


async def _date_of(settings: Settings) -> float | None:
    url = settings.wechat_api_base.rstrip("/") + "/cgi-bin/token"
    try:
        async with aiohttp.ClientSession(timeout=TIMEOUT) as http, http.get(url) as response:
            date = response.headers.get("Date")
    except (aiohttp.ClientError, TimeoutError) as error:
        raise DeskError(f"{settings.wechat_api_base} 连不上；{MENDS['unreachable']}") from error
    try:
        return parsedate_to_datetime(date).timestamp() if date else None
    except ValueError:
        return None
