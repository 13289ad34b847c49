"""What staff see of a message: its purposes and what was read from it (DESIGN §6)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from actions.in_place import in_place
from actions.turn import Turn
from bot.programme.contacts import mask_phone
from bot.programme.interview import Field
from bot.reading.facts import Facts

# Intents that the dialogue needs apart, under the purpose that staff know them by.
PURPOSE_OF = {
    "ask_mentor_cost": "ask_fee",
    "ask_modes": "ask_policy",
    "another_region": "more",
    "cheaper": "more",
    "back": "correct",
    "resume": "submit_need",
    "pick": "affirm",
    "switch_recommendations": "withdraw_consent",
}
# A second reading is worth showing from this confidence on.
SECOND_READING = 0.25


def describe_turn(turn: Turn, facts: Facts) -> dict[str, Any]:
    lead = in_place(
        turn.intent, turn.text, facts, asked_field(turn), turn.confidence,
        outside=turn.loop is None,
    )  # fmt: skip
    shown = purposes(lead, turn.confidence, turn.ranking)
    return {"purposes": shown, "entities": entities(facts)}


def asked_field(turn: Turn) -> Field | None:
    """The question in hand, where a form has asked one."""
    return Field(turn.requested) if turn.loop and turn.requested in set(Field) else None


def purposes(
    lead: str, confidence: float, ranking: Sequence[tuple[str, float]]
) -> list[dict[str, Any]]:
    """``lead`` first, then what else the message says plainly enough."""
    readings = [each for each in ranking if each[0] != "nlu_fallback"]
    if not readings:
        readings = [(lead, confidence)]
    if lead not in {readings[0][0], "nlu_fallback"}:
        readings.insert(0, (lead, confidence))
    best: dict[str, float] = {}
    for place, (intent, sure) in enumerate(readings):
        if place == 0 or sure >= SECOND_READING:
            best.setdefault(PURPOSE_OF.get(intent, intent), round(sure, 4))
    return [{"name": name, "confidence": value} for name, value in best.items()]


def entities(facts: Facts) -> dict[str, Any]:
    """As read, without personal data: that stays in the message and, by consent, in contacts."""
    found: dict[str, Any] = dict(facts.to_entities())
    contact = found.pop("contact", None)
    if contact:
        found["contact"] = {
            key: mask_phone(value) if key == "phone" else "（未存）"
            for key, value in contact.items()
        }
    return found
