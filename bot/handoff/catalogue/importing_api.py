"""Endpoints: a file of the catalogue is checked line by line, then stored."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

from aiohttp import BodyPartReader, web

from bot.clock import Clock
from bot.errors import BadRequest, TooLarge
from bot.handoff.catalogue.editing_api import PLACES
from bot.handoff.catalogue.schema import ImportQuery, ImportReport, RemarkView
from bot.handoff.endpoint import FORM, IN_CHARGE, Allowance, Call, Endpoint
from bot.programme.catalogue.importing import (
    Draft,
    draft_import,
    leave_out_the_same,
    read_known,
)
from bot.programme.catalogue.keeping import store_records
from bot.programme.sheets.reading import read_table
from bot.store.audit import record_audit
from bot.store.catalogue_writes import Kind
from bot.store.database import Database

MOST_BYTES = 10 << 20
SHOWN = 200


class CatalogueImportApi:
    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    def endpoints(self) -> list[Endpoint]:
        return [
            Endpoint("POST", f"/api/v1/{place}/import", self._importer(kind),
                     f"检查或导入{title}（CSV、XLSX）", ImportReport, query=ImportQuery,
                     roles=IN_CHARGE, upload=FORM, allowance=Allowance(20))
            for kind, (place, title, _, _) in PLACES.items()
        ]  # fmt: skip

    def _importer(self, kind: Kind) -> Callable[[Call], Awaitable[ImportReport]]:
        async def bring(call: Call) -> ImportReport:
            query: ImportQuery = call.query
            data = await read_upload(call.request)
            table = await asyncio.to_thread(read_table, data)
            async with self._database.read() as session:
                known = await read_known(session, kind)
            today = self._clock.today()
            draft = await asyncio.to_thread(draft_import, kind, table, known, today)
            async with self._database.read() as session:
                await leave_out_the_same(session, draft, kind, known, today)
            applied = query.apply and bool(draft.entries)
            if applied and draft.faults and not query.skip_faults:
                applied = False
            if applied:
                await self._store(kind, draft, call)
            return _report(draft, applied=applied)

        return bring

    async def _store(self, kind: Kind, draft: Draft, call: Call) -> None:
        now = self._clock.now()
        async with self._database.write() as session:
            await store_records(session, kind, draft.entries, now)
            await record_audit(
                session, at=now, actor=("staff", call.caller.id), action="catalogue_imported",
                subject=("catalogue", kind), lines=len(draft.entries), changed=len(draft.known),
            )  # fmt: skip


async def read_upload(request: web.Request) -> bytes:
    """The part that is named ``file``. Raises BadRequest, or TooLarge before all of it is read."""
    if not request.content_type.startswith("multipart/"):
        raise BadRequest("请用 multipart/form-data 上传文件")
    reader = await request.multipart()
    async for part in reader:
        if isinstance(part, BodyPartReader) and part.name == "file":
            return await _read_part(part)
    raise BadRequest("没有收到文件")


async def _read_part(part: BodyPartReader) -> bytes:
    data = bytearray()
    while chunk := await part.read_chunk(1 << 16):
        data += chunk
        if len(data) > MOST_BYTES:
            raise TooLarge(f"文件最大 {MOST_BYTES >> 20} MB")
    return bytes(data)


def _report(draft: Draft, *, applied: bool) -> ImportReport:
    return ImportReport(
        lines=draft.lines,
        added=len(draft.entries) - len(draft.known),
        changed=len(draft.known),
        faults=[RemarkView.model_validate(each) for each in draft.faults[:SHOWN]],
        fault_count=len({each.line for each in draft.faults}),
        doubts=[RemarkView.model_validate(each) for each in draft.doubts[:SHOWN]],
        unused=list(draft.unused),
        applied=applied,
    )
