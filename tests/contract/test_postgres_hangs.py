"""A PostgreSQL that is gone without a word is an error in time, not a wait without end."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

import pytest
from sqlalchemy import make_url, text
from sqlalchemy.exc import SQLAlchemyError

from bot.settings import Settings
from bot.store.database import Database

pytestmark = pytest.mark.services


@dataclass
class Wire:
    """Between us and the server; once ``cut`` it takes what comes and passes nothing on."""

    port: int = 0
    cut: asyncio.Event = field(default_factory=asyncio.Event)

    async def pass_on(self, source: asyncio.StreamReader, sink: asyncio.StreamWriter) -> None:
        while data := await source.read(65_536):
            if not self.cut.is_set():
                sink.write(data)
                await sink.drain()
        sink.close()


@asynccontextmanager
async def open_wire(host: str, port: int) -> AsyncIterator[Wire]:
    wire, passing = Wire(), set[asyncio.Task[None]]()

    async def join(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        far_reader, far_writer = await asyncio.open_connection(host, port)
        for ends in ((reader, far_writer), (far_reader, writer)):
            passing.add(asyncio.create_task(wire.pass_on(*ends)))

    server = await asyncio.start_server(join, "127.0.0.1", 0)
    wire.port = server.sockets[0].getsockname()[1]
    try:
        yield wire
    finally:
        server.close()
        for task in passing:
            task.cancel()
        await asyncio.gather(*passing, return_exceptions=True)


async def test_a_server_that_falls_silent_is_an_error_in_time(postgres_url: str) -> None:
    url = make_url(postgres_url)
    async with open_wire(url.host or "127.0.0.1", url.port or 5432) as wire:
        through = url.set(host="127.0.0.1", port=wire.port)
        spelled = through.render_as_string(hide_password=False)
        database = Database(Settings(bot_database_url=spelled).database_url, patience=0.5)
        async with database.read() as session:
            assert await session.scalar(text("SELECT 1")) == 1
        wire.cut.set()
        with pytest.raises((TimeoutError, SQLAlchemyError)):
            async with database.read() as session:
                await session.scalar(text("SELECT 1"))
        await database.close()
