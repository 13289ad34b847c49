"""The browser's part of a sign-in by WeChat: it shows a code, waits, and is let in once."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from bot.clock import Clock
from bot.errors import NotFound, TooManyRequests
from bot.handoff.entrance.admission import Admission
from bot.handoff.entrance.phone import PREFIX
from bot.handoff.entrance.refusal import NotLetIn
from bot.handoff.entrance.wechat_side import Doorway, WeChatSide
from bot.handoff.sign_in import RateLimits, SignedIn, SignIn
from bot.store.database import Database
from bot.store.entrances import WECHAT, bound_at, move_ticket, open_ticket, staff_of_person
from bot.store.models import Staff, WeChatTicket
from bot.store.visitor_sessions import digest

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
        self._doorway = doorway
        self._limits = limits
        self._claims = claims
        self._clock = clock
        self._admission = Admission(database, sign_in, WECHAT, clock, unbound="wechat_unbound")

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
        return await self._admission.find(_browser(nonce)) if nonce else None

    async def binding_state(self, staff: Staff) -> tuple[datetime | None, WeChatTicket | None]:
        """Since when theirs is bound, and the try to bind one."""
        async with self._database.read() as session:
            since = await bound_at(session, WECHAT, staff.id)
        return since, await self._admission.find(_seat(staff.id))

    async def enter(self, nonce: str | None, code: str | None, source: str) -> SignedIn:
        return await self._admission.enter(await self.state(nonce), code, source, via="微信")

    async def unbind(self, staff_id: str, by: Staff) -> None:
        await self._admission.unbind(staff_id, by)

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
            spent = await move_ticket(session, ticket, "waiting", "scanned", now)
        if spent is None or spent.purpose != "open":
            raise NotLetIn("state")
        if not code:
            raise NotLetIn("denied")
        if not await self._claims.claim(f"wechat:oauth:{digest(code)}", CODE_LIFE):
            raise NotLetIn("used")
        person = await side.who(code)
        async with self._database.write() as session:
            staff = await staff_of_person(session, WECHAT, person)
            if staff is None:
                raise NotLetIn("unbound")
            confirmed = self._clock.now()
            await move_ticket(session, ticket, "scanned", "confirmed", confirmed, staff.id)

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
