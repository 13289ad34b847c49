"""``bot import`` and ``bot export``: the catalogue in files, by the rules of the console."""

from __future__ import annotations

from pathlib import Path

from bot.app import open_database
from bot.errors import BadRequest
from bot.programme.catalogue.exporting import catalogue_rows, headers_of
from bot.programme.catalogue.importing import (
    Draft,
    draft_import,
    leave_out_the_same,
    read_known,
)
from bot.programme.catalogue.keeping import store_records
from bot.programme.sheets.reading import read_table
from bot.programme.sheets.writing import Format, write_table
from bot.running.preparing import Say
from bot.settings import Settings
from bot.store.audit import record_audit
from bot.store.catalogue_writes import Kind
from bot.store.migrate import migrate

SHOWN = 50


async def import_file(
    settings: Settings, kind: Kind, data: bytes, say: Say, *, check: bool, skip_faults: bool
) -> bool:
    """Tells what is wrong line by line; False where nothing was stored because of it."""
    clock, table = settings.clock, read_table(data)
    async with open_database(settings) as database:
        await migrate(database)
        async with database.read() as session:
            known = await read_known(session, kind)
        draft = draft_import(kind, table, known, clock.today())
        async with database.read() as session:
            await leave_out_the_same(session, draft, kind, known, clock.today())
        _tell(draft, say)
        if check or not draft.entries or (draft.faults and not skip_faults):
            return not draft.faults
        async with database.write() as session:
            await store_records(session, kind, draft.entries, clock.now())
            await record_audit(
                session, at=clock.now(), actor=("system", "cli"), action="catalogue_imported",
                subject=("catalogue", kind), lines=len(draft.entries), changed=len(draft.known),
            )  # fmt: skip
    say(f"已导入：新增 {len(draft.entries) - len(draft.known)}，修改 {len(draft.known)}")
    return True


async def export_file(settings: Settings, kind: Kind, form: Format) -> bytes:
    async with open_database(settings) as database:
        await migrate(database)
        async with database.read() as session:
            rows = await catalogue_rows(session, kind)
    return write_table(headers_of(kind), rows, form)


def form_of(file: Path) -> Format:
    """Raises BadRequest for a name that says neither."""
    forms: dict[str, Format] = {".csv": "csv", ".xlsx": "xlsx"}
    form = forms.get(file.suffix.lower())
    if form is None:
        raise BadRequest("文件名应以 .csv 或 .xlsx 结尾")
    return form


def _tell(draft: Draft, say: Say) -> None:
    if draft.unused:
        say(f"没有用到的列：{'、'.join(draft.unused)}")
    for title, remarks in (("有误", draft.faults), ("请留意", draft.doubts)):
        for each in remarks[:SHOWN]:
            say(f"{title}：第 {each.line} 行 {each.column} {each.text}")
        if len(remarks) > SHOWN:
            say(f"{title}：另有 {len(remarks) - SHOWN} 处")
    same = f"，另有 {draft.same} 行和目录里的一样，不用导入" if draft.same else ""
    say(f"共 {draft.lines} 行，可导入 {len(draft.entries)} 行{same}")
