"""WeChat as the sandbox plays it: its clock, the phones, and all that was said and called."""

from __future__ import annotations

import asyncio
import secrets
from collections import deque
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Literal

from bot.clock import Clock
from bot.errors import NotFound
from connectors.sandbox.quota import Allowance, Occasion

MAX_PHONES = 200
MAX_BUBBLES = 400
MAX_RECORDS = 200
# "Typing" is allowed this long after the owner's last word, and is shown this long.
RECENT = timedelta(seconds=30)
TYPING_LASTS = timedelta(seconds=15)

Author = Literal["owner", "account", "system"]
Via = Literal["", "passive", "customer_service", "notice"]


class MovableClock:
    """The front door's time plus what was added by hand. Signatures always bear the real time."""

    def __init__(self, base: Clock) -> None:
        self._base = base
        self.moved = timedelta()

    def now(self) -> datetime:
        return self._base.now() + self.moved

    def real_now(self) -> datetime:
        return self._base.now()

    def move(self, by: timedelta) -> None:
        self.moved += by


@dataclass(frozen=True, slots=True)
class Bubble:
    """One entry of the chat. ``body`` depends on ``kind``: text, news, msgmenu, image, notice …"""

    revision: int
    author: Author
    kind: str
    body: dict[str, Any]
    at: datetime
    via: Via = ""


@dataclass(slots=True)
class Phone:
    openid: str
    nickname: str
    following: bool = False
    scene: str = ""
    followed_at: datetime | None = None
    spoke_at: datetime | None = None
    typing_until: datetime | None = None
    # 订阅通知 that the owner still allows.
    permits: int = 0
    allowance: Allowance = field(default_factory=Allowance)
    bubbles: deque[Bubble] = field(default_factory=lambda: deque(maxlen=MAX_BUBBLES))


@dataclass(frozen=True, slots=True)
class Call:
    """One call of the API as WeChat's console would log it; ``openid`` where it was about one."""

    revision: int
    name: str
    code: int
    reason: str
    openid: str
    at: datetime
    request: str = ""


@dataclass(slots=True)
class Switches:
    """What the person at the panel has set. ``slow``: seconds that the way to the server takes."""

    verified: bool = False
    slow: float = 0.0
    down: bool = False


class Platform:
    def __init__(self, clock: Clock, *, verified: bool = False) -> None:
        self.clock = MovableClock(clock)
        self.switches = Switches(verified=verified)
        self.calls: deque[Call] = deque(maxlen=MAX_RECORDS)
        # Grows over restarts too, so that a page that was open all the time reads on.
        self.revision = int(clock.now().timestamp() * 1_000)
        self._phones: dict[str, Phone] = {}
        self._moved_on = asyncio.Event()
        self._last_id = int(clock.now().timestamp() * 1_000_000)

    def add_phone(self, nickname: str) -> Phone:
        """A new owner who does not follow the account yet; the oldest of very many is let go."""
        while len(self._phones) >= MAX_PHONES:
            del self._phones[next(iter(self._phones))]
        # 28 signs as in life; never one that means something in a path.
        openid = "oSBX" + secrets.token_hex(12)
        phone = self._phones[openid] = Phone(openid, nickname)
        self.note_change()
        return phone

    def restore_phone(self, phone: Phone) -> None:
        """Of an earlier run. What is shown from now on comes after what it shows."""
        self._phones[phone.openid] = phone
        latest = max((bubble.revision for bubble in phone.bubbles), default=0)
        self.revision = max(self.revision, latest)

    def find_phone(self, openid: str) -> Phone | None:
        return self._phones.get(openid)

    def phone(self, openid: str) -> Phone:
        """Raise NotFound for an openid that was never handed out here."""
        found = self._phones.get(openid)
        if found is None:
            raise NotFound("沙箱里没有这部手机，请新建一部")
        return found

    def phones(self) -> list[Phone]:
        return list(self._phones.values())

    def next_id(self) -> int:
        """Message ids grow, also over restarts."""
        self._last_id = max(self._last_id + 1, int(self.clock.real_now().timestamp() * 1_000_000))
        return self._last_id

    def note_contact(self, phone: Phone, occasion: Occasion) -> None:
        """The owner did something that lets the account write for a while."""
        now = self.clock.now()
        phone.allowance.renew(occasion, now)
        phone.spoke_at = now

    def show(
        self, phone: Phone, author: Author, kind: str, body: dict[str, Any], via: Via = ""
    ) -> Bubble:
        bubble = Bubble(self.note_change(), author, kind, body, self.clock.now(), via)
        phone.bubbles.append(bubble)
        if author == "account":
            phone.typing_until = None
        return bubble

    def note_call(
        self, name: str, code: int, reason: str, openid: str = "", request: str = ""
    ) -> None:
        now = self.clock.now()
        self.calls.append(Call(self.note_change(), name, code, reason, openid, now, request))

    def note_change(self) -> int:
        """The number of this change; who waits for one is woken."""
        self.revision += 1
        self._moved_on.set()
        self._moved_on = asyncio.Event()
        return self.revision

    async def wait(self, after: int, seconds: float) -> None:
        """Return once something has changed since ``after``, or when the time is up."""
        if self.revision > after or seconds <= 0:
            return
        try:
            async with asyncio.timeout(seconds):
                await self._moved_on.wait()
        except TimeoutError:
            return
