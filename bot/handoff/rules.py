"""The rules of the desk as they stand: what managers changed, else what they are by default."""

from __future__ import annotations

import time
from collections.abc import Callable, Collection
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from pydantic import BaseModel
from sqlalchemy.ext.asyncio import AsyncSession

from bot.errors import Conflict
from bot.handoff.hours import WorkingHours, read_hours, read_stretches
from bot.handoff.rule_shapes import (
    USUAL_SERVICE,
    AssignmentRule,
    HoursRule,
    Ruled,
    ServicePolicy,
    ServiceRule,
)
from bot.store.audit import record_audit
from bot.store.database import Database
from bot.store.desk_rules import read_rules, save_rule
from bot.store.inbox_views import Lateness
from bot.store.models import Conversation, DeskRule, Staff

# Seconds until a change made at another front door is seen here.
READ_AGAIN = 3.0
USUAL: dict[str, BaseModel] = {
    "hours": HoursRule(), "service": USUAL_SERVICE, "assignment": AssignmentRule(),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Rules:
    hours: WorkingHours
    service: ServiceRule
    assignment: AssignmentRule

    def policy_for(
        self, conversation: Conversation, label_ids: Collection[str]
    ) -> ServicePolicy | None:
        return next(
            (each for each in self.service.policies if _fits(each, conversation, label_ids)), None
        )

    def lateness(self, now: datetime) -> tuple[Lateness, ...]:
        """The policies as the store can ask: waits that began before these moments are late."""
        return tuple(
            Lateness(
                first_before=self._before(now, policy.first_minutes),
                next_before=self._before(now, policy.next_minutes),
                urgent=policy.urgent,
                channels=tuple(policy.channels),
                label_ids=tuple(policy.label_ids),
            )
            for policy in self.service.policies
        )

    def _before(self, now: datetime, minutes: int | None) -> datetime | None:
        return None if minutes is None else self.hours.before(now, timedelta(minutes=minutes))


class RuleBook:
    """``usual_hours``: BOT_DESK_HOURS, already read."""

    def __init__(
        self,
        database: Database,
        usual_hours: WorkingHours,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self._database = database
        self._usual_hours = usual_hours
        self._monotonic = monotonic
        self._known: tuple[float, Rules] | None = None

    async def current(self) -> Rules:
        if self._known is not None and self._known[0] > self._monotonic():
            return self._known[1]
        async with self._database.read() as session:
            rules = self._understand(await read_rules(session))
        self._known = (self._monotonic() + READ_AGAIN, rules)
        return rules

    async def hours(self) -> WorkingHours:
        return (await self.current()).hours

    async def show[Rule: BaseModel](self, name: str, shape: type[Rule]) -> Ruled[Rule]:
        async with self._database.read() as session:
            row = (await read_rules(session)).get(name)
        if row is None:
            value = shape.model_validate(USUAL[name].model_dump())
            return Ruled[shape](value=value, version=0, updated_at=None, updated_by=None)  # type: ignore[valid-type]
        return Ruled[shape](  # type: ignore[valid-type]
            value=shape.model_validate(row.value), version=row.version,
            updated_at=row.updated_at, updated_by=row.updated_by,
        )  # fmt: skip

    async def change(
        self, name: str, value: BaseModel, seen_version: int, staff: Staff, now: datetime
    ) -> None:
        """Raises Conflict where it was changed since ``seen_version``."""
        async with self._database.write() as session:
            if not await save_rule(
                session, name, value.model_dump(mode="json"), seen_version, staff.id, now
            ):
                raise Conflict("这项设置刚被别人改过，请刷新后再改")
            await self._note(session, name, staff, now)
        self._known = None

    async def _note(self, session: AsyncSession, name: str, staff: Staff, now: datetime) -> None:
        await record_audit(
            session, at=now, actor=("staff", staff.id), action="rule_changed",
            subject=("rule", name),
        )  # fmt: skip

    def _understand(self, rows: dict[str, DeskRule]) -> Rules:
        def of[Rule: BaseModel](name: str, shape: type[Rule]) -> Rule:
            row = rows.get(name)
            return shape.model_validate(row.value if row is not None else USUAL[name].model_dump())

        return Rules(
            hours=_hours_of(of("hours", HoursRule), self._usual_hours),
            service=of("service", ServiceRule),
            assignment=of("assignment", AssignmentRule),
        )


def _hours_of(rule: HoursRule, usual: WorkingHours) -> WorkingHours:
    week = usual if rule.week is None else read_hours(rule.week)
    return replace(week, special={each.day: read_stretches(each.hours) for each in rule.special})


def _fits(policy: ServicePolicy, conversation: Conversation, label_ids: Collection[str]) -> bool:
    return (
        policy.urgent in (None, conversation.urgent)
        and (not policy.channels or conversation.channel in policy.channels)
        and (not policy.label_ids or bool(set(policy.label_ids) & set(label_ids)))
    )
