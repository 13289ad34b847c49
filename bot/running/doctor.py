"""What an administrator asks when something is off: each part, and the way to mend it."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

import aiohttp
from sqlalchemy.exc import DBAPIError

from bot.app import ROOT, open_chat, open_database, open_embeddings
from bot.coordination.redis_client import reach_redis
from bot.errors import DeskError, SettingsInvalid
from bot.matching.index_writer import IndexBusy
from bot.running.announcing import home_url
from bot.running.preparing import Say, check_folder, check_port, check_room
from bot.semantics.endpoint import EndpointFailed
from bot.settings import Settings
from bot.store.search import SearchIndex

# What Content-Security-Policy and an Origin can be compared with.
_SITE = re.compile(r"\*|https?://(?:\*\.)?[^\s/,;'\"*]+")


@dataclass(frozen=True, slots=True)
class Finding:
    part: str
    good: bool
    words: str


async def examine(settings: Settings, say: Say) -> int:
    """Print one line for each part; returns 0 where all is well, else 1."""
    checks: dict[str, Callable[[Settings], Awaitable[str]]] = {
        "数据目录": _folder,
        "数据库": _database,
        "Redis": _redis,
        "对话引擎": _engine,
        "动作服务": _actions,
        "检索索引": _index,
        "端口": _ports,
        "网页": _pages,
        "反向代理": _proxies,
        "嵌入的网站": _origins,
        "公众号设置": _wechat,
        "向量接口": _embeddings,
        "对话接口": _chat,
    }
    findings = [await _find(part, check, settings) for part, check in checks.items()]
    for finding in findings:
        say(f"{'正常' if finding.good else '有问题'}  {finding.part}：{finding.words}")
    return 0 if all(finding.good for finding in findings) else 1


async def _find(
    part: str, check: Callable[[Settings], Awaitable[str]], settings: Settings
) -> Finding:
    try:
        return Finding(part, good=True, words=await check(settings))
    except DeskError as error:
        return Finding(part, good=False, words=error.detail)
    except Exception as error:
        return Finding(part, good=False, words=f"{type(error).__name__}: {error}"[:300])


async def _folder(settings: Settings) -> str:
    check_folder(settings.bot_data_dir)
    check_room(settings.bot_data_dir)
    return str(settings.bot_data_dir)


async def _database(settings: Settings) -> str:
    async with open_database(settings) as database:
        try:
            await database.ping()
        except DBAPIError as error:
            raise DeskError("里面还没有表：bot run、bot serve 启动时会建") from error
        return database.url.render_as_string(hide_password=True)


async def _index(settings: Settings) -> str:
    async with open_database(settings) as database:
        try:
            behind = await SearchIndex(database, settings.bot_data_dir / "index").behind()
        except IndexBusy:
            return "正在更新"
    if behind is None:
        raise DeskError("没有建，或不是这个数据库的；建它：uv run bot reindex")
    if behind:
        raise DeskError(
            f"落后 {behind} 处变更：动作服务在运行时一秒内跟上，否则 uv run bot reindex"
        )
    return "和数据库一致"


async def _ports(settings: Settings) -> str:
    """Each is free, or has behind it what belongs there."""
    host, port = settings.bot_host, settings.bot_port
    try:
        check_port(host, port, "BOT_PORT")
    except SettingsInvalid:
        if not await _is_ours(f"{home_url(settings)}/health/live"):
            raise
        return f"{host}:{port} 上是前台"
    return f"{host}:{port} 空着，前台没有运行"


async def _origins(settings: Settings) -> str:
    """As browsers write them: one with a path or without its scheme never fits."""
    wrong = [each for each in settings.bot_allowed_origins if not _SITE.fullmatch(each)]
    if wrong:
        raise SettingsInvalid(
            f"BOT_ALLOWED_ORIGINS：{'、'.join(wrong)} 写法不对，应写到主机为止，"
            "如 https://www.example.cn"
        )
    return "、".join(settings.bot_allowed_origins) or "没有设（只有自己的页面）"


async def _redis(settings: Settings) -> str:
    if settings.bot_redis_url is None:
        return "未设置（单个前台进程，不需要）"
    await reach_redis(settings.bot_redis_url)
    return "连得上"


async def _engine(settings: Settings) -> str:
    for url in settings.bot_engine_urls:
        # /version needs no token: make run invents one that only its own processes know.
        await _get(f"{url}/version", "启动它：make run")
    return "、".join(settings.bot_engine_urls)


async def _actions(settings: Settings) -> str:
    url = f"http://127.0.0.1:{settings.bot_action_port}/health"
    await _get(url, "启动它：make run")
    return url


async def _proxies(settings: Settings) -> str:
    """Unknown to us, a proxy's address stands for everybody: limits would then hit all at once."""
    if settings.bot_trusted_proxies:
        return "、".join(settings.bot_trusted_proxies)
    if (settings.bot_public_url or "").startswith("https://"):
        raise SettingsInvalid(
            "设了 https 的 BOT_PUBLIC_URL，前面有反向代理，却没有设 BOT_TRUSTED_PROXIES："
            "登录和访问的限次会把所有人算成一个人"
        )
    return "没有设（直接访问，不需要）"


