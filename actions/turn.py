"""One turn as the actions see it: what Rasa's tracker says about the message in hand."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from rasa_sdk import Tracker

from bot.reading.private import has_document, mask_documents, without_documents

REQUESTED_SLOT = "requested_slot"


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a message that wants something of its own."""

    text: str
    intent: str


@dataclass(frozen=True, slots=True)
class Turn:
    """``message_id`` is the row in the store, None where the message came by another door.
    ``key`` names the message in any case. ``channel`` is empty beside the front door, ``text`` for
    a button press."""

    conversation_id: str
    key: str
    message_id: int | None
    channel: str
    text: str
    intent: str
    confidence: float
    ranking: tuple[tuple[str, float], ...]
    # Where the message wants several things: each of them, the leading one first.
    parts: tuple[Part, ...]
    # Where it tells several needs: the words of each.
    needs: tuple[str, ...]
    entities: dict[str, str]
    loop: str | None
    slots: dict[str, Any]
    typed_before: tuple[str, ...]
    # Typed or pressed before this one, newest first; a press as its payload.
    said_before: tuple[str, ...]
    # It held the number of an identity paper or a bank card, which ``text`` leaves out.
    told_document: bool
    # The form has already given this turn back, and a rule has answered it.
    given_back: bool
    # What the front door knows of a number that was typed (bot/conversation/choosing.py).
    choice: Mapping[str, Any]
    # The button belongs to a question that another one has followed.
    out_of_date: bool
    # The responses of the turn before, by name.
    answered_before: frozenset[str]

    @property
    def requested(self) -> str | None:
        value = self.slots.get(REQUESTED_SLOT)
        return str(value) if value else None

    @property
    def is_press(self) -> bool:
        return not self.text

    @property
    def is_aside(self) -> bool:
        """The form must give this turn back: it held no answer, so a rule answers it first."""
        return bool(self.slots.get("aside")) and not self.given_back

    def slot(self, name: str) -> Any:
        return self.slots.get(name)


def read_turn(tracker: Tracker) -> Turn:
    latest = tracker.latest_message or {}
    metadata = latest.get("metadata") or {}
    message_id = metadata.get("message_id")
    text = str(latest.get("text") or "")
    intent = latest.get("intent") or {}
    return Turn(
        conversation_id=str(tracker.sender_id),
        key=str(message_id if message_id is not None else latest.get("message_id") or ""),
        message_id=message_id if isinstance(message_id, int) else None,
        channel=str(metadata.get("channel") or ""),
        text="" if text.startswith("/") else _readable(text),
        intent=str(intent.get("name") or "nlu_fallback"),
        confidence=float(intent.get("confidence") or 0.0),
        ranking=_ranking(latest.get("intent_ranking") or ()),
        parts=tuple(
            Part(_readable(str(each["text"])), str(each["name"]))
            for each in latest.get("purposes") or ()
        ),
        needs=tuple(_readable(str(words)) for words in latest.get("needs") or ()),
        entities={str(e["entity"]): str(e["value"]) for e in latest.get("entities") or ()},
        loop=(tracker.active_loop or {}).get("name"),
        slots=dict(tracker.slots),
        typed_before=_typed_before(tracker.events or []),
        said_before=_said_before(tracker.events or []),
        told_document=has_document(text),
        given_back=_given_back(tracker.events or []),
        choice=metadata.get("choice") or {},
        out_of_date=bool(metadata.get("out_of_date")),
        answered_before=_answered_before(tracker.events or []),
    )


def _readable(text: str) -> str:
    """Without what the desk must not take in. Of a message that is nothing else the mask stays:
    without words it would pass for a press."""
    masked = mask_documents(text)
    return without_documents(masked) or masked


def _ranking(ranking: Any) -> tuple[tuple[str, float], ...]:
    return tuple((str(each["name"]), float(each["confidence"])) for each in ranking)


def _given_back(events: list[dict[str, Any]]) -> bool:
    for event in reversed(events):
        if event.get("event") == "user":
            return False
        if event.get("event") == "action_execution_rejected":
            return True
    return False


def _typed_before(events: list[dict[str, Any]]) -> tuple[str, ...]:
    """Typed messages before this one, newest first: buttons may refer to what was just said."""
    return tuple(text for text in _said_before(events) if not text.startswith("/"))[:5]


def _said_before(events: list[dict[str, Any]]) -> tuple[str, ...]:
    users = [str(event.get("text") or "") for event in events if event.get("event") == "user"]
    return tuple(_readable(text) for text in reversed(users[:-1]) if text)


def _answered_before(events: list[dict[str, Any]]) -> frozenset[str]:
    """What answered the message before this one."""
    users = [place for place, event in enumerate(events) if event.get("event") == "user"]
    if len(users) < 2:
        return frozenset()
    between = events[users[-2] : users[-1]]
    names = ((e.get("metadata") or {}).get("utter_action") for e in between)
    return frozenset(str(name) for name in names if name)
