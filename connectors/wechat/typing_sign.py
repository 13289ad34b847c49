"""对方正在输入…: shown while a turn takes long, at most once in the time that it lasts."""

from __future__ import annotations

import asyncio

import structlog

from bot.clock import Hourglass
from connectors.wechat.answers import Answers
from connectors.wechat.faults import NotDelivered
from connectors.wechat.retries import Claims
from connectors.wechat.send import Sender

log = structlog.get_logger(__name__)

# WeChat shows it for so long, and refuses it half a minute after the owner's last word.
LASTS = 15.0
LONGEST = 30.0
HARMLESS = frozenset({"no_recent_contact", "already_typing"})


class TypingSign:
    def __init__(
        self, sender: Sender, answers: Answers, claims: Claims, hourglass: Hourglass
    ) -> None:
        self._sender = sender
        self._answers = answers
        self._claims = claims
        self._hourglass = hourglass
        self._shown: set[asyncio.Task[None]] = set()

    def show(self, openid: str, conversation_id: str, message_id: int) -> None:
        """Until the turn of this message ends. Beside the request, which must not wait for it."""
        task = asyncio.create_task(self._show(openid, conversation_id, message_id))
        self._shown.add(task)
        task.add_done_callback(self._shown.discard)

    async def close(self) -> None:
        for task in tuple(self._shown):
            task.cancel()
        await asyncio.gather(*self._shown, return_exceptions=True)

    async def _show(self, openid: str, conversation_id: str, message_id: int) -> None:
        glass = self._hourglass
        last = glass.now() + LONGEST
        try:
            while glass.now() < last:
                # Of three deliveries on three front doors one shows it.
                if await self._claims.claim(f"wechat:typing:{openid}", LASTS):
                    await self._sender.show_typing(openid)
                until = min(glass.now() + LASTS, last)
                if await self._answers.wait_for_turn(
                    conversation_id, message_id, until, "typing_sign"
                ):
                    return
        except NotDelivered as error:
            if error.fault.name not in HARMLESS:
                log.info("wechat.typing_refused", outcome=error.fault.name)
        except Exception as error:
            log.warning("wechat.typing_failed", error=type(error).__name__)
