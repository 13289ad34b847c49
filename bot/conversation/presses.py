"""Button presses: only ids that this system issued in the same conversation become payloads."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from bot.errors import NotFound
from bot.messages import Channel
from bot.store.conversations import find_by_seq, latest_replies
from bot.store.models import Message

# Channels that cannot draw buttons: there a choice is numbered and a bare number is a press.
NUMBERED_CHANNELS = frozenset({Channel.WECHAT, Channel.WECOM})
_QUANTITY = re.compile(r"[\d一二两三四五六七八九十百半](?:[个年月天周万元])")


@dataclass(frozen=True, slots=True)
class Press:
    """What the log shows for it, and what it stands for (None: it was typed text). ``card``: the
    title of the card that the button stands on."""

    title: str
    payload: str | None
    card: str | None = None


def issued_presses(message: Message) -> list[Press]:
    """Of all buttons of a row in order: the message's own, then those of its cards."""
    cards = [_press(button, card) for card in message.cards for button in card.get("buttons", ())]
    return [*(_press(button) for button in message.buttons), *cards]


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
    return presses[int(index)]


def numbered_options(message: Message) -> list[Press]:
    """What a channel without buttons numbers: each card's first button, else a list of choices."""
    if message.cards:
        return [_press(card["buttons"][0], card) for card in message.cards if card.get("buttons")]
    return [_press(button) for button in message.buttons] if message.numbered else []


async def read_typed_press(
    session: AsyncSession, conversation_id: str, channel: Channel, text: str
) -> Press | None:
    """Typing a button's words, or its number where that can be nothing else, presses it."""
    typed = text.strip().rstrip("。.！!")
    replies = await latest_replies(session, conversation_id)
    for press in _spoken_presses(replies):
        if press.title == typed:
            return press
    if not (typed.isascii() and typed.isdigit() and len(typed) < 4):
        return None
    shown = channel in NUMBERED_CHANNELS
    rows = replies if shown else [row for row in replies if _is_plain_choice(row)]
    return _pressed_number(rows, int(typed))


def _is_plain_choice(message: Message) -> bool:
    """Buttons show no numbers, and still 「1」 is the first of them, by habit of older channels;
    but not where a sum or a time is asked for, which the number may be."""
    options = [] if message.cards else numbered_options(message)
    return bool(options) and not any(_QUANTITY.search(option.title) for option in options)


def _spoken_presses(replies: list[Message]) -> list[Press]:
    """Those whose words say which is meant: a card's only where it is the one card in view."""
    cards = [card for row in replies for card in row.cards]
    own = [_press(button) for row in replies for button in row.buttons]
    if len(cards) != 1:
        return own
    return [*own, *(_press(button, cards[0]) for button in cards[0].get("buttons", ()))]


def _pressed_number(replies: list[Message], number: int) -> Press | None:
    for row in replies:
        options = numbered_options(row)
        index = number - int(row.meta.get("first_number", 1))
        if 0 <= index < len(options):
            return options[index]
    return None
