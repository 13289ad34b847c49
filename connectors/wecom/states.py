"""The five states of a 微信客服 session, and the moves that WeCom allows.

https://developer.work.weixin.qq.com/document/path/94669
"""

from __future__ import annotations

from enum import IntEnum


class State(IntEnum):
    """This desk answers in NEW and BOT, its staff too: to WeCom they are the assistant."""

    NEW = 0
    BOT = 1
    QUEUE = 2
    HUMAN = 3
    ENDED = 4


MOVES: dict[State, frozenset[State]] = {
    State.NEW: frozenset({State.BOT, State.QUEUE, State.HUMAN}),
    State.BOT: frozenset({State.QUEUE, State.HUMAN, State.ENDED}),
    State.QUEUE: frozenset({State.HUMAN, State.ENDED}),
    State.HUMAN: frozenset({State.HUMAN, State.ENDED}),
    # Only the customer's next word opens it again.
    State.ENDED: frozenset(),
}
OURS = frozenset({State.NEW, State.BOT, State.ENDED})


def may_move(seen: State, to: State) -> bool:
    return to in MOVES[seen]
