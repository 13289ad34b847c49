"""Signing in by a single sign-on: the browser goes there, comes back, and is let in once."""

from __future__ import annotations

import hashlib
import secrets
from base64 import urlsafe_b64encode
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.clock import Clock
from bot.errors import NotFound, TooManyRequests
from bot.handoff.entrance.admission import Admission
from bot.handoff.entrance.identity_side import IdentityService, Trip
from bot.handoff.entrance.refusal import NotLetIn
from bot.handoff.sign_in import RateLimits, SignedIn, SignIn
from bot.store.audit import record_audit
from bot.store.database import Database
from bot.store.entrances import (
    SINGLE_SIGN_ON,
    bind,
    bound_at,
    move_ticket,
    open_ticket,
    staff_of_person,
)
from bot.store.models import IdentityTicket, Staff
from bot.store.visitor_sessions import digest

# A colleague may have to sign in there first, with a second factor of its own.
LIFE = timedelta(minutes=10)
TRIES, TRY_WINDOW = 100, 600.0


@dataclass(frozen=True, slots=True)
class Departure:
    """``secret`` is kept by the browser, and by nothing else."""

    url: str
    secret: str


class IdentityEntrance:
    """``service`` is None where none is set up: then nothing of this is offered."""

    def __init__(
        self,
        database: Database,
        sign_in: SignIn,
        service: IdentityService | None,
        limits: RateLimits,
        clock: Clock,
    ) -> None:
        self._database = database
        self._service = service
        self._limits = limits
        self._clock = clock
        self._admission = Admission(
            database, sign_in, SINGLE_SIGN_ON, clock, unbound="identity_unbound"
        )

    @property
    def name(self) -> str | None:
        return self._service.name if self._service is not None else None

    async def depart(self, back: str, page: str, source: str) -> Departure:
        """To sign in. Raises NotFound where it is switched off, NotLetIn where the service does not
        answer."""
        return await self._depart(back, "sign_in", page, source)

    async def depart_to_bind(self, staff: Staff, back: str) -> Departure:
        return await self._depart(back, "bind", "", staff.id, staff.id)

    async def come_back(self, secret: str, back: str, code: str, state: str) -> IdentityTicket:
        """Raises NotLetIn; else the try is ``confirmed``, and ``enter`` opens the session, or the
        identity is bound. The state is spent by the first return, whatever comes of it."""
        service = self._chosen()
        current = await self.find(secret)
        if not state or current is None or digest(state) != current.scene_hash:
            raise NotLetIn("state")
        async with self._database.write() as session:
            spent = await move_ticket(session, current, "waiting", "scanned", self._clock.now())
        if spent is None:
            raise NotLetIn("state")
        if not code:
            raise NotLetIn("denied")
        subject = await service.who(code, _trip(back, state, secret))
        return await (self._bind if spent.purpose == "bind" else self._admit)(spent, subject)

    async def enter(self, secret: str, code: str | None, source: str) -> SignedIn:
        return await self._admission.enter(await self.find(secret), code, source, self.name or "")

    async def find(self, secret: str) -> IdentityTicket | None:
        """What this browser began last and that still counts."""
        return await self._admission.find(secret) if secret else None

    async def bound_at(self, staff: Staff) -> datetime | None:
        async with self._database.read() as session:
            return await bound_at(session, SINGLE_SIGN_ON, staff.id)

    async def unbind(self, staff_id: str, by: Staff) -> None:
        await self._admission.unbind(staff_id, by)

    async def _depart(
        self, back: str, purpose: str, page: str, source: str, staff_id: str | None = None
    ) -> Departure:
        service, now = self._chosen(), self._clock.now()
        wait = await self._limits.hit(f"identity:{source}", TRIES, TRY_WINDOW)
        if wait > 0:
            raise TooManyRequests("登录尝试太多，请稍后再试", retry_after=max(1, round(wait)))
        secret, state = secrets.token_urlsafe(32), secrets.token_urlsafe(32)
        url = await service.way_in(_trip(back, state, secret))
        new = IdentityTicket(
            scene_hash=digest(state), browser_hash=digest(secret), purpose=purpose,
            state="waiting", staff_id=staff_id, page=page, created_at=now, expires_at=now + LIFE,
        )  # fmt: skip
        async with self._database.write() as session:
            await open_ticket(session, new)
        return Departure(url, secret)

    async def _admit(self, current: IdentityTicket, subject: str) -> IdentityTicket:
        async with self._database.write() as session:
            staff = await staff_of_person(session, SINGLE_SIGN_ON, subject)
            if staff is None:
                raise NotLetIn("unbound")
            now = self._clock.now()
            moved = await move_ticket(session, current, "scanned", "confirmed", now, staff.id)
        return moved or current

    async def _bind(self, current: IdentityTicket, subject: str) -> IdentityTicket:
        now, staff_id = self._clock.now(), current.staff_id or ""
        async with self._database.write() as session:
            if not await bind(session, SINGLE_SIGN_ON, staff_id, subject, now):
                raise NotLetIn("taken")
            await move_ticket(session, current, "scanned", "taken", now)
            await record_audit(
                session, at=now, actor=("staff", staff_id), action="identity_bound",
                subject=("staff", staff_id),
            )  # fmt: skip
        return current

    def _chosen(self) -> IdentityService:
        if self._service is None:
            raise NotFound("没有开启单点登录")
        return self._service


def _trip(back: str, state: str, secret: str) -> Trip:
    """Nonce and verifier follow from the browser's secret: the store needs to hold neither."""
    return Trip(back, state, _derived("nonce", secret), _derived("verifier", secret))


def _derived(use: str, secret: str) -> str:
    mixed = hashlib.sha256(f"{use}:{secret}".encode()).digest()
    return urlsafe_b64encode(mixed).rstrip(b"=").decode()
