"""What the staff's entrance asks of a single sign-on."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Trip:
    """One way there and back. ``back``: where the service sends the browser afterwards; ``nonce``
    and ``verifier`` (PKCE, RFC 7636) tie its answer to this browser."""

    back: str
    state: str
    nonce: str
    verifier: str


class IdentityService(Protocol):
    """People are named by a digest of issuer and subject; nothing else about them is read."""

    @property
    def name(self) -> str:
        """What staff know it by, on the button."""
        ...

    async def way_in(self, trip: Trip) -> str:
        """Where the browser is sent. Raises NotLetIn (failed) where the service does not answer."""
        ...

    async def who(self, code: str, trip: Trip) -> str:
        """Whose code it is. Raises NotLetIn: used, failed."""
        ...
