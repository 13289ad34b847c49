"""When ``make run`` plays WeChat, and with which account."""

from __future__ import annotations

import stat
from pathlib import Path
from typing import Any

import pytest

from bot.errors import SettingsInvalid
from bot.settings import Settings
from connectors.sandbox.account import FILE, read_account, sandbox_environment
from tests.fixtures.wechat_account import WECHAT_SETTINGS

REAL = {name.lower(): value for name, value in WECHAT_SETTINGS.items()}


def settings(folder: Path, **changes: Any) -> Settings:
    return Settings.model_validate({"bot_data_dir": folder, "bot_port": 8099, **changes})


def test_a_newcomer_without_an_account_gets_one_that_stays(tmp_path: Path) -> None:
    first = sandbox_environment(settings(tmp_path))
    assert first["BOT_SANDBOX"] == "true"
    assert first["WECHAT_API_BASE"] == "http://127.0.0.1:8099/sandbox/api"
    assert len(first["WECHAT_AES_KEY"]) == 43
    assert sandbox_environment(settings(tmp_path)) == first
    assert stat.S_IMODE((tmp_path / FILE).stat().st_mode) == 0o600
    other = sandbox_environment(settings(tmp_path / "other"))
    assert not {other[name] for name in first if "WECHAT_" in name} & {
        first[name] for name in ("WECHAT_APP_ID", "WECHAT_TOKEN", "WECHAT_AES_KEY")
    }


def test_what_it_makes_is_what_the_sandbox_takes(tmp_path: Path) -> None:
    made = sandbox_environment(settings(tmp_path))
    read = settings(tmp_path, **{name.lower(): value for name, value in made.items()})
    account = read_account(read)
    assert (account.app_id, account.token) == (made["WECHAT_APP_ID"], made["WECHAT_TOKEN"])
    assert account.mode == "secure"


@pytest.mark.parametrize(
    "changes",
    [
        {"bot_sandbox": False},
        {"bot_host": "0.0.0.0"},  # noqa: S104 - a setting, nothing is bound
        {"bot_public_url": "https://desk.example.cn"},
        REAL,
        {"wechat_token": "real"},
    ],
)
def test_nothing_where_others_could_come_in_or_a_real_account_is_set_up(
    tmp_path: Path, changes: dict[str, Any]
) -> None:
    assert sandbox_environment(settings(tmp_path, **changes)) == {}
    assert list(tmp_path.iterdir()) == []


def test_switched_on_by_hand_it_keeps_the_account_that_is_set_up(tmp_path: Path) -> None:
    made = sandbox_environment(settings(tmp_path, bot_sandbox=True, **REAL))
    more = {"WECHAT_NOTICE_TEMPLATE", "WECHAT_NOTICE_FIELDS", "WECHAT_STAFF_SIGN_IN"}
    assert set(made) == {"BOT_SANDBOX", "WECHAT_API_BASE", "WECHAT_APP_SECRET", *more}


def test_a_real_account_and_the_sandbox_exclude_each_other(tmp_path: Path) -> None:
    with pytest.raises(SettingsInvalid, match="WECHAT_API_BASE"):
        read_account(settings(tmp_path, bot_sandbox=True, **REAL))
    base = "http://127.0.0.1:8099/sandbox/api"
    with pytest.raises(SettingsInvalid, match="WECHAT_TOKEN"):
        read_account(settings(tmp_path, bot_sandbox=True, wechat_api_base=base))


def test_it_is_refused_where_the_front_door_listens_beyond_this_machine(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="BOT_SANDBOX"):
        settings(tmp_path, bot_sandbox=True, bot_host="0.0.0.0")  # noqa: S104 - refused
