"""From a stored message to the text of its answer: wait, claim, pack, settle."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Coroutine, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

import structlog

from bot.store.conversations import find_by_seq
from bot.store.deliveries import Parcel
from bot.store.turns import OPEN_STATES, turn_state
from connectors.rooms import Rooms
from connectors.sheets.links import SheetLinks
from connectors.sheets.suggestions import suggestions_of
from connectors.wechat.answer import Answer
from connectors.wechat.enclosures import Enclosures
from connectors.wechat.packing import SEPARATOR, Bubble, Packed, pack, size
from connectors.wechat.patience import WECHAT_WAITS
from connectors.wechat.render import bubble_text, sheet_article, sheet_link
from connectors.wechat.xml import neutralise

log = structlog.get_logger(__name__)

# A signal can be missed (another replica, Redis away): look again after this many seconds.
LOOK_AGAIN = 0.5
# Another delivery is being answered; that takes no longer than writing to a socket.
SOON = 0.1
TYPING = "typing"
MAX_QUOTE = 20
PASSIVE_LIMIT = 1_800
CUSTOM_LIMIT = 2_048


@dataclass(frozen=True, slots=True)
class Replied:
    """``text`` None: another delivery is at it, and nobody knows yet whether it got through."""

    text: str | None


class Answers:
    """``sheets`` None: there is no page that a long list of suggestions could be read on.
    ``files``: how staff's files go out.
    ``waits``: seconds after which a delivery that has not been answered is given up."""

    def __init__(
        self,
        rooms: Rooms,
        sheets: SheetLinks | None = None,
        waits: float = WECHAT_WAITS,
        files: Enclosures | None = None,
    ) -> None:
        self._sheets = sheets
        self.files = files or Enclosures(rooms)
        self._clock = rooms.clock
        self._claims_hold = timedelta(seconds=waits)
        self._database = rooms.database
        self._hourglass = rooms.hourglass
        self._log = rooms.journal
        self._outbox = rooms.outbox
        self._phrases = rooms.phrases
        self._beside: dict[asyncio.Task[Any], str] = {}

    async def wait_for_turn(
        self, conversation_id: str, message_id: int, until: float, step: str
    ) -> bool:
        """Whether the message's turn has ended by ``until`` (the hourglass's time)."""
        async with self._log.signals(conversation_id) as signals:
            while True:
                async with self._database.read() as session:
                    state = await turn_state(session, message_id)
                if state not in OPEN_STATES:
                    return True
                if self._hourglass.now() >= until:
                    return False
                # Only the waiting is cut off, never a look at the store.
                with contextlib.suppress(TimeoutError):
                    async with self._hourglass.limit(until, step):
                        while await signals.next(LOOK_AGAIN) == TYPING:
                            continue

    async def replied(self, conversation_id: str, push: str, until: float) -> Replied | None:
        """What an earlier delivery of this push was answered with, looked for until it is known
        or time is up; None where nothing was, or where nobody is left to say what became of it."""
        await self.settled(conversation_id)
        while True:
            reply = await self._outbox.find_reply(conversation_id, push)
            if reply is None or reply.text is not None:
                return Replied(reply.text) if reply is not None else None
            if self._clock.now() - reply.began_at >= self._claims_hold:
                # Whoever took it died, or its WeChat has long hung up: this delivery takes it.
                await self._outbox.take_reply_back(conversation_id, push)
                return None
            if self._hourglass.now() >= until:
                return Replied(None)
            # Only the waiting is cut off, never a look at the store.
            with contextlib.suppress(TimeoutError):
                async with self._hourglass.limit(until, "earlier_delivery"):
                    await asyncio.sleep(SOON)

    async def collect(
        self,
        conversation_id: str,
        seq: int,
        via: str,
        limit: int,
        more: str,
        push: str | None = None,
    ) -> Answer | None:
        """Claim all that waits. ``seq`` is the owner's message at hand: earlier matters say so.

        ``more`` is added where something had to be left; ``push`` is what a reply answers.
        Cancelling does not lose a claim: what was taken is put back.
        """
        await self.settled(conversation_id)
        claim = self._outbox.claim(conversation_id, via, push, self.files.way)
        task = asyncio.create_task(claim)
        try:
            parcels = await asyncio.shield(task)
        except asyncio.CancelledError:
            self._keep(conversation_id, self._put_back_late(task, conversation_id, push))
            raise
        if not parcels:
            return None
        try:
            return await self._packed(parcels, seq, limit, more)
        except BaseException:
            self._keep(conversation_id, self._put_back(parcels, conversation_id, push))
            raise

    def settle(self, answer: Answer, push: str, text: str, *, sent: bool) -> None:
        """Note the outcome beside the request: WeChat need not wait for the store."""
        if sent:
            noting = self._outbox.note_replied(answer.conversation_id, push, text, answer.outcome)
            self._keep(answer.conversation_id, noting)
        else:
            self.take_back(answer.conversation_id, push)

    def take_back(self, conversation_id: str, push: str) -> None:
        """The same of a reply that did not arrive."""
        self._keep(conversation_id, self._outbox.take_reply_back(conversation_id, push))

    async def mark_sent(self, answer: Answer) -> None:
        await self._outbox.note_sent(answer.outcome)

    async def close(self) -> None:
        """Let what was begun beside the requests come to its end."""
        await asyncio.gather(*self._beside, return_exceptions=True)

    async def settled(self, conversation_id: str) -> None:
        """Wait until earlier replies are noted: only then does their leftover wait again."""
        noting = [task for task, about in self._beside.items() if about == conversation_id]
        if noting:
            await asyncio.wait(noting)

    async def _packed(self, parcels: Sequence[Parcel], seq: int, limit: int, more: str) -> Answer:
        if len(parcels) == 1 and self.files.goes_alone(parcels[0].message):
            bubble = self._bubble(parcels[0], seq)
            packed = Packed(bubble.text, (bubble.parcel,))
            return Answer(bubble.text, packed, (bubble,), file=bubble.parcel.message)
        old: list[Bubble] = []
        new: list[Bubble] = []
        led: int | None = None
        for parcel in parcels:
            about = parcel.message.reply_to
            earlier = about is not None and about < seq
            bubble = self._bubble(parcel, seq)
            if earlier and about != led and not bubble.start:
                bubble = _led(bubble, await self._lead(parcel, about))
            led = about
            (old if earlier else new).append(bubble)
        packed = pack(old, new, limit, more)
        if packed.torn or packed.left:
            with_sheet = self._with_sheet(old, new, limit, more)
            if with_sheet is not None:
                return with_sheet
        return Answer(packed.text, packed, (*old, *new))

    def _with_sheet(
        self, old: Sequence[Bubble], new: Sequence[Bubble], limit: int, more: str
    ) -> Answer | None:
        """The turn's suggestions briefly, with the way to all that they say. None where none of
        them is new, or where there is no page."""
        suggesting = [each for each in new if _can_be_brief(each)]
        if self._sheets is None or not suggesting:
            return None
        first = suggesting[0].parcel.message
        turn = [each for each in suggesting if each.parcel.message.reply_to == first.reply_to]
        rows = [each.parcel.message for each in turn]
        article = sheet_article(rows, self._sheets.url_of(first.id))
        brief = [_in_brief(each) if each in turn else each for each in new]
        packed = pack(old, brief, limit - size(SEPARATOR + sheet_link(article)), more)
        return Answer(packed.text, packed, (*old, *brief), article)

    def _bubble(self, parcel: Parcel, seq: int) -> Bubble:
        """A row that was begun goes on in the form in which it was begun."""
        row = parcel.message
        progress = row.meta.get("progress") or {}
        choosable = bool(progress.get("choosable", row.seq > seq))
        brief = bool(progress.get("brief", False))
        if row.meta.get("file"):
            text = self.files.link_to(row)
        else:
            text = bubble_text(row, choosable=choosable, brief=brief)
        start = min(int(progress.get("chars", 0)), len(text))
        return Bubble(parcel, text, start, choosable=choosable, brief=brief)

    async def _lead(self, parcel: Parcel, seq: int | None) -> str:
        """Which question an answer belongs to, where it comes after another was asked."""
        async with self._database.read() as session:
            asked = await find_by_seq(session, parcel.message.conversation_id, seq or 0)
        if asked is None:
            return ""
        short = asked.text if len(asked.text) <= MAX_QUOTE else asked.text[:MAX_QUOTE] + "……"
        return self._phrases.say("earlier_answer", text=neutralise(short)).text + "\n"

    async def _put_back_late(
        self, task: asyncio.Task[list[Parcel]], conversation_id: str, push: str | None
    ) -> None:
        await self._put_back(await task, conversation_id, push)

    async def _put_back(
        self, parcels: Sequence[Parcel], conversation_id: str, push: str | None
    ) -> None:
        if push is not None:
            await self._outbox.take_reply_back(conversation_id, push)
        else:
            await self._outbox.put_back(parcels)

    def _keep(self, conversation_id: str, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.create_task(work)
        self._beside[task] = conversation_id
        task.add_done_callback(self._ended)

    def _ended(self, task: asyncio.Task[Any]) -> None:
        del self._beside[task]
        if not task.cancelled() and (error := task.exception()) is not None:
            log.error("wechat.settle_failed", error=type(error).__name__)


def _can_be_brief(bubble: Bubble) -> bool:
    return not bubble.start and bool(suggestions_of(bubble.parcel.message))


def _in_brief(bubble: Bubble) -> Bubble:
    text = bubble_text(bubble.parcel.message, choosable=bubble.choosable, brief=True)
    return replace(bubble, text=text, brief=True)


def _led(bubble: Bubble, lead: str) -> Bubble:
    return replace(bubble, lead=lead)
