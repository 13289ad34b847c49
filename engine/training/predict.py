"""Read texts with a trained model: a JSON list of texts in, a JSON list of readings out.

Run with the engine's Python; ``bot evaluate nlu`` calls it.
"""

from __future__ import annotations

import asyncio
import json
import os
import sys
import warnings
from typing import Any

warnings.simplefilter("ignore")

from rasa.core.agent import Agent  # noqa: E402


async def read_all(model: str, texts: list[str]) -> list[dict[str, Any]]:
    agent = Agent.load(model)
    return [slim(await agent.parse_message(text)) for text in texts]


def slim(reading: dict[str, Any]) -> dict[str, Any]:
    ranking = [
        {"name": each["name"], "confidence": round(float(each["confidence"]), 4)}
        for each in reading.get("intent_ranking", [])
    ]
    return {
        "intent": reading["intent"]["name"],
        "confidence": round(float(reading["intent"]["confidence"]), 4),
        "ranking": ranking,
        "purposes": reading.get("purposes", []),
    }


if __name__ == "__main__":
    # Rasa logs to stdout: only the answer may stand there.
    with os.fdopen(os.dup(1), "w", encoding="utf-8") as answer:
        os.dup2(2, 1)
        json.dump(asyncio.run(read_all(sys.argv[1], json.load(sys.stdin))), answer)
