"""An owner in a test: writes, presses buttons by their titles, and sees what comes back."""

from __future__ import annotations

import asyncio
import json
import urllib.request
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any
from uuid import uuid4

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.clock import Clock
from bot.conversation.engine import as_plain_text
from bot.messages import Author, Channel
from bot.store.conversations import NewMessage, append_message, open_conversation
from bot.store.database import Database
from bot.store.models import Consent, Contact, Introduction, Message, Need, Suggestion

Row = Need | Contact | Consent | Introduction | Suggestion | Message


@dataclass
class Owner:
    """Speaks to Rasa as the front door does: the message is stored, its id travels along, and the
    words of a button of the latest answer press that button."""

    engine_url: str
    database_url: str
    address: str
    replies: list[dict[str, Any]] = field(default_factory=list)
    message_id: int = 0
    conversation_id: str = ""

    def says(self, *texts: str) -> Owner:
        for text in texts:
            self._send(text, self._buttons().get(text))
        return self

    def presses(self, title: str, card: int | None = None) -> Owner:
        """Press a button of the answer, or of the card in this place of it."""
        buttons = self.cards[card]["buttons"] if card is not None else self._all_buttons()
        payload = next((b["payload"] for b in buttons if b["title"] == title), None)
        assert payload is not None, f"no button {title}: {buttons}"
        self._send(title, payload)
        return self

    def hears(self, *words: str) -> Owner:
        for word in words:
            assert word in self.heard, f"“{word}” not in: {self.heard}"
        return self

    def hears_nothing_of(self, *words: str) -> Owner:
        for word in words:
            assert word not in self.heard, f"“{word}” in: {self.heard}"
        return self

    def again(self) -> Owner:
        """The front door delivers the last message once more."""
        self._post(self._last)
        return self

    @property
    def heard(self) -> str:
        return "\n".join(str(reply.get("text") or "") for reply in self.replies)

    @property
    def asked(self) -> str:
        return str(self.replies[-1].get("text") or "")

    @property
    def cards(self) -> list[dict[str, Any]]:
        return [card for reply in self.replies for card in reply.get("cards") or ()]

    @property
    def titles(self) -> list[str]:
        return [button["title"] for button in self._all_buttons()]

    @property
    def handoff(self) -> dict[str, Any] | None:
        return next((r["handoff"] for r in self.replies if r.get("handoff")), None)

    def rows[T: Row](self, table: type[T]) -> list[T]:
        """What the store holds of this conversation, oldest first."""

        async def read(session: AsyncSession) -> list[T]:
            query: Any = select(table)
            column = getattr(table, "conversation_id", None)
            if column is None:
                query, column = query.join(Need), Need.conversation_id
            query = query.where(column == self.conversation_id)
            return list(await session.scalars(query))

        return self._in_store(read)

    @property
    def need(self) -> Need:
        (need,) = self.rows(Need)
        return need

    def _buttons(self) -> dict[str, str]:
        return {b["title"]: b["payload"] for r in self.replies for b in r.get("buttons") or ()}

    def _all_buttons(self) -> list[dict[str, str]]:
        own = [button for reply in self.replies for button in reply.get("buttons") or ()]
        return own + [button for card in self.cards for button in card["buttons"]]

    def _send(self, text: str, payload: str | None) -> None:
        async def store(session: AsyncSession) -> int:
            now = Clock().now()
            conversation = await open_conversation(session, Channel.WEBCHAT, self.address, now)
            self.conversation_id = conversation.id
            new = NewMessage(
                conversation.id, Author.USER, text, now, client_msg_id=uuid4().hex, payload=payload
            )
            return (await append_message(session, new)).id

        self.message_id = self._in_store(store)
        self._last = payload or as_plain_text(text)
        self._post(self._last)

    def _post(self, message: str) -> None:
        body = {
            "sender": self.conversation_id,
            "message": message,
            "metadata": {"message_id": self.message_id, "conversation_id": self.conversation_id},
        }
        request = urllib.request.Request(  # noqa: S310
            f"{self.engine_url}/webhooks/rest/webhook", json.dumps(body).encode()
        )
        with urllib.request.urlopen(request, timeout=60) as response:  # noqa: S310
            answer = json.load(response)
        assert answer, f"an empty answer to {message}"
        self.replies = [reply.get("custom") or reply for reply in answer]

    def _in_store[T](self, work: Callable[[AsyncSession], Awaitable[T]]) -> T:
        async def run() -> T:
            database = Database(self.database_url)
            try:
                async with database.write() as session:
                    return await work(session)
            finally:
                await database.close()

        return asyncio.run(run())
