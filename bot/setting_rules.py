"""What a setting may be, and how a fault is told: one Chinese sentence that names it."""

from __future__ import annotations

import re
from collections.abc import Iterable
from ipaddress import ip_network
from typing import Annotated
from urllib.parse import SplitResult, urlsplit

from pydantic import AfterValidator, SecretStr
from pydantic_core import ErrorDetails

# pydantic's kinds of fault, as an administrator reads them.
FAULTS = {
    "int_parsing": "应为整数",
    "float_parsing": "应为数字",
    "bool_parsing": "应为 true 或 false",
    "greater_than": "应大于 {gt}",
    "greater_than_equal": "不能小于 {ge}",
    "less_than_equal": "不能大于 {le}",
    "literal_error": "只能是 {expected}",
    "datetime_from_date_parsing": "应为时间，例如 2026-11-28T09:00:00+08:00",
    "string_too_short": "至少 {min_length} 个字",
    "string_too_long": "至多 {max_length} 个字",
    "string_type": "每一项都应为文字",
    "too_short": "至少要有一个",
    "dict_type": '应为 JSON 对象，例如 {{"thing1": "…"}}',
    "value_error": "{error}",
}
LOOPBACK = frozenset({"127.0.0.1", "::1", "localhost"})
WEB = frozenset({"http", "https"})
DATABASE_DRIVERS = {
    "postgresql": "postgresql+asyncpg",
    "postgres": "postgresql+asyncpg",
    "postgresql+asyncpg": "postgresql+asyncpg",
    "sqlite": "sqlite+aiosqlite",
    "sqlite+aiosqlite": "sqlite+aiosqlite",
}
# Of the first administrator, and of every account.
MIN_PASSWORD, MAX_PASSWORD = 8, 256


def told(faults: Iterable[ErrorDetails]) -> str:
    return "；".join(map(_told, faults))


def _told(fault: ErrorDetails) -> str:
    words = FAULTS.get(fault["type"], "看不懂这个值").format(**fault.get("ctx", {}))
    if not fault["loc"]:
        # A rule about several settings names them itself.
        return words
    # Of a list the value itself is told, not its place.
    name, *inside = (part for part in fault["loc"] if isinstance(part, str))
    return f"{'.'.join((name.upper(), *inside))}：{words}"


def check_web_address(value: str) -> str:
    """http:// or https://, and a host. Raises ValueError."""
    if _split(value).scheme not in WEB or not _split(value).hostname:
        raise ValueError(f"{value} 不是网址：应以 http:// 或 https:// 开头，后面是主机")
    return value


def check_database(value: str) -> str:
    scheme = value.partition("://")[0]
    if scheme not in DATABASE_DRIVERS or "://" not in value:
        raise ValueError("应以 postgresql:// 或 sqlite:/// 开头")
    # Its reader knows passwords with signs that are none of an address.
    from sqlalchemy import make_url
    from sqlalchemy.exc import ArgumentError

    try:
        make_url(value)
    except (ArgumentError, ValueError):
        raise ValueError("看不懂，应如 postgresql://用户:密码@主机/库名") from None
    return value


def check_redis(value: str) -> str:
    parts = _split(value)
    placed = parts.path if parts.scheme == "unix" else parts.hostname
    if parts.scheme not in ("redis", "rediss", "unix") or not placed:
        raise ValueError("应如 redis://主机:6379/0（加密连接用 rediss://）")
    return value


def check_network(value: str) -> str:
    try:
        ip_network(value, strict=False)
    except ValueError:
        raise ValueError(f"{value} 不是 IP 地址或网段，应如 127.0.0.1 或 10.0.0.0/8") from None
    return value


def check_aes_key(value: SecretStr) -> SecretStr:
    text = value.get_secret_value()
    if not re.fullmatch(r"[A-Za-z0-9+/]{43}", text):
        raise ValueError("EncodingAESKey 应恰好 43 个英文字母和数字")
    return value


def check_password(value: SecretStr) -> SecretStr:
    if not MIN_PASSWORD <= len(value.get_secret_value()) <= MAX_PASSWORD:
        raise ValueError(f"密码至少 {MIN_PASSWORD} 位，至多 {MAX_PASSWORD} 位")
    return value


def check_ports(**ports: int) -> None:
    """Of this machine, by the settings that say them."""
    taken: dict[int, str] = {}
    for name, port in ports.items():
        if taken.setdefault(port, name) != name:
            raise ValueError(f"{taken[port]} 和 {name} 是同一个端口 {port}：请各用一个")


type WebAddress = Annotated[str, AfterValidator(check_web_address)]
type DatabaseAddress = Annotated[str, AfterValidator(check_database)]
type RedisAddress = Annotated[str, AfterValidator(check_redis)]
type Network = Annotated[str, AfterValidator(check_network)]
type AesKey = Annotated[SecretStr, AfterValidator(check_aes_key)]
type Password = Annotated[SecretStr, AfterValidator(check_password)]


def is_tls_or_local(url: str) -> bool:
    """Whether nobody on the way can change what is said there."""
    parts = _split(url)
    local = parts.scheme == "http" and parts.hostname in LOOPBACK
    return local or (parts.scheme == "https" and bool(parts.hostname))


def _split(value: str) -> SplitResult:
    """Nothing where it cannot be read; a port that is none shows itself only when it is asked."""
    try:
        parts = urlsplit(value)
        _ = parts.port
    except ValueError:
        return urlsplit("")
    return parts
