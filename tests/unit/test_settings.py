"""Settings: every one documented as it is, and each fault told in one line."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from pydantic_core import PydanticUndefined

from bot.errors import SettingsInvalid
from bot.settings import Settings, load_settings

DOCUMENT = Path(__file__).parents[2] / "docs" / "SETTINGS.md"
ROW = re.compile(r"^\| `([A-Z_]+)` \| (.+?) \| (.+?) \| (.+?) \|$", re.MULTILINE)


def write_file(monkeypatch: pytest.MonkeyPatch, folder: Path, content: bytes) -> None:
    """An ``.env`` that is read; elsewhere tests know none."""
    monkeypatch.chdir(folder)
    monkeypatch.setitem(Settings.model_config, "env_file", ".env")
    (folder / ".env").write_bytes(content)


def documented() -> dict[str, tuple[str, str, str]]:
    """Name → meaning, default, example."""
    rows = ROW.findall(DOCUMENT.read_text(encoding="utf-8"))
    return {name: (meaning, default, example) for name, meaning, default, example in rows}


def test_every_setting_is_documented_and_nothing_else() -> None:
    assert set(documented()) == {name.upper() for name in Settings.model_fields}


@pytest.mark.parametrize("name", sorted(Settings.model_fields))
def test_the_documented_default_is_the_real_one(name: str) -> None:
    _, words, _ = documented()[name.upper()]
    default = Settings.model_fields[name].default
    assert default is not PydanticUndefined, "everything can be left out"
    if default is None:
        assert words.startswith("不设")
    elif default == ():
        assert words.startswith("空")
    else:
        shown = ",".join(default) if isinstance(default, tuple) else str(default)
        assert words == f"`{shown}`"


@pytest.mark.parametrize("name", sorted(Settings.model_fields))
def test_every_setting_explains_itself(name: str) -> None:
    assert Settings.model_fields[name].description


def test_no_secret_has_a_default() -> None:
    for name, field in Settings.model_fields.items():
        if re.search("password|secret|token|key", name):
            assert field.default is None, name


def test_examples_are_accepted(monkeypatch: pytest.MonkeyPatch) -> None:
    """All but those in （）, which say in words where a secret comes from."""
    for name, (_, _, example) in documented().items():
        value = example.strip("`")
        # An own clock and the sandbox are refused where the front door is open to others.
        if not value.startswith("（") and name not in ("BOT_CLOCK", "BOT_SANDBOX"):
            monkeypatch.setenv(name, value)
    settings = load_settings()
    assert settings.database_url == "postgresql+asyncpg://desk:密码@db.internal/desk"
    assert len(settings.bot_allowed_origins) == 2
    assert len(settings.bot_engine_urls) == 2


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("BOT_PORT", "http"),
        ("BOT_PORT", "0"),
        ("BOT_PORT", "65536"),
        ("BOT_TURN_TIMEOUT", "0"),
        ("BOT_CLOCK", "tomorrow"),
        ("WECHAT_MODE", "open"),
        ("WECHAT_AES_KEY", "short"),
        ("WECOM_AES_KEY", "中" * 43),
        ("BOT_DATABASE_URL", "mysql://desk@db.internal/desk"),
        ("BOT_DATABASE_URL", "desk"),
        ("BOT_DATABASE_URL", "postgresql://db.internal:port/desk"),
        ("BOT_REDIS_URL", "redis.internal:6379"),
        ("BOT_REDIS_URL", "redis:///0"),
        ("BOT_ENGINE_URLS", ","),
        ("BOT_ENGINE_URLS", "http://127.0.0.1:5005,rasa:5005"),
        ("BOT_ACTION_PORT", "8080"),
        ("BOT_ADMIN_PASSWORD", "123"),
        ("BOT_ADMIN_PASSWORD", "长" * 257),
        ("BOT_TRUSTED_PROXIES", "127.0.0.1,proxy.internal"),
        ("BOT_PUBLIC_URL", "desk.example.cn"),
        ("BOT_PUBLIC_URL", "htp://desk.example.cn"),
        ("BOT_PUBLIC_URL", "https://"),
        ("BOT_PUBLIC_URL", "https://[::1/"),
        ("BOT_EMBEDDINGS_URL", "embeddings"),
        ("BOT_CHAT_URL", "chat"),
        ("WECHAT_API_BASE", "api.weixin.qq.com"),
        ("WECOM_API_BASE", "qyapi.weixin.qq.com"),
        ("BOT_OIDC_NAME", "单位统一登录" * 4),
        ("BOT_OIDC_ISSUER", "https://sso.example.edu.cn"),
        ("WECHAT_NOTICE_FIELDS", "[1]"),
        ("WECHAT_NOTICE_FIELDS", '{"thing1": 1}'),
        ("WECHAT_NOTICE_TEMPLATE", "a-template"),
    ],
)
def test_a_fault_is_told_in_one_line_that_names_it(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str
) -> None:
    monkeypatch.setenv(name, value)
    with pytest.raises(SettingsInvalid) as fault:
        load_settings()
    assert name in fault.value.detail
    assert "\n" not in fault.value.detail
    # In Chinese but for names and values, and not blamed on a file that says nothing.
    assert not re.search("[a-z]+ [a-z]+ [a-z]+", fault.value.detail)
    assert ".env" not in fault.value.detail


@pytest.mark.parametrize(
    "url",
    [
        "postgresql://desk:p#/@db.internal/desk",
        "postgres://db.internal/desk?ssl=require",
        "postgresql+asyncpg:///desk",
        "sqlite:////srv/desk.db",
    ],
)
def test_addresses_of_stores_that_can_be_reached_are_taken(
    monkeypatch: pytest.MonkeyPatch, url: str
) -> None:
    monkeypatch.setenv("BOT_DATABASE_URL", url)
    assert load_settings().database_url.partition("://")[2] == url.partition("://")[2]


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"BOT_PORT 80\n", "第 1 行"),
        (b"# ok\nBOT_PORT=80\nBOT_HOST\n", "第 3 行"),
        (b"=80\n", "第 1 行"),
        ("BOT_ADMIN_PASSWORD=密码".encode("gb18030"), "UTF-8"),
        (b"\xff\xfeB\x00", "UTF-8"),
        (b"BOT_PORT=eighty", "BOT_PORT：应为整数"),
        (b"BOT_HOST=0.0.0.0\nBOT_SANDBOX=true", "BOT_SANDBOX"),
    ],
)
def test_a_broken_file_is_told_in_one_line(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, content: bytes, told: str
) -> None:
    write_file(monkeypatch, tmp_path, content)
    with pytest.raises(SettingsInvalid) as fault:
        load_settings()
    assert told in fault.value.detail
    assert "\n" not in fault.value.detail


def test_a_file_with_all_that_dotenv_knows_is_read(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    text = "# 说明\n\nexport BOT_PORT='81' # here\nBOT_DATA_DIR=\"a b\"\nBOT_PUBLIC_URL=\n"
    write_file(monkeypatch, tmp_path, text.encode())
    settings = load_settings()
    assert (settings.bot_port, settings.bot_data_dir) == (81, Path("a b"))


def test_a_faulty_secret_is_not_repeated(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WECHAT_AES_KEY", "my-secret-that-is-too-short")
    with pytest.raises(SettingsInvalid) as fault:
        load_settings()
    assert "my-secret" not in fault.value.detail


def test_an_own_clock_is_refused_where_others_can_reach_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("BOT_CLOCK", "2026-11-22T09:00:00+08:00")
    assert load_settings().clock.today().isoformat() == "2026-11-22"
    monkeypatch.setenv("BOT_HOST", "0.0.0.0")  # noqa: S104 - read, not bound
    with pytest.raises(SettingsInvalid, match="BOT_CLOCK"):
        load_settings()


def test_an_empty_value_is_as_good_as_none(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BOT_PORT", "")
    monkeypatch.setenv("BOT_ALLOWED_ORIGINS", "")
    settings = load_settings()
    assert (settings.bot_port, settings.bot_allowed_origins) == (8080, ())


def test_unset_the_store_is_a_file_in_the_data_folder(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BOT_DATA_DIR", "/srv/desk")
    assert load_settings().database_url == "sqlite+aiosqlite:////srv/desk/desk.db"


async def test_settings_of_the_tests_come_from_nowhere_else() -> None:
    assert Settings().bot_admin_password is None
