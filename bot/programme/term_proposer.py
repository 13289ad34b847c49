"""Asks a language model for technical terms, beside the conversations and never in one."""

from __future__ import annotations

import asyncio
from typing import Protocol

import structlog

from bot.clock import Clock
from bot.matching.additions import Addition
from bot.matching.lexicon import load_lexicon
from bot.programme.term_asking import INSTRUCTION, as_question, matter_of, read_proposals
from bot.semantics.endpoint import EndpointFailed
from bot.store.consents import find_contact
from bot.store.database import Database
from bot.store.models import Need
from bot.store.term_proposals import claim_ask, enlist_needs, keep_proposals, settle_ask

log = structlog.get_logger(__name__)

# Nobody waits for it.
_SECONDS = 60.0


class Chat(Protocol):
    model: str

    async def ask(self, instruction: str, matter: str, seconds: float) -> str: ...


class TermProposer:
    """Safe at any number of replicas: a need is claimed in the store before it is asked about."""

    def __init__(self, database: Database, chat: Chat, clock: Clock) -> None:
        self._database = database
        self._chat = chat
        self._clock = clock

    async def run_forever(self, interval: float) -> None:
        while True:
            try:
                while await self.ask_next():
                    pass
            except asyncio.CancelledError:
                raise
            except EndpointFailed as error:
                log.warning("terms.not_proposed", reason=str(error))
            except Exception:
                log.exception("terms.failed")
            await asyncio.sleep(interval)

    async def ask_next(self) -> bool:
        """Whether there was a need to ask about. Raises EndpointFailed where the model does not
        answer; the need is taken up again later."""
        async with self._database.write() as session:
            await enlist_needs(session, self._clock.now())
            need = await claim_ask(session, self._clock.now())
            contact = await find_contact(session, need.conversation_id) if need else None
        if need is None:
            return False
        proposed = await self._proposed(need, contact.name if contact is not None else None)
        async with self._database.write() as session:
            now = self._clock.now()
            kept = await keep_proposals(session, need.id, proposed, self._chat.model, now)
            await settle_ask(session, need.id)
        log.info("terms.proposed", need=need.id, kept=kept)
        return True

    async def _proposed(self, need: Need, name: str | None) -> list[Addition]:
        # It may have been withdrawn, or made a secret, since it was enlisted.
        if need.state == "withdrawn" or need.confidential:
            return []
        matter = matter_of(need, name)
        if not matter:
            return []
        written = await self._chat.ask(INSTRUCTION, as_question(matter), _SECONDS)
        return read_proposals(written, matter, load_lexicon())
