"""``bot wechat`` and ``bot doctor wechat`` against the sandbox's API."""

from __future__ import annotations

import argparse
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from bot.errors import BadRequest
from bot.running.wechat_cli import open_api
from bot.running.wechat_doctor import examine_wechat
from bot.settings import Settings
from connectors.wechat.account import (
    AccountRefused,
    create_qr_code,
    menu_definition,
    push_menu,
    read_menu,
)
from tests.fixtures.databases import SqliteStores
from tests.fixtures.fake_engine import FakeEngine
from tests.fixtures.sandbox import SECRET, SandboxPhone, open_sandbox
from tests.fixtures.wechat_account import WECHAT_SETTINGS
from tests.fixtures.wechat_api import open_api as open_stand_in


@pytest.fixture
async def phone(
    engine: FakeEngine, sqlite_stores: SqliteStores, tmp_path: Path
) -> AsyncIterator[SandboxPhone]:
    async with open_sandbox(
        engine, sqlite_stores.migrated(), tmp_path, wechat_account="verified"
    ) as opened:
        yield opened


def settings_of(base: str, **changes: Any) -> Settings:
    usual = {name.lower(): value for name, value in WECHAT_SETTINGS.items()}
    values = {
        **usual, "wechat_app_secret": SECRET, "wechat_api_base": base,
        "wechat_account": "verified", "bot_public_url": "https://localhost", **changes,
    }  # fmt: skip
    return Settings.model_validate(values)


def base_of(phone: SandboxPhone) -> str:
    return f"http://127.0.0.1:{phone.client.port}/sandbox/api"


async def test_menu_and_codes_are_set_up_from_here(phone: SandboxPhone) -> None:
    async with open_api(settings_of(base_of(phone))) as api:
        assert await push_menu(api) == menu_definition()
        assert (await read_menu(api)) == menu_definition()
        shown = (await phone.look())["menu"]
        assert [each["name"] for each in shown] == ["提需求", "找资源", "我的"]
        lasting = await create_qr_code(api, "nbu-2026", None)
        brief = await create_qr_code(api, "fair-7", 30)
        for code in (lasting, brief):
            assert code.picture.startswith("https://mp.weixin.qq.com/cgi-bin/showqrcode?ticket=")
            assert code.url
        assert {"nbu-2026", "fair-7"} <= set((await phone.look())["scenes"])
        for scene in ("", "长", "x" * 65):
            with pytest.raises(BadRequest, match="场景值"):
                await create_qr_code(api, scene, None)
        await phone.set(verified=False)
        with pytest.raises(AccountRefused, match="需要认证"):
            await create_qr_code(api, "nbu", None)


async def test_every_menu_item_is_one_that_the_front_door_hears(phone: SandboxPhone) -> None:
    await phone.do("follow")
    await phone.heard(1)
    for top, item in enumerate(menu_definition()["button"]):
        for below in range(len(item.get("sub_button", [None]))):
            path = [top, below] if "sub_button" in item else [top]
            count = len((await phone.look())["bubbles"])
            await phone.do("menu", path=path)
            await phone.until(lambda view, count=count: len(view["bubbles"]) > count)  # type: ignore[misc]


async def findings(settings: Settings) -> tuple[int, dict[str, str]]:
    lines: list[str] = []
    status = await examine_wechat(settings, lines.append)
    return status, {line.partition("  ")[2].partition("：")[0]: line for line in lines}


async def test_the_doctor_finds_nothing_where_all_is_well(phone: SandboxPhone) -> None:
    status, found = await findings(settings_of(base_of(phone)))
    assert (status, [line for line in found.values() if line.startswith("有问题")]) == (0, [])


async def test_the_doctor_says_what_to_do(phone: SandboxPhone) -> None:
    _, found = await findings(settings_of(base_of(phone), wechat_app_secret="wrong"))
    assert "重置 AppSecret" in found["访问令牌"]
    _, found = await findings(settings_of("http://127.0.0.1:1"))
    assert "出站网络" in found["微信接口"]
    _, found = await findings(
        settings_of(base_of(phone), wechat_mode="plain", bot_public_url="http://desk.example.cn")
    )
    assert "安全模式" in found["加解密密钥"]
    assert "https" in found["公网地址"]
    async with open_stand_in() as api:
        api.token_fault = {"errcode": 40164, "errmsg": "invalid ip 1.2.3.4"}
        status, found = await findings(settings_of(api.url))
        assert status == 1
        assert "IP 白名单" in found["访问令牌"]


def test_the_command_line_knows_them() -> None:
    from bot.cli import build_parser

    parser = build_parser()
    options = parser.parse_args(["wechat", "qrcode", "create", "--scene", "nbu", "--days", "3"])
    assert (options.part, options.scene, options.days) == ("qrcode", "nbu", 3)
    assert parser.parse_args(["wechat", "menu", "push"]).verb == "push"
    assert parser.parse_args(["doctor", "wechat"]).part == "wechat"
    assert isinstance(options, argparse.Namespace)
