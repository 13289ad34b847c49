"""The Redis client of the twins: one that hangs is waited for once, then left alone for a while."""

from __future__ import annotations

import asyncio
from typing import Any
from urllib.parse import urlsplit

import structlog
from redis.asyncio import ConnectionPool, Redis
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff
from redis.exceptions import AuthenticationError, RedisError
from redis.exceptions import ConnectionError as ConnectionBroken
from redis.exceptions import TimeoutError as RedisSilent

from bot.errors import DeskError, SettingsInvalid

log = structlog.get_logger(__name__)

# Redis answers within a millisecond. WeChat waits for five seconds, and a push asks several times.
ANSWERS_WITHIN = 0.4
# So long nothing is asked of it after that; then one caller tries.
LEFT_ALONE = 1.0
HEALTH_CHECK = 15


class RedisAway(DeskError):
    code, status, title = "redis_away", 503, "Redis 连不上"


async def reach_redis(url: str) -> None:
    """Raises SettingsInvalid where it refuses us, RedisAway where it does not answer."""
    redis = Redis.from_url(url, socket_connect_timeout=2, socket_timeout=2)
    try:
        await redis.ping()
    except AuthenticationError as error:
        raise SettingsInvalid("BOT_REDIS_URL：Redis 不认这个密码，或要密码而没有给") from error
    except (RedisError, OSError) as error:
        place = urlsplit(url)
        where = place.path if place.scheme == "unix" else f"{place.hostname}:{place.port or 6379}"
        raise RedisAway(f"BOT_REDIS_URL：{where} 现在连不上") from error
    finally:
        await redis.aclose()


class ImpatientRedis(Redis):
    """Raises RedisError at once where Redis did not answer a moment ago: what it is asked for has
    a second barrier in SQL or a twin in this process."""

    left_alone = LEFT_ALONE
    _silent_until = 0.0

    async def execute_command(self, *args: Any, **options: Any) -> Any:
        loop = asyncio.get_running_loop()
        was_silent = self._silent_until
        if loop.time() < was_silent:
            raise ConnectionBroken("it was silent a moment ago")
        if was_silent:  # one tries, the others need not wait for the outcome
            self._silent_until = loop.time() + self.left_alone
        try:
            answer = await super().execute_command(*args, **options)  # type: ignore[no-untyped-call]
        except (ConnectionBroken, RedisSilent) as error:
            if not was_silent:
                log.warning("redis.away", error=type(error).__name__)
            self._silent_until = loop.time() + self.left_alone
            # Other lines to a Redis that went away are dead too; the next try opens a new one.
            await self.connection_pool.disconnect(inuse_connections=False)
            raise
        self.answered()
        return answer

    def answered(self) -> None:
        """Somebody heard from it, if only on a line of their own: it need not be left alone."""
        if self._silent_until:
            log.info("redis.back")
        self._silent_until = 0.0


def open_redis(url: str) -> ImpatientRedis:
    pool = ConnectionPool.from_url(
        url,
        socket_connect_timeout=ANSWERS_WITHIN,
        socket_timeout=ANSWERS_WITHIN,
        health_check_interval=HEALTH_CHECK,
        # The bus must see that its line broke: what was said meanwhile was not heard.
        retry=Retry(NoBackoff(), 0),
    )
    return ImpatientRedis(connection_pool=pool)
