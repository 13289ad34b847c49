"""A place that an owner sent on the map, as it travels from a connector to the dialogue."""

from __future__ import annotations

import json

# Marks the payload; also a slot of the dialogue, and what its slot ``pending`` then says.
LOCATION = "location"


def place_payload(words: str) -> str:
    """It is no statement: the dialogue asks whether the works are there."""
    told = {"slot": "region", "value": words, "source": LOCATION}
    return f"/inform{json.dumps(told, ensure_ascii=False)}"
