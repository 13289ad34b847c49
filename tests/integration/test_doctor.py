"""``bot doctor``: what it says of parts that are well, and of those that are not."""

from __future__ import annotations

import socket

from bot.running.doctor import examine
from bot.settings import Settings
from bot.store.search import SearchIndex
from tests.fixtures.front_door import Door
from tests.fixtures.servers import free_port


async def findings(settings: Settings) -> dict[str, str]:
    """What is told, by part."""
    lines: list[str] = []
    await examine(settings, lines.append)
    parts = (line.partition("：") for line in lines)
    return {head.split()[1]: f"{head.split()[0]} {words}" for head, _, words in parts}


def of(door: Door, **values: object) -> Settings:
    return door.settings.model_copy(update={"bot_port": free_port(), **values})


async def test_the_index_is_compared_with_the_store(door: Door) -> None:
    settings = of(door)
    assert "uv run bot reindex" in (await findings(settings))["检索索引"]
    await SearchIndex(door.database, settings.bot_data_dir / "index").sync()
    assert (await findings(settings))["检索索引"].startswith("正常")


async def test_a_port_is_free_or_ours_or_somebody_elses(door: Door) -> None:
    assert (await findings(of(door)))["端口"].startswith("正常")
    ours = of(door, bot_port=door.client.port)
    assert "是前台" in (await findings(ours))["端口"]
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        taken = (await findings(of(door, bot_port=other.getsockname()[1])))["端口"]
    assert taken.startswith("有问题")
    assert "BOT_PORT" in taken


async def test_a_site_that_never_fits_is_named(door: Door) -> None:
    for site, good in (
        ("https://www.example.cn", True), ("*", True), ("http://127.0.0.1:3000", True),
        ("www.example.cn", False), ("https://www.example.cn/page", False), ("https://", False),
    ):  # fmt: skip
        told = (await findings(of(door, bot_allowed_origins=(site,))))["嵌入的网站"]
        assert told.startswith("正常") == good, site


async def test_a_redis_that_is_away_is_told_by_its_setting(door: Door) -> None:
    away = of(door, bot_redis_url=f"redis://127.0.0.1:{free_port()}/0")
    assert (await findings(away))["Redis"].startswith("有问题 BOT_REDIS_URL")
