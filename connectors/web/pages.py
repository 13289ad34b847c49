"""The built pages: the home page, the widget's frame and its loader, the console."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from aiohttp import web
from aiohttp.typedefs import Handler

from bot.errors import NotFound

POLICY = (
    "default-src 'self'; img-src 'self' data: blob:; style-src 'self'; script-src 'self'; "
    "connect-src 'self'; object-src 'none'; base-uri 'none'; form-action 'self'; "
    "frame-ancestors {ancestors}"
)
# The console puts what owners wrote on the screen, so no script of it may make HTML of a string
# (Vue's own compiled templates excepted), and no page at all may hold it in a frame.
CONSOLE_POLICY = (
    POLICY.format(ancestors="'none'") + "; require-trusted-types-for 'script'; trusted-types vue"
)
# Built files carry their digest in their name; pages and the loader do not.
FOREVER = "public, max-age=31536000, immutable"
REVALIDATE = "no-cache"
# Pages that let in nothing without asking (COEP) may have the loader and the widget's frame, too.
OF_OTHER_SITES = {"Cross-Origin-Resource-Policy": "cross-origin"}
FRAMED = {**OF_OTHER_SITES, "Cross-Origin-Embedder-Policy": "require-corp"}


class Pages:
    def __init__(self, dist: Path, embedders: Sequence[str], *, sandbox: bool = False) -> None:
        self._dist = dist.resolve()
        self._embedders = " ".join(["'self'", *embedders])
        self._sandbox = sandbox

    def routes(self) -> list[web.AbstractRouteDef]:
        routes: list[web.AbstractRouteDef] = [
            web.get("/", self._page("index.html")),
            web.get("/widget/", self._page("widget/index.html", FRAMED)),
            web.get("/widget.js", self._page("widget.js", OF_OTHER_SITES)),
            web.get("/console", _to_console),
            # The console finds its own page by the rest of the address.
            web.get("/console/{path:.*}", self._page("console/index.html")),
            web.get("/assets/{path:.+}", self._asset),
        ]
        if self._sandbox:
            routes.append(web.get("/sandbox/", self._page("sandbox/index.html")))
        return routes

    @web.middleware
    async def secure(self, request: web.Request, handler: Handler) -> web.StreamResponse:
        """Headers for every answer; only the widget's frame may stand in a foreign page."""
        response = await handler(request)
        if not response.prepared:
            response.headers.setdefault("Content-Security-Policy", self._policy(request.path))
            response.headers.setdefault("X-Content-Type-Options", "nosniff")
            response.headers.setdefault("Referrer-Policy", "strict-origin-when-cross-origin")
            response.headers.setdefault("Cache-Control", "no-store")
        return response

    def _policy(self, path: str) -> str:
        if path.startswith("/console/"):
            return CONSOLE_POLICY
        return POLICY.format(ancestors=self._embedders if path == "/widget/" else "'self'")

    def _page(self, name: str, more: Mapping[str, str] | None = None) -> Handler:
        async def serve(_request: web.Request) -> web.StreamResponse:
            page = self._file(name, REVALIDATE)
            page.headers.update(more or {})
            return page

        return serve

    async def _asset(self, request: web.Request) -> web.StreamResponse:
        return self._file("assets/" + request.match_info["path"], FOREVER)

    def _file(self, name: str, cache: str) -> web.FileResponse:
        try:
            path = (self._dist / name).resolve()
        except ValueError as error:  # a NUL in the name
            raise NotFound from error
        if not path.is_relative_to(self._dist) or not path.is_file():
            raise NotFound("页面还没有构建：请运行 make web" if name.endswith(".html") else None)
        return web.FileResponse(path, headers={"Cache-Control": cache})


async def _to_console(_request: web.Request) -> web.Response:
    raise web.HTTPMovedPermanently("/console/")
