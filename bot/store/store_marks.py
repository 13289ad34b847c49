"""What is made once for a store and stays with it, in whichever replica it was first wanted."""

from __future__ import annotations

from collections.abc import Callable

from sqlalchemy import insert
from sqlalchemy.exc import IntegrityError

from bot.store.database import Database
from bot.store.models import StoreMark


async def mark_of(database: Database, name: str, make: Callable[[], str]) -> str:
    async with database.read() as session:
        mark = await session.get(StoreMark, name)
    return mark.value if mark is not None else await _first(database, name, make)


async def _first(database: Database, name: str, make: Callable[[], str]) -> str:
    made = make()
    try:
        async with database.write() as session:
            await session.execute(insert(StoreMark).values(name=name, value=made))
    except IntegrityError:  # another replica was quicker
        return await mark_of(database, name, make)
    return made
