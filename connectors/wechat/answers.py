"""From a stored message to the text of its answer: wait, claim, pack, settle."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Coroutine, Sequence
from dataclasses import dataclass, replace
from typing import Any

import structlog

from bot.store.conversations import find_by_seq
from bot.store.deliveries import Parcel
from bot.store.models import Message
from bot.store.turns import OPEN_STATES, turn_state
from connectors.rooms import Rooms
from connectors.sheets.links import SheetLinks
from connectors.sheets.suggestions import suggestions_of
from connectors.wechat.packing import SEPARATOR, Bubble, Packed, pack, size
from connectors.wechat.render import (
    Article,
    bubble_text,
    pressable,
    pressed_choices,
    sheet_article,
    sheet_link,
    spoken_choices,
)
from connectors.wechat.xml import neutralise

log = structlog.get_logger(__name__)

# A signal can be missed (another replica, Redis away): look again after this many seconds.
LOOK_AGAIN = 0.5
TYPING = "typing"
MAX_QUOTE = 20
# Items of a msgmenu; more are said in words.
MAX_MENU = 10
PASSIVE_LIMIT = 1_800
CUSTOM_LIMIT = 2_048


@dataclass(frozen=True, slots=True)
class Answer:
    """Claimed and packed, not yet sent. Settle every one of them.

    ``sheet``: the suggestions had to be put briefly, and stand there in full; ``linked`` must go
    out, or the article and then ``text``.
    """

    text: str
    packed: Packed
    claimed: tuple[Bubble, ...]
    sheet: Article | None = None

    @property
    def linked(self) -> str:
        return self.text + (SEPARATOR + sheet_link(self.sheet) if self.sheet else "")

    @property
    def parcels(self) -> tuple[Parcel, ...]:
        return tuple(bubble.parcel for bubble in self.claimed)

    @property
    def carried(self) -> tuple[Parcel, ...]:
        """All of which some is said."""
        return (*self.packed.whole, *(parcel for parcel, _ in self.packed.torn))

    def as_menu(self) -> tuple[str, list[tuple[str, str]]] | None:
        """Head and items (id, title), where what stands last offers buttons of its own."""
        row = self._offer()
        if row is None:
            return None
        items = pressable(row)
        head = self.text.removesuffix(spoken_choices(row)).strip()
        return (head, items) if head and 1 <= len(items) <= MAX_MENU else None

    def as_reply(self, limit: int) -> str:
        """``linked``, and the buttons that stand last can be pressed where there is room."""
        row = self._offer()
        pressed = pressed_choices(row) if row is not None else None
        if row is None or pressed is None:
            return self.linked
        spoken = spoken_choices(row)
        text = self.linked.replace(self.text, self.text.removesuffix(spoken) + pressed, 1)
        return text if self.text.endswith(spoken) and size(text) <= limit else self.linked

    def _offer(self) -> Message | None:
        """The row that stands last, where all of it is said and its buttons can be pressed."""
        last = self.claimed[-1]
        if self.packed.torn or self.packed.left or not last.choosable or last.start:
            return None
        return last.parcel.message


class Answers:
    """``sheets`` None: there is no page that a long list of suggestions could be read on."""

    def __init__(self, rooms: Rooms, sheets: SheetLinks | None = None) -> None:
        self._sheets = sheets
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

    async def collect(
        self, conversation_id: str, seq: int, via: str, limit: int, more: str
    ) -> Answer | None:
        """Claim all that waits. ``seq`` is the owner's message at hand: earlier matters say so.

        ``more`` is added where something had to be left. Cancelling does not lose a claim: what
        was taken is put back.
        """
        await self.settled(conversation_id)
        task = asyncio.create_task(self._outbox.claim(conversation_id, via))
        try:
            parcels = await asyncio.shield(task)
        except asyncio.CancelledError:
            self._keep(conversation_id, self._put_back_late(task))
            raise
        if not parcels:
            return None
        try:
            return await self._packed(parcels, seq, limit, more)
        except BaseException:
            self._keep(conversation_id, self._outbox.put_back(parcels))
            raise

    def settle(self, answer: Answer, *, sent: bool) -> None:
        """Note the outcome beside the request: WeChat need not wait for the store."""
        noting = self.mark_sent(answer) if sent else self._outbox.put_back(answer.parcels)
        self._keep(answer.parcels[0].message.conversation_id, noting)

    async def mark_sent(self, answer: Answer) -> None:
        packed = answer.packed
        await self._outbox.mark_sent(packed.whole)
        for parcel, chars in packed.torn:
            bubble = next(each for each in answer.claimed if each.parcel is parcel)
            progress = {"chars": chars, "choosable": bubble.choosable, "brief": bubble.brief}
            await self._outbox.put_rest_back(parcel, progress)
        await self._outbox.put_back(packed.left)

    async def close(self) -> None:
        """Let what was begun beside the requests come to its end."""
        await asyncio.gather(*self._beside, return_exceptions=True)

    async def settled(self, conversation_id: str) -> None:
        """Wait until earlier replies are noted: only then does their leftover wait again."""
        noting = [task for task, about in self._beside.items() if about == conversation_id]
        if noting:
            await asyncio.wait(noting)

    async def _packed(self, parcels: Sequence[Parcel], seq: int, limit: int, more: str) -> Answer:
        old: list[Bubble] = []
        new: list[Bubble] = []
        led: int | None = None
        for parcel in parcels:
            about = parcel.message.reply_to
            earlier = about is not None and about < seq
            bubble = _bubble(parcel, seq)
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

    async def _lead(self, parcel: Parcel, seq: int | None) -> str:
        """Which question an answer belongs to, where it comes after another was asked."""
        async with self._database.read() as session:
            asked = await find_by_seq(session, parcel.message.conversation_id, seq or 0)
        if asked is None:
            return ""
        short = asked.text if len(asked.text) <= MAX_QUOTE else asked.text[:MAX_QUOTE] + "……"
        return self._phrases.say("earlier_answer", text=neutralise(short)).text + "\n"

    async def _put_back_late(self, task: asyncio.Task[list[Parcel]]) -> None:
        await self._outbox.put_back(await task)

    def _keep(self, conversation_id: str, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.create_task(work)
        self._beside[task] = conversation_id
        task.add_done_callback(self._ended)

    def _ended(self, task: asyncio.Task[Any]) -> None:
        del self._beside[task]
        if not task.cancelled() and (error := task.exception()) is not None:
            log.error("wechat.settle_failed", error=type(error).__name__)


def _bubble(parcel: Parcel, seq: int) -> Bubble:
    """A row that was begun goes on in the form in which it was begun."""
    progress = parcel.message.meta.get("progress") or {}
    choosable = bool(progress.get("choosable", parcel.message.seq > seq))
    brief = bool(progress.get("brief", False))
    text = bubble_text(parcel.message, choosable=choosable, brief=brief)
    start = min(int(progress.get("chars", 0)), len(text))
    return Bubble(parcel, text, start, choosable=choosable, brief=brief)


def _can_be_brief(bubble: Bubble) -> bool:
    return not bubble.start and bool(suggestions_of(bubble.parcel.message))


def _in_brief(bubble: Bubble) -> Bubble:
    text = bubble_text(bubble.parcel.message, choosable=bubble.choosable, brief=True)
    return replace(bubble, text=text, brief=True)


def _led(bubble: Bubble, lead: str) -> Bubble:
    return replace(bubble, lead=lead)
