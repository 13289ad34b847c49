"""What the staff's entrance asks of the Official Account, and how it is told of phones."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Protocol


class WeChatSide(Protocol):
    """A verified account. People are named by a digest: no openid leaves the connector."""

    async def code_for(self, scene: str, seconds: int) -> str:
        """What a QR code of this scene holds. Raises DeskError where WeChat makes none."""
        ...

    def way_in(self, back: str, state: str) -> str:
        """Where WeChat's own browser is sent to say who it is; it comes back to ``back``."""
        ...

    async def who(self, code: str) -> str:
        """Whose code it is. Raises NotLetIn: used, snapshot, failed."""
        ...


@dataclass
class Doorway:
    """Open while an account that can do it is set up; the sandbox's changes while all runs."""

    side: WeChatSide | None = None


@dataclass(frozen=True, slots=True)
class Words:
    """What a phone is told; ``choices`` are (id, title) of what can be pressed below."""

    text: str
    choices: tuple[tuple[str, str], ...] = field(default=())
