"""The client of Rasa. An empty answer is a failure, never a silent success (DESIGN §4 rule 5)."""

from __future__ import annotations

import asyncio
import zlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import aiohttp

from bot.conversation.silence import PAUSE, Silence
from bot.errors import EngineFailed
from bot.messages import Button, Card, EngineReply, HandoffRequest, Outbound
from bot.store.turns import OpenTurn

# Of a turn's time, what a server that is gone may take: the rest is for the next one.
CONNECT_SHARE = 0.25
# Of a turn's time, for asking one server whether it has answered already.
RECALL_SHARE = 0.4

# What the dialogue needs to know of a press: how a number was meant, and whether it comes too late.
_TOLD_OF_PRESS = ("choice", "out_of_date")


class RasaEngine:
    """One or more Rasa servers over REST. A conversation stays with one while that one answers.

    ``timeout`` is in seconds for the whole turn; ``auth_token`` guards the tracker API, which is
    read only when a turn is taken up again after a crash. A server that is known to hang is passed
    over, but for one turn in every ``pause`` seconds, which tries it.
    """

    def __init__(
        self,
        session: aiohttp.ClientSession,
        urls: Sequence[str],
        timeout: float,
        auth_token: str | None = None,
        pause: float = PAUSE,
    ) -> None:
        self._session = session
        self._urls = tuple(urls)
        self._timeout = timeout
        self._patience = aiohttp.ClientTimeout(total=None, sock_connect=CONNECT_SHARE * timeout)
        self._silences = {url: Silence(pause) for url in self._urls}
        self._params = {"token": auth_token} if auth_token else {}

    async def respond(self, turn: OpenTurn) -> EngineReply:
        """Run one turn. Raises EngineFailed with a reason that staff can read."""
        try:
            async with asyncio.timeout(self._timeout):
                earlier = await self._recall(turn) if turn.attempt > 1 else None
                return earlier or await self._ask(turn)
        except TimeoutError as error:
            raise EngineFailed(f"引擎 {self._timeout:g} 秒内没有回应") from error

    async def _ask(self, turn: OpenTurn) -> EngineReply:
        body = {
            "sender": turn.conversation_id,
            "message": turn.payload if turn.payload is not None else as_plain_text(turn.text),
            "metadata": {
                "message_id": turn.message_id,
                "conversation_id": turn.conversation_id,
                "seq": turn.seq,
                "channel": turn.channel,
                **{key: turn.meta[key] for key in _TOLD_OF_PRESS if key in turn.meta},
            },
        }
        return read_reply(await self._post("/webhooks/rest/webhook", turn.conversation_id, body))

    async def is_ready(self) -> bool:
        """Whether at least one server has its model loaded."""
        results = await asyncio.gather(*(self._status(url) for url in self._urls))
        return any(results)

    async def _post(self, path: str, conversation_id: str, body: dict[str, Any]) -> Any:
        fault: Exception | None = None
        for url in self._in_order(conversation_id):
            silence = self._silences[url]
            if silence.is_known():
                continue
            try:
                with _listening(silence):
                    return await self._answer_of(url + path, body)
            except (aiohttp.ClientConnectorError, aiohttp.ConnectionTimeoutError) as error:
                fault = error  # nothing was sent, so another server may take the turn
            except (aiohttp.ClientError, ValueError) as error:
                raise EngineFailed(f"引擎连接中断：{type(error).__name__}") from error
        raise EngineFailed("引擎连不上" if fault is not None else "引擎一直没有回应") from fault

    async def _answer_of(self, url: str, body: dict[str, Any]) -> Any:
        async with self._session.post(url, json=body, timeout=self._patience) as response:
            if response.status != 200:
                raise EngineFailed(f"引擎返回 {response.status}")
            return await response.json()

    async def _recall(self, turn: OpenTurn) -> EngineReply | None:
        """The reply of an earlier attempt that the engine finished but nobody stored."""
        path = f"/conversations/{turn.conversation_id}/tracker"
        params = {**self._params, "include_events": "AFTER_RESTART"}
        # One that hangs leaves time for another, where there is another.
        share = RECALL_SHARE * self._timeout if len(self._urls) > 1 else None
        for url in self._in_order(turn.conversation_id):
            silence = self._silences[url]
            if silence.is_known():
                continue
            try:
                async with asyncio.timeout(share):
                    with _listening(silence):
                        events = await self._events_of(url + path, params)
            except (aiohttp.ClientError, ValueError, TimeoutError):
                continue
            if events is not None:
                return find_reply(events, turn.message_id)
        return None

    async def _events_of(self, url: str, params: dict[str, str]) -> list[dict[str, Any]] | None:
        async with self._session.get(url, params=params, timeout=self._patience) as response:
            return (await response.json()).get("events") if response.status == 200 else None

    async def _status(self, url: str) -> bool:
        timeout = aiohttp.ClientTimeout(total=1.5)
        try:
            async with self._session.get(
                url + "/status", params=self._params, timeout=timeout
            ) as response:
                return response.status == 200 and bool((await response.json()).get("model_file"))
        except (aiohttp.ClientError, TimeoutError, ValueError):
            return False

    def _in_order(self, conversation_id: str) -> list[str]:
        first = zlib.crc32(conversation_id.encode()) % len(self._urls)
        return [*self._urls[first:], *self._urls[:first]]


