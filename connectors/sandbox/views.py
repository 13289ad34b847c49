"""What the browser shows, as JSON: the chat, and behind it pushes, calls, windows and switches."""

from __future__ import annotations

from typing import Any

from connectors.sandbox.account import Account
from connectors.sandbox.codes import QrCodes
from connectors.sandbox.menu import Menu
from connectors.sandbox.platform import Bubble, Call, Phone, Platform
from connectors.sandbox.push import Delivery, Push, Pusher


class Viewer:
    def __init__(
        self, platform: Platform, account: Account, pusher: Pusher, menu: Menu, codes: QrCodes
    ) -> None:
        self._platform = platform
        self._account = account
        self._pusher = pusher
        self._menu = menu
        self._codes = codes

    def view(self, phone: Phone, after: int) -> dict[str, Any]:
        """Bubbles, pushes and calls of this phone that changed since; all else in full."""
        platform = self._platform
        pushes = [push for push in self._pusher.pushes if push.openid == phone.openid]
        calls = [call for call in platform.calls if call.openid in ("", phone.openid)]
        return {
            "revision": platform.revision,
            "now": platform.clock.now().isoformat(),
            "moved": platform.clock.moved.total_seconds(),
            "account": self._account_view(),
            "switches": {
                "verified": platform.switches.verified,
                "slow": platform.switches.slow,
                "down": platform.switches.down,
            },
            "phone": self._phone_view(phone),
            "menu": (self._menu.definition or {}).get("button", []),
            "scenes": self._scenes(),
            "bubbles": [bubble_view(each) for each in phone.bubbles if each.revision > after],
            "pushes": [push_view(each) for each in pushes if each.revision > after],
            "calls": [call_view(each) for each in calls if each.revision > after],
        }

    def _scenes(self) -> list[str]:
        """Of live codes, the newest first."""
        return list(dict.fromkeys(code.scene for code in reversed(self._codes.live())))

    def _account_view(self) -> dict[str, Any]:
        account = self._account
        return {
            "name": account.name, "original_id": account.original_id,
            "app_id": account.app_id, "mode": account.mode,
        }  # fmt: skip

    def _phone_view(self, phone: Phone) -> dict[str, Any]:
        now = self._platform.clock.now()
        return {
            "openid": phone.openid,
            "nickname": phone.nickname,
            "following": phone.following,
            "permits": phone.permits,
            "typing": phone.typing_until is not None and now < phone.typing_until,
            "grants": [
                {
                    "occasion": grant.occasion, "left": grant.left,
                    "seconds": (grant.until - now).total_seconds(),
                }
                for grant in phone.allowance.open_grants(now)
            ],
        }  # fmt: skip


def bubble_view(bubble: Bubble) -> dict[str, Any]:
    return {
        "revision": bubble.revision, "author": bubble.author, "kind": bubble.kind,
        "body": bubble.body, "at": bubble.at.isoformat(), "via": bubble.via,
    }  # fmt: skip


def push_view(push: Push) -> dict[str, Any]:
    return {
        "number": push.number, "title": push.title, "document": push.document,
        "deliveries": [_delivery_view(each) for each in push.deliveries],
        "answer_body": push.answer_body, "answer": push.answer, "done": push.done,
    }  # fmt: skip


def _delivery_view(delivery: Delivery) -> dict[str, Any]:
    return {
        "began": delivery.began.isoformat(), "body": delivery.body,
        "outcome": delivery.outcome, "seconds": round(delivery.seconds, 3),
        "status": delivery.status, "note": delivery.note,
    }  # fmt: skip


def call_view(call: Call) -> dict[str, Any]:
    return {
        "revision": call.revision, "name": call.name, "code": call.code,
        "reason": call.reason, "at": call.at.isoformat(), "request": call.request,
    }  # fmt: skip
