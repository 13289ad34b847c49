"""QR codes with a scene: made through qrcode/create, or held up to the phone by hand."""

from __future__ import annotations

import secrets
from collections import deque
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from connectors.sandbox.faults import ApiFault
from connectors.sandbox.platform import MAX_RECORDS, MovableClock

MAX_LIFE = 2_592_000
DEFAULT_LIFE = 60
MAX_PERMANENT_ID = 100_000
MAX_SCENE = 64
ACTIONS = frozenset({"QR_SCENE", "QR_STR_SCENE", "QR_LIMIT_SCENE", "QR_LIMIT_STR_SCENE"})


@dataclass(frozen=True, slots=True)
class QrCode:
    """``until`` is None for a permanent one."""

    ticket: str
    scene: str
    until: datetime | None

    @property
    def url(self) -> str:
        return f"http://weixin.qq.com/q/{self.ticket[:32]}"


class QrCodes:
    def __init__(self, clock: MovableClock) -> None:
        self._clock = clock
        self._codes: deque[QrCode] = deque(maxlen=MAX_RECORDS)

    def create(self, wish: dict[str, Any]) -> tuple[QrCode, int]:
        """The code and its life in seconds (0: permanent); raise ApiFault as WeChat does."""
        action = wish.get("action_name")
        if action not in ACTIONS:
            raise ApiFault(40099)
        scene = _scene(str(action), wish)
        life = 0 if "LIMIT" in str(action) else _life(wish)
        until = self._clock.now() + timedelta(seconds=life) if life else None
        code = QrCode("gQ" + secrets.token_urlsafe(66), scene, until)
        self._codes.append(code)
        return code, life

    def live(self) -> list[QrCode]:
        now = self._clock.now()
        return [code for code in self._codes if code.until is None or now < code.until]

    def ticket_for(self, scene: str) -> str:
        """Of the code that was made for this scene, or of one that was printed elsewhere."""
        for code in reversed(self.live()):
            if code.scene == scene:
                return code.ticket
        return "gQ" + secrets.token_urlsafe(66)


def _life(wish: dict[str, Any]) -> int:
    life = wish.get("expire_seconds", DEFAULT_LIFE)
    if not isinstance(life, int) or isinstance(life, bool) or not 1 <= life <= MAX_LIFE:
        raise ApiFault(40053)
    return life


def _scene(action: str, wish: dict[str, Any]) -> str:
    info = wish.get("action_info")
    scene = info.get("scene") if isinstance(info, dict) else None
    if not isinstance(scene, dict):
        raise ApiFault(40053)
    if "STR" in action:
        text = scene.get("scene_str")
        if not isinstance(text, str) or not 1 <= len(text) <= MAX_SCENE:
            raise ApiFault(40053)
        return text
    number = scene.get("scene_id")
    most = MAX_PERMANENT_ID if "LIMIT" in action else 2**32 - 1
    if not isinstance(number, int) or isinstance(number, bool) or not 1 <= number <= most:
        raise ApiFault(40053)
    return str(number)
