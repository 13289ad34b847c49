"""One HTTP endpoint of a language model, asked within a time and read to a bound."""

from __future__ import annotations

import asyncio
from typing import Any

import aiohttp
from pydantic import SecretStr

from bot.bodies import BodyTooLong, read_whole


class EndpointFailed(Exception):
    """The endpoint is not reached, too slow, refuses, or answers something else; says which."""


class Endpoint:
    """``url`` is the endpoint itself, not its root."""

    def __init__(self, http: aiohttp.ClientSession, url: str, key: SecretStr | None) -> None:
        self._http = http
        self._url = url
        self._headers = {"Authorization": f"Bearer {key.get_secret_value()}"} if key else {}

    async def post(self, body: dict[str, Any], seconds: float, largest: int) -> bytes:
        """The whole answer of status 200, of ``largest`` bytes at most."""
        try:
            async with asyncio.timeout(seconds):
                async with self._http.post(
                    self._url, json=body, headers=self._headers, allow_redirects=False
                ) as answer:
                    if answer.status != 200:
                        raise EndpointFailed(f"status {answer.status}")
                    return await read_whole(answer.content, largest)
        except BodyTooLong as error:
            raise EndpointFailed("the answer is too long") from error
        except (aiohttp.ClientError, TimeoutError, OSError) as error:
            raise EndpointFailed(type(error).__name__) from error
