"""How long each step of an answer to WeChat may take."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Self

# WeChat hangs up after so many seconds and tries again, twice (公众平台「被动回复用户消息」).
WECHAT_WAITS = 5.0


@dataclass(frozen=True, slots=True)
class Patience:
    """Seconds since a push arrived, but for ``look``.

    ``store``: until then it is tried to store the message. ``answer``: until then an answer goes
    out with this delivery; the rest of WeChat's time is for what comes after, which is a few looks
    at the store, each of ``look`` seconds at most, and the way back to WeChat. ``hang_up``: a
    delivery that is to be tried again stays silent until then; any answer, even an empty one, would
    end the tries. ``head_start``: so long an answer is left to the delivery that waits for it
    before it is sent by itself. ``gone``: by then WeChat has hung up, whatever the socket says.
    """

    body: float
    store: float
    answer: float
    hang_up: float
    look: float
    head_start: float
    gone: float

    @classmethod
    def within(cls, limit: float = WECHAT_WAITS, *, may_follow: bool = False) -> Self:
        """Shares of the time that WeChat, or a slower stand-in for it, waits.

        ``may_follow``: the account may send what comes later by itself, so that nothing is held up
        for a turn that takes long.
        """
        return cls(
            body=0.5 * limit,
            store=0.64 * limit,
            answer=(0.14 if may_follow else 0.7) * limit,
            hang_up=1.1 * limit,
            look=0.06 * limit,
            head_start=0.3 * limit,
            gone=limit,
        )
