"""Proof that an event comes from here, as Standard Webhooks writes it.

https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
from datetime import datetime

from bot.store.models import WebhookDelivery

PREFIX = "whsec_"


def body_of(delivery: WebhookDelivery) -> bytes:
    """The same bytes at every try."""
    told = {
        "id": delivery.event_id,
        "event": delivery.event,
        "at": delivery.at.isoformat(),
        "data": delivery.data,
    }
    return json.dumps(told, ensure_ascii=False, separators=(",", ":")).encode()


def headers_of(
    delivery: WebhookDelivery, body: bytes, secret: str, now: datetime
) -> dict[str, str]:
    stamp = str(int(now.timestamp()))
    return {
        "content-type": "application/json",
        "user-agent": "qianxiao-webhooks",
        "webhook-id": delivery.event_id,
        "webhook-timestamp": stamp,
        "webhook-signature": sign(secret, delivery.event_id, stamp, body),
    }


def sign(secret: str, event_id: str, stamp: str, body: bytes) -> str:
    key = base64.b64decode(secret.removeprefix(PREFIX))
    signed = b".".join((event_id.encode(), stamp.encode(), body))
    return "v1," + base64.b64encode(hmac.digest(key, signed, hashlib.sha256)).decode()
