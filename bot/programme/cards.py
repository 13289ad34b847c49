"""A suggestion as the card that owners are shown, whoever suggests it."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import date

from bot.matching.cards import facts_of, subtitle_of, title_of
from bot.matching.criteria import Match
from bot.matching.documents import Document
from bot.messages import Button, Card
from bot.programme import needs
from bot.store.models import Need

# Payloads of a card's buttons: the dialogue's intents of the same names, with the item behind.
PICK, WHY = "/pick", "/why"
# Platforms belong to a university and have nobody of their own to be put in touch with.
_NOT_PICKED = frozenset({"platform"})


def card_of_match(match: Match) -> Card:
    return Card(
        kind=match.kind,
        id=match.id,
        title=match.title,
        subtitle=match.subtitle,
        reasons=match.reasons,
        facts=match.facts,
        buttons=card_buttons(match.kind, match.id),
        demo=match.demo,
    )


def card_of_document(document: Document, reasons: Sequence[str], today: date) -> Card:
    """Of the record as it stands, for reasons that somebody else gives."""
    return Card(
        kind=document.kind,
        id=document.id,
        title=title_of(document),
        subtitle=subtitle_of(document),
        reasons=tuple(reasons),
        facts=facts_of(document, today),
        buttons=card_buttons(document.kind, document.id),
        demo=document.is_demo,
    )


def card_buttons(kind: str, item_id: str) -> tuple[Button, ...]:
    item = json.dumps({"kind": kind, "id": item_id}, ensure_ascii=False)
    pick = () if kind in _NOT_PICKED else (Button("想联系", PICK + item),)
    return (*pick, Button("为什么", WHY + item))


def read_card_press(payload: str) -> tuple[str, str, str] | None:
    """Which button, of which item: (``PICK`` or ``WHY``, kind, id). None for any other payload."""
    name, brace, item = payload.partition("{")
    if not brace or name not in {PICK, WHY}:
        return None
    pressed = json.loads(brace + item)
    return name, str(pressed["kind"]), str(pressed["id"])


def need_card(need: Need) -> Card:
    """The summary of a need, as its owner reads it."""
    return Card(
        kind="need",
        id=need.id,
        title=needs.title_of(need),
        subtitle=need.number or "",
        facts=needs.in_brief(needs.describe(need)),
    )
