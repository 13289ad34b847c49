"""The account's own set-up as code: its menu, and QR codes that say where an owner came from."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from bot.errors import BadRequest, DeskError
from connectors.wechat.faults import NotDelivered
from connectors.wechat.inbound import MAX_SCENE, MENU
from connectors.wechat.send import WeChatApi

# Three buttons and five below each are the most that WeChat shows.
LAYOUT: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("", ("submit_need",)),
    ("找资源", ("find_university", "find_mentor", "find_patent")),
    ("我的", ("check_status", "ask_policy", "help", "ask_human")),
)
# A top name may have 16 bytes: five Chinese characters.
SHORT = {"submit_need": "提需求"}
MAX_LIFE = 2_592_000
TICKET_URL = "https://mp.weixin.qq.com/cgi-bin/showqrcode?ticket="


class AccountRefused(DeskError):
    """WeChat refused; ``detail`` says why."""

    code, status, title = "wechat_refused", 502, "微信没有接受"


@dataclass(frozen=True, slots=True)
class QrCode:
    """``picture`` is where WeChat draws it; ``url`` is what it holds."""

    scene: str
    url: str
    picture: str


def menu_definition() -> dict[str, Any]:
    return {"button": [_top(name, keys) for name, keys in LAYOUT]}


async def push_menu(api: WeChatApi) -> dict[str, Any]:
    definition = menu_definition()
    try:
        await api.post("/cgi-bin/menu/create", definition)
    except NotDelivered as error:
        raise AccountRefused(f"菜单没有更新：{error.reason}") from error
    return definition


async def read_menu(api: WeChatApi) -> dict[str, Any]:
    """Empty where the account has none."""
    try:
        answer = await api.get("/cgi-bin/menu/get")
    except NotDelivered as error:
        if error.fault.name == "no_menu":
            return {}
        raise AccountRefused(f"读不到菜单：{error.reason}") from error
    menu = answer.get("menu")
    return menu if isinstance(menu, dict) else {}


async def create_qr_code(api: WeChatApi, scene: str, days: int | None) -> QrCode:
    """``days`` None makes a permanent one (an account has 100,000 of them)."""
    return await make_qr_code(api, scene, None if days is None else days * 86_400)


async def make_qr_code(api: WeChatApi, scene: str, seconds: int | None) -> QrCode:
    """Raises BadRequest for a scene that WeChat would not take, AccountRefused where it refuses."""
    if not 1 <= len(scene) <= MAX_SCENE or not scene.isascii() or not scene.isprintable():
        raise BadRequest(f"场景值应为 1 到 {MAX_SCENE} 个字母、数字或符号，不含中文")
    wish: dict[str, Any] = {"action_info": {"scene": {"scene_str": scene}}}
    if seconds is None:
        wish["action_name"] = "QR_LIMIT_STR_SCENE"
    else:
        wish |= {"action_name": "QR_STR_SCENE", "expire_seconds": min(seconds, MAX_LIFE)}
    try:
        answer = await api.post("/cgi-bin/qrcode/create", wish)
    except NotDelivered as error:
        raise AccountRefused(f"二维码没有生成：{error.reason}") from error
    ticket = quote(str(answer.get("ticket", "")), safe="")
    return QrCode(scene, str(answer.get("url", "")), TICKET_URL + ticket)


async def callback_addresses(api: WeChatApi) -> list[str]:
    """The addresses and networks that WeChat pushes from; raise NotDelivered."""
    addresses = (await api.get("/cgi-bin/getcallbackip")).get("ip_list")
    return [str(each) for each in addresses] if isinstance(addresses, list) else []


def _top(name: str, keys: tuple[str, ...]) -> dict[str, Any]:
    items = [{"type": "click", "name": SHORT.get(key, MENU[key][0]), "key": key} for key in keys]
    return {"name": name, "sub_button": items} if name else items[0]
