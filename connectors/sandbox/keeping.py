"""Phones outlive a restart of the front door: what they show is kept in the data folder."""

from __future__ import annotations

import asyncio
import json
import os
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import structlog

from connectors.sandbox.menu import Menu
from connectors.sandbox.platform import Bubble, Phone, Platform
from connectors.sandbox.quota import Grant
from connectors.sandbox.views import bubble_view

log = structlog.get_logger(__name__)

FILE = "sandbox-phones.json"
EVERY = 1.0


class Keeping:
    """Pictures are not kept: WeChat drops them after three days too, and the phone says so."""

    def __init__(self, path: Path, platform: Platform, menu: Menu) -> None:
        self._path = path
        self._platform = platform
        self._menu = menu
        self._kept = 0

    def restore(self) -> None:
        """A file that cannot be read is left aside: a sandbox must not keep anybody from work."""
        if not self._path.exists():
            return
        try:
            kept = json.loads(self._path.read_text())
            phones = [_read_phone(each) for each in kept["phones"]]
            moved = timedelta(seconds=kept["moved"])
        except (OSError, ValueError, KeyError, TypeError) as error:
            log.warning("sandbox.not_restored", error=type(error).__name__)
            return
        self._platform.clock.move(moved)
        self._menu.definition = kept["menu"]
        for phone in phones:
            self._platform.restore_phone(phone)
        self._kept = self._platform.revision

    async def keep_forever(self) -> None:
        while True:
            await asyncio.sleep(EVERY)
            await self.keep()

    async def keep(self) -> None:
        if self._platform.revision == self._kept:
            return
        self._kept = self._platform.revision
        state = {
            "moved": self._platform.clock.moved.total_seconds(),
            "menu": self._menu.definition,
            "phones": [_phone(each) for each in self._platform.phones()],
        }
        await asyncio.to_thread(self._write, json.dumps(state, ensure_ascii=False))

    def _write(self, text: str) -> None:
        draft = self._path.with_suffix(".draft")
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            draft.write_text(text)
            os.replace(draft, self._path)
        except OSError as error:
            log.warning("sandbox.not_kept", error=error.strerror)


def _phone(phone: Phone) -> dict[str, Any]:
    return {
        "openid": phone.openid,
        "nickname": phone.nickname,
        "following": phone.following,
        "scene": phone.scene,
        "followed_at": phone.followed_at.isoformat() if phone.followed_at else None,
        "spoke_at": phone.spoke_at.isoformat() if phone.spoke_at else None,
        "permits": phone.permits,
        "grants": [
            {"occasion": each.occasion, "left": each.left, "until": each.until.isoformat()}
            for each in phone.allowance.grants()
        ],
        "bubbles": [bubble_view(each) for each in phone.bubbles],
    }


def _read_phone(kept: dict[str, Any]) -> Phone:
    phone = Phone(
        kept["openid"],
        kept["nickname"],
        following=kept["following"],
        scene=kept["scene"],
        followed_at=_time(kept["followed_at"]),
        spoke_at=_time(kept["spoke_at"]),
        permits=int(kept.get("permits", 0)),
    )
    for grant in kept["grants"]:
        until = datetime.fromisoformat(grant["until"])
        phone.allowance.restore(Grant(grant["occasion"], grant["left"], until))
    for each in kept["bubbles"]:
        at = datetime.fromisoformat(each["at"])
        bubble = Bubble(
            each["revision"], each["author"], each["kind"], each["body"], at, each["via"]
        )
        phone.bubbles.append(bubble)
    return phone


def _time(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None
