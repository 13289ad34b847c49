"""Verified accounts: what did not go out as a reply follows as a customer-service message."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from datetime import timedelta
from typing import Protocol
from uuid import uuid4

import structlog

from bot.coordination.topics import DESK
from bot.errors import NotFound
from bot.messages import Channel
from bot.store.allowances import Allowance, give_back, read_allowance, spend
from bot.store.conversations import last_user_seq
from bot.store.deliveries import conversations_with_waiting_deliveries
from bot.store.followers import find_follower
from bot.store.models import Conversation, Message
from connectors.rooms import Rooms
from connectors.wechat.answer import Answer
from connectors.wechat.answers import CUSTOM_LIMIT, Answers
from connectors.wechat.faults import (
    FILE_GONE,
    LINK_INSTEAD,
    UNFOLLOWED,
    USED_UP,
    WINDOW_CLOSED,
    Fault,
    NotDelivered,
)
from connectors.wechat.metrics import note_message
from connectors.wechat.render import Article
from connectors.wechat.rounds import Rounds
from connectors.wechat.send import Choice, Sender

log = structlog.get_logger(__name__)

CUSTOM = "customer_service"
TOLD = "；已用订阅通知告诉对方"
SWEEP_INTERVAL = 1.0
# News comes in bursts; the rest of one is looked at together.
BREATH = 0.1
MAX_TRIES = 4
FIRST_PAUSE = 5.0
# An article and the message that goes with it.
WITH_ARTICLE = 2


class Notices(Protocol):
    async def tell(self, conversation: Conversation) -> bool:
        """Whether the owner was told that something waits for them."""
        ...


@dataclass(frozen=True, slots=True)
class Trouble:
    """Tries that failed in a row, and when (on the loop's clock) the next may be made."""

    tries: int
    not_before: float


class Courier:
    """Each conversation in order, by one front door at a time; none waits for another's line.

    ``more`` closes the last message that the allowance has room for, where some is left.

    What answers a message younger than ``waits`` is left alone for ``head_start`` first: the POST
    that brought the message may still take it along as its reply, within milliseconds.
    """

    def __init__(
        self,
        rooms: Rooms,
        answers: Answers,
        sender: Sender,
        channel: Channel,
        *,
        more: str,
        notices: Notices | None = None,
        waits: timedelta = timedelta(),
        head_start: timedelta = timedelta(),
    ) -> None:
        self._database = rooms.database
        self._outbox = rooms.outbox
        self._bus = rooms.bus
        self._clock = rooms.clock
        self._answers = answers
        self._sender = sender
        self._channel = channel
        self._more = more
        self._notices = notices
        self._waits = waits
        self._head_start = head_start
        self._troubles: dict[str, Trouble] = {}
        self._rounds = Rounds(rooms.leases, self._deliver)

    async def run_forever(self) -> None:
        """At once when something changes, and at intervals for what no signal told of."""
        async with self._bus.subscribe(DESK) as signals:
            try:
                while True:
                    try:
                        await self._look()
                    except Exception:
                        log.exception("wechat.courier_failed")
                    await signals.next(SWEEP_INTERVAL)
                    await asyncio.sleep(BREATH)
                    signals.drain()
            finally:
                await self._rounds.stop()

    async def _look(self) -> None:
        """Begin to send what no reply will take along."""
        now = self._clock.now()
        async with self._database.read() as session:
            waiting = await conversations_with_waiting_deliveries(
                session, now - self._head_start, now - self._waits
            )
        self._rounds.begin(each for each in waiting if not self._rests(each))

    def _rests(self, conversation_id: str) -> bool:
        """After a failure."""
        trouble = self._troubles.get(conversation_id)
        return trouble is not None and asyncio.get_running_loop().time() < trouble.not_before

    async def _deliver(self, conversation_id: str) -> None:
        async with self._database.read() as session:
            conversation = await session.get_one(Conversation, conversation_id)
            seq = await last_user_seq(session, conversation_id)
        if conversation.channel != self._channel:
            return
        while True:
            allowance = await self._allowance(conversation_id)
            more = self._more if allowance.left == 1 else ""
            answer = await self._answers.collect(conversation_id, seq, CUSTOM, CUSTOM_LIMIT, more)
            if answer is None or not await self._send(conversation, answer):
                return

    async def _send(self, conversation: Conversation, answer: Answer) -> bool:
        """Counted before it is sent: a crash in between must not spend one twice."""
        linked = answer.sheet is not None and not await self._show_sheet(conversation, answer.sheet)
        name = uuid4().hex
        spent = await self._spend(conversation, name, answer)
        if isinstance(spent, Fault):
            await self._hold(conversation, answer, spent)
            return False
        try:
            await self._hand_over(conversation.address, answer, name, linked=linked)
        except NotDelivered as error:
            if not error.fault.unsure:
                async with self._database.write() as session:
                    await give_back(session, spent)
            await self._note_fault(conversation, answer, error)
            return False
        self._troubles.pop(conversation.id, None)
        note_message(self._channel, None)
        await self._answers.mark_sent(answer)
        return True

    async def _show_sheet(self, conversation: Conversation, sheet: Article) -> bool:
        """The way to the suggestions as an article, above the message that names them; False where
        that message has to carry it: nothing to spare, refused, or a second try."""
        left = (await self._allowance(conversation.id)).left
        if left < WITH_ARTICLE or conversation.id in self._troubles:
            return False
        spent = await self._spend(conversation)
        if isinstance(spent, Fault):
            return False
        try:
            await self._sender.send_news(conversation.address, sheet)
        except NotDelivered as error:
            log.info("wechat.article_refused", outcome=error.fault.name)
            if not error.fault.unsure:
                async with self._database.write() as session:
                    await give_back(session, spent)
            return False
        return True

    async def _hand_over(self, openid: str, answer: Answer, name: str, *, linked: bool) -> None:
        """As a file or as buttons where the account can show them, else in words that say the
        same."""
        if answer.file is not None and await self._enclose(openid, answer, answer.file, name):
            return
        menu = None if linked else answer.as_menu()
        if menu is not None:
            head, items = menu
            try:
                choices = [Choice(*item) for item in items]
                await self._sender.send_menu(openid, head, choices, name=name)
                return
            except NotDelivered as error:
                if error.fault.name != "type_refused":
                    raise
        await self._sender.send_text(openid, answer.linked if linked else answer.text, name=name)

    async def _enclose(self, openid: str, answer: Answer, row: Message, name: str) -> bool:
        """False where the link has to say it: WeChat did not want the file."""
        try:
            file = await self._answers.files.read(row)
        except NotFound:
            raise NotDelivered(FILE_GONE) from None
        try:
            await self._sender.send_file(openid, file, name=name)
        except NotDelivered as error:
            if not answer.text or error.fault.name not in LINK_INSTEAD:
                raise
            log.info("wechat.file_as_link", outcome=error.fault.name)
            return False
        return True

    async def _spend(
        self, conversation: Conversation, name: str | None = None, answer: Answer | None = None
    ) -> int | Fault:
        """The id of the message that was counted, or why none may be sent."""
        carried = [each.delivery_id for each in answer.carried] if answer is not None else []
        async with self._database.write() as session:
            follower = await find_follower(session, conversation.id)
            if follower is not None and not follower.following:
                return UNFOLLOWED
            spent = await spend(session, conversation.id, self._clock.now(), name, carried)
        if spent is not None:
            return spent
        return USED_UP if (await self._allowance(conversation.id)).is_open else WINDOW_CLOSED

    async def _hold(self, conversation: Conversation, answer: Answer, fault: Fault) -> None:
        """Until the owner writes again; where they allowed it, tell them that something waits."""
        note_message(self._channel, fault)
        told = (
            self._notices is not None
            and fault is WINDOW_CLOSED
            and await self._notices.tell(conversation)
        )
        await self._outbox.hold(answer.parcels, fault.reason + (TOLD if told else ""))

    async def _note_fault(
        self, conversation: Conversation, answer: Answer, error: NotDelivered
    ) -> None:
        conversation_id = conversation.id
        tries = self._troubles.get(conversation_id, Trouble(0, 0.0)).tries + 1
        log.warning("wechat.not_delivered", conversation=conversation_id, outcome=error.fault.name)
        if error.again and tries < MAX_TRIES:
            pause = FIRST_PAUSE * 2 ** (tries - 1)
            not_before = asyncio.get_running_loop().time() + pause
            self._troubles[conversation_id] = Trouble(tries, not_before)
            await self._outbox.put_back(answer.parcels)
            return
        self._troubles.pop(conversation_id, None)
        if error.fault.held:
            await self._hold(conversation, answer, error.fault)
        else:
            note_message(self._channel, error.fault)
            await self._outbox.mark_failed(answer.parcels, error.reason)

    async def _allowance(self, conversation_id: str) -> Allowance:
        async with self._database.read() as session:
            return await read_allowance(session, conversation_id, self._clock.now())
