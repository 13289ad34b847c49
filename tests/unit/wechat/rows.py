"""Log rows as the outbox stores them, without a store."""

from __future__ import annotations

from typing import Any

from bot.store.deliveries import Parcel
from bot.store.models import Message


def row(text: str = "", *, seq: int = 2, first_number: int = 1, **columns: Any) -> Message:
    values: dict[str, Any] = {
        "id": seq, "conversation_id": "c", "author": "bot", "buttons": [], "cards": [],
        "numbered": False, "reply_to": seq - 1,
    }  # fmt: skip
    values.update(columns)
    return Message(seq=seq, text=text, meta={"first_number": first_number}, **values)


def button(title: str, payload: str = "/x") -> dict[str, str]:
    return {"title": title, "payload": payload}


def card(title: str, **fields: Any) -> dict[str, Any]:
    base: dict[str, Any] = {
        "kind": "patent", "id": title, "title": title, "subtitle": "", "reasons": [], "facts": {},
        "demo": False, "buttons": [button("想联系"), button("为什么")],
    }  # fmt: skip
    return {**base, **fields}


def parcel(message: Message) -> Parcel:
    return Parcel(message.seq, message)
