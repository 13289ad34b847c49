"""The account that the sandbox plays: configured, or invented once and kept in the data folder."""

from __future__ import annotations

import json
import os
import secrets
import string
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Literal

from bot.errors import SettingsInvalid
from bot.setting_rules import LOOPBACK
from bot.settings import Settings

FILE = "sandbox-account.json"
API_PATH = "/sandbox/api"
KEY_LENGTH = 43
KEY_SIGNS = string.ascii_letters + string.digits
NAME = "千校万企对接前台"
# 订阅通知 of this account: its template, and what an administrator would write into the settings.
NOTICE_TEMPLATE = "sandboxNoticeTemplate00000000000000000000000"
NOTICE_SETTINGS = {
    "WECHAT_NOTICE_TEMPLATE": NOTICE_TEMPLATE,
    "WECHAT_NOTICE_FIELDS": json.dumps(
        {"thing1": "您的需求有新回复", "thing2": "发一句话即可查看", "time3": "{time}"},
        ensure_ascii=False,
    ),
}


@dataclass(frozen=True, slots=True)
class Invented:
    """What an administrator would copy out of WeChat's console."""

    app_id: str
    app_secret: str
    token: str
    aes_key: str


@dataclass(frozen=True, slots=True)
class Account:
    """``original_id`` is the gh_… name that stands in every push as its receiver."""

    app_id: str
    secret: str
    token: str
    aes_key: str
    mode: Literal["secure", "compatible", "plain"]
    original_id: str = "gh_5a0db0c5a4d1"
    name: str = NAME
    notice_template: str = NOTICE_TEMPLATE


def read_account(settings: Settings) -> Account:
    """Raise SettingsInvalid where the sandbox could not play the account that is set up."""
    if not settings.wechat_api_base.endswith(API_PATH):
        raise SettingsInvalid(
            "BOT_SANDBOX 与真实公众号不能同时使用："
            f"请把 WECHAT_API_BASE 设为本机的 …{API_PATH}，或关掉 BOT_SANDBOX"
        )
    token, secret, key = (
        value.get_secret_value() if value else ""
        for value in (settings.wechat_token, settings.wechat_app_secret, settings.wechat_aes_key)
    )
    if not (token and settings.wechat_app_id and (key or settings.wechat_mode == "plain")):
        raise SettingsInvalid(
            "BOT_SANDBOX 需要 WECHAT_TOKEN、WECHAT_APP_ID、WECHAT_AES_KEY；make run 会自动准备"
        )
    return Account(
        settings.wechat_app_id, secret, token, key, settings.wechat_mode,
        notice_template=settings.wechat_notice_template or NOTICE_TEMPLATE,
    )  # fmt: skip


def sandbox_environment(settings: Settings) -> dict[str, str]:
    """What ``make run`` adds for its processes: nothing where a real account is set up."""
    if not _wanted(settings):
        return {}
    made = invent_account(settings.bot_data_dir)
    set_up = {
        "WECHAT_APP_ID": settings.wechat_app_id,
        "WECHAT_APP_SECRET": settings.wechat_app_secret,
        "WECHAT_TOKEN": settings.wechat_token,
        "WECHAT_AES_KEY": settings.wechat_aes_key,
    }
    invented = dict(
        zip(set_up, (made.app_id, made.app_secret, made.token, made.aes_key), strict=True)
    )
    host = "[::1]" if settings.bot_host == "::1" else "127.0.0.1"
    return {
        "BOT_SANDBOX": "true",
        "WECHAT_API_BASE": f"http://{host}:{settings.bot_port}{API_PATH}",
        "WECHAT_STAFF_SIGN_IN": "true",
        **({} if settings.wechat_notice_template else NOTICE_SETTINGS),
        **{name: invented[name] for name, value in set_up.items() if not value},
    }


def _wanted(settings: Settings) -> bool:
    if settings.bot_sandbox is not None:
        return settings.bot_sandbox
    real = (
        settings.wechat_token, settings.wechat_app_id,
        settings.wechat_app_secret, settings.wechat_aes_key,
    )  # fmt: skip
    # With a public address a proxy may stand in front of loopback: then nobody is "here".
    return settings.bot_host in LOOPBACK and settings.bot_public_url is None and not any(real)


def invent_account(folder: Path) -> Invented:
    """The same account at every start, so that phones and conversations stay."""
    path = folder / FILE
    if path.exists():
        return Invented(**json.loads(path.read_text()))
    made = Invented(
        app_id="wx" + secrets.token_hex(8),
        app_secret=secrets.token_hex(16),
        token=secrets.token_urlsafe(18).replace("-", "a").replace("_", "b"),
        aes_key="".join(secrets.choice(KEY_SIGNS) for _ in range(KEY_LENGTH)),
    )
    folder.mkdir(parents=True, exist_ok=True)
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "w") as file:
        json.dump(asdict(made), file)
    return made
