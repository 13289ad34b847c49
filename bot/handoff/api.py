"""The staff API's router: who is calling, is it allowed, is the input well-formed."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from typing import Any

from aiohttp import web
from aiohttp.typedefs import Handler as HttpHandler
from pydantic import BaseModel

from bot.errors import Forbidden, NotFound, TooManyRequests, Unauthorised
from bot.handoff.attendance import Attendance
from bot.handoff.endpoint import (
    COOKIE,
    SECURE_COOKIE,
    Allowance,
    Call,
    Endpoint,
    has_nul,
    read_body,
    read_query,
)
from bot.handoff.openapi import describe
from bot.handoff.sign_in import RateLimits, SignIn
from bot.own_site import OwnSite
from bot.store.models import Staff

SAFE = frozenset({"GET", "HEAD"})
# A console asks a few times a second at most, whatever its user does.
OFTEN = Allowance(1_200, 60.0)


class StaffApi:
    """``attendance`` takes every request for a sign of life of its sender."""

    def __init__(
        self,
        sign_in: SignIn,
        attendance: Attendance,
        limits: RateLimits,
        endpoints: Sequence[Endpoint],
        site: OwnSite,
    ) -> None:
        self._site = site
        self._sign_in = sign_in
        self._attendance = attendance
        self._limits = limits
        self._endpoints = tuple(endpoints)

    @cached_property
    def _description(self) -> dict[str, Any]:
        # Made when it is first asked for: it costs as much as all the rest of a start.
        return describe(self._endpoints)

    def routes(self) -> list[web.RouteDef]:
        return [
            web.get("/api/v1/openapi.json", self._openapi),
            *(web.route(each.method, each.path, self._serve(each)) for each in self._endpoints),
        ]

    async def _openapi(self, _request: web.Request) -> web.Response:
        return web.json_response(self._description)

    def _serve(self, endpoint: Endpoint) -> HttpHandler:
        async def serve(request: web.Request) -> web.StreamResponse:
            staff = await self._admit(request, endpoint)
            if has_nul(dict(request.match_info)):
                raise NotFound
            call = Call(
                staff=staff,
                path=dict(request.match_info),
                query=read_query(request, endpoint.query),
                body=await read_body(request, endpoint.body),
                request=request,
            )
            answer = await endpoint.handler(call)
            if isinstance(answer, BaseModel):
                text = answer.model_dump_json(by_alias=True)
                return web.Response(
                    text=text, content_type="application/json", status=endpoint.status
                )
            return answer

        return serve

    async def _admit(self, request: web.Request, endpoint: Endpoint) -> Staff | None:
        if endpoint.roles is None:
            return None
        token, from_cookie = session_token(request, self._site)
        if token is None:
            raise Unauthorised
        if from_cookie and request.method not in SAFE:
            self._site.check(request)
        staff = await self._sign_in.recognise(token)
        if staff.role not in endpoint.roles:
            raise Forbidden
        await self._count(staff, endpoint)
        await self._attendance.note(token)
        return staff

    async def _count(self, staff: Staff, endpoint: Endpoint) -> None:
        """One who asks too often keeps nobody else waiting."""
        allowed = {f"staff:{staff.id}": OFTEN}
        if endpoint.allowance is not None:
            allowed[f"staff:{staff.id}:{endpoint.method}:{endpoint.path}"] = endpoint.allowance
        for key, allowance in allowed.items():
            wait = await self._limits.hit(key, allowance.limit, allowance.window)
            if wait > 0:
                raise TooManyRequests("操作太频繁，请稍后再试", retry_after=max(1, round(wait)))


def session_token(request: web.Request, site: OwnSite) -> tuple[str | None, bool]:
    """The token and whether it came by cookie (then the request needs a same-origin check).

    Over https only the cookie counts that no other host of the domain can plant."""
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() == "bearer" and token:
        return token.strip(), False
    cookie = request.cookies.get(SECURE_COOKIE)
    if cookie is None and not site.secure:
        cookie = request.cookies.get(COOKIE)
    return cookie, True
