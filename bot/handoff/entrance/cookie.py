"""The secret by which a browser is known again when it comes back from elsewhere."""

from __future__ import annotations

from datetime import timedelta

from aiohttp import web


class ReturnCookie:
    """``name`` is made a ``__Secure-`` one where the console is reached by TLS."""

    def __init__(self, name: str, path: str, life: timedelta, *, secure: bool) -> None:
        self._name = f"__Secure-{name}" if secure else name
        self._path = path
        self._seconds = int(life.total_seconds())
        self._secure = secure

    def read(self, request: web.Request) -> str | None:
        return request.cookies.get(self._name)

    def keep(self, response: web.Response, secret: str) -> None:
        """Lax: the way back begins at another site."""
        response.set_cookie(
            self._name, secret, max_age=self._seconds, path=self._path, httponly=True,
            secure=self._secure, samesite="Lax",
        )  # fmt: skip

    def drop(self, response: web.Response) -> None:
        response.del_cookie(self._name, path=self._path, secure=self._secure)
