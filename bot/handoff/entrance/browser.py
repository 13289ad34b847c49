"""The browser's part of a sign-in by WeChat: it shows a code, waits, and is let in once."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from bot.clock import Clock
from bot.errors import NotFound, TooManyRequests, Unauthorised
from bot.handoff.entrance.phone import PREFIX
from bot.handoff.entrance.refusal import NotLetIn
from bot.handoff.entrance.wechat_side import Doorway, WeChatSide
from bot.handoff.sign_in import RateLimits, SignedIn, SignIn
from bot.store.audit import record_audit
from bot.store.database import Database
from bot.store.models import Staff, StaffWeChat, WeChatTicket
from bot.store.visitor_sessions import digest
from bot.store.wechat_tickets import (
    binding_of,
    move_ticket,
    open_ticket,
    staff_of_person,
    ticket_of_browser,
    unbind,
)

LIFE = timedelta(minutes=3)
# By source, behind which a whole office may sit, and of the account's 100,000 codes a day.
TRIES, ALL_TRIES, TRY_WINDOW = 100, 1_000, 600.0
CODE_LIFE = 600.0


class Claims(Protocol):
    async def claim(self, key: str, ttl: float) -> bool: ...


@dataclass(frozen=True, slots=True)
class Code:
    """``text`` is what the QR code holds."""

    text: str
    number: str
    expires_at: datetime


class EntranceBrowser:
    def __init__(
        self,
        database: Database,
        sign_in: SignIn,
        doorway: Doorway,
        limits: RateLimits,
        claims: Claims,
        clock: Clock,
    ) -> None:
        self._database = database
        self._sign_in = sign_in
        self._doorway = doorway
        self._limits = limits
        self._claims = claims
        self._clock = clock

    @property
    def is_open(self) -> bool:
        return self._doorway.side is not None

    async def show_code(self, source: str) -> tuple[Code, str]:
        """For whoever wants to sign in, with the nonce that their browser keeps. Raises NotFound
        where it is switched off."""
        await self._count(source)
        nonce = secrets.token_urlsafe(32)
        return await self._show(_browser(nonce), "sign_in"), nonce

    async def show_binding_code(self, staff: Staff) -> Code:
        await self._count(staff.id)
        return await self._show(_seat(staff.id), "bind", staff.id)

    async def state(self, nonce: str | None) -> WeChatTicket | None:
        """None where this browser has asked for nothing, or its time has run out."""
        return await self._ticket(_browser(nonce)) if nonce else None

    async def binding_state(self, staff: Staff) -> tuple[StaffWeChat | None, WeChatTicket | None]:
        async with self._database.read() as session:
            binding = await binding_of(session, staff.id)
        return binding, await self._ticket(_seat(staff.id))

    async def enter(self, nonce: str | None, code: str | None, source: str) -> SignedIn:
        """Once, after the phone has confirmed. Raises SecondFactorNeeded where the account asks for
        its second factor: a phone that was lent is no second one."""
        ticket = await self.state(nonce)
        if ticket is None or ticket.state != "confirmed" or ticket.staff_id is None:
            raise Unauthorised("还没有在手机上确认，或者已经过期，请换一个二维码再扫")
        async with self._database.read() as session:
            staff = await session.get(Staff, ticket.staff_id)
        if staff is None or not staff.active:
            raise Unauthorised("这个账号已停用")
        await self._sign_in.prove_second_factor(staff, code, source)
        async with self._database.write() as session:
            taken = await move_ticket(
                session, ticket.scene_hash, "confirmed", "taken", self._clock.now()
            )
        if taken is None:
            raise Unauthorised("这次确认已经用过，请换一个二维码再扫")
        return await self._sign_in.open(staff, via="微信")

    async def unbind(self, staff_id: str, by: Staff) -> None:
        async with self._database.write() as session:
            if await session.get(Staff, staff_id) is None:
                raise NotFound("没有这位同事")
            if await unbind(session, staff_id):
                await record_audit(
                    session, at=self._clock.now(), actor=("staff", by.id),
                    action="wechat_unbound", subject=("staff", staff_id),
                )  # fmt: skip

    async def way_in(self, back: str, source: str) -> tuple[str, str]:
        """Where WeChat's own browser is sent, and the nonce that it must bring back."""
        await self._count(source)
        side, nonce, state = self._side(), secrets.token_urlsafe(32), secrets.token_hex(24)
        await self._open(_browser(nonce), state, "open")
        return side.way_in(back, state), nonce

    async def come_back(self, nonce: str | None, code: str, state: str) -> None:
        """Raises NotLetIn; else ``enter`` opens the session. The state is spent by the first try,
        whatever comes of it."""
        side, now = self._side(), self._clock.now()
        ticket = await self.state(nonce)
        if not state or ticket is None or digest(state) != ticket.scene_hash:
            raise NotLetIn("state")
        async with self._database.write() as session:
            spent = await move_ticket(session, ticket.scene_hash, "waiting", "scanned", now)
        if spent is None or spent.purpose != "open":
            raise NotLetIn("state")
        if not code:
            raise NotLetIn("denied")
        if not await self._claims.claim(f"wechat:oauth:{digest(code)}", CODE_LIFE):
            raise NotLetIn("used")
        person = await side.who(code)
        async with self._database.write() as session:
            staff = await staff_of_person(session, person)
            if staff is None:
                raise NotLetIn("unbound")
            await move_ticket(
                session, ticket.scene_hash, "scanned", "confirmed", self._clock.now(), staff.id
            )

    async def _ticket(self, seat: str) -> WeChatTicket | None:
        async with self._database.read() as session:
            ticket = await ticket_of_browser(session, digest(seat))
        return ticket if ticket is not None and ticket.expires_at > self._clock.now() else None

    async def _show(self, seat: str, purpose: str, staff_id: str | None = None) -> Code:
        side, scene = self._side(), PREFIX + secrets.token_hex(16)
        text = await side.code_for(scene, int(LIFE.total_seconds()))
        ticket = await self._open(seat, scene, purpose, staff_id)
        return Code(text, ticket.number, ticket.expires_at)

    async def _open(
        self, seat: str, scene: str, purpose: str, staff_id: str | None = None
    ) -> WeChatTicket:
        now = self._clock.now()
        ticket = WeChatTicket(
            scene_hash=digest(scene), browser_hash=digest(seat), purpose=purpose,
            number=str(10 + secrets.randbelow(90)), state="waiting", staff_id=staff_id,
            created_at=now, expires_at=now + LIFE,
        )  # fmt: skip
        async with self._database.write() as session:
            await open_ticket(session, ticket)
        return ticket

    async def _count(self, source: str) -> None:
        for key, limit in ((f"wechat:entrance:{source}", TRIES), ("wechat:entrance", ALL_TRIES)):
            wait = await self._limits.hit(key, limit, TRY_WINDOW)
            if wait > 0:
                raise TooManyRequests("换得太频繁了，请稍后再试", retry_after=max(1, round(wait)))

    def _side(self) -> WeChatSide:
        if self._doorway.side is None:
            raise NotFound("没有开启微信登录")
        return self._doorway.side


def _browser(nonce: str) -> str:
    """Its own kind of seat: no cookie may stand for a member of staff."""
    return f"browser:{nonce}"


def _seat(staff_id: str) -> str:
    """A member of staff who binds has a session already: it stands for the browser."""
    return f"staff:{staff_id}"
