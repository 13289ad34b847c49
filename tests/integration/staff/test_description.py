"""The staff API describes every route that it has, and all but a few are shut."""

from __future__ import annotations

import json
import re
from typing import Any

from tests.fixtures.front_door import Door, problem


def routes_of(door: Door) -> set[tuple[str, str]]:
    """Every (method, path) under /api/v1 that the application answers."""
    app = door.client.app
    assert app is not None
    return {
        (route.method, route.resource.canonical)
        for route in app.router.routes()
        if route.resource is not None and route.resource.canonical.startswith("/api/v1/")
        if route.method != "HEAD"
    }


# OpenAPI has no words for a WebSocket, and the description does not describe itself.
UNDESCRIBED = {("GET", "/api/v1/openapi.json"), ("GET", "/api/v1/ws")}
# One who is invited has a link and no password yet; one who comes in by WeChat has a phone.
OPEN_TO_ALL = {
    ("GET", "/api/v1/openapi.json"),
    ("POST", "/api/v1/session"),
    ("POST", "/api/v1/invitation"),
    ("PUT", "/api/v1/invitation"),
    ("GET", "/api/v1/session/identity"),
    ("PUT", "/api/v1/session/identity"),
    ("GET", "/api/v1/session/identity/open"),
    ("GET", "/api/v1/session/identity/return"),
    ("GET", "/api/v1/session/wechat"),
    ("POST", "/api/v1/session/wechat"),
    ("PUT", "/api/v1/session/wechat"),
    ("GET", "/api/v1/session/wechat/open"),
    ("GET", "/api/v1/session/wechat/return"),
}


class TestDescription:
    async def test_nothing_else_is_open_without_signing_in(self, door: Door) -> None:
        guarded = routes_of(door) - OPEN_TO_ALL
        assert guarded
        # As from our own page: what is missing is only who is asking.
        headers = {"Origin": str(door.client.make_url("/")).rstrip("/")}
        for method, path in sorted(guarded):
            url = re.sub(r"{\w+}", "x", path)
            async with door.client.request(method, url, headers=headers) as response:
                assert await problem(response) == (401, "unauthorised"), (method, path)

    async def test_every_route_is_described_and_nothing_else(self, door: Door) -> None:
        description = await self._description(door)
        described = {
            (method.upper(), path) for path, item in description["paths"].items() for method in item
        }
        assert described == routes_of(door) - UNDESCRIBED

    async def test_the_description_is_well_formed(self, door: Door) -> None:
        description = await self._description(door)
        assert description["openapi"].startswith("3.1")
        assert {"title", "version"} <= set(description["info"])
        operations = [
            (path, operation)
            for path, item in description["paths"].items()
            for operation in item.values()
        ]
        names = [operation["operationId"] for _, operation in operations]
        assert len(names) == len(set(names))
        for path, operation in operations:
            inside = {each["name"] for each in operation["parameters"] if each["in"] == "path"}
            assert inside == set(re.findall(r"{(\w+)}", path))
            assert set(operation["responses"]) - {"default"}

    async def test_every_reference_leads_somewhere(self, door: Door) -> None:
        description = await self._description(door)
        references = re.findall(r'"\$ref": "#/([^"]+)"', json.dumps(description))
        assert references
        for reference in references:
            found: Any = description
            for part in reference.split("/"):
                assert part in found, reference
                found = found[part]

    async def _description(self, door: Door) -> dict[str, Any]:
        async with door.client.get("/api/v1/openapi.json") as response:
            assert response.status == 200
            description: dict[str, Any] = await response.json()
            return description
