"""Accounts that may not send on their own: an answer that is late waits for the owner's next word.

An owner who was told so writes "好" or "1" only to fetch it. Such a word must not be heard as an
answer to a question that the owner has not seen yet.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.messages import Author, Channel
from bot.store.conversations import (
    NewMessage,
    append_message,
    find_conversation,
    last_user_seq,
    latest_replies,
)
from bot.store.deliveries import UNSENT
from bot.store.models import Delivery, Turn
from bot.store.passive_replies import find_reply
from bot.store.turns import OPEN_STATES
from connectors.rooms import Rooms
from connectors.wechat.answers import Answers

# Nobody means anything else by these: where nothing waits, that is said.
LOOK_WORDS = frozenset({"查看", "查看回答", "查看回复"})
FETCH_WORDS = LOOK_WORDS | {"继续", "继续看"}
# After a notice, a text this short says nothing but "go on".
MAX_SHORT = 4
NOTICE = "thinking"


@dataclass(frozen=True, slots=True)
class Asked:
    """What a push is answered about. ``seq``: the owner's latest message; ``message_id``: the one
    whose turn may still run; ``push``: what all deliveries of this push have in common;
    ``again``: an earlier one of them may have been answered; ``otherwise``: what is said where
    there is nothing to answer with."""

    conversation_id: str
    seq: int
    message_id: int | None
    push: str
    again: bool
    otherwise: str = ""


class Parked:
    def __init__(self, rooms: Rooms, answers: Answers) -> None:
        self._database = rooms.database
        self._answers = answers
        self._phrases = rooms.phrases
        self._clock = rooms.clock

    async def read_fetch(self, openid: str, text: str, push: str) -> Asked | None:
        """What this text fetches, or None where it is a message like any other."""
        word = text.strip().rstrip("。.！!？?~～")
        if len(word) > MAX_SHORT or self._phrases.asks_for_person(word):
            return None
        async with self._database.read() as session:
            conversation = await find_conversation(session, Channel.WECHAT, openid)
        if conversation is None:
            return None
        # How the reply before this one went decides whether anything is left to fetch; what is
        # read after that must not come from a snapshot taken before it.
        await self._answers.settled(conversation.id)
        async with self._database.read() as session:
            fetch = await _read_fetch(session, conversation.id, word, push)
        nothing_new = self._phrases.say("nothing_new").text if word in LOOK_WORDS else ""
        return replace(fetch, otherwise=nothing_new) if fetch is not None else None

    async def tell(self, conversation_id: str) -> str:
        """The notice that the answer will be ready later; staff see it in the log, once."""
        notice = self._phrases.say("thinking")
        async with self._database.write() as session:
            if not await _was_told(session, conversation_id):
                await append_message(
                    session,
                    NewMessage(
                        conversation_id, Author.SYSTEM, notice.text, self._clock.now(),
                        meta={"notice": NOTICE},
                    ),
                )  # fmt: skip
        return notice.text


async def _read_fetch(
    session: AsyncSession, conversation_id: str, word: str, push: str
) -> Asked | None:
    running = await _open_message(session, conversation_id)
    # An earlier delivery of this push may have taken all that waited: then nothing does any more.
    fetched = await find_reply(session, conversation_id, push) is not None
    if not fetched and word not in LOOK_WORDS:
        if running is None and not await _something_waits(session, conversation_id):
            return None
        if word not in FETCH_WORDS and not await _was_told(session, conversation_id):
            return None
    seq = await last_user_seq(session, conversation_id)
    return Asked(conversation_id, seq, running, push, again=fetched)


async def _open_message(session: AsyncSession, conversation_id: str) -> int | None:
    return await session.scalar(
        select(Turn.message_id)
        .where(Turn.conversation_id == conversation_id, Turn.state.in_(OPEN_STATES))
        .order_by(Turn.seq.desc())
        .limit(1)
    )


async def _something_waits(session: AsyncSession, conversation_id: str) -> bool:
    waiting = await session.scalar(
        select(Delivery.id)
        .where(Delivery.conversation_id == conversation_id, Delivery.state.in_(UNSENT))
        .limit(1)
    )
    return waiting is not None


async def _was_told(session: AsyncSession, conversation_id: str) -> bool:
    """Whether the notice stands below the owner's latest message."""
    rows = await latest_replies(session, conversation_id)
    return any(row.meta.get("notice") == NOTICE for row in rows)
