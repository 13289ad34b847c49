"""One question to a language model behind OpenAI's protocol (``POST …/v1/chat/completions``)."""

from __future__ import annotations

import json
from typing import Any

import aiohttp
from pydantic import SecretStr

from bot.semantics.endpoint import Endpoint, EndpointFailed

_LARGEST_ANSWER = 200_000
_MOST_TOKENS = 1_000


class Chat:
    """One endpoint and one model."""

    def __init__(
        self, http: aiohttp.ClientSession, url: str, model: str, key: SecretStr | None
    ) -> None:
        self._endpoint = Endpoint(http, url, key)
        self.model = model

    async def ask(self, instruction: str, matter: str, seconds: float) -> str:
        """What the model writes, a JSON object if it keeps to what is asked. Raises EndpointFailed
        where nothing came within ``seconds``, or no answer of this protocol."""
        body = {
            "model": self.model,
            "messages": [
                {"role": "system", "content": instruction},
                {"role": "user", "content": matter},
            ],
            "temperature": 0,
            "max_tokens": _MOST_TOKENS,
            "response_format": {"type": "json_object"},
        }
        return _written_in(await self._endpoint.post(body, seconds, _LARGEST_ANSWER))


def _written_in(raw: bytes) -> str:
    try:
        answer: Any = json.loads(raw)
        written = answer["choices"][0]["message"]["content"]
    except (ValueError, KeyError, TypeError, IndexError, RecursionError) as error:
        raise EndpointFailed("the answer holds no message") from error
    if not isinstance(written, str):
        raise EndpointFailed("the answer holds no message")
    return written
