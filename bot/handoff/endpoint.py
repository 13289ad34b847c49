"""How an endpoint of the staff API is declared: once, for the router and for OpenAPI alike."""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any, get_origin

from aiohttp import web
from pydantic import BaseModel, ValidationError

from bot.errors import BadRequest, Unauthorised
from bot.programme.faults import fault_words
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


EVERYBODY = frozenset({"agent", "manager", "admin"})
IN_CHARGE = frozenset({"manager", "admin"})
ADMIN = frozenset({"admin"})
# How a file is brought: as a part of a form, or as the whole body.
FORM, RAW = "multipart/form-data", "application/octet-stream"


@dataclass(frozen=True, slots=True)
class Allowance:
    """How often one session may call an endpoint: ``limit`` times in ``window`` seconds."""

    limit: int
    window: float = 60.0


@dataclass(frozen=True, slots=True)
class Endpoint:
    """``roles``: who may call it; None = no sign-in is needed.

    ``upload``: the body is a file, brought as ``FORM`` or ``RAW``, which the handler reads itself.
    ``downloads``: media types of a file that is the answer. ``allowance``: beside the one that
    every session has.
    """

    method: str
    path: str
    handler: Handler
    summary: str
    answer: type[BaseModel] | None
    query: type[BaseModel] | None = None
    body: type[BaseModel] | None = None
    roles: frozenset[str] | None = EVERYBODY
    status: int = 200
    upload: str = ""
    downloads: tuple[str, ...] = ()
    allowance: Allowance | None = None


def read_query(request: web.Request, shape: type[BaseModel] | None) -> Any:
    """A parameter that the shape takes several of may be repeated."""
    if shape is None:
        return None
    sent = request.query
    many = {name for name, field in shape.model_fields.items() if _takes_several(field.annotation)}
    raw = {name: sent.getall(name) if name in many else sent[name] for name in sent}
    return _validate(shape, raw, "查询参数")


def _takes_several(annotation: Any) -> bool:
    return get_origin(annotation) in (list, tuple)


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
            {
                "field": ".".join(str(part) for part in fault["loc"]),
                "message": fault_words(fault["type"], fault["msg"], fault.get("ctx", {})),
            }
            for fault in error.errors(include_input=False, include_url=False)
        ]
        raise BadRequest(f"{what}有误", errors=faults) from None


def has_nul(raw: Any) -> bool:
    """PostgreSQL stores no NUL and refuses even to look for one."""
    if isinstance(raw, str):
        return "\x00" in raw
    if isinstance(raw, dict):
        return any(has_nul(each) for pair in raw.items() for each in pair)
    return isinstance(raw, list) and any(has_nul(each) for each in raw)