async def _pages(_settings: Settings) -> str:
    built = ROOT / "web" / "dist" / "widget.js"
    if not built.is_file():
        raise DeskError("还没有构建：运行 make web")
    return "已构建"


async def _wechat(settings: Settings) -> str:
    if not settings.wechat_enabled:
        return "未设置 WECHAT_TOKEN、WECHAT_APP_ID（不接公众号时不需要）"
    if settings.wechat_mode == "secure" and settings.wechat_aes_key is None:
        raise DeskError("安全模式需要 WECHAT_AES_KEY（公众平台 → 设置与开发 → 基本配置）")
    return f"{settings.wechat_mode} 模式，{settings.wechat_account} 账号"


async def _embeddings(settings: Settings) -> str:
    if settings.bot_embeddings_url is None:
        return "未设置 BOT_EMBEDDINGS_URL（不用时不需要）"
    async with aiohttp.ClientSession() as http:
        embeddings = open_embeddings(settings, http)
        try:
            vectors = await embeddings.embed(["铝合金压铸件气孔"], 10) if embeddings else []
        except EndpointFailed as error:
            raise DeskError(
                f"{settings.bot_embeddings_url} 没有给出向量（{error}）；"
                "检查地址、模型、密钥。不修好也能用，只是检索不看意思"
            ) from error
    return f"{settings.bot_embeddings_model}，{len(vectors[0])} 维"


async def _chat(settings: Settings) -> str:
    if settings.bot_chat_url is None:
        return "未设置 BOT_CHAT_URL（不用时不需要）"
    async with aiohttp.ClientSession() as http:
        chat = open_chat(settings, http)
        try:
            if chat is not None:
                await chat.ask("只输出 JSON", '{"matter": "铝合金压铸件气孔"}', 30)
        except EndpointFailed as error:
            raise DeskError(
                f"{settings.bot_chat_url} 没有回答（{error}）；"
                "检查地址、模型、密钥。不修好也能用，只是没有词表建议"
            ) from error
    return f"{settings.bot_chat_model}，答得上"


async def _is_ours(url: str) -> bool:
    try:
        timeout = aiohttp.ClientTimeout(total=3)
        async with aiohttp.ClientSession(timeout=timeout) as http, http.get(url) as response:
            return bool((await response.json()).get("status") == "alive")
    except (aiohttp.ClientError, TimeoutError, ValueError, AttributeError):
        return False


async def _get(url: str, mend: str) -> None:
    try:
        timeout = aiohttp.ClientTimeout(total=3)
        async with aiohttp.ClientSession(timeout=timeout) as http, http.get(url) as response:
            if response.status != 200:
                raise DeskError(f"{url} 返回 {response.status}；{mend}")
    except (aiohttp.ClientError, TimeoutError) as error:
        raise DeskError(f"{url} 连不上；{mend}") from error
