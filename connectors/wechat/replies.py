"""What a push is answered with: the answer of its turn, what was parked, a notice, or silence."""

from __future__ import annotations

from collections.abc import Coroutine
from dataclasses import dataclass, replace
from functools import partial
from typing import Any, Protocol

import structlog

from bot.conversation.inbox import Accepted
from bot.errors import BadRequest, DeskError, NotFound, SettingsInvalid, TooLarge, TooManyRequests
from bot.messages import Inbound
from bot.store.conversations import find_received
from connectors.rooms import Rooms
from connectors.wechat.answer import Answer
from connectors.wechat.answers import PASSIVE_LIMIT, Answers
from connectors.wechat.inbound import dedupe_key, to_inbound
from connectors.wechat.leash import Leash
from connectors.wechat.parked import Asked, Parked
from connectors.wechat.parse import Event, Push, Text
from connectors.wechat.retries import LAST, Retries
from connectors.wechat.store_doubts import StoreDoubts

log = structlog.get_logger(__name__)

PASSIVE = "passive"
PAUSE = 0.3
# A turn that takes longer than this is worth a sign that somebody is at work.
TYPING_AFTER = 1.5
PHRASES = (
    "thinking", "more_waiting", "earlier_answer", "voice_unclear", "media_kept", "not_received",
    "nothing_new", "video_kept", "link_kept", "place_unnamed", "unsupported", "file_link",
    "file_address",
)  # fmt: skip


def _nothing_to_settle(*, sent: bool) -> None:
    del sent


class Typing(Protocol):
    def show(self, openid: str, conversation_id: str, message_id: int) -> None: ...


class Register(Protocol):
    async def note(self, push: Push) -> None: ...


class Staff(Protocol):
    def concerns(self, push: Push) -> bool:
        """Whether it may be about a sign-in of staff: only then they are asked."""
        ...

    async def hear(self, push: Push) -> str | None:
        """What their phone is told; None where the push is for the desk after all."""
        ...


class Settle(Protocol):
    def __call__(self, *, sent: bool) -> None: ...


@dataclass(frozen=True, slots=True)
class Reply:
    """``text`` empty: only acknowledge. ``try_again``: stay silent, so that WeChat comes again.
    ``settle`` must be called once it is known whether the text left the house."""

    text: str = ""
    try_again: bool = False
    settle: Settle = _nothing_to_settle


