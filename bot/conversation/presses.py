"""Button presses: only ids that this system issued in the same conversation become payloads."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from bot.errors import NotFound
from bot.store.conversations import find_by_seq
from bot.store.models import Message


@dataclass(frozen=True, slots=True)
class Press:
    """What the log shows for it, and what it stands for (None: it was typed text). ``card``: the
    title of the card that the button stands on. ``row``: the seq of the message with the button.
    ``noted`` is what the dialogue should know of a number that was typed."""

    title: str
    payload: str | None
    card: str | None = None
    row: int | None = None
    noted: Mapping[str, Any] = field(default_factory=dict)

    def of_row(self, seq: int, **noted: Any) -> Press:
        return replace(self, row=seq, noted=noted)

    @property
    def meta(self) -> dict[str, Any]:
        """What the log keeps beside it: the button's words are the same on all cards, and its
        question may not be the last one by the time that the turn comes."""
        kept = {"pressed_card": self.card, "pressed": self.row, "choice": dict(self.noted)}
        return {key: value for key, value in kept.items() if value}


# What a number may begin: never a consent, a deletion, a submission or an answer (ADR-0036). The
# words of the others have to be written.
_COUNTABLE = frozenset(
    {
        "/submit_need", "/find_university", "/find_mentor", "/find_patent", "/find_platform",
        "/more", "/another_region", "/cheaper", "/resume", "/help", "/ask_policy", "/ask_jiebang",
        "/ask_human", "desk:human", "desk:leave", "desk:bot", "desk:retry", "desk:ask",
    }
)  # fmt: skip
# "desk:ask:7" is about the message 7, "desk:introduce:ID" about an introduction.
_SUBJECT = re.compile(r"^(desk:[a-z]+):.+$")


def command(payload: str | None) -> str:
    return (payload or "").partition("{")[0]


def without_subject(payload: str | None) -> str:
    return _SUBJECT.sub(r"\1", command(payload))


def may_be_counted(payload: str | None) -> bool:
    return without_subject(payload) in _COUNTABLE


def issued_presses(message: Message) -> list[Press]:
    """Of all buttons of a row in order: the message's own, then those of its cards."""
    cards = [_press(button, card) for card in message.cards for button in card.get("buttons", ())]
    return [*own_presses(message), *cards]


def own_presses(message: Message) -> list[Press]:
    return [_press(button) for button in message.buttons]


def _press(button: Mapping[str, Any], card: Mapping[str, Any] | None = None) -> Press:
    return Press(button["title"], button["payload"], card["title"] if card is not None else None)


def button_id(seq: int, index: int) -> str:
    return f"{seq}.{index}"


async def read_press(session: AsyncSession, conversation_id: str, pressed: str) -> Press:
    """Raise NotFound where this id was never issued in this conversation."""
    seq, _, index = pressed.partition(".")
    if not (seq.isascii() and seq.isdigit() and index.isascii() and index.isdigit()):
        raise NotFound("这个按钮已经失效，请直接输入文字")
    if len(seq) > 9 or len(index) > 4:
        raise NotFound("这个按钮已经失效，请直接输入文字")
    row = await find_by_seq(session, conversation_id, int(seq))
    presses = issued_presses(row) if row is not None else []
    if int(index) >= len(presses):
        raise NotFound("这个按钮已经失效，请直接输入文字")
    return presses[int(index)].of_row(int(seq))


def numbered_options(message: Message) -> list[Press]:
    """What a channel without buttons numbers: each card's first button, else a list of choices."""
    if message.cards:
        return [_press(card["buttons"][0], card) for card in message.cards if card.get("buttons")]
    return own_presses(message) if lists_choices(message) else []


def lists_choices(message: Message) -> bool:
    """Whether its own buttons are numbered: it was made as a list, or offers several ways on, any
    of which a number may begin."""
    return not message.cards and (message.numbered or is_offer(message))


def is_offer(message: Message) -> bool:
    if message.cards or message.numbered or len(message.buttons) < 2:
        return False
    return all(may_be_counted(button["payload"]) for button in message.buttons)
