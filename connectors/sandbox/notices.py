"""订阅通知: an owner allows one by a press, and message/subscribe/bizsend spends it.

https://developers.weixin.qq.com/doc/service/guide/product/subscription_messages/push.html
"""

from __future__ import annotations

import re
from typing import Any

from connectors.sandbox.account import Account
from connectors.sandbox.faults import ApiFault
from connectors.sandbox.platform import Phone, Platform
from connectors.sandbox.push import Pusher

FIELD = re.compile(r"(thing|time|date|phrase|character_string|number|name)[0-9]{1,2}")
MAX_VALUE = 20
FROM_ARTICLE = 2


class NoticeOffice:
    """Where the server listens for a phone's pushes is known once its popup was answered."""

    def __init__(self, platform: Platform, account: Account, pusher: Pusher) -> None:
        self._platform = platform
        self._template = account.notice_template
        self._pusher = pusher
        self._callbacks: dict[str, str] = {}

    def answer_popup(self, phone: Phone, callback: str, *, accept: bool) -> None:
        """The owner presses 允许 or 取消 below an article."""
        self._callbacks[phone.openid] = callback
        if accept:
            phone.permits += 1
        self._tell(
            phone, "允许一次订阅通知" if accept else "拒绝订阅通知", "popup",
            {
                "TemplateId": self._template,
                "SubscribeStatusString": "accept" if accept else "reject",
                "PopupScene": FROM_ARTICLE,
            },
        )  # fmt: skip

    def send(self, notice: dict[str, Any]) -> None:
        """Show it on the phone; raise ApiFault as bizsend does."""
        openid = notice.get("touser")
        phone = self._platform.find_phone(openid) if isinstance(openid, str) else None
        if phone is None:
            raise ApiFault(40003)
        if notice.get("template_id") != self._template:
            raise ApiFault(40037)
        values = _values(notice.get("data"))
        if phone.permits < 1 or not phone.following:
            raise ApiFault(43101)
        phone.permits -= 1
        body = {"values": values, "url": str(notice.get("page", ""))}
        self._platform.show(phone, "account", "subscription", body, via="notice")
        number = self._platform.next_id()
        self._tell(
            phone, "订阅通知已送达", "sent",
            {
                "TemplateId": self._template, "MsgID": number, "ErrorCode": 0,
                "ErrorStatus": "success",
            },
        )  # fmt: skip

    def _tell(self, phone: Phone, title: str, what: str, entry: dict[str, str | int]) -> None:
        callback = self._callbacks.get(phone.openid)
        if callback is None:
            return
        fields: dict[str, str | list[dict[str, str | int]]] = {
            "MsgType": "event",
            "Event": f"subscribe_msg_{what}_event",
            f"SubscribeMsg{what.capitalize()}Event": [entry],
        }
        self._pusher.push(phone, callback, title, fields, banner=False)


def _values(data: Any) -> list[str]:
    if not isinstance(data, dict) or not data:
        raise ApiFault(47003)
    values = []
    for name, part in data.items():
        value = part.get("value") if isinstance(part, dict) else None
        if not FIELD.fullmatch(str(name)) or not isinstance(value, str) or not value.strip():
            raise ApiFault(47003)
        if len(value) > MAX_VALUE or any(not sign.isprintable() for sign in value):
            raise ApiFault(47003)
        values.append(value)
    return values
