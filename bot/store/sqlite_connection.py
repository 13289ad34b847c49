"""SQLite under SQLAlchemy's aiosqlite dialect, without a thread for each connection.

aiosqlite hands every call to a worker thread and back. A statement of the desk takes some tens of
microseconds; the two thread switches around it take as long on a good machine and fifty times as
long on a small virtual one, about a hundred of them for each turn (docs/adr/0005). So here a call
runs where it is awaited. What may wait, the write lock that another connection holds, is waited for
asynchronously: SQLite's own busy handler would stop the loop, and with it the very transaction that
is waited for.

It also ends a fault of aiosqlite 0.22: ``close`` after ``stop`` waits for a worker that has ended.
"""

from __future__ import annotations

import asyncio
import sqlite3
import time
from collections.abc import Callable, Generator
from functools import partial
from typing import Any

import aiosqlite

# Rows that a cursor fetches ahead when it is iterated: what aiosqlite.connect passes.
_ITER_CHUNK_SIZE = 64
# As SQLite's own busy handler: short at first, for the usual lock of a millisecond.
_WAITS = (0.001, 0.002, 0.005, 0.010, 0.015, 0.020, 0.025)


class SqliteConnection(aiosqlite.Connection):
    """A connection whose calls run on the event loop. ``patience`` in seconds, for locks."""

    def __init__(self, connector: Callable[[], sqlite3.Connection], patience: float) -> None:
        super().__init__(connector, _ITER_CHUNK_SIZE)
        self._patience = patience

    def __await__(self) -> Generator[Any, None, aiosqlite.Connection]:
        return self._connect().__await__()

    async def _connect(self) -> aiosqlite.Connection:
        if self._connection is None:
            self._connection = self._connector()
        return self

    async def _execute(self, fn: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
        if self._connection is None:
            raise ValueError("Connection closed")
        bound = partial(fn, *args, **kwargs)
        try:
            return bound()
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode != sqlite3.SQLITE_BUSY:
                raise
        return await self._once_free(bound)

    async def _once_free[R](self, call: Callable[[], R]) -> R:
        """Ask again until no other connection holds the lock; its own error when patience ends."""
        deadline = time.monotonic() + self._patience
        attempt = 0
        while True:
            await asyncio.sleep(_WAITS[min(attempt, len(_WAITS) - 1)])
            attempt += 1
            try:
                return call()
            except sqlite3.OperationalError as error:
                if error.sqlite_errorcode != sqlite3.SQLITE_BUSY or time.monotonic() > deadline:
                    raise

    def stop(self) -> None:
        """Close at once; there is no worker to wait for."""
        if self._connection is not None:
            self._connection.close()
            self._connection = None

    async def close(self) -> None:
        self.stop()


def open_connection(path: str, *, patience: float, **options: Any) -> SqliteConnection:
    """For SQLAlchemy's ``async_creator_fn``; the caller awaits what is returned."""
    # "timeout" is SQLite's busy handler, which waits inside a call; see above. Without an isolation
    # level the driver begins no transaction by itself.
    options |= {"timeout": 0, "isolation_level": None}
    return SqliteConnection(partial(sqlite3.connect, path, **options), patience)
