"""Who queues is given to a colleague at once, in turn, where the rules of the desk say so."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

import structlog

from bot.clock import Clock
from bot.coordination.topics import DESK
from bot.errors import Conflict
from bot.handoff.attendance import Attendance
from bot.handoff.ink import Journal
from bot.handoff.moving import Move, Mover, hold
from bot.handoff.rule_shapes import AssignmentCase, AssignmentRule
from bot.handoff.rules import RuleBook
from bot.handoff.watch import Bus
from bot.messages import Owner
from bot.store.assignment import Queued, list_queued, note_assigned
from bot.store.database import Database
from bot.store.models import Staff
from bot.store.regions import prefix_of

log = structlog.get_logger(__name__)

LOOK_EVERY = 5.0
SYSTEM = ("system", "desk")
LONG_AGO = datetime.min.replace(tzinfo=UTC)


@dataclass(slots=True)
class Hand:
    """A colleague who may be given conversations now."""

    staff: Staff
    attending: int
    assigned_at: datetime


class Assigner:
    """Safe at any number of front doors: whoever moves the conversation's fence first, gives it."""

    def __init__(
        self,
        database: Database,
        rules: RuleBook,
        mover: Mover,
        attendance: Attendance,
        journal: Journal,
        bus: Bus,
        clock: Clock,
    ) -> None:
        self._database = database
        self._rules = rules
        self._mover = mover
        self._attendance = attendance
        self._journal = journal
        self._bus = bus
        self._clock = clock

    async def run_forever(self) -> None:
        async with self._bus.subscribe(DESK) as signals:
            while True:
                await signals.next(LOOK_EVERY)
                signals.drain()
                try:
                    await self.assign()
                except Exception:
                    log.exception("desk.assigning_failed")
                    await asyncio.sleep(LOOK_EVERY)

    async def assign(self) -> None:
        """Give away what can be given, in the order of the queue."""
        rule = (await self._rules.current()).assignment
        if not rule.automatic:
            return
        async with self._database.read() as session:
            queued = await list_queued(session)
        if not queued:
            return
        hands = await self._free_hands()
        for each in queued:
            hand = choose(each, rule, hands)
            if hand is not None and await self._give(each, hand):
                hand.attending += 1
                hand.assigned_at = self._clock.now()

    async def _free_hands(self) -> list[Hand]:
        return [
            Hand(row.staff, row.attending, row.staff.assigned_at or LONG_AGO)
            for row, here in await self._attendance.colleagues()
            if here and row.staff.active and row.staff.accepting
        ]

    async def _give(self, queued: Queued, hand: Hand) -> bool:
        columns = {"staff_id": hand.staff.id, "queued_at": None, "urgent": False}
        move = Move(Owner.STAFF, "assigned", columns, values={"who": hand.staff.display_name})
        try:
            async with self._database.write() as session:
                conversation = await hold(session, queued.conversation_id)
                if conversation.owner_epoch != queued.owner_epoch:
                    return False
                await self._mover.move(session, conversation, move, SYSTEM)
                await note_assigned(session, hand.staff.id, self._clock.now())
        except Conflict:
            return False
        await self._journal.announce(queued.conversation_id)
        return True


def choose(queued: Queued, rule: AssignmentRule, hands: Sequence[Hand]) -> Hand | None:
    """Of those who may be asked, the one whose last conversation was assigned longest ago.

    Never the colleague who has just put it back into the queue.
    """
    case = next((each for each in rule.cases if _fits(each, queued)), None)
    if case is None:
        return None
    free = [
        hand
        for hand in hands
        if hand.attending < rule.most
        and hand.staff.id != queued.left_by
        and (not case.staff_ids or hand.staff.id in case.staff_ids)
    ]
    return min(
        free, key=lambda hand: (hand.assigned_at, hand.attending, hand.staff.id), default=None
    )


def _fits(case: AssignmentCase, queued: Queued) -> bool:
    return (
        (not case.channels or queued.channel in case.channels)
        and (not case.label_ids or bool(set(case.label_ids) & set(queued.label_ids)))
        and (not case.regions or _begins(queued.region_code, map(prefix_of, case.regions)))
        and (not case.industries or _begins(queued.industry_code, case.industries))
    )


def _begins(code: str | None, beginnings: Iterable[str]) -> bool:
    return code is not None and any(code.startswith(each) for each in beginnings)