@contextmanager
def _listening(silence: Silence) -> Iterator[None]:
    """Whatever comes back, an error too, is no silence; being cut off while waiting is."""
    try:
        yield
    except (asyncio.CancelledError, aiohttp.ConnectionTimeoutError):
        silence.unheard()
        raise
    except Exception:
        silence.heard()
        raise
    silence.heard()


def as_plain_text(text: str) -> str:
    """Typed text that Rasa would obey as a command becomes literal (DESIGN §4 rule 6).

    Rasa strips the text and reads a leading "/" as an intent payload.
    """
    stripped = text.strip()
    return "／" + stripped[1:] if stripped.startswith("/") else stripped


def find_reply(events: list[dict[str, Any]] | None, message_id: int) -> EngineReply | None:
    """Replies that follow the user event which carries this message id, if it is there."""
    found: list[dict[str, Any]] = []
    inside = False
    for event in events or ():
        if event.get("event") == "user":
            inside = (event.get("metadata") or {}).get("message_id") == message_id
            if inside:
                found.clear()  # it ran twice: the later run is the one that counts
        elif inside and event.get("event") == "bot":
            data = event.get("data") or {}
            if data.get("custom"):
                found.append({"custom": data["custom"]})
            elif event.get("text"):
                found.append({"text": event["text"], "buttons": data.get("buttons") or []})
    return read_reply(found) if found else None


def read_reply(answer: Any) -> EngineReply:
    """Translate Rasa's answer list. Raises EngineFailed where it is empty or not understood."""
    if not isinstance(answer, list) or not answer:
        raise EngineFailed("引擎返回了空的回答")
    messages: list[Outbound] = []
    handoff: HandoffRequest | None = None
    try:
        for item in answer:
            body = item.get("custom") or item
            if body.get("handoff"):
                wish = body["handoff"]
                handoff = HandoffRequest(str(wish["reason"])[:200], bool(wish.get("urgent")))
            if str(body.get("text") or "").strip() or body.get("cards"):
                messages.append(_outbound(body))
    except (AttributeError, KeyError, TypeError) as error:
        raise EngineFailed(f"引擎的回答看不懂：{type(error).__name__}") from error
    # A handoff alone is an answer: the desk says what happens next.
    if not messages and handoff is None:
        raise EngineFailed("引擎返回了空的回答")
    return EngineReply(tuple(messages), handoff)


def _outbound(body: dict[str, Any]) -> Outbound:
    return Outbound(
        text=str(body.get("text") or "").strip(),
        buttons=_buttons(body.get("buttons")),
        cards=tuple(_card(card) for card in body.get("cards") or ()),
        numbered=bool(body.get("numbered")),
    )


def _buttons(buttons: Any) -> tuple[Button, ...]:
    return tuple(Button(str(each["title"]), str(each["payload"])) for each in buttons or ())


def _card(card: dict[str, Any]) -> Card:
    return Card(
        kind=str(card["kind"]),
        id=str(card["id"]),
        title=str(card["title"]),
        subtitle=str(card.get("subtitle") or ""),
        reasons=tuple(str(reason) for reason in card.get("reasons") or ()),
        facts={str(key): str(value) for key, value in (card.get("facts") or {}).items()},
        buttons=_buttons(card.get("buttons")),
        demo=bool(card.get("demo")),
    )
