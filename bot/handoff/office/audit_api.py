"""Endpoints: the audit trail, and how this installation is set up."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Literal

from pydantic import AwareDatetime, Field

from bot.handoff.endpoint import ADMIN, Call, Endpoint
from bot.handoff.shapes import Shape, Trail, TrailQuery
from bot.settings import Settings
from bot.store.audit_trail import Numbered, Sought, Subject, numbers_behind, read_trail
from bot.store.database import Database
from bot.store.models import Audit
from bot.store.staff import names_of


class AuditQuery(TrailQuery):
    """``until`` itself is not included. ``need``: a number; of it, and of what hangs on it."""

    actor_id: str | None = Field(None, max_length=64)
    action: str | None = Field(None, max_length=48)
    subject_kind: str | None = Field(None, max_length=24)
    subject_id: str | None = Field(None, max_length=64)
    need: str | None = Field(None, max_length=100)
    since: AwareDatetime | None = None
    until: AwareDatetime | None = None


class AuditRow(Shape):
    """``actor_name``: of staff. ``data`` holds no personal data. ``need_id`` and ``need_number``:
    of the need that the subject is, or hangs on."""

    id: int
    at: datetime
    actor_kind: str
    actor_id: str
    actor_name: str | None
    action: str
    subject_kind: str
    subject_id: str
    need_id: str | None
    need_number: str | None
    data: dict[str, Any]


class InstallationView(Shape):
    """How the servers were started; changed in their environment, not here. No secrets."""

    public_url: str | None
    allowed_origins: list[str]
    database: Literal["sqlite", "postgresql"]
    redis: bool
    engines: int
    wechat: bool
    wechat_account: Literal["verified", "unverified"]
    wecom: bool
    sandbox: bool
    desk_hours: str
    desk_grace: float
    desk_patience: float
    now: datetime


class AuditApi:
    def __init__(self, database: Database, settings: Settings) -> None:
        self._database = database
        self._settings = settings

    def endpoints(self) -> list[Endpoint]:
        root = "/api/v1"
        return [
            Endpoint("GET", f"{root}/audit", self.trail, "审计记录", Trail[AuditRow],
                     query=AuditQuery, roles=ADMIN),
            Endpoint("GET", f"{root}/installation", self.installation, "系统设置（只读）",
                     InstallationView, roles=ADMIN),
        ]  # fmt: skip

    async def trail(self, call: Call) -> Trail[AuditRow]:
        query: AuditQuery = call.query
        sought = Sought(**query.model_dump(exclude={"cursor", "limit"}))
        async with self._database.read() as session:
            rows, more = await read_trail(session, sought, query.cursor, query.limit)
            names = await names_of(
                session, {row.actor_id for row in rows if row.actor_kind == "staff"}
            )
            needs = await numbers_behind(session, rows)
        return Trail[AuditRow](items=[_view(row, names, needs) for row in rows], next_cursor=more)

    async def installation(self, _call: Call) -> InstallationView:
        settings = self._settings
        return InstallationView(
            public_url=settings.bot_public_url,
            allowed_origins=list(settings.bot_allowed_origins),
            database="sqlite" if self._database.is_sqlite else "postgresql",
            redis=settings.bot_redis_url is not None,
            engines=len(settings.bot_engine_urls),
            wechat=settings.wechat_enabled,
            wechat_account=settings.wechat_account,
            wecom=settings.wecom_corp_id is not None,
            sandbox=bool(settings.bot_sandbox),
            desk_hours=settings.bot_desk_hours,
            desk_grace=settings.bot_desk_grace,
            desk_patience=settings.bot_desk_patience,
            now=settings.clock.now(),
        )


def _view(row: Audit, names: dict[str, str], needs: dict[Subject, Numbered]) -> AuditRow:
    need = needs.get((row.subject_kind, row.subject_id))
    return AuditRow(
        id=row.id, at=row.at, actor_kind=row.actor_kind, actor_id=row.actor_id,
        actor_name=names.get(row.actor_id), action=row.action, subject_kind=row.subject_kind,
        subject_id=row.subject_id,
        need_id=need and need.need_id, need_number=need and need.number, data=row.data,
    )  # fmt: skip
