"""Endpoints: those in charge enter, change and remove records of the catalogue."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

from aiohttp import web
from pydantic import BaseModel

from bot.clock import Clock
from bot.handoff.catalogue.schema import (
    MentorChange,
    MentorView,
    PatentChange,
    PatentView,
    PlatformChange,
    PlatformView,
    UniversityChange,
    UniversityView,
)
from bot.handoff.catalogue.views import view_item
from bot.handoff.endpoint import IN_CHARGE, Call, Endpoint
from bot.programme.carrying import Hand
from bot.programme.catalogue.importing import RECORDS
from bot.programme.catalogue.keeping import add_record, change_record, remove_record
from bot.store.catalogue_writes import Kind
from bot.store.database import Database

type Handler = Callable[[Call], Awaitable[Any]]
PLACES: dict[Kind, tuple[str, str, type[BaseModel], type[BaseModel]]] = {
    "university": ("universities", "高校", UniversityView, UniversityChange),
    "mentor": ("mentors", "技术导师", MentorView, MentorChange),
    "patent": ("patents", "开放许可专利", PatentView, PatentChange),
    "platform": ("platforms", "创新平台", PlatformView, PlatformChange),
}


class CatalogueEditingApi:
    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    def endpoints(self) -> list[Endpoint]:
        declared: list[Endpoint] = []
        for kind, (place, title, view, change) in PLACES.items():
            path = f"/api/v1/{place}"
            declared += [
                Endpoint("POST", path, self._adder(kind), f"新增{title}", view,
                         body=RECORDS[kind], roles=IN_CHARGE, status=201),
                Endpoint("PUT", f"{path}/{{id}}", self._changer(kind), f"修改{title}", view,
                         body=change, roles=IN_CHARGE),
                Endpoint("DELETE", f"{path}/{{id}}", self._remover(kind), f"删除{title}", None,
                         roles=IN_CHARGE, status=204),
            ]  # fmt: skip
        return declared

    def _adder(self, kind: Kind) -> Handler:
        async def add(call: Call) -> BaseModel:
            async with self._database.write() as session:
                item_id = await add_record(session, kind, call.body, self._hand(call))
                return await view_item(session, kind, item_id)

        return add

    def _changer(self, kind: Kind) -> Handler:
        async def change(call: Call) -> BaseModel:
            item_id = call.path["id"]
            record = RECORDS[kind].model_validate(call.body.model_dump(exclude={"updated_at"}))
            async with self._database.write() as session:
                await change_record(
                    session, kind, item_id, record, call.body.updated_at, self._hand(call)
                )
                return await view_item(session, kind, item_id)

        return change

    def _remover(self, kind: Kind) -> Handler:
        async def remove(call: Call) -> web.Response:
            async with self._database.write() as session:
                await remove_record(session, kind, call.path["id"], self._hand(call))
            return web.Response(status=204)

        return remove

    def _hand(self, call: Call) -> Hand:
        return Hand(call.caller, self._clock.now(), self._clock.today())
