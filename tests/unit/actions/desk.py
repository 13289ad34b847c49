"""Runs actions over a real store, as Rasa would call them, and collects what they say."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import yaml

from actions.server import build_executor
from actions.services import ActionServices
from bot.clock import Clock
from bot.matching.criteria import Match, Matches, Query
from bot.messages import Author, Channel
from bot.store.conversations import NewMessage, append_message, open_conversation
from bot.store.database import Database

ROOT = Path(__file__).resolve().parents[3]
DOMAIN: dict[str, Any] = yaml.safe_load((ROOT / "domain.yml").read_text(encoding="utf-8"))
NOON = datetime(2026, 11, 22, 4, tzinfo=UTC)


def suggest(kind: str, item_id: str, title: str, **more: Any) -> Match:
    plain: dict[str, Any] = {
        "subtitle": "", "score": 0.8, "reasons": (f"{title}对应气孔",), "features": {},
        "facts": {"地区": "浙江"}, "demo": True,
    }  # fmt: skip
    return Match(kind=kind, id=item_id, title=title, **{**plain, **more})


@dataclass
class FixedMatcher:
    """Answers every query with the same finds, less what is excluded; remembers the queries."""

    found: Matches = field(default_factory=lambda: Matches(reason="nothing_fits"))
    queries: list[Query] = field(default_factory=list)

    def match(self, query: Query) -> Matches:
        self.queries.append(query)

        def left(kind: str, rows: tuple[Match, ...]) -> tuple[Match, ...]:
            wanted = kind in query.kinds
            fresh = tuple(row for row in rows if row.id not in query.exclude_ids and wanted)
            return fresh[: query.limit]

        matches = Matches(
            universities=left("university", self.found.universities),
            mentors=left("mentor", self.found.mentors),
            patents=left("patent", self.found.patents),
            platforms=left("platform", self.found.platforms),
            doubtful=self.found.doubtful,
        )
        return (
            matches
            if not matches.is_empty()
            else Matches(reason=self.found.reason or "nothing_fits")
        )


@dataclass
class Desk:
    """One conversation. Slots that actions set stay set; ``said`` is what the last call said."""

    database: Database
    matcher: FixedMatcher
    conversation_id: str
    clock: Clock = field(default_factory=lambda: Clock(NOON))
    slots: dict[str, Any] = field(default_factory=dict)
    loop: str | None = None
    channel: str = "webchat"
    events: list[dict[str, Any]] = field(default_factory=list)
    said: list[dict[str, Any]] = field(default_factory=list)
    latest: dict[str, Any] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.executor = build_executor(ActionServices(self.database, self.matcher, self.clock))

    async def write(
        self,
        text: str,
        intent: str,
        *,
        confidence: float = 0.9,
        parts: dict[str, str] | None = None,
        needs: Sequence[str] = (),
        **metadata: Any,
    ) -> list[str]:
        """The owner writes or presses (a text that begins with "/"); returns who said what.
        ``parts`` are the purposes of a message that wants several things, with their words;
        ``needs`` the words of each need, where it tells several; ``metadata`` is what the front
        door adds: ``choice``, ``out_of_date``."""
        payload = text if text.startswith("/") else None
        async with self.database.write() as session:
            row = await append_message(
                session,
                NewMessage(
                    self.conversation_id, Author.USER, text, self.clock.now(), payload=payload
                ),
            )
        entities = json.loads(text[text.index("{") :]) if payload and "{" in text else {}
        self.latest = {
            "text": text,
            "intent": {"name": intent, "confidence": confidence},
            "intent_ranking": [{"name": intent, "confidence": confidence}],
            "purposes": [{"name": k, "text": v} for k, v in (parts or {}).items()],
            "needs": list(needs),
            "entities": [{"entity": k, "value": v} for k, v in entities.items()],
            "metadata": {"message_id": row.id, "channel": self.channel, **metadata},
        }
        self.events.append({"event": "user", "text": text, "metadata": {"message_id": row.id}})
        return await self.run("action_validate_slot_mappings")

    async def run(self, action: str) -> list[str]:
        """Call one action; returns the responses and texts that it said."""
        tracker = {
            "sender_id": self.conversation_id, "slots": self.slots, "latest_message": self.latest,
            "events": self.events, "paused": False, "followup_action": None,
            "active_loop": {"name": self.loop} if self.loop else {}, "latest_action_name": "",
        }  # fmt: skip
        result = await self.executor.run(
            {"next_action": action, "tracker": tracker, "domain": DOMAIN, "sender_id": "x"}
        )
        assert result is not None
        self.returned = result.events
        self.slots.update({e["name"]: e["value"] for e in result.events if e["event"] == "slot"})
        self.said = result.responses
        return [r.get("response") or r["custom"]["text"] for r in result.responses]

    @property
    def follows(self) -> list[str]:
        return [e["name"] for e in self.returned if e["event"] == "followup"]

    @property
    def cards(self) -> list[dict[str, Any]]:
        return [card for r in self.said for card in (r.get("custom") or {}).get("cards", [])]


async def open_desk(database: Database, address: str = "owner-1") -> Desk:
    async with database.write() as session:
        row = await open_conversation(session, Channel.WEBCHAT, address, NOON)
    return Desk(database, FixedMatcher(), row.id)
