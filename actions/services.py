"""What every action is given; built once, by bot/app.py."""

from __future__ import annotations

from dataclasses import dataclass

from bot.clock import Clock
from bot.programme.suggestions import Matcher
from bot.semantics.embeddings import Meanings
from bot.store.database import Database


@dataclass(frozen=True, slots=True)
class ActionServices:
    database: Database
    matcher: Matcher
    clock: Clock
    # Where an endpoint for vectors is set.
    meanings: Meanings | None = None
