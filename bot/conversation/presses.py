"""Button presses: only ids that this system issued in the same conversation become payloads."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from bot.errors import NotFound
from bot.messages import Channel
from bot.store.conversations import find_by_seq, latest_replies
from bot.store.models import Message

# Channels that cannot draw buttons: there a choice is numbered and a bare number is a press.
NUMBERED_CHANNELS = frozenset({Channel.WECHAT, Channel.WECOM})


@dataclass(frozen=True, slots=True)
class Press:
    """What the log shows for it, and what it stands for (None: it was typed text)."""

    title: str
    payload: str | None


def issued_buttons(message: Message) -> list[dict[str, Any]]:
    """All buttons of a row in order: the message's own, then those of its cards."""
    cards = [button for card in message.cards for button in card.get("buttons", ())]
    return [*message.buttons, *cards]


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
    buttons = issued_buttons(row) if row is not None else []
    if int(index) >= len(buttons):
        raise NotFound("这个按钮已经失效，请直接输入文字")
    chosen = buttons[int(index)]
    return Press(chosen["title"], chosen["payload"])


def numbered_options(message: Message) -> list[dict[str, Any]]:
    """What a channel without buttons numbers: each card's first button, else a list of choices."""
    if message.cards:
        return [card["buttons"][0] for card in message.cards if card.get("buttons")]
    return list(message.buttons) if message.numbered else []


async def read_typed_press(
    session: AsyncSession, conversation_id: str, channel: Channel, text: str
) -> Press | None:
    """Typing a button's words, or its number where the channel shows numbers, presses it."""
    typed = text.strip().rstrip("。.！!")
    replies = await latest_replies(session, conversation_id)
    for button in _spoken_buttons(replies):
        if button["title"] == typed:
            return Press(typed, button["payload"])
    if channel in NUMBERED_CHANNELS and typed.isascii() and typed.isdigit() and len(typed) < 4:
        return _pressed_number(replies, int(typed))
    return None


def _spoken_buttons(replies: list[Message]) -> list[dict[str, Any]]:
    """Those whose words say which is meant: a card's only where it is the one card in view."""
    cards = [card for row in replies for card in row.cards]
    own = [button for row in replies for button in row.buttons]
    return [*own, *cards[0].get("buttons", ())] if len(cards) == 1 else own


def _pressed_number(replies: list[Message], number: int) -> Press | None:
    for row in replies:
        options = numbered_options(row)
        index = number - int(row.meta.get("first_number", 1))
        if 0 <= index < len(options):
            return Press(options[index]["title"], options[index]["payload"])
    return None