class Replies:
    """``parked`` and ``retries`` serve accounts that may not send on their own; others pass None
    for ``parked`` and send what is late as customer-service messages. ``look``: seconds that one
    look at the store may take once the answer's time is over."""

    def __init__(
        self,
        rooms: Rooms,
        answers: Answers,
        retries: Retries,
        parked: Parked | None,
        look: float,
        register: Register,
        typing: Typing | None = None,
        staff: Staff | None = None,
    ) -> None:
        phrases = rooms.phrases
        missing = [name for name in PHRASES if f"utter_desk_{name}" not in phrases.responses]
        if missing:
            raise SettingsInvalid(f"domain.yml 缺少 utter_desk_{missing[0]}")
        self._inbox = rooms.inbox
        self._database = rooms.database
        self._answers = answers
        self._phrases = phrases
        self._retries = retries
        self._parked = parked
        self._look = look
        self._hourglass = rooms.hourglass
        self._register = register
        self._typing = typing
        self._staff = staff
        self._doubts = StoreDoubts(rooms.database)
        self._leash = Leash(rooms.hourglass)
        self._too_fast = phrases.say("too_fast").text
        # Verified accounts send the rest by themselves.
        self._more = phrases.say("more_waiting").text if parked is not None else ""

    async def reply_to(self, push: Push, store_until: float, answer_until: float) -> Reply:
        """Both limits in the hourglass's time; at the latest shortly after ``answer_until``."""
        if self._doubts.is_known():
            store_until = min(store_until, self._hourglass.now() + self._look)
        aside = await self._aside(push, store_until, answer_until)
        if aside is not None:
            return aside
        inbound = to_inbound(push)
        if inbound is None:
            await self._note(push, store_until)
            return Reply()
        try:
            accepted = await self._store(inbound, store_until)
        except (TooManyRequests, BadRequest, TooLarge) as error:
            return self._refusal(error)
        if accepted is None:
            return self.not_received()
        await self._note(push, store_until)
        await self._show_typing(inbound.address, accepted, answer_until)
        asked = Asked(
            accepted.conversation_id, accepted.seq, accepted.message_id, inbound.client_msg_id,
            again=not accepted.first_time,
        )  # fmt: skip
        return await self._answer(asked, answer_until)

    def _refusal(self, error: DeskError) -> Reply:
        """What the owner can do something about is said."""
        if isinstance(error, TooManyRequests):
            return Reply(self._too_fast)
        return Reply(error.detail if isinstance(error, TooLarge) else "")

    async def _aside(self, push: Push, store_until: float, answer_until: float) -> Reply | None:
        """What is no message to the desk: a sign-in of staff, a word that fetches an answer."""
        if self._staff is not None and self._staff.concerns(push):
            told = await self._hear_staff(self._staff, push, store_until)
            if told is not None:
                return Reply(told)
        if self._parked is not None and isinstance(push, Text):
            fetch = await self._fetch(push, store_until)
            if fetch is not None:
                return await self._answer(fetch, answer_until)
        return None

    async def _hear_staff(self, staff: Staff, push: Push, until: float) -> str | None:
        """A scan of theirs is never an owner's, so it begins no conversation even where it fails;
        words that could be anybody's go on to the desk."""
        try:
            told = await self._leash.wait(staff.hear(push), until, "staff")
        except Exception as error:
            log.warning("wechat.entrance_failed", error=type(error).__name__)
            return self.not_received().text if isinstance(push, Event) else None
        if isinstance(push, Event):
            await self._note(push, until)
        return told

    async def _show_typing(self, openid: str, accepted: Accepted, until: float) -> None:
        """Wait a moment for the turn; where it takes longer, let the owner see that it runs."""
        if self._typing is None:
            return
        soon = min(until, self._hourglass.now() + TYPING_AFTER)
        if not await self._ended(accepted.conversation_id, accepted.message_id, soon, "typing"):
            self._typing.show(openid, accepted.conversation_id, accepted.message_id)

    async def close(self) -> None:
        await self._doubts.close()

    async def _note(self, push: Push, until: float) -> None:
        """The register can be behind; the owner's answer cannot."""
        try:
            await self._leash.wait(self._register.note(push), until, "register")
        except Exception as error:
            log.warning("wechat.register_failed", error=type(error).__name__)

    def not_received(self) -> Reply:
        """Nothing was stored, so the owner must not believe that it was."""
        return Reply(self._phrases.say("not_received").text)

    async def _fetch(self, push: Text, until: float) -> Asked | None:
        if self._parked is None:
            return None
        try:
            sender, key = push.header.from_user, dedupe_key(push.header)
            fetch = self._parked.read_fetch(sender, push.content, key)
            return await self._leash.wait(fetch, until, "store")
        except Exception as error:
            log.warning("wechat.fetch_failed", error=type(error).__name__)
            return None

    async def _store(self, inbound: Inbound, until: float) -> Accepted | None:
        """Store the message, trying again while the store fails; None where it was not stored."""
        while True:
            try:
                accepted = await self._leash.wait(self._accept(inbound), until, "store")
                self._doubts.heard()
                return accepted
            except TimeoutError:
                self._doubts.unheard()
                return await self._stored(inbound)
            except (TooManyRequests, BadRequest, TooLarge):
                raise
            except Exception as error:
                log.warning("wechat.store_failed", error=type(error).__name__)
            if self._hourglass.now() + PAUSE >= until:
                return None
            await self._hourglass.sleep(PAUSE, "pause")

    async def _accept(self, inbound: Inbound) -> Accepted:
        try:
            return await self._inbox.accept(inbound)
        except NotFound:
            # A button of another conversation or of a menu made elsewhere: its words still count.
            return await self._inbox.accept(replace(inbound, button_id=None))

    async def _stored(self, inbound: Inbound) -> Accepted | None:
        """Time ran out while accepting: stored it may be all the same."""
        try:
            return await self._one_look(self._find(inbound))
        except Exception:
            return None

    async def _find(self, inbound: Inbound) -> Accepted | None:
        async with self._database.read() as session:
            row = await find_received(
                session, inbound.channel, inbound.address, inbound.client_msg_id
            )
        return Accepted(row.conversation_id, row.id, row.seq, False) if row else None

    async def _answer(self, asked: Asked, until: float) -> Reply:
        if asked.again and (known := await self._known(asked, until)) is not None:
            return known
        ended = asked.message_id is None or await self._ended(
            asked.conversation_id, asked.message_id, until, "answer"
        )
        taken, answer = await self._collect(asked, until)
        if answer is not None:
            notice = "" if ended or self._parked is None else self._phrases.say("thinking").text
            reply = answer.as_reply(PASSIVE_LIMIT)
            text = "\n\n".join(part for part in (reply, notice) if part)
            return Reply(text, settle=partial(self._answers.settle, answer, asked.push, text))
        if (ended and taken) or self._parked is None:
            # Another delivery of this push may have been the quicker one.
            return await self._known(asked, until) or Reply(asked.otherwise)
        if await self._is_tried_again(asked):
            return Reply(try_again=True)
        return Reply(await self._notice(asked.conversation_id))

    async def _known(self, asked: Asked, until: float) -> Reply | None:
        """WeChat asks again for what it was told already: the same once more, word for word."""
        latest = max(until, self._hourglass.now()) + self._look
        known = self._answers.replied(asked.conversation_id, asked.push, until)
        try:
            replied = await self._leash.wait(known, latest, "look")
        except Exception as error:
            log.warning("wechat.earlier_reply_unknown", error=type(error).__name__)
            return None
        if replied is None:
            return None
        if replied.text is None:
            return Reply(try_again=await self._is_tried_again(asked))
        return Reply(replied.text, settle=partial(self._settle_known, asked))

    def _settle_known(self, asked: Asked, *, sent: bool) -> None:
        if not sent:
            self._answers.take_back(asked.conversation_id, asked.push)

    async def _is_tried_again(self, asked: Asked) -> bool:
        return await self._retries.count(f"{asked.conversation_id}:{asked.push}") < LAST

    async def _ended(self, conversation_id: str, message_id: int, until: float, step: str) -> bool:
        turn = self._answers.wait_for_turn(conversation_id, message_id, until, step)
        return await self._leash.look_on(turn, until + self._look, "look")

    async def _collect(self, asked: Asked, until: float) -> tuple[bool, Answer | None]:
        """Whether the store could be asked at all, and what it gave."""
        latest = max(until, self._hourglass.now() + self._look)
        try:
            answer = self._answers.collect(
                asked.conversation_id, asked.seq, PASSIVE, PASSIVE_LIMIT, self._more, asked.push
            )
            return True, await self._leash.wait(answer, latest, "look")
        except Exception as error:
            log.warning("wechat.collect_failed", error=type(error).__name__)
            return False, None

    async def _one_look[T](self, work: Coroutine[Any, Any, T]) -> T:
        return await self._leash.wait(work, self._hourglass.now() + self._look, "look")

    async def _notice(self, conversation_id: str) -> str:
        if self._parked is None:
            return ""
        try:
            return await self._one_look(self._parked.tell(conversation_id))
        except Exception as error:
            log.warning("wechat.notice_failed", error=type(error).__name__)
            return self._phrases.say("thinking").text
