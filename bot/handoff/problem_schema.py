"""The shape of every refusal (RFC 9457), as clients may rely on it."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, ConfigDict


class Fault(BaseModel):
    """``field``: the way to it, with dots between."""

    field: str
    message: str


class Holder(BaseModel):
    id: str
    display_name: str


class Problem(BaseModel):
    """``code`` never changes; ``detail`` is a Chinese sentence to show. The rest stands there where
    it helps: ``errors`` of a malformed request, ``retry_after`` in seconds, ``owner``,
    ``owner_epoch`` and ``holder`` of a conversation that somebody else holds, ``updated_at`` of
    what has changed since it was read."""

    model_config = ConfigDict(extra="allow")

    type: str
    title: str
    status: int
    code: str
    detail: str
    errors: list[Fault] | None = None
    retry_after: int | None = None
    owner: Literal["bot", "queue", "staff", "closed"] | None = None
    owner_epoch: int | None = None
    holder: Holder | None = None
    updated_at: str | None = None
