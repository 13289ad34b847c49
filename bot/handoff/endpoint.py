"""How an endpoint of the staff API is declared: once, for the router and for OpenAPI alike."""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

from aiohttp import web
from pydantic import BaseModel, ValidationError

from bot.errors import BadRequest, Unauthorised
from bot.store.models import Staff

COOKIE = "bot_session"
SECURE_COOKIE = "__Host-bot_session"


@dataclass(frozen=True, slots=True)
class Call:
    """A request whose caller is known and whose input has its shape."""

    staff: Staff | None
    path: dict[str, str]
    query: Any
    body: Any
    request: web.Request

    @property
    def caller(self) -> Staff:
        """Who calls an endpoint that needs a sign-in."""
        if self.staff is None:
            raise Unauthorised
        return self.staff


Handler = Callable[[Call], Awaitable[BaseModel | web.Response]]


@dataclass(frozen=True, slots=True)
class Endpoint:
    """``roles``: who may call it; None = no sign-in is needed."""

    method: str
    path: str
    handler: Handler
    summary: str
    answer: type[BaseModel] | None
    query: type[BaseModel] | None = None
    body: type[BaseModel] | None = None
    roles: frozenset[str] | None = frozenset({"agent", "manager", "admin"})
    status: int = 200


def read_query(request: web.Request, shape: type[BaseModel] | None) -> Any:
    if shape is None:
        return None
    return _validate(shape, dict(request.query), "查询参数")


async def read_body(request: web.Request, shape: type[BaseModel] | None) -> Any:
    if shape is None:
        return None
    try:
        sent = await request.read()
        raw = json.loads(sent) if sent else {}
    except (ValueError, RecursionError) as error:
        raise BadRequest("请求体不是有效的 JSON") from error
    return _validate(shape, raw, "请求体")


def _validate(shape: type[BaseModel], raw: Any, what: str) -> BaseModel:
    if has_nul(raw):
        raise BadRequest(f"{what}里有无法保存的字符")
    try:
        return shape.model_validate(raw)
    except ValidationError as error:
        faults = [
            {"field": ".".join(str(part) for part in fault["loc"]), "message": fault["msg"]}
            for fault in error.errors(include_input=False, include_url=False, include_context=False)
        ]
        raise BadRequest(f"{what}有误", errors=faults) from None


def has_nul(raw: Any) -> bool:
    """PostgreSQL stores no NUL and refuses even to look for one."""
    if isinstance(raw, str):
        return "\x00" in raw
    if isinstance(raw, dict):
        return any(has_nul(each) for pair in raw.items() for each in pair)
    return isinstance(raw, list) and any(has_nul(each) for each in raw)
