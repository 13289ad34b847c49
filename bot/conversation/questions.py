"""Which question the owner has in view, and whether a press still answers it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from sqlalchemy.ext.asyncio import AsyncSession

from bot.conversation.presses import command
from bot.messages import Author
from bot.store.conversations import recent_rows
from bot.store.models import Message
from bot.store.turns import OpenTurn

# Buttons that answer; the others begin something of their own, whenever they are pressed.
_ANSWERS = frozenset({"/affirm", "/deny", "/skip", "/inform", "/correct", "/cancel", "/resume"})
# They say nothing of the question that they answer.
_BARE = frozenset({"/affirm", "/deny", "/skip"})
_YES_OR_NO = frozenset({"/affirm", "/deny"})


def commands(row: Message) -> frozenset[str]:
    return frozenset(command(button["payload"]) for button in row.buttons)


def asks_of_need(row: Message) -> bool:
    """A question of the need form, its summary among them: no yes or no about a card."""
    offered = commands(row)
    return "/correct" in offered or ("/skip" in offered and "/affirm" not in offered)


def asks_yes_or_no(row: Message) -> bool:
    return bool(commands(row) & _YES_OR_NO)


def question_in_hand(rows: Iterable[Message]) -> Message | None:
    """``rows`` newest first."""
    told = (row for row in rows if row.author != Author.USER)
    return next((row for row in told if commands(row) & _ANSWERS), None)


def question_that_stands(rows: Iterable[Message]) -> Message | None:
    """The question of the need form or of an introduction that was the last thing said; ``rows``
    newest first."""
    newest = next((row for row in rows if row.author != Author.USER), None)
    return newest if newest is not None and commands(newest) & _ANSWERS else None


async def is_out_of_date(session: AsyncSession, turn: OpenTurn) -> bool:
    """Whether a bare yes, no or skip belongs to a question that another has followed: links stay
    in a chat for ever, and a second tap meets the next question. A number that was typed before
    the next question came is no answer to either."""
    pressed, meant = turn.meta.get("pressed"), command(turn.payload)
    typed = "number" in (turn.meta.get("choice") or {})
    if pressed is None or not (meant in _BARE or (typed and meant == "/inform")):
        return False
    rows = await recent_rows(session, turn.conversation_id)
    now = question_in_hand(rows)
    asked = next((row for row in rows if row.seq == pressed), None)
    if now is None or now.seq <= pressed:
        return False
    return asked is None or not _is_same(asked, now)


def _is_same(one: Message, other: Message) -> bool:
    return _payloads([one]) == _payloads([other]) and (
        one.text == other.text or "/inform" in commands(one)
    )


def _payloads(rows: Sequence[Message]) -> list[str]:
    return [button["payload"] for row in rows for button in row.buttons]
