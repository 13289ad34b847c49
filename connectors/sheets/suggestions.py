"""Which of a row's cards may stand on a sheet: records of the catalogue, nobody's own words."""

from __future__ import annotations

from typing import Any

from bot.store.models import Message

# A card of a need or of somebody's contact stays in the chat.
RECORDS = frozenset({"university", "mentor", "patent", "platform", "team", "incubator"})


def suggestions_of(row: Message) -> list[tuple[dict[str, Any], int | None]]:
    """Each with the number that presses its first button; None where it has no button."""
    number = int(row.meta.get("first_number", 1))
    found: list[tuple[dict[str, Any], int | None]] = []
    for card in row.cards:
        has_button = bool(card.get("buttons"))
        if card.get("kind") in RECORDS:
            found.append((card, number if has_button else None))
        number += has_button
    return found
