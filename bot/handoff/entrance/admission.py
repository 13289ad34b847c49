"""What every way of staff to come in beside the password has in common: who is let in, once."""

from __future__ import annotations

from bot.clock import Clock
from bot.errors import NotFound, Unauthorised
from bot.handoff.sign_in import SignedIn, SignIn
from bot.store.audit import record_audit
from bot.store.database import Database
from bot.store.entrances import Way, move_ticket, ticket_of_browser, unbind
from bot.store.models import IdentityTicket, Staff, WeChatTicket
from bot.store.visitor_sessions import digest

AGAIN = "还没有确认，或者已经过期、用过了，请重新登录"


class Admission[Ticket: (WeChatTicket, IdentityTicket)]:
    """``via``: what the audit calls the way; ``unbound``: the act of giving it up."""

    def __init__(
        self, database: Database, sign_in: SignIn, way: Way[Ticket], clock: Clock, unbound: str
    ) -> None:
        self._database = database
        self._sign_in = sign_in
        self._way: Way[Ticket] = way
        self._clock = clock
        self._unbound = unbound

    async def find(self, seat: str) -> Ticket | None:
        """What this browser began last and that still counts."""
        async with self._database.read() as session:
            return await ticket_of_browser(session, self._way, digest(seat), self._clock.now())

    async def enter(
        self, ticket: Ticket | None, code: str | None, source: str, via: str
    ) -> SignedIn:
        """Once, after it was confirmed. Raises SecondFactorNeeded where the account asks for its
        second factor: a lent phone, or what another service asked for, is no second one."""
        if ticket is None or ticket.state != "confirmed" or ticket.staff_id is None:
            raise Unauthorised(AGAIN)
        async with self._database.read() as session:
            staff = await session.get(Staff, ticket.staff_id)
        if staff is None or not staff.active:
            raise Unauthorised("这个账号已停用")
        await self._sign_in.prove_second_factor(staff, code, source)
        async with self._database.write() as session:
            taken = await move_ticket(session, ticket, "confirmed", "taken", self._clock.now())
        if taken is None:
            raise Unauthorised(AGAIN)
        return await self._sign_in.open(staff, via=via)

    async def unbind(self, staff_id: str, by: Staff) -> None:
        async with self._database.write() as session:
            if await session.get(Staff, staff_id) is None:
                raise NotFound("没有这位同事")
            if await unbind(session, self._way, staff_id):
                await record_audit(
                    session, at=self._clock.now(), actor=("staff", by.id), action=self._unbound,
                    subject=("staff", staff_id),
                )  # fmt: skip
