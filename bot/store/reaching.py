"""Whether the store can be used as it is set, said in one sentence that names the setting."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator

import asyncpg
from sqlalchemy.exc import DBAPIError

from bot.errors import DeskError, SettingsInvalid
from bot.store.database import Database

REFUSALS: dict[type[BaseException], str] = {
    asyncpg.InvalidAuthorizationSpecificationError: "数据库不认这个用户名或密码",
    asyncpg.InvalidCatalogNameError: "服务器上没有这个库：先用 createdb 建一个空库",
    asyncpg.InsufficientPrivilegeError: "这个用户没有权限用这个库",
    asyncpg.ClientConfigurationError: "有看不懂的参数；要加密连接，写 ?ssl=require",
    # The driver takes what stands behind the question mark for its own arguments.
    TypeError: "有看不懂的参数；要加密连接，写 ?ssl=require",
    sqlite3.DatabaseError: "数据库文件打不开：不是 SQLite 文件，或没有读写权限",
}
REFUSED: tuple[type[BaseException], ...] = (*REFUSALS, DBAPIError)


class StoreAway(DeskError):
    """It may be there in a moment: who keeps us running is to try again."""

    code, status, title = "store_away", 503, "数据库连不上"


async def reach(database: Database, setting: str) -> None:
    """Raises SettingsInvalid where it will never do as it is set, StoreAway where it may yet."""
    try:
        await database.look()
    except REFUSED as error:
        raise SettingsInvalid(_told(setting, _refusal(error), database)) from error
    except (OSError, TimeoutError, asyncpg.PostgresError, asyncpg.InterfaceError) as error:
        why = "现在连不上：请看数据库服务器是否在运行，地址、端口对不对"
        raise StoreAway(_told(setting, why, database)) from error


def _told(setting: str, why: str, database: Database) -> str:
    url = database.url
    place = url.database if database.is_sqlite else f"{url.host or 'localhost'}:{url.port or 5432}"
    return f"{setting}：{why}（{place}）"


def _refusal(error: BaseException) -> str:
    for each in _chain(error):
        for kind, words in REFUSALS.items():
            if isinstance(each, kind):
                return words
    return "数据库用不了"


def _chain(error: BaseException) -> Iterator[BaseException]:
    """SQLAlchemy wraps what the driver raised."""
    yield error
    inner = getattr(error, "orig", None) or error.__cause__
    if inner is not None:
        yield from _chain(inner)
