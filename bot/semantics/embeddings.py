"""Vectors of texts from an OpenAI-compatible endpoint (``POST …/v1/embeddings``)."""

from __future__ import annotations

import json
import math
from collections import OrderedDict
from collections.abc import Sequence
from time import monotonic
from typing import Any

import aiohttp
import structlog
from pydantic import SecretStr

from bot.semantics.endpoint import Endpoint, EndpointFailed

log = structlog.get_logger(__name__)

type Vector = tuple[float, ...]

# Seconds that a search waits for the vector of its words; then it goes on without.
PATIENCE = 0.25
# Seconds for which an endpoint that failed or was late is not asked again.
_REST = 30.0
_REMEMBERED = 256
_LARGEST_ANSWER = 64_000_000
_MOST_DIMENSIONS = 4_096


class Embeddings:
    """One endpoint and one model."""

    def __init__(
        self, http: aiohttp.ClientSession, url: str, model: str, key: SecretStr | None
    ) -> None:
        self._endpoint = Endpoint(http, url, key)
        self.model = model

    async def embed(self, texts: Sequence[str], seconds: float) -> list[Vector]:
        """A vector of length 1 for each text, in their order, within ``seconds``. Raises
        EndpointFailed where the endpoint does not give them."""
        body = {"model": self.model, "input": list(texts), "encoding_format": "float"}
        raw = await self._endpoint.post(body, seconds, _LARGEST_ANSWER)
        return _vectors_in(raw, len(texts))


class Meanings:
    """Vectors of what owners ask, for a search that does not wait long and never fails."""

    def __init__(self, embeddings: Embeddings) -> None:
        self._embeddings = embeddings
        self._known: OrderedDict[str, Vector] = OrderedDict()
        self._rests_until = 0.0

    async def of(self, text: str) -> Vector | None:
        """None where the endpoint did not answer in time, or failed a moment ago."""
        if text in self._known:
            self._known.move_to_end(text)
            return self._known[text]
        if not text.strip() or monotonic() < self._rests_until:
            return None
        try:
            (vector,) = await self._embeddings.embed([text], PATIENCE)
        except EndpointFailed as error:
            self._rests_until = monotonic() + _REST
            log.warning("embeddings.left_out", reason=str(error))
            return None
        self._known[text] = vector
        if len(self._known) > _REMEMBERED:
            self._known.popitem(last=False)
        return vector


def _vectors_in(raw: bytes, wanted: int) -> list[Vector]:
    try:
        rows: Any = json.loads(raw)["data"]
        by_place = {int(row["index"]): _unit(row["embedding"]) for row in rows}
        vectors = [by_place[place] for place in range(wanted)]
    except (ValueError, KeyError, TypeError, IndexError) as error:
        raise EndpointFailed("the answer holds no vectors") from error
    if len({len(vector) for vector in vectors}) > 1:
        raise EndpointFailed("vectors of different lengths")
    return vectors


def _unit(values: Sequence[float]) -> Vector:
    numbers = [float(value) for value in values]
    length = math.sqrt(sum(number * number for number in numbers))
    if not 0 < len(numbers) <= _MOST_DIMENSIONS or not 0 < length < math.inf:
        raise ValueError("no direction")
    return tuple(number / length for number in numbers)
