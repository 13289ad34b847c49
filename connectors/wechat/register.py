"""The account's register of followers: who came and how, who left, which notices they allow."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Callable
from typing import Protocol

import structlog
from sqlalchemy.ext.asyncio import AsyncSession

from bot.messages import Channel
from bot.store.conversations import find_conversation
from bot.store.followers import (
    followers_to_ask_about,
    note_answer_about,
    note_following,
    note_notice_outcome,
    permit,
)
from connectors.rooms import Rooms
from connectors.wechat.faults import NotDelivered
from connectors.wechat.inbound import dedupe_key
from connectors.wechat.parse import Event, Media, Notices, Push, Voice

log = structlog.get_logger(__name__)

SWEEP_INTERVAL = 30.0
FOLLOWING = {"subscribe": True, "unsubscribe": False}
SENT = "subscribe_msg_sent_event"
ARRIVED = "success"


class Directory(Protocol):
    async def came_by(self, openid: str) -> str | None:
        """How a follower came (WeChat's subscribe_scene); raise NotDelivered."""
        ...


class Register:
    """Nothing is noted of people without a conversation: they never followed and never wrote.

    ``media_came`` is called for what has to be fetched."""

    def __init__(self, rooms: Rooms, media_came: Callable[[], None]) -> None:
        self._database = rooms.database
        self._clock = rooms.clock
        self._media_came = media_came
        self._somebody_came = asyncio.Event()

    async def note(self, push: Push) -> None:
        if isinstance(push, Media | Voice):
            self._media_came()
        if (isinstance(push, Event) and push.name in FOLLOWING) or isinstance(push, Notices):
            async with self._database.write() as session:
                conversation = await find_conversation(
                    session, Channel.WECHAT, push.header.from_user
                )
                if conversation is not None:
                    await self._note(session, conversation.id, push)
            self._somebody_came.set()

    async def ask_forever(self, directory: Directory) -> None:
        while True:
            self._somebody_came.clear()
            try:
                await self.ask(directory)
            except Exception as error:
                log.warning("wechat.followers_unknown", error=type(error).__name__)
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(SWEEP_INTERVAL):
                    await self._somebody_came.wait()

    async def ask(self, directory: Directory) -> None:
        async with self._database.read() as session:
            unknown = await followers_to_ask_about(session, Channel.WECHAT)
        for conversation_id, openid in unknown:
            came_by: str | None = None
            try:
                came_by = await directory.came_by(openid)
            except NotDelivered as error:
                if error.again or error.fault.unsure:
                    return
                log.info("wechat.follower_unknown", outcome=error.fault.name)
            async with self._database.write() as session:
                await note_answer_about(session, conversation_id, came_by)

    async def _note(
        self, session: AsyncSession, conversation_id: str, push: Event | Notices
    ) -> None:
        if isinstance(push, Event):
            now, following = self._clock.now(), FOLLOWING[push.name]
            await note_following(session, conversation_id, now, following=following)
            return
        for entry in push.entries:
            if push.name == SENT:
                outcome = None if entry.status == ARRIVED else entry.status[:200]
                await note_notice_outcome(session, conversation_id, entry.template_id, outcome)
            else:
                key = dedupe_key(push.header, push.name, entry.template_id, entry.status)
                await permit(
                    session, conversation_id, entry.template_id, key,
                    accepted=entry.status == "accept",
                )  # fmt: skip
