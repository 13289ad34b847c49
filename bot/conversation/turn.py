"""One turn at a time per conversation: take the oldest message, let its owner answer, store."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from time import perf_counter

import structlog
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncSession

from bot.clock import Clock
from bot.conversation.log import Log
from bot.conversation.outbox import store_replies
from bot.conversation.participants import Desk, Engine, Leases
from bot.conversation.phrases import ASK_BOT, ASK_HUMAN, RETRY, SAY, Phrases
from bot.conversation.questions import is_out_of_date
from bot.conversation.turn_metrics import TURN_SECONDS, TURNS
from bot.conversation.unread import answer_unread
from bot.errors import DeskError, EngineFailed
from bot.messages import HandoffRequest, Outbound, Owner, Stamp
from bot.store.audit import record_audit
from bot.store.conversations import find_by_seq, recent_rows
from bot.store.database import Database
from bot.store.models import Conversation
from bot.store.turns import (
    OpenTurn,
    begin_next_turn,
    conversations_with_open_turns,
    finish_turn,
    has_open_turn,
)

log = structlog.get_logger(__name__)

# Open turns older than this have lost their runner (a crash, another replica gone).
ORPHAN_AGE = timedelta(seconds=3)
SWEEP_INTERVAL = 3.0


@dataclass(frozen=True, slots=True)
class Outcome:
    """How a turn ended: ``state`` is stored with it; ``error`` is what staff read.

    ``at_desk``: the replies are made by the desk when the turn is settled.
    """

    state: str
    replies: Sequence[Outbound] = ()
    handoff: HandoffRequest | None = None
    error: str | None = None
    at_desk: bool = False


class TurnRunner:
    def __init__(
        self,
        database: Database,
        leases: Leases,
        engine: Engine,
        desk: Desk,
        journal: Log,
        phrases: Phrases,
        clock: Clock,
    ) -> None:
        self._database = database
        self._leases = leases
        self._engine = engine
        self._desk = desk
        self._log = journal
        self._phrases = phrases
        self._clock = clock
        self._tasks: dict[str, asyncio.Task[None]] = {}
        self._again: set[str] = set()

    async def ring(self, conversation_id: str) -> None:
        """Something new is in the inbox: show it to readers and see to its turn."""
        self.wake(conversation_id)
        await self._log.announce(conversation_id)

    def wake(self, conversation_id: str) -> None:
        """Start a run for the conversation, or let the running one look once more."""
        if conversation_id in self._tasks:
            self._again.add(conversation_id)
            return
        task = asyncio.create_task(self._run(conversation_id), name=f"turn:{conversation_id}")
        self._tasks[conversation_id] = task
        task.add_done_callback(lambda _: self._rest(conversation_id))

    async def sweep_forever(self) -> None:
        """Take up turns whose runner died, here or on another replica."""
        while True:
            try:
                await self.resume()
            except Exception:
                log.exception("turn.sweep_failed")
            await asyncio.sleep(SWEEP_INTERVAL)

    async def resume(self, min_age: timedelta = ORPHAN_AGE) -> int:
        async with self._database.read() as session:
            waiting = await conversations_with_open_turns(session, self._clock.now() - min_age)
        for conversation_id in waiting:
            if conversation_id not in self._tasks:
                self.wake(conversation_id)
        return len(waiting)

    async def drain(self, seconds: float) -> None:
        """Let running turns end before the process does; what does not is resumed later."""
        if self._tasks:
            await asyncio.wait(tuple(self._tasks.values()), timeout=seconds)

    def _rest(self, conversation_id: str) -> None:
        task = self._tasks.pop(conversation_id)
        if not task.cancelled() and (error := task.exception()) is not None:
            log.error("turn.run_failed", conversation=conversation_id, exc_info=error)
        if conversation_id in self._again:
            self._again.discard(conversation_id)
            if not task.cancelled():
                self.wake(conversation_id)

    async def _run(self, conversation_id: str) -> None:
        async with self._leases.hold(f"turn:{conversation_id}"):
            while (turn := await self._begin(conversation_id)) is not None:
                await self._complete(turn)
                # Mostly there is nothing more: not worth the write lock.
                async with self._database.read() as session:
                    if not await has_open_turn(session, conversation_id):
                        return

    async def _begin(self, conversation_id: str) -> OpenTurn | None:
        self._again.discard(conversation_id)
        async with self._database.write() as session:
            return await begin_next_turn(session, conversation_id, self._clock.now())

    async def _complete(self, turn: OpenTurn) -> None:
        started = perf_counter()
        if turn.owner is Owner.BOT:
            await self._log.announce(turn.conversation_id, "typing")
        outcome = await self._answer(turn)
        try:
            stored = await self._settle(turn, outcome)
        except (SQLAlchemyError, ValueError) as error:
            # Words that cannot be stored would come back at every attempt and block what waits
            # behind them. Where the store itself is away this fails too, and the sweep returns.
            log.error("turn.reply_not_stored", error=type(error).__name__, seq=turn.seq)
            outcome = self._apologise(turn, EngineFailed("引擎的回答无法保存"))
            stored = await self._settle(turn, outcome)
        TURNS.labels(outcome=stored, channel=turn.channel).inc()
        TURN_SECONDS.observe(perf_counter() - started)
        log.info(
            "turn.finished", conversation=turn.conversation_id, seq=turn.seq, outcome=stored,
            attempt=turn.attempt, error=outcome.error,
            ms=round((perf_counter() - started) * 1000),
        )  # fmt: skip
        await self._log.announce(turn.conversation_id)

    async def _answer(self, turn: OpenTurn) -> Outcome:
        command, _, argument = (turn.payload or "").rpartition(":")
        if self._desk.minds(turn):
            # The desk gives the conversation to the bot, whose turn this is then.
            goes_back = command == ASK_BOT and turn.owner is Owner.QUEUE
            return Outcome("waiting" if goes_back else "answered", at_desk=True)
        if turn.owner is not Owner.BOT:
            return Outcome("silent")
        if turn.payload == ASK_HUMAN:
            return Outcome("answered", handoff=HandoffRequest("来访者点了转人工"))
        if command in {RETRY, ASK_BOT}:
            return await self._retry(turn, argument)
        if command == SAY:
            async with self._database.read() as session:
                rows = await recent_rows(session, turn.conversation_id)
            return Outcome("answered", answer_unread(self._phrases, argument, rows))
        return await self._ask_engine(turn)

    async def _ask_engine(self, turn: OpenTurn) -> Outcome:
        # Only now is it known which question came last: while this turn waited, another was asked.
        async with self._database.read() as session:
            if await is_out_of_date(session, turn):
                turn = replace(turn, meta={**turn.meta, "out_of_date": True})
        try:
            reply = await self._engine.respond(turn)
        except EngineFailed as error:
            return self._apologise(turn, error)
        except Exception as error:
            log.exception("turn.engine_client_failed", conversation=turn.conversation_id)
            return self._apologise(turn, EngineFailed(type(error).__name__))
        return Outcome("answered", reply.messages, reply.handoff)

    def _apologise(self, turn: OpenTurn, error: DeskError) -> Outcome:
        """The owner hears it within the turn's time; one who asked for a person gets the queue."""
        if self._phrases.asks_for_person(turn.text):
            wish = HandoffRequest("引擎故障时要求转人工", urgent=True)
            return Outcome("answered", handoff=wish, error=error.detail)
        apology = self._phrases.say("engine_failed", seq=turn.seq)
        return Outcome("failed", (apology,), error=error.detail)

    async def _retry(self, turn: OpenTurn, argument: str) -> Outcome:
        """Run an earlier message, failed or left to people, under this turn's fence."""
        if not argument.isdigit():
            return await self._ask_engine(turn)
        async with self._database.read() as session:
            original = await find_by_seq(session, turn.conversation_id, int(argument))
        if original is None:
            return self._apologise(turn, EngineFailed("没有可重试的消息"))
        again = OpenTurn(
            message_id=original.id, conversation_id=turn.conversation_id, seq=original.seq,
            attempt=2, text=original.text, payload=original.payload, channel=turn.channel,
            owner=turn.owner, owner_epoch=turn.owner_epoch, meta=original.meta,
        )  # fmt: skip
        return await self._ask_engine(again)

    async def _settle(self, turn: OpenTurn, outcome: Outcome) -> str:
        """Store how it ended in one transaction; returns the state that was really stored."""
        async with self._database.write() as session:
            conversation = await session.get_one(
                Conversation, turn.conversation_id, with_for_update=True
            )
            moved = conversation.owner_epoch != turn.owner_epoch
            state = _ends_as(outcome, Owner(conversation.owner)) if moved else outcome.state
            if not await finish_turn(session, turn, state, self._clock.now(), outcome.error):
                return "superseded"
            if state == "stale":
                await self._audit(session, turn, "bot_reply_dropped", replies=len(outcome.replies))
                return state
            if outcome.at_desk:
                outcome = replace(outcome, replies=await self._desk.attend(session, turn))
            elif state == "silent" and not moved:
                outcome = replace(outcome, replies=await self._desk.reassure(session, turn))
            await self._store(session, turn, outcome)
            if outcome.error is not None:
                await self._audit(session, turn, "engine_failed", reason=outcome.error)
            return state

    async def _store(self, session: AsyncSession, turn: OpenTurn, outcome: Outcome) -> None:
        replies = list(outcome.replies)
        if outcome.handoff is not None:
            told = await self._desk.admit(
                session, turn.conversation_id, turn.owner_epoch, outcome.handoff
            )
            replies += told or ()
        await store_replies(
            session, turn.conversation_id, turn.channel, replies, self._clock,
            Stamp(reply_to=turn.seq),
        )  # fmt: skip

    async def _audit(
        self, session: AsyncSession, turn: OpenTurn, action: str, **data: object
    ) -> None:
        await record_audit(
            session, at=self._clock.now(), actor=("system", "turn"), action=action,
            subject=("conversation", turn.conversation_id), seq=turn.seq, **data,
        )  # fmt: skip


def _ends_as(outcome: Outcome, owner: Owner) -> str:
    """How a turn ends whose conversation changed hands meanwhile.

    Replies are dropped. A turn that a person's ownership silenced waits again where the person
    gave the conversation back to the bot just then: nobody else would answer it.
    """
    if outcome.replies or outcome.at_desk:
        return "stale"
    return "waiting" if outcome.state == "silent" and owner is Owner.BOT else outcome.state
